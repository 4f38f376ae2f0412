"""
The numbers and the places of our charts. Pure: counts in, shapes and sentences out.

A chart's numbers are printed on it and stand in a table below it as well.
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from triage.models import REFERRED

# Where things are on the drawing, in its own units.
BASE, HEIGHT = 160, 135
DAY_LEFT, DAY_STEP, DAY_WIDTH = 32, 43.6, 26
ROW_STEP, ROWS, BAR_LEFT, BAR_WIDTH = 23.5, 9, 172, 230


@dataclass(frozen=True, slots=True)
class Part:
    """One level's part of a day's bar."""

    level: str
    count: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its bar, from the most urgent part upwards, and its place."""

    date: dt.date
    label: str
    is_today: bool
    total: int
    parts: tuple[Part, ...]
    x: float
    middle: float
    top: float


@dataclass(frozen=True, slots=True)
class DayChart:
    """
    How many were opened each day, by level.

    *lines* are those of the grid: the count, its place, and that of its number.
    """

    days: tuple[Day, ...]
    lines: tuple[tuple[int, float, float], ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Bar:
    """How many there were of one kind."""

    label: str
    count: int
    y: float
    width: float
    text_y: float
    end: float


@dataclass(frozen=True, slots=True)
class BarChart:
    """The most frequent kinds, the most frequent first."""

    bars: tuple[Bar, ...]
    sentence: str


def opened_each_day(
    counts: Mapping[tuple[dt.date, str], int], *, until: dt.date, days: int = 14
) -> DayChart:
    """Draw *counts*, {(day, level): how many}, of the *days* up to and with *until*."""
    dates = [until - dt.timedelta(days=ago) for ago in reversed(range(days))]
    most = max(sum(_of_day(counts, date)) for date in dates)
    step = _step(most)
    unit = HEIGHT / (3 * step)
    drawn = tuple(
        _day(n, date, _of_day(counts, date), unit, until)
        for n, date in enumerate(dates)
    )
    heights = [(n * step, round(BASE - n * step * unit, 1)) for n in range(4)]
    lines = tuple((count, y, y + 4) for count, y in heights)
    return DayChart(drawn, lines, _days_sentence(drawn))


def by_family(counts: Iterable[tuple[str, int]]) -> BarChart:
    """Draw *counts*, (label, how many) with the most frequent first."""
    counts = list(counts)[:ROWS]
    most = max((count for _, count in counts), default=1)
    bars = tuple(_bar(n, label, count, most) for n, (label, count) in enumerate(counts))
    numbers = ", ".join(f"{label} {count}" for label, count in counts) or "none"
    return BarChart(bars, f"Referrals by red flag, last 14 days: {numbers}.")


def _bar(n, label, count, most):
    width = round(count / most * BAR_WIDTH, 1)
    y = n * ROW_STEP + 3
    return Bar(label, count, y, width, y + 12, BAR_LEFT + width + 6)


def _of_day(counts, date):
    return [counts.get((date, level), 0) for level in REFERRED]


def _day(n, date, of_levels, unit, until):
    parts, height = [], 0.0
    for level, count in zip(REFERRED, of_levels, strict=True):
        height += count * unit
        parts.append(
            Part(level, count, round(BASE - height, 1), round(count * unit, 1))
        )
    label = f"{date:%b} {date.day}" if n == 0 or date.day == 1 else str(date.day)
    x = round(DAY_LEFT + n * DAY_STEP, 1)
    return Day(
        date=date,
        label="Today" if date == until else label,
        is_today=date == until,
        total=sum(of_levels),
        parts=tuple(parts),
        x=x,
        middle=x + DAY_WIDTH / 2,
        top=round(BASE - height - 6, 1),
    )


def _step(most):
    """A third of the grid: as little as will do, from 20 on in steps of 5, 50, ..."""
    least = max(1, math.ceil(most / 3))
    round_to = 1 if least < 20 else 5 * 10 ** (len(str(least)) - 2)
    return math.ceil(least / round_to) * round_to


def _days_sentence(days):
    first, last = days[0].date, days[-1].date
    span = f"{first:%B} {first.day} to {last:%B} {last.day}"
    busiest = max(days, key=lambda day: (day.total, day.date))
    if not busiest.total:
        return f"Referrals opened each day, {span}: none."
    on = busiest.date
    when = "today" if busiest.is_today else f"{on:%B} {on.day}"
    emergencies = busiest.parts[0].count
    return (
        f"Referrals opened each day, {span}. Busiest day: {when} with {busiest.total}, "
        f"of which {emergencies} emergenc{'y' if emergencies == 1 else 'ies'}. "
        "The table below has every number."
    )
