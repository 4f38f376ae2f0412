"""
When the clinic is open.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Openings = tuple[tuple[time, time], ...]

WEEKDAYS_NINE_TO_FIVE: Mapping[int, Openings] = {
    weekday: ((time(9), time(17)),) for weekday in range(5)
}


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
        """Give opening and closing of the first open day after that of *at*."""
        on = at.astimezone(self.zone).date()
        while True:
            on += timedelta(days=1)
            if day := self.day(on):
                return day

    def last_open_day(self, since: datetime, until: datetime) -> date | None:
        """Give the last day that is open at a time from *since* to *until*, if any."""
        first, on = (at.astimezone(self.zone).date() for at in (since, until))
        while on >= first:
            day = self.day(on)
            if day and max(since, day[0]) < min(until, day[1]):
                return on
            on -= timedelta(days=1)
        return None

    def _today(self, at: datetime) -> tuple[datetime, datetime] | None:
        return self.day(at.astimezone(self.zone).date())

    def _at(self, on: date, at: time) -> datetime:
        return datetime.combine(on, at, tzinfo=self.zone).astimezone(UTC)
