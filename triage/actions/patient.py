"""Keep the particulars of patients, and put together what is kept twice."""

import uuid
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from triage.actions import audit
from triage.actions.errors import Refused
from triage.actions.lock import lock_patients
from triage.actions.record import refresh_record_answers
from triage.models import Language, Patient, PatientToken, User
from triage.models.name import surname_first
from triage.models.patient import RECORD_NUMBER_TAKEN

# Not ours to check: the database does, and asking it first would cost a query each.
UNCHECKED = ("uuid", "merged_into", "created_by")


class PatientRefused(Refused):
    """Particulars that cannot be true: *faults* has the sentences for each field."""

    def __init__(self, faults: dict[str, list[str]]):
        self.faults = faults
        super().__init__(
            " ".join(s for sentences in faults.values() for s in sentences)
        )


class ChangedMeanwhile(Refused):
    """Somebody else changed the same fields: *theirs* is what they say now, as text."""

    def __init__(self, theirs: dict[str, str]):
        self.theirs = theirs
        super().__init__("Somebody else has changed this record since you opened it.")


@transaction.atomic
def add_patient(
    *, by: User, key: uuid.UUID | None = None, **particulars: object
) -> Patient:
    """
    Make the record of a new patient, with the words by which it is found.

    *particulars* are fields of the record (Patient.PARTICULARS); without `sort_name`
    one is proposed from the name. *key* is the uuid that the page chose: a form that is
    sent twice makes one record. Refuses what cannot be true, and the page of somebody
    else's record, as PatientRefused.
    """
    patient = Patient(uuid=key or uuid.uuid4(), created_by=by)
    _write(patient, particulars)
    if key and (made := Patient.objects.filter(uuid=key).first()):
        return _sent_twice(made, patient)
    _check(patient)
    try:
        with transaction.atomic():
            patient.save(force_insert=True)
    except IntegrityError:
        made = Patient.objects.filter(uuid=patient.uuid).first()
        if made is None:
            raise PatientRefused({"record_number": [RECORD_NUMBER_TAKEN]}) from None
        return _sent_twice(made, patient)
    PatientToken.objects.bulk_create(PatientToken.of(patient))
    audit.record("added patient", by=by, patient=patient.code)
    return patient


@transaction.atomic
def edit_patient(
    *,
    patient: Patient,
    by: User,
    seen: Mapping[str, str] | None = None,
    **changes: object,
) -> Patient:
    """
    Write *changes* to a patient's record; the audit names the fields, never the values.

    *seen* is the record as the editor saw it (`patient.as_text()`): a field that
    somebody else has changed since to something else raises ChangedMeanwhile, and
    nothing is written. The drafts of the patient get age and sex anew.
    """
    (patient,) = lock_patients(patient)
    if patient.merged_into_id:
        raise Refused(f"This record was merged into P-{patient.merged_into_id}.")
    before = patient.as_text()
    _write(patient, changes)
    after = patient.as_text()
    changed = [name for name in after if after[name] != before[name]]
    if seen is not None:
        theirs = {
            name: before[name] for name in changed if before[name] != seen.get(name)
        }
        if theirs:
            raise ChangedMeanwhile(theirs)
    if not changed:
        return patient
    _check(patient)
    patient.save(update_fields=changed)
    _write_tokens(patient)
    if {"birth_date", "sex"} & set(changed):
        refresh_record_answers(patient=patient, by=by)
    audit.record("changed patient", by=by, patient=patient.code, fields=changed)
    return patient


@transaction.atomic
def merge_patients(*, duplicate: Patient, into: Patient, by: User) -> Patient:
    """
    Say that *duplicate* is the same person as *into*, whose record goes on.

    No row moves: intakes and referrals stay where they were recorded and are shown
    with the record that goes on. Refuses a loop, a chain of merged records, and a
    record with a draft, which would not hear of later changes: it changes its patient.
    """
    duplicate, into = lock_patients(duplicate, into)
    if duplicate == into:
        raise Refused("A record cannot be merged into itself.")
    for one in (duplicate, into):
        if one.merged_into_id:
            raise Refused(f"{one.code} is already merged into P-{one.merged_into_id}.")
    if merged := duplicate.merged_from.order_by("id").first():
        raise Refused(
            f"{merged.code} is merged into {duplicate.code}. "
            f"Undo that first, or keep {duplicate.code} instead."
        )
    if draft := duplicate.intakes.drafts().first():
        raise Refused(
            f"{draft.code} of {duplicate.code} is not finished. "
            f"Finish it, or change its patient to {into.code}, then merge."
        )
    duplicate.merged_into = into
    duplicate.save(update_fields=["merged_into"])
    audit.record("merged patient", by=by, patient=into.code, record=duplicate.code)
    return into


@transaction.atomic
def undo_merge(*, patient: Patient, by: User) -> Patient:
    """Let a record that was merged into another stand by itself again."""
    (patient,) = lock_patients(patient)
    if patient.merged_into_id is None:
        raise Refused(f"{patient.code} is not merged into another record.")
    into = f"P-{patient.merged_into_id}"
    patient.merged_into = None
    patient.save(update_fields=["merged_into"])
    audit.record("undid merge of patient", by=by, patient=into, record=patient.code)
    return patient


def _write(patient: Patient, particulars: Mapping[str, object]) -> None:
    """Set *particulars*; the proposed sort name follows the name until corrected."""
    if unknown := set(particulars) - set(Patient.PARTICULARS):
        raise TypeError(f"No particulars of a patient: {sorted(unknown)}")
    proposed = patient.sort_name == surname_first(patient.name)
    for name, value in particulars.items():
        setattr(patient, name, value)
    if not patient.sort_name or (proposed and "sort_name" not in particulars):
        patient.sort_name = surname_first(patient.name)
    patient.record_number = patient.record_number or None
    if patient.language != Language.OTHER:
        patient.other_language = ""  # the form hides it, and still sends it


def _sent_twice(made: Patient, patient: Patient) -> Patient:
    """The record that the same form *made*; refuses a form that meant somebody else."""
    if (made.name, made.birth_date) != (patient.name, patient.birth_date):
        raise PatientRefused(
            {"name": ["This page has added a patient already. Open it again."]}
        )
    return made


def _check(patient: Patient) -> None:
    try:
        patient.full_clean(exclude=UNCHECKED, validate_constraints=False)
    except ValidationError as error:
        raise PatientRefused(error.message_dict) from None


def _write_tokens(patient: Patient) -> None:
    patient.tokens.all().delete()
    PatientToken.objects.bulk_create(PatientToken.of(patient))
