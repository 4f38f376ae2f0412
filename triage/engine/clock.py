"""
By when the next step of a referral is due, and the call after an outcome.

Pure: times in, times out. Times are aware; minutes are counted in real time, so a night
on which the clocks change is as long as it is. The numbers are the protocol's.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from triage.engine.assess import Assessment
from triage.engine.facts import Answers
from triage.engine.hours import Hours
from triage.engine.level import Level
from triage.engine.protocol import Clock, LevelEntry, Minutes, Protocol

BEFORE_CLOSING = timedelta(minutes=30)
TO_CLOSE = timedelta(minutes=1440)

OUT_OF_HOURS = "send to out of hours or the emergency department"
NEXT_STEP = {
    "opened": "send",
    "sent": "get an answer",
    "accepted": "confirm arrival",
    "declined": "send elsewhere",
    "not_arrived": "contact the patient",
    "arrived": "get the outcome",
    "outcome_received": "close, with what was found",
    "cancelled": "close, with what was found",
    "patient_declined": "close, with what was found",
}
# The step of the clock that each state waits for; all others have a time of their own.
WAITS_FOR = {
    "opened": "sent",
    "sent": "accepted",
    "accepted": "arrived",
    "arrived": "outcome",
}
SENT_AGAIN = ("declined", "not_arrived")


class Deadline(NamedTuple):
    """What has to be done, and by when."""

    due_at: datetime
    next_step: str


class Window(NamedTuple):
    """From when, and until when, the patient is called."""

    earliest: datetime
    latest: datetime


def deadline(
    entry: LevelEntry,
    state: str,
    *,
    level_started_at: datetime,
    event_at: datetime,
    hours: Hours,
    sooner: bool = False,
    always_open: bool = False,
) -> Deadline | None:
    """
    Give the deadline of a referral in *state* at the level of *entry*; None if closed.

    Counted from *level_started_at*, or from *event_at* (when the state was reached)
    where the design says so. *sooner*: the level's shorter time to arrival holds.
    *always_open*: the receiver works when the clinic does not (out of hours, emergency
    department), so that waiting for its answer is not bound to the clinic's hours.

    The clinic's hours only ever shorten, and only at urgent: minutes that would end
    after closing end 30 minutes before it, with the step to send the patient to out of
    hours or the emergency department. Reached when closed, this is due at once, and
    what has "closing" for its time is due at its event: no closing is left that day. No
    deadline lies before the moment that it counts from.
    """
    if state == "closed":
        return None
    if entry.clock is None:
        raise ValueError(f"{entry.level} has no clock, so no referral waits at it.")
    step = NEXT_STEP[state]
    if state in SENT_AGAIN:
        return _within(entry.level, entry.clock.sent, event_at, hours, step)
    if state not in WAITS_FOR:
        return Deadline(event_at + TO_CLOSE, step)
    clock = entry.clock
    if sooner and entry.sooner:
        clock = replace(clock, arrived=entry.sooner.arrived)
    minutes = _minutes(clock, WAITS_FOR[state])
    if not isinstance(minutes, int):
        return Deadline(hours.closing(level_started_at) or event_at, step)
    if state != "opened" and always_open:
        return Deadline(level_started_at + timedelta(minutes=minutes), step)
    return _within(entry.level, minutes, level_started_at, hours, step)


def _minutes(clock: Clock, step: str) -> Minutes | Literal["closing"]:
    """Minutes for *step*: where the level asks for no answer, those to arrival."""
    if step == "accepted" and clock.accepted is None:
        step = "arrived"
    return getattr(clock, step)


def _within(
    level: Level, minutes: Minutes, start: datetime, hours: Hours, step: str
) -> Deadline:
    due_at = start + timedelta(minutes=minutes)
    if level != Level.URGENT:
        return Deadline(due_at, step)
    last_call = start
    closing = hours.closing(start)
    if closing and hours.is_open(start):
        if due_at <= closing:
            return Deadline(due_at, step)
        last_call = max(closing - BEFORE_CLOSING, start)
    # nobody can be sent anywhere before they have been found
    found = "contact the patient, then " if step == NEXT_STEP["not_arrived"] else ""
    return Deadline(last_call, found + OUT_OF_HOURS)


def follow_up_window(
    protocol: Protocol, level: Level, finished_at: datetime, hours: Hours
) -> Window:
    """
    Give when the patient is called after an outcome of *level*.

    Hours are counted from *finished_at*; a working day is the next one on which the
    clinic is open, from opening to closing.
    """
    after = protocol.follow_up[level]
    if after == "working_day":
        return Window(*hours.next_working_day(finished_at))
    earliest, latest = after
    return Window(
        finished_at + timedelta(hours=earliest), finished_at + timedelta(hours=latest)
    )


def is_sooner(answers: Answers, assessment: Assessment, protocol: Protocol) -> bool:
    """
    Say whether the shorter time of the level soon holds for these *answers*.

    It does where its condition is true; with `or_open` also where that is undecided, or
    where any rule still holds a level: what was not asked is not a reason to wait.
    """
    sooner = protocol.levels[Level.SOON].sooner
    if sooner is None:
        return False
    holds = sooner.when.holds(protocol.facts(answers))
    return bool(holds) or (sooner.or_open and (holds is None or bool(assessment.open)))
