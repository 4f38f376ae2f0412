"""A referral as a whole: opened, raised, lowered, moved, taken, handed on."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import OutcomeFactory, UserFactory
from tests.referrals import as_kept, in_state, opened, step
from triage.actions.errors import Refused
from triage.actions.referral import (
    assign_referral,
    lower_referral,
    open_referral,
    raise_referral,
    take_referral,
)
from triage.actions.referral_correction import (
    move_to_outcome,
    note_wrong_patient,
)
from triage.actions.referral_event import MoveRefused
from triage.models import AuditEntry, Level, Referral, State

pytestmark = pytest.mark.django_db

ENDING = [State.OUTCOME_RECEIVED, State.CANCELLED, State.PATIENT_DECLINED]


def raised(referral, level=Level.EMERGENCY, **particulars):
    return raise_referral(
        referral=referral,
        level=level,
        started_at=timezone.now(),
        by=UserFactory(group="Clinician"),
        **particulars,
    )


def test_a_referral_opens_with_its_first_event_and_no_audit_entry_of_its_own():
    outcome = OutcomeFactory()

    referral = open_referral(
        outcome=outcome,
        level=Level.EMERGENCY,
        started_at=outcome.reached_at,
        by=outcome.by,
    )

    event = referral.events.get()
    assert (referral.state, event.kind, event.by) == ("opened", "opened", outcome.by)
    assert (referral.owner, referral.next_step) == (None, "send")
    assert not AuditEntry.objects.exists()


def test_self_care_and_a_second_referral_are_refused():
    referral = opened()

    for outcome, level, error in [
        (OutcomeFactory(), Level.SELF_CARE, ValueError),
        (referral.outcome, Level.SOON, IntegrityError),
    ]:
        with pytest.raises(error), transaction.atomic():
            open_referral(
                outcome=outcome,
                level=level,
                started_at=timezone.now(),
                by=outcome.by,
            )
    assert Referral.objects.get() == referral


@pytest.mark.parametrize(
    "change",
    [
        {"next_step": ""},
        {"due_at": None},
        {"state": "closed"},
        {"state": "closed", "next_step": "", "due_at": None},
        {"found": "nothing_found"},
        {"level": "self_care"},
    ],
)
def test_the_database_keeps_the_next_step_of_an_open_referral(change):
    referral = opened()

    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(**change)


def test_raising_restarts_the_clock_and_leaves_the_patient_on_the_way():
    referral = in_state(State.SENT, Level.SOON, ago=600)

    referral = raised(referral, note="Foot drop now.")

    assert (referral.level, referral.state) == (Level.EMERGENCY, State.SENT)
    left = referral.due_at - timezone.now()
    assert dt.timedelta(minutes=29) < left < dt.timedelta(minutes=30)
    assert referral.events.last().note == "Foot drop now."


@pytest.mark.parametrize("level", [Level.EMERGENCY, Level.URGENT, Level.SOON])
def test_raising_never_lowers_an_open_referral(level):
    referral = opened(Level.EMERGENCY, ago=5)
    kept = as_kept(referral)

    raised(referral, level)

    assert as_kept(referral) == kept


@pytest.mark.parametrize("state", [*ENDING, State.CLOSED])
def test_raising_opens_again_what_was_about_to_be_closed(state):
    """A patient who needs more than was thought is sent anew."""
    referral = raised(in_state(state, Level.SOON, ago=600))

    assert (referral.state, referral.level) == (State.OPENED, Level.EMERGENCY)
    assert (referral.next_step, referral.found, referral.closed_at) == (
        "send",
        "",
        None,
    )
    assert referral.due_at > timezone.now()


def test_a_closed_referral_opens_again_at_the_level_that_is_asked_for():
    referral = raised(in_state(State.CLOSED, Level.EMERGENCY), Level.SOON)

    assert (referral.state, referral.level) == (State.OPENED, Level.SOON)


@pytest.mark.parametrize(
    ("to", "stands_at"), [(Level.SOON, Level.SOON), (Level.SELF_CARE, Level.SOON)]
)
def test_a_lowered_referral_stays_open_and_its_clock_runs_on(to, stands_at):
    referral = opened(Level.EMERGENCY, ago=30)
    started_at = referral.level_started_at

    referral = lower_referral(
        started_at=timezone.now(),
        referral=referral,
        level=to,
        by=UserFactory(group="Clinician"),
        note="Settled.",
    )

    assert (referral.state, referral.level) == (State.OPENED, stands_at)
    assert referral.due_at == started_at + dt.timedelta(minutes=1440)
    assert referral.events.last().kind == "lowered"


def test_a_closed_referral_is_not_lowered_to_a_level_that_needs_none():
    referral = in_state(State.CLOSED)
    kept = as_kept(referral)

    lower_referral(
        referral=referral,
        level=Level.SELF_CARE,
        started_at=timezone.now(),
        by=UserFactory(),
    )

    assert as_kept(referral) == kept


@pytest.mark.parametrize("settle", [lower_referral, raise_referral])
def test_a_level_is_not_changed_of_what_went_to_another_outcome(settle):
    referral = opened()
    page = Referral.objects.get(pk=referral.pk)
    other = OutcomeFactory(disposition=Level.URGENT)
    move_to_outcome(referral=referral, outcome=other, by=other.by)
    kept = as_kept(referral)

    refused = pytest.raises(MoveRefused, match=f"moved to {other.intake.code}")
    with refused, transaction.atomic():
        settle(
            referral=page,
            level=Level.SOON,
            started_at=timezone.now(),
            by=UserFactory(),
        )

    assert as_kept(referral) == kept


@pytest.mark.parametrize(
    ("old", "new", "stands_at"),
    [
        (Level.SOON, Level.EMERGENCY, Level.EMERGENCY),
        (Level.EMERGENCY, Level.SOON, Level.EMERGENCY),
        (Level.URGENT, Level.URGENT, Level.URGENT),
    ],
)
def test_a_referral_follows_the_correction_and_is_never_lowered(old, new, stands_at):
    referral = in_state(State.SENT, old, ago=60)
    outcome = OutcomeFactory(disposition=new)

    referral = move_to_outcome(referral=referral, outcome=outcome, by=outcome.by)

    assert (referral.outcome, referral.level) == (outcome, stands_at)
    assert (referral.state, referral.events.last().kind) == (State.SENT, "moved")
    is_raised = stands_at != old
    assert (referral.level_started_at == outcome.reached_at) is is_raised


def test_a_correction_that_needs_none_leaves_it_to_be_closed_as_replaced():
    referral = opened(Level.SOON)
    old = referral.outcome
    due_at = referral.due_at
    outcome = OutcomeFactory(disposition=Level.SELF_CARE)

    referral = move_to_outcome(referral=referral, outcome=outcome, by=outcome.by)

    assert (referral.outcome, referral.state) == (old, State.OPENED)
    assert (referral.next_step, referral.due_at) == ("close as replaced", due_at)


@pytest.mark.parametrize("level", [Level.EMERGENCY, Level.SELF_CARE])
def test_a_closed_referral_keeps_its_end_and_the_correction_gets_its_own(level):
    """Also where somebody closed it while the correction was being finished."""
    referral = in_state(State.SENT)
    step(step(referral, State.CANCELLED), State.CLOSED)
    kept = as_kept(referral)
    outcome = OutcomeFactory(disposition=level)

    move_to_outcome(referral=referral, outcome=outcome, by=outcome.by)

    assert as_kept(referral) == kept
    own = Referral.objects.filter(
        outcome=outcome, level=Level.EMERGENCY, state="opened"
    )
    assert own.exists() is (level == Level.EMERGENCY)


@pytest.mark.parametrize(
    ("state", "next_step"),
    [
        (State.SENT, "call the receiver back"),
        (State.ARRIVED, "call the receiver back"),
        (State.OPENED, "close: the intake was retracted"),
    ],
)
def test_the_receiver_of_a_wrong_patient_is_called_back(state, next_step):
    referral = in_state(state, ago=300)

    referral = note_wrong_patient(referral=referral, by=UserFactory(), note="Twins.")

    assert (referral.state, referral.next_step) == (state, next_step)
    event = referral.events.last()
    left = referral.due_at - event.at
    assert dt.timedelta(minutes=14) < left <= dt.timedelta(minutes=15)


def test_a_wrong_patient_goes_nowhere_any_more():
    referral = in_state(State.SENT)
    note_wrong_patient(referral=referral, by=UserFactory(), note="Twins.")
    kept = as_kept(referral)

    with pytest.raises(MoveRefused, match="was retracted"):
        step(referral, State.ACCEPTED)

    assert as_kept(referral) == kept


def test_a_clinician_takes_a_referral(clinician):
    referral = take_referral(referral=opened(), by=clinician)

    assert referral.owner == clinician
    assert (referral.state, referral.events.last().kind) == (State.OPENED, "taken")
    assert AuditEntry.objects.get().action == "referral taken"


def test_a_referral_is_taken_once():
    reyes = UserFactory(group="Clinician", first_name="Theo", last_name="Reyes")
    referral = take_referral(referral=opened(), by=reyes)
    kept = as_kept(referral)

    with pytest.raises(MoveRefused, match=r"is Theo Reyes's already \(by Theo Reyes"):
        take_referral(referral=referral, by=UserFactory(group="Clinician"))

    assert as_kept(referral) == kept


def test_a_referral_is_handed_to_a_colleague(clinician):
    referral = take_referral(referral=opened(), by=clinician)
    colleague = UserFactory(group="Clinician")

    referral = assign_referral(
        referral=referral, to=colleague, by=clinician, note="End of my day."
    )

    assert referral.owner == colleague
    assert referral.events.last().note == "End of my day."


@pytest.mark.parametrize(
    "to", [{"group": "Staff"}, {"group": "Clinician", "is_active": False}]
)
def test_only_a_clinician_who_works_here_owns_a_referral(to, clinician):
    with pytest.raises(Refused, match="Only a clinician"):
        assign_referral(referral=opened(), to=UserFactory(**to), by=clinician)


def test_staff_take_nothing(staff):
    with pytest.raises(Refused, match="Only a clinician"):
        take_referral(referral=opened(), by=staff)


def test_a_closed_referral_is_neither_taken_nor_handed_on(clinician):
    referral = in_state(State.CLOSED)

    with pytest.raises(MoveRefused, match="already closed"):
        take_referral(referral=referral, by=clinician)
    with pytest.raises(MoveRefused, match="already closed"):
        assign_referral(referral=referral, to=clinician, by=clinician)
