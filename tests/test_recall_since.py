"""What came after a copy that is recalled: a list calls nobody served who is not."""

import pytest

from tests import handouts
from tests.factories import PatientFactory, RetractionFactory
from tests.recalls import exported, given, listed, released, to
from triage.actions.finish import finish_intake
from triage.actions.override import override_outcome
from triage.actions.patient import merge_patients
from triage.actions.retraction import correct_intake
from triage.models import Release

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(db):
    return released()


def test_a_retracted_intake_is_listed_and_says_so(as_manager, release):
    copy = given(release)
    intake = copy.outcome.intake
    RetractionFactory(intake=intake, kind="wrong_patient")

    (row,) = listed(as_manager, release)

    assert f"{intake.code} retracted Wrong patient" in row
    assert exported(as_manager, release)[0]["Retracted"] == "Wrong patient"


def test_a_newer_release_of_the_same_language_is_a_newer_sheet(as_manager, release):
    patient = PatientFactory()
    to(patient, release)
    newer = released(version="2027.1")
    to(patient, newer)

    (row,) = listed(as_manager, release)

    assert "Newer sheet given since" in row
    assert "Handout in English 2027.1" in row
    assert "Other sheet" not in row
    (line,) = exported(as_manager, release)
    assert line["Newer release given since"].startswith(f"{newer}, ")
    assert line["Other release given since"] == ""


def spanish():
    """The translation, which may have the same fault; made after *release*."""
    return released(language="es")


def older():
    """In use again for a while, as after an update that was undone."""
    return Release.objects.get(version="2025.1")


@pytest.mark.parametrize("of", [spanish, older])
def test_another_sheet_is_not_taken_for_a_newer_one(as_manager, of):
    released(version="2025.1")
    release, patient = released(), PatientFactory()
    to(patient, release)
    other = of()
    to(patient, other)

    (row,) = listed(as_manager, release)

    assert "Newer sheet" not in row
    assert "Other sheet given since" in row
    assert f"{other.kind_in_words} {other.version}" in row
    (line,) = exported(as_manager, release)
    assert line["Newer release given since"] == ""
    assert line["Other release given since"].startswith(f"{other}, ")


def test_only_what_came_later_and_counts_is_another_sheet(as_manager, release):
    other = released(version="2027.1")
    patient = PatientFactory()
    to(patient, other)
    to(patient, release)
    retracted = to(patient, other)
    RetractionFactory(intake=retracted.outcome.intake)
    given(other)  # of somebody else

    (row,) = listed(as_manager, release)

    assert "given since" not in row


def test_a_copy_from_before_a_change_of_the_level_says_so(as_manager, clinician):
    copy = handouts.given()
    override_outcome(
        outcome=copy.outcome, to_level="urgent", reason=handouts.WHY, by=clinician
    )

    (row,) = listed(as_manager, copy.release)

    assert "Since: Given before the change" in row
    assert "Nothing" not in row
    assert exported(as_manager, copy.release)[0]["Since"] == "given before the change"


def test_a_copy_from_before_a_correction_says_so(as_manager, staff):
    copy = handouts.given()
    draft = correct_intake(intake=copy.outcome.intake, by=staff)
    finish_intake(intake=draft, by=staff)

    (row,) = listed(as_manager, copy.release)

    says = "given before the correction"
    assert f"Since: {says.capitalize()}" in row
    assert exported(as_manager, copy.release)[0]["Since"] == says


def test_somebody_who_got_it_twice_is_marked_the_second_time(as_manager, release):
    patient = PatientFactory()
    to(patient, release)
    to(patient, release)

    last, first = listed(as_manager, release)

    assert "This release again" in first
    assert "This release again" not in last


def test_a_merged_patient_is_listed_under_the_record_that_goes_on(
    as_manager, staff, release
):
    twin, rosa = PatientFactory(phone="555-0111"), PatientFactory(phone="555-0122")
    to(twin, release)
    to(rosa, released(version="2027.1"))
    merge_patients(duplicate=twin, into=rosa, by=staff)

    (row,) = listed(as_manager, release)

    assert rosa.name in row
    assert f"{rosa.code} · born Jun 14, 1979 · given as {twin.code}" in row
    assert "555-0122" in row
    assert "Newer sheet" in row
    (line,) = exported(as_manager, release)
    assert (line["Patient"], line["Recorded as"]) == (rosa.code, twin.code)


def test_a_sheet_given_under_the_merged_record_is_newer_too(as_manager, staff, release):
    twin, rosa = PatientFactory(), PatientFactory()
    to(rosa, release)
    to(twin, released(version="2027.1"))
    merge_patients(duplicate=twin, into=rosa, by=staff)

    assert "Newer sheet" in listed(as_manager, release)[0]
