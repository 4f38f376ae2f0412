"""A clinician overrules the protocol: with a reason, beside what was computed."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.utils import timezone

from tests.factories import DutyFactory, UserFactory
from tests.intakes import answer, finished, open_one
from tests.referrals import ROADS, step
from triage.actions import override
from triage.actions.errors import Refused
from triage.actions.override import LevelChanged, override_outcome
from triage.actions.referral_end import close_as_lowered
from triage.actions.retraction import correct_intake, retract_intake
from triage.models import AuditEntry, Override, Referral, State

pytestmark = pytest.mark.django_db
WHY = "Walks well, sensation is normal on examination."


def decide(outcome, to_level, by, reason=WHY, **seen):
    made = override_outcome(
        outcome=outcome, to_level=to_level, reason=reason, by=by, **seen
    )
    outcome.refresh_from_db()
    return made


def test_the_level_in_force_is_the_latest_overrides(clinician):
    outcome = finished()

    decide(outcome, "soon", clinician)
    decide(outcome, "urgent", clinician)

    assert outcome.level_in_force == "urgent"
    assert outcome.disposition == "self_care"
    assert [(o.from_level, o.to_level) for o in outcome.overrides.all()] == [
        ("self_care", "soon"),
        ("soon", "urgent"),
    ]


@pytest.mark.parametrize("level", ["emergency", "urgent", "soon"])
def test_up_from_self_care_opens_the_referral_with_its_clock_from_now(clinician, level):
    outcome = finished()

    made = decide(outcome, level, clinician)

    assert outcome.referral.level == level
    assert outcome.referral.is_open
    assert outcome.referral.level_started_at == made.at


def test_up_raises_the_open_referral_and_restarts_its_clock(clinician):
    outcome = finished(cancer_history="unsure")
    before = outcome.referral

    made = decide(outcome, "emergency", clinician)

    referral = Referral.objects.get()
    assert referral == before
    assert referral.level == "emergency"
    assert referral.level_started_at == made.at
    assert referral.due_at == made.at + dt.timedelta(minutes=15)
    assert referral.events.last().note == WHY


def test_up_opens_a_closed_referral_again(clinician):
    outcome = finished(iv_drug_use="yes")
    decide(outcome, "self_care", clinician)
    close_as_lowered(referral=outcome.referral, found="nothing_found", by=clinician)

    decide(outcome, "urgent", clinician)

    assert outcome.referral.is_open
    assert outcome.referral.level == "urgent"


def test_down_leaves_the_referral_open_for_a_clinician_to_close(clinician):
    outcome = finished(iv_drug_use="yes")

    decide(outcome, "self_care", clinician)

    assert outcome.level_in_force == "self_care"
    assert outcome.referral.is_open
    assert outcome.referral.events.last().kind == "lowered"


@pytest.mark.parametrize("level", ["urgent", "soon"])
def test_down_to_a_level_that_needs_one_opens_a_closed_referral_again(clinician, level):
    outcome = finished(urinary_retention="yes")
    referral = outcome.referral
    for state in ROADS[State.CLOSED]:
        referral = step(referral, state, by=clinician)

    made = decide(outcome, level, clinician)

    assert outcome.referral.is_open
    assert outcome.referral.level == level
    assert outcome.referral.next_step.startswith("send")
    assert outcome.referral.level_started_at == made.at


def test_up_again_starts_the_clock_anew_and_is_not_closed_as_lowered(clinician):
    """At self-care its referral stood at soon: so it does not rise, but it counts."""
    outcome = finished(urinary_retention="yes")
    decide(outcome, "self_care", clinician)

    made = decide(outcome, "soon", clinician)

    assert outcome.referral.level_started_at == made.at
    assert outcome.referral.events.last().kind == "raised"
    with pytest.raises(Refused, match="was not lowered"):
        close_as_lowered(referral=outcome.referral, found="nothing_found", by=clinician)


def test_the_call_moves_with_the_level(clinician):
    outcome = finished()
    assert outcome.follow_up.due_at == outcome.at + dt.timedelta(hours=48)

    decide(outcome, "urgent", clinician)

    call = outcome.follow_up
    assert timezone.localtime(call.due_at).hour == 9
    assert call.latest_at - call.due_at == dt.timedelta(hours=8)


def test_up_never_puts_a_call_off(clinician):
    outcome = finished()
    outcome.follow_up.due_at = outcome.follow_up.latest_at = outcome.at
    outcome.follow_up.save()

    decide(outcome, "soon", clinician)

    assert outcome.follow_up.due_at == outcome.at


def test_a_call_that_was_closed_is_owed_again_when_the_level_rises(clinician):
    outcome = finished()
    outcome.follow_up.closed_at = timezone.now()
    outcome.follow_up.closed_because = "reached"
    outcome.follow_up.closed_by = clinician
    outcome.follow_up.save()

    decide(outcome, "soon", clinician)

    assert outcome.follow_up.closed_at is None
    assert outcome.follow_up.closed_by is None
    assert '"call_was":"reached"' in AuditEntry.objects.first().detail


def test_a_call_that_was_closed_stays_closed_when_the_level_falls(clinician):
    outcome = finished(iv_drug_use="yes")
    outcome.follow_up.closed_at = timezone.now()
    outcome.follow_up.closed_because = "reached"
    outcome.follow_up.closed_by = clinician
    outcome.follow_up.save()

    decide(outcome, "soon", clinician)

    assert outcome.follow_up.closed_at is not None


@pytest.mark.parametrize("reason", ["", "Looks fine", "   looks fine to me    "])
def test_a_reason_of_twenty_characters_is_asked_for(clinician, reason):
    with pytest.raises(Refused, match="20 characters"):
        decide(finished(), "soon", clinician, reason)


def test_the_level_in_force_is_no_change(clinician):
    with pytest.raises(Refused, match="in force already"):
        decide(finished(), "self_care", clinician)


def test_only_a_clinician_decides(staff, manager):
    for person in (staff, manager):
        with pytest.raises(Refused, match="Only a clinician"):
            decide(finished(), "soon", person)


def test_a_retracted_outcome_cannot_be_changed(clinician):
    outcome = finished()
    retract_intake(intake=outcome.intake, kind="test", reason="Training", by=clinician)

    with pytest.raises(Refused, match="retracted"):
        decide(outcome, "soon", clinician)


def test_a_replaced_outcome_cannot_be_changed_but_one_being_corrected_can(clinician):
    outcome = finished()
    draft = correct_intake(intake=outcome.intake, by=clinician)

    decide(outcome, "soon", clinician)
    finished(intake=draft, by=clinician)

    with pytest.raises(Refused, match=f"replaced by {draft.code}"):
        decide(outcome, "urgent", clinician)


def test_the_second_of_two_people_sees_what_changed(clinician):
    colleague = UserFactory(group="Clinician", first_name="Ana", last_name="Reyes")
    outcome = finished()
    decide(outcome, "soon", colleague, seen="self_care")

    with pytest.raises(LevelChanged, match="Ana Reyes changed the level to Clinician"):
        decide(outcome, "urgent", clinician, seen="self_care")

    assert outcome.overrides.count() == 1


def test_a_level_that_was_never_in_force_is_answered_in_words(clinician):
    outcome = finished(iv_drug_use="yes")

    with pytest.raises(LevelChanged, match="your page did not show"):
        override_outcome(
            outcome=outcome, to_level="soon", reason=WHY, by=clinician, seen="emergency"
        )


def test_nobody_lowers_an_emergency_of_their_own_beside_a_colleague(clinician):
    DutyFactory()
    outcome = finished(by=clinician, urinary_retention="yes")

    with pytest.raises(Refused, match="took this intake yourself"):
        decide(outcome, "urgent", clinician)


def test_whoever_answered_a_question_took_the_intake_too(clinician, staff):
    DutyFactory()
    intake = open_one(by=staff)
    answer(intake, by=clinician, urinary_retention="yes")
    outcome = finished(intake=intake, by=staff, urinary_retention="yes")

    with pytest.raises(Refused, match="took this intake yourself"):
        decide(outcome, "urgent", clinician)


def test_a_clinician_alone_on_duty_lowers_it_and_the_row_says_so(clinician):
    DutyFactory(clinician=clinician)
    outcome = finished(by=clinician, urinary_retention="yes")

    made = decide(outcome, "urgent", clinician)

    assert made.alone_on_duty


def test_a_colleague_who_is_not_on_duty_any_more_is_no_colleague(clinician):
    DutyFactory(until_at=timezone.now())
    DutyFactory(clinician__is_active=False)
    outcome = finished(by=clinician, urinary_retention="yes")

    assert decide(outcome, "urgent", clinician).alone_on_duty


def test_another_clinician_lowers_it_at_any_time(clinician, staff):
    DutyFactory()
    outcome = finished(by=staff, urinary_retention="yes")

    assert not decide(outcome, "urgent", clinician).alone_on_duty


def test_lowering_what_is_no_emergency_asks_for_no_colleague(clinician):
    DutyFactory()
    outcome = finished(by=clinician, iv_drug_use="yes")

    assert not decide(outcome, "soon", clinician).alone_on_duty


def test_it_is_audited_by_codes(clinician):
    outcome = finished()

    decide(outcome, "emergency", clinician)

    entry = AuditEntry.objects.first()
    assert entry.action == "changed level"
    assert entry.record == outcome.intake.code
    assert f'"referral":"{outcome.referral.code}"' in entry.detail


def test_broken_at_its_last_write_it_leaves_nothing(clinician, monkeypatch):
    outcome = finished()
    call = outcome.follow_up.due_at

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(override.audit, "record", broken)
    with pytest.raises(RuntimeError):
        decide(outcome, "emergency", clinician)

    outcome.refresh_from_db()
    assert not Override.objects.exists()
    assert not Referral.objects.exists()
    assert outcome.follow_up.due_at == call


def test_an_override_is_never_changed(clinician):
    made = decide(finished(), "soon", clinician)

    with pytest.raises(IntegrityError):
        Override.objects.filter(pk=made.pk).update(reason="Something else entirely")
