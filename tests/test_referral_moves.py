"""The steps of a referral: what the table allows, and what else is refused."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import IntakeFactory, ReceiverFactory, UserFactory
from tests.referrals import STEPS, as_kept, in_state, opened, step
from triage.actions import audit
from triage.actions.errors import Refused
from triage.actions.referral_end import reopen_referral
from triage.actions.referral_event import MoveRefused
from triage.actions.referral_step import note_contact, send_referral
from triage.actions.release import current_release
from triage.models import NEXT, AuditEntry, Level, State

pytestmark = pytest.mark.django_db

MOVES = [(a, b) for a in State for b in State if b != State.OPENED]
LEGAL = [(a, b) for a, b in MOVES if b in NEXT[a]]
ILLEGAL = [(a, b) for a, b in MOVES if b not in NEXT[a]]


@pytest.mark.parametrize(("before", "after"), LEGAL)
def test_a_move_of_the_table_is_made_with_its_event_and_audit_entry(before, after):
    referral = in_state(before)

    referral = step(referral, after)

    event = referral.events.last()
    assert (referral.state, event.kind, event.state) == (after, after, after)
    entry = AuditEntry.objects.first()
    assert entry.action == f"referral {after.replace('_', ' ')}"
    assert (entry.record, entry.username) == (referral.code, event.by.username)
    assert entry.patient == referral.outcome.intake.patient.code


@pytest.mark.parametrize(("before", "after"), ILLEGAL)
def test_any_other_move_is_refused_and_changes_nothing(before, after):
    referral = in_state(before)
    kept, entries = as_kept(referral), AuditEntry.objects.count()

    with pytest.raises(MoveRefused) as refused:
        step(referral, after)

    assert refused.value.message.startswith(referral.code)
    assert as_kept(referral) == kept
    assert AuditEntry.objects.count() == entries


def test_the_refusal_says_who_did_it_already():
    doctor = UserFactory(group="Clinician", first_name="Theo", last_name="Reyes")
    referral = in_state(State.CLOSED, by=doctor)

    with pytest.raises(MoveRefused) as refused:
        step(referral, State.CLOSED)

    at = timezone.localtime(referral.closed_at)
    said = f"{referral.code} is already closed (by Theo Reyes at {at:%H:%M})."
    assert refused.value.message == said


@pytest.mark.parametrize("state", STEPS)
def test_only_a_clinician_moves_a_referral(state):
    referral = in_state(State.SENT)
    kept = as_kept(referral)

    with pytest.raises(Refused, match="Only a clinician"):
        step(referral, state, by=UserFactory(group=["Staff", "Manager"]))

    assert as_kept(referral) == kept


def test_sending_keeps_to_whom_by_which_way_and_what_was_said():
    receiver = ReceiverFactory()

    referral = step(
        opened(),
        State.SENT,
        receiver=receiver,
        way="phone",
        spoke_to=" Nurse Abara ",
        read_back=True,
    )

    event = referral.events.last()
    assert (referral.receiver, event.receiver) == (receiver, receiver)
    assert (event.way, event.spoke_to, event.read_back) == (
        "phone",
        "Nurse Abara",
        True,
    )


@pytest.mark.parametrize(
    ("state", "recorded", "says"),
    [
        (State.SENT, {"way": "phone"}, "the person you spoke to"),
        (State.SENT, {"way": "phone", "spoke_to": "Abara"}, "whether they read back"),
        (State.SENT, {"way": "pigeon"}, "by which way"),
        (State.ACCEPTED, {"spoke_to": " "}, "the person who accepted"),
        (State.DECLINED, {"reason": ""}, "why the receiver declined"),
        (State.CANCELLED, {"reason": "  "}, "why the referral is cancelled"),
        (State.OUTCOME_RECEIVED, {"note": ""}, "what the receiver reported"),
        (State.PATIENT_DECLINED, {"has_capacity": None}, "able to make this decision"),
        (State.PATIENT_DECLINED, {"advice_given": ""}, "what the patient was advised"),
        (State.PATIENT_DECLINED, {"safety_net_given": None}, "the warning signs"),
    ],
)
def test_a_step_without_what_it_must_record_is_refused(state, recorded, says):
    before = next(each for each in State if state in NEXT[each])
    referral = in_state(before)
    kept = as_kept(referral)

    with pytest.raises(Refused, match=says):
        step(referral, state, **recorded)

    assert as_kept(referral) == kept


def test_a_receiver_that_was_given_up_is_refused():
    with pytest.raises(Refused, match="not on the list of receivers"):
        step(opened(), State.SENT, receiver=ReceiverFactory(is_active=False))


def test_a_step_keeps_its_true_time():
    referral = opened(ago=60)
    at = timezone.now() - dt.timedelta(minutes=20)

    referral = step(referral, State.SENT, at=at)

    assert referral.events.last().at == at


def test_what_was_done_before_finish_may_be_recorded_after_it():
    """The clinician phones at once, and the form is finished later."""
    referral = opened(ago=10)
    at = timezone.now() - dt.timedelta(minutes=9)

    assert step(referral, State.SENT, at=at).events.last().at == at


def test_a_step_of_an_intake_entered_late_keeps_its_time_since_the_visit():
    intake = IntakeFactory(
        is_late_entry=True,
        took_place_at=timezone.now() - dt.timedelta(days=1),
        release=current_release(),
        submitted=True,
    )
    referral = opened(intake=intake)
    minute = dt.timedelta(minutes=1)

    with pytest.raises(Refused, match="before the step"):
        step(referral, State.SENT, at=intake.took_place_at - 2 * minute)
    referral = step(referral, State.SENT, at=intake.took_place_at + minute)
    referral = step(referral, State.ACCEPTED, at=intake.took_place_at + 9 * minute)

    _, sent, accepted = referral.events.order_by("id")
    assert sent.at == intake.took_place_at + minute
    assert accepted.at - sent.at == 8 * minute


@pytest.mark.parametrize(("minutes", "says"), [(5, "future"), (-11, "before the step")])
def test_a_time_that_cannot_be_is_refused(minutes, says):
    referral = opened(ago=10)
    kept = as_kept(referral)

    with pytest.raises(Refused, match=says):
        step(referral, State.SENT, at=timezone.now() + dt.timedelta(minutes=minutes))

    assert as_kept(referral) == kept


def test_a_time_in_whole_minutes_is_never_before_a_step_of_the_same_minute():
    referral = step(opened(ago=5), State.SENT)
    minute = timezone.now().replace(second=0, microsecond=0)

    referral = step(referral, State.ACCEPTED, at=minute)

    _, sent, accepted = referral.events.order_by("id")
    assert accepted.at == max(sent.at, minute)


def test_a_page_that_is_out_of_date_changes_nothing_and_hears_what_changed():
    referral = opened()
    seen = referral.events.last().pk
    reyes = UserFactory(group="Clinician", first_name="Theo", last_name="Reyes")
    step(referral, State.SENT, by=reyes)
    kept = as_kept(referral)

    with pytest.raises(MoveRefused, match=r"has changed since .*: sent by Theo"):
        step(referral, State.CANCELLED, seen=seen)

    assert as_kept(referral) == kept


def test_a_try_to_reach_somebody_is_kept_and_leaves_the_next_step():
    referral = in_state(State.NOT_ARRIVED)
    doctor = UserFactory(group="Clinician")

    after = note_contact(
        referral=referral, spoke_to="The patient", reached=False, by=doctor
    )

    assert (after.state, after.due_at) == (referral.state, referral.due_at)
    event = after.events.last()
    assert (event.kind, event.reached) == ("contacted", False)


def test_nobody_is_contacted_about_a_closed_referral():
    with pytest.raises(MoveRefused, match="is closed"):
        note_contact(
            referral=in_state(State.CLOSED),
            spoke_to="The patient",
            reached=True,
            by=UserFactory(group="Clinician"),
        )


def test_a_step_whose_audit_entry_fails_leaves_nothing(monkeypatch):
    referral = opened()
    kept = as_kept(referral)

    def fail(*args, **kwargs):
        raise RuntimeError("no audit today")

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        step(referral, State.SENT)

    assert as_kept(referral) == kept


def test_a_closed_referral_is_opened_again_with_a_reason_and_a_new_clock():
    referral = in_state(State.CLOSED, ago=600)
    doctor = UserFactory(group="Clinician")

    with pytest.raises(Refused, match="why the referral is opened again"):
        reopen_referral(referral=referral, reason=" ", by=doctor)
    referral = reopen_referral(referral=referral, reason="Came back.", by=doctor)

    assert (referral.state, referral.next_step) == (State.OPENED, "send")
    assert referral.due_at > timezone.now()
    assert (referral.found, referral.closed_at) == ("", None)
    assert referral.events.last().note == "Came back."


def test_an_open_referral_is_not_opened_again():
    with pytest.raises(MoveRefused, match="open already"):
        reopen_referral(
            referral=opened(), reason="Why not.", by=UserFactory(group="Clinician")
        )


def test_a_receiver_is_asked_again_after_declining():
    referral = step(in_state(State.DECLINED), State.SENT)

    assert referral.state == State.SENT
    assert referral.level == Level.EMERGENCY


def test_no_read_back_is_kept_of_what_was_not_said():
    referral = send_referral(
        referral=opened(),
        receiver=ReceiverFactory(),
        way="fax",
        read_back=True,
        by=UserFactory(group="Clinician"),
    )

    assert referral.events.last().read_back is None
