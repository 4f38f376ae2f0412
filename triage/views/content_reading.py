"""How hard the content reads: measured once for all that it is made of, and kept."""

import json
from dataclasses import dataclass

from django.core.cache import cache

from triage.engine.digest import digest_of
from triage.engine.sheet import Handout
from triage.engine.words import stopped
from triage.examples import every_sheet, filled
from triage.library import current_protocol, example_patients
from triage.reading import LONG, Limits, ReadingError, limits_of, measured
from triage.reading.report import report_on

# In seconds. A failure is kept too: to find it again would hold a worker each time.
KEPT = 24 * 60 * 60
FAILURE_KEPT = 60


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
    """The figures of *handout*; *fault* says why there are none."""

    def __init__(self, handout: Handout):
        self.blocks: dict[str, BlockReading] = {}
        self.fault = ""
        try:
            self.limits = limits_of(handout.language)
            kept = _kept(handout)
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


def _kept(handout):
    """The figures that are kept, else measured now; ReadingError where that fails."""
    key = f"reading-{_made_of(handout)}"
    fault_key = f"{key}-fault"

    def measured_now():
        if fault := cache.get(fault_key):
            raise ReadingError(fault)
        try:
            return _measured(handout)
        except ReadingError as error:
            cache.get_or_set(fault_key, str(error), FAILURE_KEPT)
            raise

    return cache.get_or_set(key, measured_now, KEPT)


def _made_of(handout):
    """What the figures are made of: the words, the rules and the example patients."""
    return digest_of(
        {
            "handout": handout.digest,
            "protocol": current_protocol().digest,
            "examples": json.dumps(example_patients()),
        }
    )


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
