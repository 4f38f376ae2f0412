"""The handover: everything that is open, on one page."""

import datetime as dt

import pytest
from django.db import Error
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
from tests.referrals import in_state, opened, step
from triage.actions import audit
from triage.actions.referral import take_referral
from triage.actions.release import current_release
from triage.models import AuditEntry, Level, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

HANDOVER = "/referrals/handover/"


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
        'To St. Brendan&#x27;s, <span class="text-nowrap">555-0170</span>',
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


def test_what_cannot_be_recorded_is_shown_under_a_bar_and_never_printed(
    as_clinician, monkeypatch
):
    referral = opened()

    def fail(*args, **kwargs):
        raise Error("no space left")

    monkeypatch.setattr(audit, "record_each", fail)

    page = as_clinician.get(HANDOVER)

    assert "could not be entered in the audit log" in page.text
    assert referral.code in page.text
    assert as_clinician.post(f"{HANDOVER}print/").status_code == 503
