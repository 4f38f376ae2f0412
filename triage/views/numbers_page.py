"""What the numbers of the referrals say: rows of words and charts, nothing clinical."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from triage.figures.bars import Bars, lying
from triage.figures.times import STEPS, Life, Measure, measure, share, span
from triage.library import current_protocol
from triage.models import REFERRED
from triage.views.numbers_read import left_out, read_lives, receiver_names

WORDS = {
    "sent": "Sent",
    "accepted": "Accepted",
    "arrived": "Arrived",
    "closed": "Closed",
}
NOT_SENT = "Not sent to anybody"


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of the referrals of one level."""

    level: str
    measure: Measure

    @property
    def step(self) -> str:
        return WORDS[self.measure.step]

    @property
    def median(self) -> str:
        return span(self.measure.median)

    @property
    def ninetieth(self) -> str:
        return span(self.measure.ninetieth)

    @property
    def late(self) -> str:
        return share(self.measure.late, self.measure.count)


@dataclass(frozen=True, slots=True)
class Part:
    """The referrals of one month and level, or of one receiver."""

    name: str
    level: str
    lives: list[Life]

    @property
    def rows(self) -> list[StepRow]:
        return [StepRow(self.level, measure(self.lives, step)) for step in STEPS]

    @property
    def month(self) -> str:
        year, month = map(int, self.name.split("-"))
        return f"{dt.date(year, month, 1):%B %Y}"

    @property
    def no_shows(self) -> str:
        missed = [each for each in self.lives if each.did_not_arrive]
        return share(len(missed), len(self.lives))


class Numbers:
    """The numbers of the referrals opened on the days from *first* to *last*."""

    def __init__(self, first: dt.date, last: dt.date):
        self.first, self.last = first, last

    @cached_property
    def lives(self) -> list[Life]:
        return read_lives(self.first, self.last)

    @cached_property
    def left_out(self) -> int:
        return left_out(self.first, self.last)

    @property
    def open(self) -> int:
        return sum(not each.is_over for each in self.lives)

    @property
    def reopened(self) -> int:
        return sum(each.was_reopened for each in self.lives)

    @cached_property
    def levels(self) -> list[Part]:
        found = [
            Part(level, level, [x for x in self.lives if x.level == level])
            for level in map(str, REFERRED)
        ]
        return [part for part in found if part.lives]

    @cached_property
    def months(self) -> list[Part]:
        """By month and, within it, by level; the newest month first."""
        found: dict[tuple[str, str], list[Life]] = {}
        for each in self.lives:
            found.setdefault((each.month, each.level), []).append(each)
        order = [
            (month, level)
            for month in sorted({month for month, _ in found}, reverse=True)
            for level in map(str, REFERRED)
        ]
        return [Part(*key, found[key]) for key in order if key in found]

    @cached_property
    def receivers(self) -> list[Part]:
        """By the receiver they were sent to last, the most frequent first."""
        names = receiver_names()
        found: dict[str, list[Life]] = {}
        for each in self.lives:
            name = names.get(each.receiver, NOT_SENT)
            found.setdefault(name, []).append(each)
        order = sorted(found, key=lambda name: (-len(found[name]), name))
        return [Part(name, "", found[name]) for name in order]

    @property
    def all(self) -> Part:
        return Part("All", "", self.lives)

    @property
    def arrivals(self) -> str:
        """How many of those who did not arrive at first arrived after all."""
        missed = [each for each in self.lives if each.did_not_arrive]
        return share(sum("arrived" in each.minutes for each in missed), len(missed))

    @property
    def late_chart(self) -> Bars:
        measures = [measure(self.lives, step) for step in STEPS]
        rows = [
            (WORDS[m.step], m.late / m.count, share(m.late, m.count))
            for m in measures
            if m.count
        ]
        return lying("Late at each step", rows)

    @property
    def sent_chart(self) -> Bars:
        rows = []
        for part in self.months[:12]:
            sent = measure(part.lives, "sent")
            if sent.median is not None:
                tag = current_protocol().levels[part.level].tag
                words = f"{span(sent.median)} ({sent.count})"
                rows.append((f"{part.month[:3]} {tag}", sent.median, words))
        return lying("Median time to sent, by month and level", rows)
