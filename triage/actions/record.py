"""Age and sex: what the patient's record answers, on every draft of the patient."""

from django.utils import timezone

from triage.actions.answer import touch, write
from triage.actions.lock import lock_intake
from triage.actions.state import IntakeState, intake_state
from triage.engine import Finding, to_text
from triage.models import Answer, Intake, Patient, User


def refresh_record_answers(*, patient: Patient, by: User) -> None:
    """Write age and sex again on the drafts of *patient*, whose record has changed."""
    for intake in patient.intakes.drafts():
        intake = lock_intake(intake)
        if intake.is_draft:  # and was not finished while we waited for it
            refresh_draft(intake, by=by)


def refresh_draft(intake: Intake, *, by: User) -> None:
    """Write age and sex again on *intake*, which must be locked and a draft."""
    state = intake_state(intake)
    lines = record_lines(intake, state)
    if lines:
        write(intake, state, lines, by=by)
    else:
        touch(intake, state, at=timezone.now(), by=by)


def record_lines(intake: Intake, state: IntakeState) -> list[Answer]:
    """
    What the record says of age and sex where the log says otherwise.

    A record that no longer knows withdraws only what came from a record: what the
    patient was asked stays.
    """
    lines = []
    for name, known in _recorded(intake).items():
        row = state.rows.get(name)
        value = _as_text(state.protocol.findings[name], known)
        if value is None and (row is None or row.source != Answer.Source.RECORD):
            continue
        if row is None or row.value != value:
            lines.append(Answer(finding=name, value=value, source=Answer.Source.RECORD))
    return lines


def _recorded(intake):
    """Age in whole years on the day of the talk, and sex; None where not known."""
    patient = intake.patient
    day = timezone.localtime(intake.took_place_at).date()
    return {"age": patient.age_on(day), "sex": patient.sex or None}


def _as_text(finding: Finding, known: int | str | None) -> str | None:
    """What the record says as text; None where it says nothing that may be answered."""
    if known is None:
        return None
    try:
        return to_text(finding, known)
    except ValueError:
        # Older than the protocol allows for: then it is asked, and may stay unsure.
        return None
