"""
How hard a text is to read, and how hard a sheet may be.

English: the Flesch-Kincaid grade, the school year that can read it: 6 is a child of
twelve. Spanish: Fernández-Huerta, from 0 (for scholars) to 100 (for children); 70 is
where easy begins. Both count the words of a sentence and the syllables of a word, so
below some thirty words they say little.

The English dictionary of syllables takes 80 MB: a web process never loads it. It asks
with `measured`, which starts a process of its own, lets it go, and keeps the figures.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LONG = 30  # words
ROOT = Path(__file__).parents[2]
SECONDS = 20


class ReadingError(Exception):
    """Raised where nothing can be measured: a sentence for whoever asked."""


@dataclass(frozen=True)
class Limits:
    """
    How texts of one language are measured, and what a sheet must keep to.

    *passage* is the limit of each passage of LONG words or more; None where there is
    none. *short* stands before a figure; *meter* is what textstat calls the measure,
    with its dictionary of *locale*.
    """

    name: str
    short: str
    meter: str
    locale: str
    sheet: float
    passage: float | None
    lower_is_easier: bool

    def is_over(self, figure: float, limit: float | None) -> bool:
        """Say whether *figure* is harder than *limit*."""
        if limit is None:
            return False
        return figure > limit if self.lower_is_easier else figure < limit

    def bound(self, limit: float | None) -> str:
        """Say *limit* in words."""
        if limit is None:
            return "without a limit of their own"
        return f"at {'most' if self.lower_is_easier else 'least'} {limit:g} each"

    def hardness(self, figure: float) -> float:
        """Give a number that is the greater, the harder *figure* is."""
        return figure if self.lower_is_easier else -figure


LIMITS = {
    "en": Limits(
        name="Flesch-Kincaid grade",
        short="Grade",
        meter="flesch_kincaid_grade",
        locale="en_US",
        sheet=6,
        passage=7,
        lower_is_easier=True,
    ),
    "es": Limits(
        name="Fernández-Huerta",
        short="Ease",
        meter="fernandez_huerta",
        locale="es",
        sheet=70,
        passage=None,
        lower_is_easier=False,
    ),
}


def limits_of(language: str) -> Limits:
    """Give the limits of *language*; ReadingError where no measure is known for it."""
    if language not in LIMITS:
        raise ReadingError(f"No measure of reading is known for {language!r}.")
    return LIMITS[language]


def measure(text: str, language: str) -> float:
    """
    Measure how hard *text* is: a grade in English, Fernández-Huerta in Spanish.

    An empty text measures 0. Never called in a web process: see `measured`. Raises
    ReadingError for a language without a measure.
    """
    # here, not above: the web reads the limits of this file
    from textstat.textstat import textstatistics

    limits = limits_of(language)
    statistics = textstatistics()
    statistics.set_lang(limits.locale)
    return float(getattr(statistics, limits.meter)(text))


def measured(texts: Sequence[str], language: str) -> list[float]:
    """
    Measure each of *texts* in a process of its own, as `measure` does.

    Raises ReadingError where that process fails or takes more than 20 seconds.
    """
    limits_of(language)
    asked = json.dumps({"language": language, "texts": list(texts)})
    try:
        done = subprocess.run(
            [sys.executable, "-m", "triage.reading"],
            input=asked.encode(),
            capture_output=True,
            cwd=ROOT,
            timeout=SECONDS,
            check=True,
        )
        figures: list[float] = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise ReadingError("The reading grade could not be measured.") from error
    return figures
