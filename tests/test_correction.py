"""A finished intake that was wrong is put right by a new one; both stay."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import PatientFactory, UserFactory
from tests.intakes import answer, finished, open_one
from tests.referrals import ROADS, step
from triage.actions.errors import Refused
from triage.actions.finish import finish_intake
from triage.actions.override import override_outcome
from triage.actions.referral_end import close_as_replaced
from triage.actions.referral_step import cancel_referral
from triage.actions.retraction import AlreadyCorrected, correct_intake, retract_intake
from triage.models import AuditEntry, Outcome, Referral, State

pytestmark = pytest.mark.django_db


def corrected(outcome, by, **answers):
    """The outcome of the correction of *outcome* by *answers*."""
    draft = correct_intake(intake=outcome.intake, by=by)
    if answers:
        answer(draft, by=by, **answers)
    again = finish_intake(intake=draft, by=by)
    outcome.refresh_from_db()
    return again


def retract(outcome, by):
    retract_intake(
        intake=outcome.intake, kind="test", reason="Entered for training.", by=by
    )


def test_it_opens_a_draft_with_the_answers_carried(staff):
    outcome = finished(iv_drug_use="yes")

    draft = correct_intake(intake=outcome.intake, by=staff)

    rows = {row.finding: row for row in draft.answers.all()}
    assert draft.corrects == outcome.intake
    assert draft.patient == outcome.intake.patient
    assert draft.took_place_at == outcome.intake.took_place_at
    assert rows["iv_drug_use"].value == "yes"
    assert rows["iv_drug_use"].source == "carried"


def test_age_and_sex_come_from_the_record_as_it_is_now(staff):
    outcome = finished()
    patient = outcome.intake.patient
    patient.sex = "male"
    patient.save()

    draft = correct_intake(intake=outcome.intake, by=staff)

    sex = draft.answers.get(finding="sex")
    assert (sex.value, sex.source) == ("male", "record")


def test_the_words_of_the_talk_are_carried_too(staff):
    intake = open_one(by=staff)
    answer(intake, own_words="Like a belt of fire", medicines="None")
    outcome = finished(intake=intake)

    draft = correct_intake(intake=outcome.intake, by=staff)

    assert draft.own_words == "Like a belt of fire"
    assert draft.medicines == "None"


def test_what_was_not_asked_stays_not_asked(staff):
    intake = open_one(by=staff)
    answer(intake, iv_drug_use="yes")
    outcome = finish_intake(intake=intake, by=staff, unfinished_reason="patient_left")

    draft = correct_intake(intake=outcome.intake, by=staff)

    assert set(draft.answers.values_list("finding", flat=True)) == {
        "age",
        "sex",
        "iv_drug_use",
        "informant",
        "interpreter",
    }


def test_the_identifiers_are_still_those_that_were_checked(staff):
    outcome = finished()

    draft = correct_intake(intake=outcome.intake, by=staff)

    first = outcome.intake
    assert draft.identifiers_confirmed_by == first.identifiers_confirmed_by
    assert draft.identifiers_confirmed_at == first.identifiers_confirmed_at


def test_the_old_outcome_stands_until_the_new_one_is_finished(staff):
    outcome = finished(iv_drug_use="yes")

    draft = correct_intake(intake=outcome.intake, by=staff)

    assert outcome.intake.correction == draft
    assert outcome.referral.outcome == outcome


def test_the_referral_moves_with_the_patient(staff):
    outcome = finished(iv_drug_use="yes")

    again = corrected(outcome, staff, urinary_retention="yes")

    referral = Referral.objects.get()
    assert referral.outcome == again
    assert referral.level == "emergency"


def test_a_correction_to_self_care_leaves_the_referral_to_be_closed(staff):
    outcome = finished(iv_drug_use="yes")

    corrected(outcome, staff, iv_drug_use="no")

    assert outcome.referral.is_open
    assert outcome.referral.next_step == "close as replaced"


def test_an_equal_correction_sends_anew_whom_nobody_sends_any_more(staff, clinician):
    outcome = finished(iv_drug_use="yes")
    cancel_referral(referral=outcome.referral, reason="Seen here.", by=clinician)

    again = corrected(outcome, staff)

    assert again.referral.state == "opened"
    assert again.referral.next_step.startswith("send")


def test_the_clinic_owes_one_call_after_a_correction(staff):
    outcome = finished()

    again = corrected(outcome, staff)

    assert outcome.follow_up.closed_because == "replaced"
    assert outcome.follow_up.closed_by == staff
    assert again.follow_up.closed_at is None


def test_a_correction_of_a_retracted_intake_gets_a_referral_of_its_own(
    staff, clinician
):
    outcome = finished(iv_drug_use="yes")
    draft = correct_intake(intake=outcome.intake, by=staff)
    retract(outcome, staff)

    again = finish_intake(intake=draft, by=staff)

    outcome.referral.refresh_from_db()
    assert outcome.referral.next_step == "close: the intake was retracted"
    assert again.referral != outcome.referral
    assert step(again.referral, State.SENT, by=clinician).state == "sent"


def test_who_retracts_hears_which_draft_goes_on(staff):
    outcome = finished(iv_drug_use="yes")
    draft = correct_intake(intake=outcome.intake, by=staff)

    retract(outcome, staff)

    assert f'"correction":"{draft.code}"' in AuditEntry.objects.first().detail


def test_an_intake_whose_correction_was_retracted_counts_again(staff, clinician):
    outcome = finished(iv_drug_use="yes")
    again = corrected(outcome, staff, urinary_retention="yes")

    retract(again, staff)

    outcome = Outcome.objects.get(pk=outcome.pk)
    assert outcome.counts
    assert (outcome.referral.level, outcome.referral.is_open) == ("urgent", True)
    assert outcome.referral.level_started_at == outcome.reached_at
    assert outcome.follow_up.closed_at is None
    assert step(outcome.referral, State.SENT, by=clinician).state == "sent"
    once_more = corrected(outcome, staff)
    assert once_more.referral.outcome == once_more


def test_it_counts_again_at_the_level_that_a_clinician_put_in_force(staff, clinician):
    outcome = finished()
    made = override_outcome(
        outcome=outcome,
        to_level="emergency",
        reason="Cannot feel her legs.",
        by=clinician,
    )
    again = corrected(outcome, staff)

    retract(again, staff)

    referral = Outcome.objects.get(pk=outcome.pk).referral
    assert (referral.level, referral.level_started_at) == ("emergency", made.at)
    assert referral.next_step.startswith("send")


def test_what_was_replaced_is_not_retracted_before_what_replaced_it(staff):
    outcome = finished()
    again = corrected(outcome, staff)

    with pytest.raises(Refused, match=f"{again.intake.code} replaced this"):
        retract(outcome, staff)
    retract(again, staff)
    retract(outcome, staff)

    assert not Outcome.objects.get(pk=outcome.pk).counts


def test_one_that_needed_none_needs_none_again(staff):
    outcome = finished()
    again = corrected(outcome, staff, iv_drug_use="yes")

    retract(again, staff)

    assert Referral.objects.get().outcome == again


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_referral_that_a_retracted_correction_did_not_need_goes_on(
    staff, clinician, is_closed
):
    outcome = finished(iv_drug_use="yes")
    again = corrected(outcome, staff, iv_drug_use="no")
    if is_closed:
        close_as_replaced(referral=outcome.referral, by=clinician)

    retract(again, staff)

    referral = Referral.objects.get()
    assert referral.state == "opened"
    assert referral.next_step.startswith("send")
    with pytest.raises(Refused, match="not replaced"):
        close_as_replaced(referral=referral, by=clinician)


def test_a_referral_that_was_closed_with_what_was_found_stays_closed(staff):
    outcome = finished(iv_drug_use="yes")
    referral = outcome.referral
    for state in ROADS[State.CLOSED]:
        referral = step(referral, state)
    again = corrected(outcome, staff)

    retract(again, staff)

    assert not Referral.objects.get(pk=referral.pk).is_open


def test_the_clock_of_an_emergency_runs_on(staff):
    outcome = finished(urinary_retention="yes")

    again = corrected(outcome, staff)

    assert again.reached_at == outcome.reached_at


def test_a_slip_does_not_start_the_clock_anew(staff):
    """Up by mistake and back again: the patient has needed this since the talk."""
    outcome = finished(iv_drug_use="yes")
    draft = correct_intake(intake=outcome.intake, by=staff)
    assert draft.reached_at == outcome.reached_at

    answer(draft, by=staff, urinary_retention="yes")
    answer(draft, by=staff, urinary_retention="no")

    assert draft.so_far == "urgent"
    assert draft.reached_at == outcome.reached_at


def test_a_level_that_was_left_is_reached_anew(staff):
    outcome = finished(iv_drug_use="yes")
    draft = correct_intake(intake=outcome.intake, by=staff)

    answer(draft, by=staff, iv_drug_use="no")
    answer(draft, by=staff, iv_drug_use="yes")

    assert draft.reached_at > outcome.reached_at


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_after_the_audit_entry(staff):
    outcome = finished(iv_drug_use="yes")

    with CaptureQueriesContext(connection) as captured:
        correct_intake(intake=outcome.intake, by=staff)

    written = [q["sql"] for q in captured if q["sql"].startswith(("INSERT", "UPDATE"))]
    assert "triage_auditentry" in written[-1]


def test_an_intake_is_corrected_once(staff):
    outcome = finished()
    draft = correct_intake(intake=outcome.intake, by=staff)

    with pytest.raises(AlreadyCorrected) as refused:
        correct_intake(intake=outcome.intake, by=UserFactory(group="Staff"))

    assert refused.value.intake == draft


def test_a_correction_can_be_corrected(staff):
    outcome = finished()
    again = corrected(outcome, staff, iv_drug_use="yes")

    once_more = corrected(again, staff, iv_drug_use="no")

    assert once_more.intake.corrects == again.intake


def test_a_draft_and_a_retracted_intake_are_not_corrected(staff):
    with pytest.raises(Refused, match="not finished"):
        correct_intake(intake=open_one(), by=staff)

    outcome = finished()
    retract_intake(intake=outcome.intake, kind="test", reason="Training", by=staff)
    with pytest.raises(Refused, match="nothing to correct"):
        correct_intake(intake=outcome.intake, by=staff)


def test_a_patient_who_was_merged_is_corrected_under_the_record_that_is_left(staff):
    outcome = finished()
    patient = outcome.intake.patient
    patient.merged_into = PatientFactory()
    patient.save()

    draft = correct_intake(intake=outcome.intake, by=staff)

    assert draft.patient == patient.merged_into


def test_it_is_audited_as_what_it_opens(staff):
    outcome = finished()

    draft = correct_intake(intake=outcome.intake, by=staff)

    entry = AuditEntry.objects.first()
    assert (entry.action, entry.record) == ("opened intake", draft.code)
    assert f'"corrects":"{outcome.intake.code}"' in entry.detail
