"""Unfinished intakes that have reached emergency or urgent, with their clocks."""

from dataclasses import dataclass
from datetime import datetime

from triage.engine import Level
from triage.engine.clock import deadline
from triage.engine.hours import Hours
from triage.library import protocol_of
from triage.models import Intake

SHOWN = (
    *("uuid", "so_far", "reached_at", "touched_at", "patient__name"),
    "release__digest",
    *(f"touched_by__{n}" for n in ("username", "first_name", "last_name")),
    "touched_by__credentials",
)
# What is needed besides to call the patient.
CALLED = (
    *("callback_number", "place"),
    *(f"patient__{n}" for n in ("birth_date", "birth_date_is_estimated", "phone")),
    *(f"patient__{n}" for n in ("other_phone", "guardian_name", "guardian_phone")),
    *("patient__sex", "patient__record_number"),
)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A draft that waits for a clinician as urgently as a referral would."""

    intake: Intake
    due_at: datetime
    next_step: str


def unfinished(hours: Hours, shown: tuple[str, ...] = SHOWN) -> list[Unfinished]:
    """
    All of them, the worst first; the clock runs from when the level was reached.

    Only the columns *shown* are read.
    """
    intakes = (
        Intake.objects.reached()
        .select_related("patient", "release", "touched_by")
        .only(*shown)
    )
    return [clocked(intake, hours) for intake in intakes]


def clocked(intake: Intake, hours: Hours) -> Unfinished:
    """One of them with its clock."""
    entry = protocol_of(intake.release).levels[Level(intake.so_far)]
    due_at, step = deadline(
        entry,
        "opened",
        level_started_at=intake.reached_at,
        event_at=intake.reached_at,
        hours=hours,
    )
    return Unfinished(intake, due_at, step)
