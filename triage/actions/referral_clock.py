"""By when a referral's next step is due: the engine's clock, asked of a row."""

import datetime as dt
from dataclasses import astuple

from django.utils import timezone

from triage.actions.frozen import answers_of
from triage.engine import Level, assess
from triage.engine.clock import Hours, deadline, is_sooner
from triage.engine.rules import CLOSING
from triage.library import protocol_of
from triage.models import Outcome, Receiver, Referral

# They work when the clinic does not.
ALWAYS_OPEN = {Receiver.Kind.EMERGENCY, Receiver.Kind.OUT_OF_HOURS}


def set_clock(row: Referral, *, since: dt.datetime) -> None:
    """
    Set next step and deadline of *row* for its state and level; neither when closed.

    *since* is when it came to this state. The clock is that of the protocol which
    judged the patient, and of the clinic's hours as they are now, which are read only
    where the clock asks for them.
    """
    level = Level(row.level)
    entry = protocol_of(row.outcome.release).levels[level]
    due = deadline(
        entry,
        row.state,
        level_started_at=row.level_started_at,
        event_at=since,
        hours=_hours(entry, row.outcome),
        sooner=level == Level.SOON and _sooner(row.outcome),
        always_open=row.receiver is not None and row.receiver.kind in ALWAYS_OPEN,
    )
    row.due_at, row.next_step = due or (None, "")


def call_back_by(row: Referral, since: dt.datetime) -> dt.datetime:
    """By when a wrong patient's receiver is called back: as soon as one is sent."""
    clock = protocol_of(row.outcome.release).levels[Level(row.level)].clock
    if clock is None:
        raise ValueError(f"A referral has no level without a clock: {row.level}.")
    return since + dt.timedelta(minutes=clock.sent)


def _hours(entry, outcome):
    if entry.level == Level.URGENT or CLOSING in astuple(entry.clock):
        return outcome.hours
    return Hours(zone=timezone.get_default_timezone())


def _sooner(outcome: Outcome) -> bool:
    """Whether the shorter time to an appointment holds for the frozen answers."""
    protocol = protocol_of(outcome.release)
    answers = answers_of(outcome, protocol)
    return is_sooner(answers, assess(answers, protocol), protocol)
