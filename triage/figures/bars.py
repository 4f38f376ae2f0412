"""Bars that lie one under another, each with its words at its end."""

from collections.abc import Iterable
from dataclasses import dataclass

ROW, LEFT, WIDTH = 24, 172, 190


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar and where it and its words stand, in units of the drawing."""

    label: str
    words: str
    y: float
    width: float
    text_y: float
    end: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of bars, how high it is, and what it says to who cannot see it."""

    bars: tuple[Bar, ...]
    height: int
    sentence: str


def lying(title: str, rows: Iterable[tuple[str, float, str]]) -> Bars:
    """Draw *rows*, (label, value, words of the value); the longest fills the width."""
    rows = list(rows)
    most = max((value for _, value, _ in rows), default=0) or 1
    bars = []
    for n, (label, value, words) in enumerate(rows):
        width, y = round(value / most * WIDTH, 1), n * ROW + 4
        bars.append(Bar(label, words, y, width, y + 12, LEFT + width + 6))
    told = ", ".join(f"{label} {words}" for label, _, words in rows) or "nothing yet"
    return Bars(tuple(bars), max(1, len(rows)) * ROW + 4, f"{title}: {told}.")
