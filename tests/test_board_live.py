"""The board asked again: nothing while nothing has changed."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import IntakeFactory, UserFactory
from tests.intakes import finished
from tests.referrals import in_state, opened, step
from triage.actions.finish import finish_intake
from triage.actions.override import override_outcome
from triage.actions.referral import assign_referral, take_referral
from triage.actions.release import current_release
from triage.actions.retraction import correct_intake
from triage.models import Level, Referral, State
from triage.views.board import Board

pytestmark = pytest.mark.django_db

LIVE = reverse("triage:referral_live")


@pytest.fixture
def asked(as_clinician, clinician):
    """Ask again with the digest of the page that was shown last."""

    def ask(**query):
        digest = Board(query, clinician).digest
        return lambda: as_clinician.get(LIVE, query | {"digest": digest})

    return ask


def unfinished():
    IntakeFactory(
        release=current_release(), so_far=Level.EMERGENCY, reached_at=timezone.now()
    )


CHANGES = {
    "opened": lambda referral: opened(),
    "sent": lambda referral: step(referral, State.SENT),
    "closed": lambda referral: step(step(referral, State.CANCELLED), State.CLOSED),
    "taken": lambda referral: take_referral(
        referral=referral, by=UserFactory(group="Clinician")
    ),
    "reached": lambda referral: unfinished(),
    "late": lambda referral: Referral.objects.update(due_at=timezone.now()),
}


def test_nothing_changed_is_nothing_sent(asked):
    opened(Level.SOON)
    Referral.objects.update(due_at=timezone.now() + dt.timedelta(days=3, hours=5))

    response = asked()()

    assert (response.status_code, response.content) == (204, b"")


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_sent(change, asked):
    referral = opened()
    Referral.objects.update(due_at=timezone.now() + dt.timedelta(days=3, hours=5))
    ask = asked()

    CHANGES[change](referral)

    response = ask()
    assert response.status_code == 200
    for part in ("board-tiles", "board-chips", "board-list"):
        assert f'id="{part}"' in response.text
    assert "<html" not in response.text


def test_a_new_owner_is_sent(asked):
    """Though no tile and no chip counts anything else than before."""
    one, other = UserFactory.create_batch(2, group="Clinician")
    referral = take_referral(referral=opened(Level.SOON), by=one)
    ask = asked()

    assign_referral(referral=referral, to=other, by=one)

    assert ask().status_code == 200


def test_a_clock_is_sent_when_its_words_change(as_clinician, clinician, monkeypatch):
    opened()
    board = Board({}, clinician)
    later = timezone.now() + dt.timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)

    response = as_clinician.get(LIVE, {"digest": board.digest})

    assert response.status_code == 200


def test_a_row_is_marked_by_what_would_be_news(asked):
    """The minutes of its clock are not: they come to every row, all the time."""
    referral = in_state(State.SENT)
    Referral.objects.update(due_at=timezone.now() + dt.timedelta(minutes=50))
    text = asked()
    before = text(), mark(referral)
    Referral.objects.update(due_at=timezone.now() + dt.timedelta(minutes=40))

    assert before[1] == mark(referral)
    Referral.objects.update(due_at=timezone.now() - dt.timedelta(minutes=1))
    assert before[1] != mark(referral)


def mark(referral):
    (line,) = Board({}, UserFactory()).lines
    return line.mark


def test_the_page_of_a_filter_is_asked_for_with_its_filter(as_clinician, asked):
    opened(Level.SOON)
    emergency = opened(Level.EMERGENCY)

    response = as_clinician.get(LIVE, {"level": "emergency"})

    assert emergency.outcome.intake.patient.name in response.text
    assert response.text.count('id="r-') == 3  # the row, its name and its button


def test_an_unchanged_board_reads_little(as_clinician, clinician):
    for _ in range(9):
        in_state(State.SENT, Level.SOON)
    digest = Board({}, clinician).digest

    with CaptureQueriesContext(connection) as captured:
        response = as_clinician.get(LIVE, {"digest": digest})

    assert response.status_code == 204
    ours = [q["sql"] for q in captured if "triage_referral" in q["sql"]]
    assert len(ours) == 3, "\n".join(ours)


def lower(outcome, level, by):
    why = "Walks well, sensation is normal."
    override_outcome(outcome=outcome, to_level=level, reason=why, by=by)


def test_a_level_in_force_below_the_referral_is_sent(asked, clinician):
    """Though the referral stands at the level, the owner and the step of before."""
    outcome = finished(iv_drug_use="yes")
    lower(outcome, Level.SOON, clinician)
    ask = asked()
    assert ask().status_code == 204

    lower(outcome, Level.SELF_CARE, clinician)

    assert Referral.objects.get().level == Level.SOON
    assert ask().status_code == 200


def test_what_another_outcome_says_is_sent(asked, clinician):
    outcome = finished(iv_drug_use="yes")
    ask = asked()
    assert ask().status_code == 204

    draft = correct_intake(intake=outcome.intake, by=clinician)
    finish_intake(intake=draft, by=clinician)

    referral = Referral.objects.get()
    assert (referral.level, referral.outcome) == (Level.URGENT, draft.outcome)
    assert ask().status_code == 200


def test_who_may_not_see_the_board_may_not_ask(client):
    client.force_login(UserFactory())

    assert client.get(LIVE).status_code == 403


def test_a_patient_renamed_is_sent(asked):
    """The page must never show who somebody was before."""
    patient = opened(Level.SOON).outcome.intake.patient
    ask = asked()

    patient.name = "Rosa Delgado-Marsh"
    patient.save(update_fields=["name"])

    assert "Rosa Delgado-Marsh" in ask().text
