"""
How long referrals take to each step, and how often a step comes late.

How it is counted, as the page says it too:

- Only the first life of a referral: what happened after it was reopened is left out.
- Of each step the first event, at its true time, from the start of the level that
  stood then. What was done before a level was raised took no time (0 minutes).
- Late: the step came after the deadline that stood until then.
- Level and receiver are those of the last event that is counted.
- A percentile is the nearest rank: the least value that so many of all do not exceed.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

STEPS = ("sent", "accepted", "arrived", "closed")
# Fewer than these are told as counts: a share of them would only seem exact.
FEW = 5


class Event(NamedTuple):
    """An event of a referral; times in seconds from any fixed moment."""

    kind: str
    at: float
    started_at: float
    due_at: float | None
    level: str
    receiver: int | None


@dataclass(frozen=True, slots=True)
class Life:
    """
    One referral until it was closed for the first time, or until now.

    *minutes* and *late* have an entry for each step that it came to.
    """

    month: str
    level: str
    receiver: int | None
    minutes: dict[str, float]
    late: dict[str, bool]
    did_not_arrive: bool
    was_reopened: bool

    @property
    def is_over(self) -> bool:
        return "closed" in self.minutes


@dataclass(frozen=True, slots=True)
class Measure:
    """
    One step of many referrals; the times in minutes, None where there is none.

    *count* came to it, *waiting* are open and have not, *without* ended without it.
    """

    step: str
    count: int
    median: float | None
    ninetieth: float | None
    late: int
    waiting: int
    without: int


def life(month: str, events: Iterable[Event]) -> Life:
    """The first life of a referral opened in *month*, from its *events* in order."""
    minutes: dict[str, float] = {}
    late: dict[str, bool] = {}
    did_not_arrive = was_reopened = False
    last = None
    for event in events:
        if event.kind == "reopened":
            was_reopened = True
            break
        if event.kind == "not_arrived":
            did_not_arrive = True
        elif event.kind in STEPS and event.kind not in minutes:
            minutes[event.kind] = max(0.0, event.at - event.started_at) / 60
            due_at = last.due_at if last else None
            late[event.kind] = due_at is not None and event.at > due_at
        last = event
    if last is None:
        raise ValueError("A referral without an event before it was reopened.")
    return Life(
        month=month,
        level=last.level,
        receiver=last.receiver,
        minutes=minutes,
        late=late,
        did_not_arrive=did_not_arrive,
        was_reopened=was_reopened,
    )


def nearest_rank(values: Sequence[float], percent: int) -> float | None:
    """
    The *percent*th percentile of *values* (1 to 100) by nearest rank; None of nothing.

    Always one of the values, never something between two of them.
    """
    if not 1 <= percent <= 100:
        raise ValueError("A percentile is from 1 to 100.")
    if not values:
        return None
    return sorted(values)[math.ceil(percent * len(values) / 100) - 1]


def measure(lives: Iterable[Life], step: str) -> Measure:
    """How *lives* came to *step*."""
    lives = list(lives)
    minutes = sorted(each.minutes[step] for each in lives if step in each.minutes)
    missing = [each for each in lives if step not in each.minutes]
    without = sum(each.is_over for each in missing)
    return Measure(
        step=step,
        count=len(minutes),
        median=nearest_rank(minutes, 50),
        ninetieth=nearest_rank(minutes, 90),
        late=sum(each.late.get(step, False) for each in lives),
        waiting=len(missing) - without,
        without=without,
    )


def share(part: int, whole: int) -> str:
    """*part* of *whole* in words: "3 of 4", "25% (5 of 20)", or "none yet"."""
    if not whole:
        return "none yet"
    counted = f"{part} of {whole}"
    return counted if whole < FEW else f"{round(100 * part / whole)}% ({counted})"


def span(minutes: float | None) -> str:
    """A time in words, as coarse as it is long: 12 min, 3 h 05, 2.5 days."""
    if minutes is None:
        return "–"
    whole = round(minutes)
    if whole < 60:
        return f"{whole} min"
    if whole < 48 * 60:
        return f"{whole // 60} h {whole % 60:02}"
    return f"{minutes / 1440:.1f} days"
