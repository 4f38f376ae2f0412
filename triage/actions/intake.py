"""Open an intake, give it to its right patient, or discard one that nobody answered."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from triage.actions import audit
from triage.actions.answer import (
    TOUCHED,
    must_be_draft,
    write,
)
from triage.actions.errors import Refused
from triage.actions.lock import lock_intake, lock_patients
from triage.actions.press import canonical_value
from triage.actions.record import record_lines, refresh_draft
from triage.actions.release import current_release
from triage.actions.state import intake_state
from triage.actions.talk_time import check_time, must_be_born, must_be_entered_once
from triage.engine import FROM_RECORD, Level
from triage.models import Answer, Intake, Patient, User


@transaction.atomic
def open_intake(
    *,
    patient: Patient,
    channel: str,
    by: User,
    identifiers_confirmed: bool,
    informant: str = Intake.Informant.PATIENT,
    interpreter: str = Intake.Interpreter.NONE,
    callback_number: str = "",
    place: str = "",
    took_place_at: datetime | None = None,
    taken_by_name: str = "",
    follows: Intake | None = None,
    corrects: Intake | None = None,
    again: Intake | None = None,
    carried: dict[str, str] | None = None,
) -> Intake:
    """
    Begin a draft for *patient*, under the protocol of today.

    Age (whole years on the day of *took_place_at*) and sex are written from the record;
    *taken_by_name* is who held a talk that is over, if it was not *by*;
    *carried* are answers of an earlier intake as text by finding, kept as carried;
    *again* is a finished intake of the same talk: the clock of its level runs on, and
    what *corrects* it keeps the identifiers that were checked in the talk.
    Refuses a patient whose two identifiers were not confirmed or whose record was
    merged into another, a time at which the talk cannot have been (`check_time`), and
    (AlreadyEntered) a talk that was entered before.
    """
    (patient,) = lock_patients(patient)
    _must_be_patient(patient, identifiers_confirmed)
    now = timezone.now()
    if took_place_at:
        check_time(took_place_at, patient, is_new=carried is None)
        if carried is None:
            must_be_entered_once(patient, took_place_at)
    intake = Intake.objects.create(
        patient=patient,
        channel=channel,
        # They were checked when the patient was there, not now.
        identifiers_confirmed_by=corrects.identifiers_confirmed_by if corrects else by,
        identifiers_confirmed_at=corrects.identifiers_confirmed_at if corrects else now,
        started_at=now,
        started_by=by,
        took_place_at=took_place_at or now,
        taken_by_name=taken_by_name.strip() if took_place_at else "",
        is_late_entry=_is_late_entry(took_place_at, again, corrects),
        release=current_release(),
        corrects=corrects,
        follows=follows,
        touched_at=now,
        touched_by=by,
    )
    state = intake_state(intake, [])
    given = {
        "callback_number": callback_number,
        "place": place,
        "informant": informant,
        "interpreter": interpreter,
    }
    lines = record_lines(intake, state)
    lines += _carried_lines(state, carried or {})
    lines += [
        Answer(finding=name, value=canonical_value(state.protocol, name, text))
        for name, text in given.items()
        if text
    ]
    write(intake, state, lines, by=by, save=False)
    if again:
        _run_on(intake, again)
    intake.save(update_fields=[*TOUCHED, "carried_reached_at"])
    audit.record(
        "opened intake",
        by=by,
        patient=patient.code,
        record=intake.code,
        channel=channel,
        corrects=corrects.code if corrects else None,
        follows=follows.code if follows else None,
    )
    return intake


def _is_late_entry(took_place_at, again, corrects):
    """Whether a time was given by hand: of what starts *again*, whether it once was."""
    if again:
        return again.is_late_entry and not corrects
    return took_place_at is not None


def _run_on(intake, again):
    """The patient has needed this since the talk, not since it was put right."""
    reached, before = intake.so_far, again.so_far
    if reached and before and Level(reached) <= Level(before):
        intake.reached_at = intake.carried_reached_at = again.reached_at


@transaction.atomic
def change_patient(
    *, intake: Intake, patient: Patient, identifiers_confirmed: bool, by: User
) -> Intake:
    """
    Give a draft to the patient whom it was about all along.

    The answers stay; age and sex are written anew from the other record. Refuses a
    finished intake (that is retracted from its outcome page), and a patient who was not
    born yet.
    """
    (patient,) = lock_patients(patient)
    intake = lock_intake(intake)
    must_be_draft(intake)
    _must_be_patient(patient, identifiers_confirmed)
    must_be_born(patient, intake.took_place_at)
    before = intake.patient
    intake.patient = patient
    intake.identifiers_confirmed_by = by
    intake.identifiers_confirmed_at = timezone.now()
    intake.save(
        update_fields=[
            "patient",
            "identifiers_confirmed_by",
            "identifiers_confirmed_at",
        ]
    )
    refresh_draft(intake, by=by)
    audit.record(
        "changed patient of intake",
        by=by,
        patient=patient.code,
        record=intake.code,
        before=before.code,
    )
    return intake


@transaction.atomic
def discard_intake(*, intake: Intake, by: User) -> None:
    """
    Put away a draft in which nobody has answered anything yet; no row is removed.

    Refuses one with an answer: 'Leave' finishes it with what is known.
    """
    intake = lock_intake(intake)
    must_be_draft(intake)
    state = intake_state(intake)
    if any(was_answered(row) for row in state.log):
        raise Refused(
            "Somebody has answered in this intake, so it cannot be discarded. "
            "Leave it: it is finished with what is known."
        )
    intake.discarded_at, intake.discarded_by = timezone.now(), by
    intake.save(update_fields=["discarded_at", "discarded_by"])
    audit.record(
        "discarded intake", by=by, patient=intake.patient.code, record=intake.code
    )


def _carried_lines(state, carried):
    """*carried* answers that this release still asks for and allows, as lines."""
    lines = []
    for name, text in carried.items():
        if name in FROM_RECORD or text is None:
            continue
        lines.append(
            Answer(
                finding=name,
                value=canonical_value(state.protocol, name, text),
                source=Answer.Source.CARRIED,
            )
        )
    return lines


def was_answered(row: Answer) -> bool:
    """
    Whether *row* is an answer to a question: its draft is not discarded.

    What a correction carried stands in the outcome that it would correct.
    """
    if row.source == Answer.Source.CARRIED and row.intake.corrects_id:
        return False
    # Who speaks, by which number and where is noted before the first question.
    return (
        row.source != Answer.Source.RECORD
        and row.value not in (None, "")
        and row.finding not in ("informant", "interpreter", "callback_number", "place")
    )


def _must_be_patient(patient, identifiers_confirmed):
    if not identifiers_confirmed:
        raise Refused("Check two identifiers with the patient before you begin.")
    if patient.merged_into_id:
        raise Refused("This record was merged into another. Open that one.")
