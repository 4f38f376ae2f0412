"""
By when the next step of a referral is due, and the call after an outcome.

Pure: times in, times out. Times are aware; minutes are counted in real time, so a night
on which the clocks change is as long as it is. The numbers are the protocol's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from triage.engine.assess import Assessment
from triage.engine.facts import Answers
from triage.engine.level import Level
from triage.engine.protocol import LevelEntry, Protocol
from triage.engine.rules import CLOSING

Openings = tuple[tuple[time, time], ...]

WEEKDAYS_NINE_TO_FIVE: Mapping[int, Openings] = {
    weekday: ((time(9), time(17)),) for weekday in range(5)
}
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


@dataclass(frozen=True, kw_only=True)
class Hours:
    """
    When the clinic is open, in its own time zone.

    *weekly*: weekday (0 is Monday) -> openings, each from and to; several make a break.
    *closures*: the days on which it stays closed. Without any opening the clinic counts
    as open Monday to Friday, 9 to 17, and *assumed* says so.
    """

    zone: ZoneInfo
    weekly: Mapping[int, Openings] = field(default_factory=dict)
    closures: frozenset[date] = frozenset()

    @property
    def assumed(self) -> bool:
        """Whether nobody has entered any hours."""
        return not any(self.weekly.values())

    @classmethod
    def of(
        cls,
        rows: Iterable[tuple[int, time, time]],
        closures: Iterable[date],
        zone: ZoneInfo,
    ) -> "Hours":
        """Make hours of (weekday, opens, closes) and of closed days."""
        weekly: dict[int, Openings] = {}
        for weekday, opens, closes in sorted(rows):
            weekly[weekday] = (*weekly.get(weekday, ()), (opens, closes))
        return cls(zone=zone, weekly=weekly, closures=frozenset(closures))

    def day(self, on: date) -> tuple[datetime, datetime] | None:
        """Give opening and closing of *on*, breaks apart; None if it is closed."""
        weekly = WEEKDAYS_NINE_TO_FIVE if self.assumed else self.weekly
        openings = weekly.get(on.weekday())
        if on in self.closures or not openings:
            return None
        first, last = min(o for o, _ in openings), max(c for _, c in openings)
        return self._at(on, first), self._at(on, last)

    def closing(self, at: datetime) -> datetime | None:
        """Give the closing of the day of *at*; None where it is past, or never was."""
        day = self._today(at)
        return day[1] if day and at < day[1] else None

    def is_open(self, at: datetime) -> bool:
        """Say whether the clinic is open at *at*; a break does not count as closed."""
        day = self._today(at)
        return day is not None and day[0] <= at < day[1]

    def next_working_day(self, at: datetime) -> tuple[datetime, datetime]:
        """Give the opening and the closing of the first open day after that of *at*."""
        on = at.astimezone(self.zone).date()
        while True:
            on += timedelta(days=1)
            if day := self.day(on):
                return day

    def _today(self, at):
        return self.day(at.astimezone(self.zone).date())

    def _at(self, on, at):
        return datetime.combine(on, at, tzinfo=self.zone).astimezone(UTC)


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
    hours or the emergency department. Reached when closed, this is due at once; so is
    "closing" once it is past. No deadline lies before the moment that it counts from.
    """
    if state == "closed":
        return None
    step = NEXT_STEP[state]
    if state in SENT_AGAIN:
        return _within(entry, entry.clock.sent, event_at, hours, step)
    if state not in WAITS_FOR:
        return Deadline(event_at + TO_CLOSE, step)
    minutes = _minutes(entry, WAITS_FOR[state], sooner)
    if minutes == CLOSING:
        return Deadline(hours.closing(level_started_at) or level_started_at, step)
    if state != "opened" and always_open:
        return Deadline(level_started_at + timedelta(minutes=minutes), step)
    return _within(entry, minutes, level_started_at, hours, step)


def _minutes(entry, step, sooner):
    """Minutes for *step*: where the level asks for no answer, those to arrival."""
    clock = entry.clock
    arrived = entry.sooner.arrived if sooner and entry.sooner else clock.arrived
    if step == "accepted":
        return arrived if clock.accepted is None else clock.accepted
    return arrived if step == "arrived" else getattr(clock, step)


def _within(entry, minutes, start, hours, step):
    due_at = start + timedelta(minutes=minutes)
    if entry.level != Level.URGENT:
        return Deadline(due_at, step)
    last_call = start
    if hours.is_open(start):
        closing = hours.closing(start)
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
