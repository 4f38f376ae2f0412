"""How hard the content reads: measured once for each release, then kept a day."""

from dataclasses import dataclass

from django.core.cache import cache

from triage.engine.sheet import Handout
from triage.engine.words import stopped
from triage.examples import every_sheet, filled
from triage.reading import LONG, Limits, ReadingError, limits_of, measured
from triage.reading.report import report_on

KEPT = 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class BlockReading:
    """The figure of all that a block can say, and how many words that is."""

    figure: float
    words: int
    limits: Limits

    @property
    def is_short(self):
        """Whether it is too short for the figure to say much."""
        return self.words < LONG

    @property
    def is_over(self):
        return not self.is_short and self.limits.is_over(
            self.figure, self.limits.passage
        )


class ContentReading:
    """The figures of one release; *fault* says why there are none."""

    def __init__(self, handout: Handout):
        self.blocks: dict[str, BlockReading] = {}
        self.fault = ""
        try:
            self.limits = limits_of(handout.language)
            kept = cache.get_or_set(
                f"reading-{handout.digest}", lambda: _measured(handout), KEPT
            )
        except ReadingError as error:
            self.fault = str(error)
            return
        self.count, self.over = kept["count"], kept["over"]
        self.easiest, self.median, self.hardest = kept["sheets"]
        self.blocks = {
            name: BlockReading(figure, words, self.limits)
            for name, (figure, words) in kept["blocks"].items()
        }

    @property
    def bound(self):
        return self.limits.bound(self.limits.sheet)


def _measured(handout):
    """Measure the sheets of the example patients, and each block by itself, at once."""
    texts = {
        block.id: " ".join(
            stopped(filled(handout, each.text)) for each in block.sentences
        )
        for section in handout.sections
        for block in section.blocks
        if block.sentences
    }
    alone = []

    def grade(sheets, language):
        figures = measured([*sheets, *texts.values()], language)
        alone.extend(figures[len(sheets) :])
        return figures[: len(sheets)]

    report = report_on(every_sheet(handout), handout.language, grade=grade)
    ends = (report.sheets[0], report.median, report.sheets[-1])
    return {
        "count": len(report.sheets),
        "over": len(report.over),
        "sheets": [(each.figure, each.sheet) for each in ends],
        "blocks": {
            name: (figure, len(text.split()))
            for (name, text), figure in zip(texts.items(), alone, strict=True)
        },
    }
