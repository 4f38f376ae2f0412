"""
What the intake brings to the sheet, in the patient's own plain words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from triage.engine.facts import Answer
from triage.engine.level import Level
from triage.engine.sheet import Block, Handout


@dataclass(frozen=True, slots=True)
class Flag:
    """One rule on the sheet: fired, or open (then every answer is None)."""

    rule: str
    level: str
    family: str
    fired: bool
    answers: Mapping[str, Answer | None]
    sources: tuple[str, ...]


class Phrases:
    """The plain words of one patient's flags: what was told, what is open."""

    def __init__(self, handout: Handout, flags: Sequence[Flag]):
        self.handout = handout
        self.flags = sorted(flags, key=lambda flag: -Level(flag.level).rank)

    def of(self, block: Block) -> tuple[list[dict[str, Any]], bool]:
        """
        Give the phrases that fill *block*, and whether some found no room there.

        The most urgent come first, each once.
        """
        if block.fill == "told":
            made = self.by_danger(block.order)
        else:
            flags = [flag for flag in self.flags if not flag.fired]
            made = _gathered(flags, self.topic)
            if len(made) > block.most > 0:
                made = _gathered(flags, self.theme)
        phrases = [
            {"text": phrase, "sources": sources, "item": True, "addition": True}
            for phrase, sources in made.items()
        ]
        if block.fill == "told" and block.most:
            return phrases[: block.most], len(phrases) > block.most
        return phrases, False

    def by_danger(self, order: Sequence[str]) -> dict[str, list[str]]:
        """
        Map what was told to its sources: no danger waits for another to be told whole.

        Within a level one phrase of each family of rules comes before a second of any:
        first the families of *order*, then the others in the order of the protocol.
        """
        made: dict[str, list[str]] = {}
        told = [flag for flag in self.flags if flag.fired and _is_told(flag)]
        for _, flags in groupby(told, key=lambda flag: flag.level):
            families: dict[str, list[Flag]] = {family: [] for family in order}
            for flag in flags:
                families.setdefault(flag.family, []).append(flag)
            _deal(made, [_gathered(each, self.told) for each in families.values()])
        return made

    def told(self, finding: str, answer: Answer | None) -> str | None:
        """Say an answer that made the level in plain words; a no is not said."""
        phrase = self.handout.tell.get(finding)
        if phrase is None or answer == "no":
            return None
        if answer in ("longstanding", "unsure"):
            return self.handout.labels[str(answer)].replace("{phrase}", phrase)
        return phrase

    def topic(self, finding: str, _: Answer | None = None) -> str | None:
        """Name what could not be found out."""
        return self.handout.open.get(finding) or self.handout.tell.get(finding)

    def theme(self, finding: str, _: Answer | None = None) -> str | None:
        """Name the set of questions that it belongs to."""
        return self.handout.topics.get(finding) or self.topic(finding)


def _is_told(flag: Flag) -> bool:
    return Level(flag.level) >= Level.URGENT


def _gathered(
    flags: Iterable[Flag], words: Callable[[str, Answer | None], str | None]
) -> dict[str, list[str]]:
    """Map each phrase that *words* makes of *flags* to the sources of its rule."""
    made: dict[str, list[str]] = {}
    for flag in flags:
        for finding, answer in flag.answers.items():
            if phrase := words(finding, answer):
                made.setdefault(phrase, list(flag.sources))
    return made


def _deal(made: dict[str, list[str]], piles: list[dict[str, list[str]]]) -> None:
    """Put into *made* one new phrase of each pile in turn, until none is left."""
    while any(piles):
        for pile in piles:
            while pile:
                phrase = next(iter(pile))
                sources = pile.pop(phrase)
                if phrase not in made:
                    made[phrase] = sources
                    break
