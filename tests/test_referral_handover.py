"""The handover: all that is open on one page, and who goes on with it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    FollowUpFactory,
    IntakeFactory,
    RaisedFlagFactory,
    ReceiverFactory,
    UserFactory,
)
from tests.handouts import text
from tests.referrals import as_kept, in_state, opened, step
from triage.actions.errors import Refused
from triage.actions.referral import assign_referral, take_referral
from triage.actions.referral_handover import assign_many
from triage.actions.release import current_release
from triage.models import AuditEntry, Level, Referral, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

HANDOVER = "/referrals/handover/"
ASSIGN = f"{HANDOVER}assign/"


@pytest.fixture
def colleague(db):
    return UserFactory(group="Clinician", first_name="Omar", last_name="Haddad")


def seen(*referrals):
    return {each.pk: each.events.last().pk for each in referrals}


def tokens(*referrals):
    return [f"{key}.{event}" for key, event in seen(*referrals).items()]


def owners(*referrals):
    rows = Referral.objects.in_bulk([each.pk for each in referrals])
    return [rows[each.pk].owner for each in referrals]


def test_every_open_referral_is_on_the_page_with_all_that_a_colleague_needs(
    as_clinician, clinician
):
    receiver = ReceiverFactory(name="St. Brendan's", phone="555-0170")
    referral = step(opened(), State.SENT, by=clinician, receiver=receiver)
    RaisedFlagFactory(outcome=referral.outcome)
    take_referral(referral=referral, by=clinician)
    intake = referral.outcome.intake

    page = text(as_clinician.get(HANDOVER))

    for said in (
        intake.patient.name,
        referral.code,
        "555-0142",
        "Leg weakness",
        "Get an answer",
        str(clinician),
        "To St. Brendan&#x27;s, 555-0170",
        "Taken",
    ):
        assert said in page, said


def test_no_row_is_left_out_and_no_closed_one_is_there(as_staff):
    open_ones = [opened(Level.SOON) for _ in range(60)]
    closed = in_state(State.CLOSED)

    page = text(as_staff.get(HANDOVER))

    assert all(each.code in page for each in open_ones)
    assert closed.code not in page


def test_what_is_not_a_referral_yet_is_there_too(as_staff, staff):
    draft = IntakeFactory(
        so_far=Level.URGENT,
        reached_at=timezone.now(),
        started_by=staff,
        release=current_release(),
        callback_number="555-0191",
        place="Bus stop",
    )
    call = FollowUpFactory(due_at=timezone.now() - dt.timedelta(hours=1))
    later = FollowUpFactory(due_at=timezone.now() + dt.timedelta(days=2))

    page = text(as_staff.get(HANDOVER))

    assert draft.code in page
    assert "555-0191" in page
    assert "At Bus stop" in page
    assert call.outcome.intake.code in page
    assert later.outcome.intake.code not in page


def test_it_is_grouped_by_owner_or_by_level(as_clinician, clinician):
    take_referral(referral=opened(Level.SOON), by=clinician)
    opened(Level.EMERGENCY)

    by_owner, by_level = (
        as_clinician.get(HANDOVER),
        as_clinician.get(f"{HANDOVER}?by=level"),
    )

    groups = by_owner.context["handover"].groups
    assert [group.title for group in groups] == [
        "Nobody has taken these",
        str(clinician),
    ]
    levels = by_level.context["handover"].groups
    assert [group.level for group in levels] == ["emergency", "soon"]


@pytest.mark.parametrize(
    ("role", "acts"), [("Clinician", 1), ("Manager", 0), ("Staff", 0)]
)
def test_only_a_clinician_can_hand_over(role, acts, client):
    opened()
    client.force_login(UserFactory(group=role))

    page = client.get(HANDOVER)

    assert page.status_code == 200
    assert ("Hand over the chosen" in page.text) == bool(acts)


def test_opening_and_printing_leave_an_entry_for_each_patient(as_clinician):
    codes = {opened().outcome.intake.patient.code for _ in range(3)}

    as_clinician.get(HANDOVER)
    printed = as_clinician.post(reverse("triage:referral_handover_print"))

    assert printed.status_code == 204
    for action in ("viewed handover", "printed handover"):
        entries = AuditEntry.objects.filter(action=action)
        assert set(entries.values_list("patient", flat=True)) == codes


def test_many_go_over_at_once_each_with_its_event_and_entry(
    as_clinician, clinician, colleague
):
    rows = [opened(), opened(Level.SOON)]
    stays = opened()

    answer = as_clinician.post(
        ASSIGN, {"chosen": tokens(*rows), "to": colleague.pk, "note": "Both told."}
    )

    assert answer.status_code == 302
    assert owners(*rows, stays) == [colleague, colleague, None]
    for row in rows:
        event = row.events.last()
        assert (event.kind, event.by, event.owner) == ("assigned", clinician, colleague)
        assert event.note == "Both told."
        assert AuditEntry.objects.filter(action="referral assigned", record=row.code)
    assert f"2 referrals handed to {colleague}." in as_clinician.get(HANDOVER).text


def test_all_of_mine_go_over_in_one_press_and_nothing_else(
    as_clinician, clinician, colleague
):
    mine, other = [opened() for _ in range(2)], opened()
    for row in mine:
        take_referral(referral=row, by=clinician)

    as_clinician.post(
        ASSIGN,
        {
            "mine": tokens(*mine),
            "chosen": tokens(other),
            "all_mine": "1",
            "to": colleague.pk,
        },
    )

    assert owners(*mine, other) == [colleague, colleague, None]


def test_what_became_mine_meanwhile_is_told(as_clinician, clinician, colleague):
    mine, newer = opened(), opened()
    take_referral(referral=mine, by=clinician)
    sent = {"mine": tokens(mine), "all_mine": "1", "to": colleague.pk}
    assign_referral(referral=newer, to=clinician, by=colleague)

    answer = as_clinician.post(ASSIGN, sent)

    assert answer.status_code == 409
    assert f"{newer.code} became yours since you opened this page." in answer.text
    assert owners(mine, newer) == [colleague, clinician]


def test_what_changed_since_stays_and_is_told_and_the_others_go(
    as_clinician, colleague
):
    fresh, stale, ended = opened(), opened(), opened()
    sent = tokens(fresh, stale, ended)
    step(stale, State.SENT, by=colleague)
    step(step(ended, State.CANCELLED), State.CLOSED)
    before = [as_kept(stale), as_kept(ended)]

    answer = as_clinician.post(ASSIGN, {"chosen": sent, "to": colleague.pk})

    assert answer.status_code == 409
    page = text(answer)
    assert f"Not all of them were handed to {colleague}" in page
    assert f"Handed over: {fresh.code}." in page
    for row in (stale, ended):
        assert f"{row.code} has changed since you opened this page: " in page
    assert owners(fresh) == [colleague]
    assert [as_kept(stale), as_kept(ended)] == before


def test_one_that_is_theirs_already_is_told(clinician, colleague):
    theirs, free = opened(), opened()
    take_referral(referral=theirs, by=colleague)

    handed = assign_many(seen=seen(theirs, free), to=colleague, by=clinician)

    assert [row.pk for row in handed.moved] == [free.pk]
    assert handed.refused == (f"{theirs.code} is {colleague}'s already.",)


def test_a_referral_that_does_not_exist_is_told(clinician, colleague):
    handed = assign_many(seen={987654: 1}, to=colleague, by=clinician)

    assert (handed.moved, handed.refused) == ((), ("There is no R-987654.",))


@pytest.mark.parametrize("role", ["Staff", "Manager"])
def test_nobody_but_a_clinician_gives_or_gets(role, clinician, colleague):
    referral, other = opened(), UserFactory(group=role)

    for to, by in ((colleague, other), (other, clinician)):
        with pytest.raises(Refused, match="clinician"):
            assign_many(seen=seen(referral), to=to, by=by)
    assert owners(referral) == [None]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"to": ""}, "Choose the clinician."),
        ({"to": "999999"}, "Choose a clinician from the list."),
        ({"chosen": []}, "Choose at least one referral to hand over."),
        ({"chosen": ["x"]}, "This page is out of date."),
        ({"chosen": ["1.2.3"]}, "This page is out of date."),
        ({"chosen": ["²." + "9"]}, "This page is out of date."),
        ({"chosen": [f"{10**30}.1"]}, "This page is out of date."),
        ({"all_mine": "1"}, "Nothing that is open is yours."),
    ],
)
def test_a_bad_press_is_refused_with_a_sentence_and_loses_nothing(
    change, says, as_clinician, colleague
):
    referral = opened()
    (token,) = tokens(referral)
    sent = {"chosen": [token], "to": colleague.pk, "note": "At bed 4."} | change

    answer = as_clinician.post(ASSIGN, sent)

    assert answer.status_code == 422
    assert says in answer.text
    assert "At bed 4." in answer.text
    ticked = f'value="{token}" form="hand" checked' in text(answer)
    assert ticked == (token in sent["chosen"])
    assert owners(referral) == [None]


def test_a_row_that_changed_under_a_refused_press_is_not_ticked_again(
    as_clinician, colleague
):
    referral = opened()
    (token,) = tokens(referral)
    step(referral, State.SENT, by=colleague)

    answer = as_clinician.post(ASSIGN, {"chosen": [token], "to": ""})

    page = text(answer)
    assert "checked" not in page.partition("<tbody")[2]
    assert f"no longer ticked: {referral.code}." in page
