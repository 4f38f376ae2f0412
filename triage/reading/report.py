"""How hard the sheets of one language read, over many patients."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from triage.engine.words import Words, passages, placed_passages
from triage.reading import LONG, Limits, limits_of, measured


@dataclass(frozen=True)
class Graded:
    """
    A sheet or a passage: its figure, its words, and the sheet on which it stands.

    *block* is its section or block in the file; a whole sheet has none. *limit* is what
    it must keep to; None where there is no limit.
    """

    figure: float
    text: str
    sheet: str
    block: str = ""
    limit: float | None = None

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


@dataclass(frozen=True)
class Report:
    """The sheets, and each passage of 30 words or more once; the easiest first."""

    limits: Limits
    sheets: tuple[Graded, ...]
    passages: tuple[Graded, ...]

    @property
    def median(self) -> Graded:
        """The sheet in the middle."""
        return self.sheets[len(self.sheets) // 2]

    @property
    def over(self) -> dict[str, list[Graded]]:
        """What is harder than its limit, by block (whole sheets: ""), hardest first."""
        found: dict[str, list[Graded]] = {}
        for graded in (self.sheets, self.passages):
            for each in reversed(graded):
                if self.limits.is_over(each.figure, each.limit):
                    found.setdefault(each.block, []).append(each)
        return found


def report_on(
    sheets: Iterable[tuple[str, Words]],
    language: str,
    *,
    grade: Callable[[Sequence[str], str], Sequence[float]] = measured,
) -> Report:
    """
    Measure *sheets* (name, words) of one language, and their passages.

    *grade* measures many texts at once. Raises ReadingError where that cannot be done.
    """
    limits = limits_of(language)
    whole, parts = [], {}
    for name, words in sheets:
        text = "\n".join(filter(None, passages(words)))
        whole.append((text, name, ""))
        for block, passage in placed_passages(words):
            if len(passage.split()) >= LONG:
                parts.setdefault(passage, (passage, name, block))
    texts = list(dict.fromkeys([*(text for text, *_ in whole), *parts]))
    figures = dict(zip(texts, grade(texts, language), strict=True))

    def ordered(found, limit):
        graded = (Graded(figures[text], text, *at, limit) for text, *at in found)
        return tuple(sorted(graded, key=lambda each: limits.hardness(each.figure)))

    return Report(
        limits=limits,
        sheets=ordered(whole, limits.sheet),
        passages=ordered(parts.values(), limits.passage),
    )
