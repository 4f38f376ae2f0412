"""What staff can do to a record: add, edit, merge, undo. All of it happens, or none."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import PatientFactory
from tests.intakes import finished, open_one
from triage.actions import audit
from triage.actions import record as records
from triage.actions.errors import Refused
from triage.actions.intake import change_patient
from triage.actions.lock import lock_intake
from triage.actions.patient import (
    ChangedMeanwhile,
    PatientRefused,
    add_patient,
    edit_patient,
    merge_patients,
    undo_merge,
)
from triage.actions.state import intake_state
from triage.models import AuditEntry, Patient, PatientToken

pytestmark = pytest.mark.django_db


def years_ago(number):
    return dt.date(timezone.localdate().year - number, 1, 1)


def test_adding_keeps_the_record_its_words_and_the_entry(staff):
    patient = add_patient(by=staff, name="Rosa Delgado", record_number="204-1")

    entry = AuditEntry.objects.get()
    assert patient.sort_name == "Delgado, Rosa"
    assert {row.token for row in patient.tokens.all()} == {
        "rosa",
        "delgado",
        "204",
        "1",
        "2041",
    }
    assert (entry.action, entry.patient) == ("added patient", patient.code)
    assert "Rosa" not in entry.detail


def test_nothing_is_added_when_the_entry_cannot_be_written(staff, monkeypatch):
    monkeypatch.setattr(audit, "record", broken)

    with pytest.raises(RuntimeError, match="broken"):
        add_patient(by=staff, name="Rosa Delgado")

    assert not Patient.objects.exists()
    assert not PatientToken.objects.exists()


def broken(*args, **kwargs):
    raise RuntimeError("broken")


def test_a_form_sent_twice_makes_one_record(staff):
    key = uuid.uuid4()

    first = add_patient(by=staff, key=key, name="Rosa Delgado")
    second = add_patient(by=staff, key=key, name="Rosa Delgado")

    assert first == second
    assert Patient.objects.count() == AuditEntry.objects.count() == 1


def test_a_form_of_somebody_elses_record_adds_nothing_and_says_so(staff):
    key = uuid.uuid4()
    add_patient(by=staff, key=key, name="Rosa Delgado")

    with pytest.raises(PatientRefused) as refused:
        add_patient(by=staff, key=key, name="Harold Cole")

    assert "added a patient already" in refused.value.faults["name"][0]
    assert Patient.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["\u200b", "\u202e\u202c", "Rosa\u202e Cole", "🙂", "-"]
)
def test_a_name_that_nobody_can_read_is_refused(staff, name):
    with pytest.raises(PatientRefused) as refused:
        add_patient(by=staff, name=name)

    assert "name" in refused.value.faults


def test_joiners_inside_a_word_are_letters_of_their_script(staff):
    assert add_patient(by=staff, name="क्\u200dष").name == "क्\u200dष"


@pytest.mark.parametrize(
    ("particulars", "field", "sentence"),
    [
        ({"birth_date": years_ago(-1)}, "birth_date", "in the future"),
        ({"birth_date": years_ago(122)}, "birth_date", "more than 120 years"),
        ({"birth_date": years_ago(15)}, "guardian_name", "under 16"),
        ({"language": "other"}, "other_language", "which language"),
        ({"phone": "none"}, "phone", "at least 5 digits"),
        ({"guardian_phone": "12"}, "guardian_phone", "at least 5 digits"),
        ({"name": ""}, "name", "blank"),
        ({"sex": "x"}, "sex", "not a valid choice"),
    ],
)
def test_what_cannot_be_true_is_refused_at_its_field(
    staff, particulars, field, sentence
):
    with pytest.raises(PatientRefused) as refused:
        add_patient(by=staff, **{"name": "Rosa Delgado", **particulars})

    assert sentence in refused.value.faults[field][0]
    assert not Patient.objects.exists()


@pytest.mark.parametrize(
    "particulars",
    [
        {"birth_date": timezone.localdate(), "guardian_name": "Ana Delgado"},
        {"birth_date": years_ago(120)},
        {"birth_date": years_ago(17)},
        {"phone": "call 555-0142, ask for Ana"},
    ],
)
def test_what_may_be_true_is_kept(staff, particulars):
    assert add_patient(by=staff, name="Rosa Delgado", **particulars).pk


def test_a_record_number_belongs_to_one_patient(staff):
    add_patient(by=staff, name="Rosa Delgado", record_number="204-1")

    with pytest.raises(PatientRefused) as refused:
        add_patient(by=staff, name="Harold Nyström", record_number="204-1")

    assert refused.value.faults == {
        "record_number": ["Another patient has this record number."]
    }


def test_no_record_number_is_no_number(staff):
    for name in ("Rosa Delgado", "Harold Nyström"):
        assert add_patient(by=staff, name=name, record_number="").record_number is None


def test_editing_names_the_fields_and_never_the_values(staff):
    rosa = add_patient(by=staff, name="Rosa Delgado")

    edit_patient(patient=rosa, by=staff, name="Rosa Molina", phone="555-0142")

    rosa.refresh_from_db()
    entry = AuditEntry.objects.latest("seq")
    assert (rosa.name, rosa.sort_name) == ("Rosa Molina", "Molina, Rosa")
    assert entry.action == "changed patient"
    assert entry.detail == '{"fields":["name","sort_name","phone"]}'


def test_a_corrected_sort_name_outlives_a_changed_name(staff):
    rosa = add_patient(by=staff, name="Rosa Delgado Ruiz", sort_name="Delgado Ruiz, R")

    edit_patient(patient=rosa, by=staff, name="Rosa M. Delgado Ruiz")

    rosa.refresh_from_db()
    assert rosa.sort_name == "Delgado Ruiz, R"


def test_editing_nothing_leaves_no_entry(staff):
    rosa = add_patient(by=staff, name="Rosa Delgado")

    edit_patient(patient=rosa, by=staff, name="Rosa Delgado")

    assert AuditEntry.objects.count() == 1


def test_nothing_is_edited_when_the_entry_cannot_be_written(staff, monkeypatch):
    rosa = add_patient(by=staff, name="Rosa Delgado")
    monkeypatch.setattr(audit, "record", broken)

    with pytest.raises(RuntimeError, match="broken"):
        edit_patient(patient=rosa, by=staff, name="Rosa Molina")

    rosa.refresh_from_db()
    assert rosa.name == "Rosa Delgado"
    assert rosa.tokens.filter(token="delgado").exists()


def test_a_field_that_somebody_else_changed_is_not_overwritten(staff):
    rosa = add_patient(by=staff, name="Rosa Delgado", phone="555-0100")
    seen = rosa.as_text()
    edit_patient(patient=rosa, by=staff, phone="555-0111", address="12 Harbor Street")

    with pytest.raises(ChangedMeanwhile) as changed:
        edit_patient(patient=rosa, by=staff, seen=seen, phone="555-0122")

    rosa.refresh_from_db()
    assert changed.value.theirs == {"phone": "555-0111"}
    assert rosa.phone == "555-0111"


def test_different_fields_changed_by_two_people_are_both_kept(staff):
    rosa = add_patient(by=staff, name="Rosa Delgado")
    seen = rosa.as_text()
    edit_patient(patient=rosa, by=staff, seen=seen, phone="555-0111")

    edit_patient(patient=rosa, by=staff, seen=seen, address="12 Harbor Street")

    rosa.refresh_from_db()
    assert (rosa.phone, rosa.address) == ("555-0111", "12 Harbor Street")


def test_a_new_birth_date_or_sex_reaches_the_drafts(staff):
    rosa = add_patient(by=staff, name="Rosa Delgado", birth_date=years_ago(46))
    intake = open_one(patient=rosa, by=staff)

    edit_patient(patient=rosa, by=staff, birth_date=years_ago(56), sex="female")

    assert intake_state(intake).answers == {"age": 56, "sex": "female"}


def test_a_merged_record_is_not_edited(staff):
    rosa, double = PatientFactory(), PatientFactory()
    merge_patients(duplicate=double, into=rosa, by=staff)

    with pytest.raises(Refused, match=f"merged into {rosa.code}"):
        edit_patient(patient=double, by=staff, phone="555-0111")


def test_merging_moves_no_row_and_is_undone(staff):
    rosa, double = PatientFactory(), PatientFactory()
    intake = finished(intake=open_one(patient=double, by=staff)).intake

    merge_patients(duplicate=double, into=rosa, by=staff)

    double.refresh_from_db()
    intake.refresh_from_db()
    assert double.merged_into == rosa
    assert intake.patient == double

    undo_merge(patient=double, by=staff)

    double.refresh_from_db()
    entries = AuditEntry.objects.order_by("seq").values_list(
        "action", "patient", "record"
    )
    assert double.merged_into is None
    assert list(entries)[-2:] == [
        ("merged patient", rosa.code, double.code),
        ("undid merge of patient", rosa.code, double.code),
    ]


def test_a_record_with_a_draft_is_not_merged_until_the_draft_has_its_patient(staff):
    """Nobody would write age and sex again on a draft of a record that nobody edits."""
    rosa, double = PatientFactory(), PatientFactory()
    draft = open_one(patient=double, by=staff)

    with pytest.raises(Refused, match=f"{draft.code} of {double.code} is not finished"):
        merge_patients(duplicate=double, into=rosa, by=staff)
    change_patient(intake=draft, patient=rosa, identifiers_confirmed=True, by=staff)
    merge_patients(duplicate=double, into=rosa, by=staff)

    double.refresh_from_db()
    assert double.merged_into == rosa


def test_a_draft_that_is_finished_meanwhile_does_not_stop_an_edit(staff, monkeypatch):
    patient = PatientFactory(sex="male")
    draft = open_one(patient=patient, by=staff)

    def lock_once_finished(intake):
        finished(intake=draft)
        return lock_intake(intake)

    monkeypatch.setattr(records, "lock_intake", lock_once_finished)
    edit_patient(patient=patient, by=staff, sex="female")

    assert Patient.objects.get().sex == "female"
    assert draft.outcome.frozen["patient"]["sex"] == "female"


def test_a_record_is_not_merged_into_itself(staff):
    rosa = PatientFactory()

    with pytest.raises(Refused, match="into itself"):
        merge_patients(duplicate=rosa, into=rosa, by=staff)


def test_merged_records_make_no_loop_and_no_chain(staff):
    one, two, three = PatientFactory.create_batch(3)
    merge_patients(duplicate=one, into=two, by=staff)

    with pytest.raises(Refused, match=f"{one.code} is already merged into {two.code}"):
        merge_patients(duplicate=two, into=one, by=staff)
    with pytest.raises(Refused, match=f"{one.code} is already merged"):
        merge_patients(duplicate=three, into=one, by=staff)
    with pytest.raises(Refused, match=f"{one.code} is merged into {two.code}. Undo"):
        merge_patients(duplicate=two, into=three, by=staff)

    assert Patient.objects.current().count() == 2


def test_a_merge_that_was_not_made_is_not_undone(staff):
    rosa = PatientFactory()

    with pytest.raises(Refused, match=f"{rosa.code} is not merged"):
        undo_merge(patient=rosa, by=staff)


def test_nothing_is_merged_when_the_entry_cannot_be_written(staff, monkeypatch):
    rosa, double = PatientFactory(), PatientFactory()
    monkeypatch.setattr(audit, "record", broken)

    with pytest.raises(RuntimeError, match="broken"):
        merge_patients(duplicate=double, into=rosa, by=staff)

    double.refresh_from_db()
    assert double.merged_into is None


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"sort_name": ""}, {"record_number": ""}]
)
def test_the_database_refuses_an_empty_name_or_number(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        PatientFactory(**fields)


def test_the_database_refuses_a_record_merged_into_itself():
    rosa = PatientFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Patient.objects.filter(pk=rosa.pk).update(merged_into=rosa)


def test_only_particulars_can_be_written(staff):
    with pytest.raises(TypeError, match="merged_into"):
        add_patient(by=staff, name="Rosa Delgado", merged_into=None)


def test_age_is_whole_years_on_the_day():
    rosa = PatientFactory.build(birth_date=dt.date(2000, 2, 29), created_by=None)

    assert rosa.age_on(dt.date(2001, 2, 28)) == 0
    assert rosa.age_on(dt.date(2016, 2, 28)) == 15
    assert rosa.age_on(dt.date(2016, 2, 29)) == 16
    assert rosa.age_on(dt.date(1999, 1, 1)) is None
    with pytest.raises(ValidationError):
        PatientFactory.build(birth_date=years_ago(-2), created_by=None).clean()


def test_an_age_beyond_the_protocols_own_is_asked_instead(staff):
    old = add_patient(
        by=staff, name="Greta Lindqvist", birth_date=years_ago(119), sex="female"
    )

    intake = open_one(patient=old, by=staff)

    assert intake_state(intake).answers == {"sex": "female"}
