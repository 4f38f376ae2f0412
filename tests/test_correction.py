"""A finished intake that was wrong is put right by a new one; both stay."""

import pytest

from tests.factories import PatientFactory, UserFactory
from tests.intakes import answer, finished, open_one
from triage.actions.errors import Refused
from triage.actions.finish import finish_intake
from triage.actions.retraction import AlreadyCorrected, correct_intake, retract_intake
from triage.models import AuditEntry, Referral

pytestmark = pytest.mark.django_db


def corrected(outcome, by, **answers):
    """The outcome of the correction of *outcome* by *answers*."""
    draft = correct_intake(intake=outcome.intake, by=by)
    if answers:
        answer(draft, by=by, **answers)
    again = finish_intake(intake=draft, by=by)
    outcome.refresh_from_db()
    return again


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


def test_the_clock_of_an_emergency_runs_on(staff):
    outcome = finished(urinary_retention="yes")

    again = corrected(outcome, staff)

    assert again.reached_at == outcome.reached_at


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
