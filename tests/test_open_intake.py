"""An intake is opened for a patient whose two identifiers were checked."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import PatientFactory, UserFactory
from tests.intakes import answer, finished, open_one
from triage.actions.errors import Refused
from triage.actions.intake import (
    change_patient,
    discard_intake,
    open_intake,
)
from triage.actions.record import refresh_record_answers
from triage.actions.retraction import correct_intake
from triage.actions.state import intake_state
from triage.models import AuditEntry, Intake, Patient

pytestmark = pytest.mark.django_db


def born(years_ago, **fields):
    today = timezone.localdate()
    return PatientFactory(birth_date=dt.date(today.year - years_ago, 1, 1), **fields)


def test_age_and_sex_come_from_the_record():
    intake = open_one(patient=born(46))

    state = intake_state(intake)

    assert state.answers == {"age": 46, "sex": "female"}
    assert {row.source for row in intake.answers.filter(finding__in=state.answers)} == {
        "record"
    }


def test_age_is_counted_on_the_day_of_the_talk():
    patient = PatientFactory(birth_date=dt.date(2000, 6, 15))
    talk = dt.datetime(2020, 6, 14, 12, tzinfo=dt.UTC)

    intake = open_one(patient=patient, took_place_at=talk, carried={})

    assert intake_state(intake).answers["age"] == 19


def test_what_the_record_does_not_know_is_asked_first():
    intake = open_one(patient=PatientFactory(birth_date=None, sex=""))

    state = intake_state(intake)

    assert state.answers == {}
    assert state.shown[:2] == ("age", "sex")


def test_nothing_is_answered_for_the_patient():
    """Not asked is never no: a fresh draft has no line that nobody gave."""
    intake = open_one()

    assert set(intake_state(intake).answers) == {"age", "sex"}
    assert intake.so_far == ""


def test_a_young_child_has_reached_emergency_at_once():
    """Back pain under age 5 is an emergency, whatever else is known."""
    intake = open_one(patient=born(3))

    assert intake.so_far == "emergency"
    assert intake.reached_at


def test_identifiers_must_be_confirmed():
    with pytest.raises(Refused, match="two identifiers"):
        open_intake(
            patient=PatientFactory(),
            channel="phone",
            by=UserFactory(),
            identifiers_confirmed=False,
        )

    assert not Intake.objects.exists()


def test_a_talk_in_the_future_is_refused():
    with pytest.raises(Refused, match="future"):
        open_one(took_place_at=timezone.now() + dt.timedelta(hours=1))


def test_a_talk_before_the_patient_was_born_is_refused():
    patient = PatientFactory(birth_date=timezone.localdate())

    with pytest.raises(Refused, match="was not born yet"):
        open_one(patient=patient, took_place_at=timezone.now() - dt.timedelta(days=2))


def test_of_an_estimated_birth_date_only_the_year_counts():
    then = timezone.now() - dt.timedelta(days=2)
    patient = PatientFactory(
        birth_date=dt.date(timezone.localtime(then).year, 12, 31),
        birth_date_is_estimated=True,
    )

    assert open_one(patient=patient, took_place_at=then).pk


@pytest.mark.parametrize("year", [1, 1900, 2020])
def test_a_talk_of_long_ago_is_not_entered_any_more(year):
    with pytest.raises(Refused, match="within 7 days"):
        open_one(took_place_at=dt.datetime(year, 1, 1, tzinfo=dt.UTC))

    assert not Intake.objects.exists()


def test_a_talk_of_long_ago_is_put_right():
    """A correction is of the talk that it corrects, whenever that was."""
    then = dt.datetime(2020, 6, 14, 12, tzinfo=dt.UTC)

    assert open_one(took_place_at=then, carried={}).took_place_at == then


def test_a_draft_is_not_given_to_somebody_born_later():
    intake = open_one(took_place_at=timezone.now() - dt.timedelta(days=2))
    child = PatientFactory(birth_date=timezone.localdate(), guardian_name="Ana Delgado")

    with pytest.raises(Refused, match="was not born yet"):
        change_patient(
            intake=intake,
            patient=child,
            identifiers_confirmed=True,
            by=intake.started_by,
        )


def test_a_merged_record_is_refused():
    merged = PatientFactory(merged_into=PatientFactory())

    with pytest.raises(Refused, match="merged"):
        open_one(patient=merged)


def test_a_record_merged_since_the_page_was_opened_is_refused():
    patient = PatientFactory()
    Patient.objects.filter(pk=patient.pk).update(merged_into=PatientFactory())

    with pytest.raises(Refused, match="merged"):
        open_one(patient=patient)


def test_age_and_sex_are_those_of_the_record_as_it_is_now():
    patient = PatientFactory(sex="male")
    Patient.objects.filter(pk=patient.pk).update(sex="female")

    opened = open_one(patient=patient)

    assert intake_state(opened).answers["sex"] == "female"


def test_opening_is_audited_without_a_name():
    intake = open_one()

    entry = AuditEntry.objects.latest("seq")

    assert (entry.action, entry.record) == ("opened intake", intake.code)
    assert intake.patient.name not in entry.detail


def test_the_right_patient_brings_age_and_sex():
    intake = open_one(patient=born(46))
    answer(intake, chest_pain="no")

    change_patient(
        intake=intake,
        patient=born(70, sex="male"),
        identifiers_confirmed=True,
        by=intake.started_by,
    )

    state = intake_state(Intake.objects.get())
    assert (state.answers["age"], state.answers["sex"]) == (70, "male")
    assert state.answers["chest_pain"] == "no"


def test_an_edited_record_is_read_again():
    intake = open_one(patient=born(46))
    patient = intake.patient
    patient.birth_date = None
    patient.save()

    refresh_record_answers(patient=patient, by=intake.started_by)

    assert "age" not in intake_state(Intake.objects.get()).answers


def test_what_the_patient_said_outlives_an_unknown_record():
    intake = open_one(patient=PatientFactory(birth_date=None))
    answer(intake, age="51")

    refresh_record_answers(patient=intake.patient, by=intake.started_by)

    assert intake_state(intake).answers["age"] == 51


def test_an_untouched_draft_is_put_away():
    intake = open_one()

    discard_intake(intake=intake, by=intake.started_by)

    assert list(Intake.objects.drafts()) == []
    assert Intake.objects.get().discarded_at


def test_an_answered_draft_cannot_be_discarded():
    intake = open_one()
    answer(intake, chest_pain="unsure")

    with pytest.raises(Refused, match="cannot be discarded"):
        discard_intake(intake=intake, by=intake.started_by)


def test_a_correction_begun_by_a_slip_is_put_away():
    """What it carried stands in the outcome; what is answered anew keeps the draft."""
    outcome = finished(chest_pain="yes")
    draft = correct_intake(intake=outcome.intake, by=outcome.by)

    discard_intake(intake=draft, by=outcome.by)

    assert outcome.intake.correction is None
    again = correct_intake(intake=outcome.intake, by=outcome.by)
    answer(again, chest_pain="no")
    with pytest.raises(Refused, match="cannot be discarded"):
        discard_intake(intake=again, by=outcome.by)


def test_an_answer_taken_back_still_keeps_the_draft():
    intake = open_one()
    answer(intake, chest_pain="yes")
    answer(intake, chest_pain=None)

    with pytest.raises(Refused):
        discard_intake(intake=intake, by=intake.started_by)
