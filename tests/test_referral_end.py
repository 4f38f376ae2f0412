"""No referral ends without what was found."""

import pytest
from django.utils import timezone

from tests.factories import OutcomeFactory, UserFactory
from tests.referrals import as_kept, in_state, step
from triage.actions.errors import Refused
from triage.actions.referral import (
    lower_referral,
    raise_referral,
)
from triage.actions.referral_correction import (
    move_to_outcome,
    note_wrong_patient,
)
from triage.actions.referral_end import (
    close_as_lowered,
    close_as_replaced,
    close_as_wrong_patient,
    reopen_referral,
)
from triage.actions.referral_event import MoveRefused
from triage.models import Found, Level, Retraction, State

pytestmark = pytest.mark.django_db

OPEN = [state for state in State if state != State.CLOSED]


def kinds(referral):
    return [event.kind for event in referral.events.all()]


def replaced(referral):
    outcome = OutcomeFactory(disposition=Level.SELF_CARE)
    return move_to_outcome(referral=referral, outcome=outcome, by=outcome.by)


def retracted(referral):
    return note_wrong_patient(referral=referral, by=UserFactory(), note="Twins.")


def lowered(referral, reason="Examined: nothing new in the legs."):
    return lower_referral(
        started_at=timezone.now(),
        referral=referral,
        level=Level.SELF_CARE,
        by=UserFactory(),
        note=reason,
    )


def test_closing_keeps_what_was_found_and_its_family():
    referral = step(
        in_state(State.OUTCOME_RECEIVED),
        State.CLOSED,
        found="confirmed_serious",
        family="cauda_equina",
        note="Operated.",
    )

    assert (referral.found, referral.family) == ("confirmed_serious", "cauda_equina")
    assert (referral.next_step, referral.due_at) == ("", None)
    event = referral.events.last()
    assert (event.found, event.family, event.note) == (
        "confirmed_serious",
        "cauda_equina",
        "Operated.",
    )
    assert referral.closed_at == event.at


@pytest.mark.parametrize(
    ("ending", "says"),
    [
        ({"found": ""}, "Say what was found"),
        ({"found": "a_miracle"}, "Say what was found"),
        ({"found": "replaced"}, "Say what was found"),
        ({"found": "wrong_patient"}, "Say what was found"),
        ({"found": "confirmed_serious"}, "what it was about"),
        ({"found": "confirmed_serious", "family": "toe"}, "what it was about"),
        ({"found": "other_diagnosis", "family": "other"}, "in the note"),
        ({"found": "patient_declined"}, "First record that the patient declined"),
    ],
)
def test_closing_without_what_was_found_is_refused(ending, says):
    referral = in_state(State.OUTCOME_RECEIVED)
    kept = as_kept(referral)

    with pytest.raises(Refused, match=says):
        step(referral, State.CLOSED, **ending)

    assert as_kept(referral) == kept


def test_nothing_found_belongs_to_no_family():
    referral = step(
        in_state(State.CANCELLED), State.CLOSED, found="nothing_found", family="renal"
    )

    assert referral.family == ""


def test_a_patient_who_declined_closes_the_referral():
    referral = in_state(State.PATIENT_DECLINED)

    assert step(referral, State.CLOSED, found="patient_declined").found == (
        Found.PATIENT_DECLINED
    )


@pytest.mark.parametrize("state", OPEN)
def test_a_replaced_referral_is_closed_at_once_from_anywhere(state):
    referral = replaced(in_state(state))

    referral = close_as_replaced(referral=referral, by=UserFactory(group="Clinician"))

    assert (referral.state, referral.found) == (State.CLOSED, Found.REPLACED)
    if state == State.ARRIVED:
        assert kinds(referral)[-2:] == ["outcome_received", "closed"]
    elif state in (State.OUTCOME_RECEIVED, State.PATIENT_DECLINED):
        assert kinds(referral)[-1:] == ["closed"]
    else:
        assert kinds(referral)[-2:] == ["cancelled", "closed"] or state == "cancelled"


@pytest.mark.parametrize("state", OPEN)
def test_a_retracted_referral_is_closed_once_the_receiver_was_told(state, clinician):
    referral = retracted(in_state(state))
    kept = as_kept(referral)

    if referral.receiver:
        with pytest.raises(Refused, match=f"Call {referral.receiver} back"):
            close_as_wrong_patient(referral=referral, by=clinician)
        assert as_kept(referral) == kept
    referral = close_as_wrong_patient(
        referral=referral, by=clinician, spoke_to="Nurse Abara"
    )

    assert (referral.state, referral.found) == (State.CLOSED, Found.WRONG_PATIENT)
    assert ("receiver_called_back" in kinds(referral)) is bool(referral.receiver)


def test_an_intake_that_was_entered_twice_is_closed_as_replaced(clinician):
    referral = in_state(State.OPENED)
    Retraction.objects.create(
        intake=referral.outcome.intake, kind="duplicate", reason="Twice", by=clinician
    )
    retracted(referral)

    referral = close_as_wrong_patient(referral=referral, by=clinician)

    assert referral.found == Found.REPLACED


def test_a_retracted_referral_never_opens_again(clinician):
    referral = in_state(State.CLOSED)
    retracted(referral)

    with pytest.raises(MoveRefused, match="wrong patient"):
        reopen_referral(referral=referral, reason="Hm.", by=clinician)


@pytest.mark.parametrize("state", OPEN)
def test_a_lowered_referral_is_closed_at_once_with_the_reason_of_the_override(state):
    referral = lowered(in_state(state))

    referral = close_as_lowered(
        referral=referral,
        found="nothing_found",
        by=UserFactory(group="Clinician"),
    )

    assert (referral.state, referral.found) == (State.CLOSED, Found.NOTHING_FOUND)
    if State.CANCELLED in kinds(referral) and state != State.CANCELLED:
        cancelled = referral.events.get(kind="cancelled")
        assert cancelled.note == "Examined: nothing new in the legs."


def test_a_patient_who_declined_is_recorded_before_it_is_closed_as_lowered(clinician):
    referral = lowered(in_state(State.SENT))

    with pytest.raises(Refused, match="First record that the patient declined"):
        close_as_lowered(referral=referral, found="patient_declined", by=clinician)


def test_what_was_raised_again_is_not_closed_as_lowered(clinician):
    referral = lowered(in_state(State.SENT))
    raise_referral(
        referral=referral,
        level=Level.EMERGENCY,
        started_at=referral.level_started_at,
        by=clinician,
    )

    with pytest.raises(MoveRefused, match="was not lowered"):
        close_as_lowered(referral=referral, found="nothing_found", by=clinician)


@pytest.mark.parametrize(
    ("close", "says"),
    [
        (close_as_replaced, "was not replaced"),
        (close_as_wrong_patient, "was not retracted"),
        (lambda **given: close_as_lowered(found="nothing_found", **given), "lowered"),
    ],
)
def test_no_short_way_to_the_end_without_its_ground(close, says, clinician):
    referral = in_state(State.SENT)
    kept = as_kept(referral)

    with pytest.raises(MoveRefused, match=says):
        close(referral=referral, by=clinician)

    assert as_kept(referral) == kept
