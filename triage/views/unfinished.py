"""Unfinished intakes that have reached emergency or urgent, with their clocks."""

from dataclasses import dataclass
from datetime import datetime

from triage.engine import Level
from triage.engine.clock import deadline
from triage.engine.hours import Hours
from triage.library import protocol_of
from triage.models import Intake
from triage.models.clinic import clinic_hours


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A draft that waits for a clinician as urgently as a referral would."""

    intake: Intake
    due_at: datetime
    next_step: str


def unfinished() -> list[Unfinished]:
    """
    All of them, the worst first; the clock runs from when the level was reached.

    One query, and two more for the clinic's hours where there is any at urgent.
    """
    intakes = list(
        Intake.objects.reached()
        .select_related("patient", "release", "touched_by")
        .defer("release__text")
    )
    urgent = any(intake.so_far == Level.URGENT for intake in intakes)
    hours = clinic_hours() if urgent else None
    return [clocked(intake, hours) for intake in intakes]


def clocked(intake: Intake, hours: Hours | None) -> Unfinished:
    """One of them with its clock; *hours* are needed for urgent."""
    entry = protocol_of(intake.release).levels[Level(intake.so_far)]
    due_at, step = deadline(
        entry,
        "opened",
        level_started_at=intake.reached_at,
        event_at=intake.reached_at,
        hours=hours,
    )
    return Unfinished(intake, due_at, step)
