"""
What the intake brings to the sheet, in the patient's own plain words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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

    def of(self, block: Block) -> list[dict[str, Any]]:
        """Give the phrases that fill *block*, the most urgent first, each once."""
        if block.fill == "told":
            made = self.gathered(self.told, fired=True, least=Level.URGENT)
            made = dict(list(made.items())[: block.most or None])
        else:
            made = self.gathered(self.topic, fired=False)
            if len(made) > block.most > 0:
                made = self.gathered(self.theme, fired=False)
        return [
            {"text": phrase, "sources": sources, "item": True, "addition": True}
            for phrase, sources in made.items()
        ]

    def gathered(
        self,
        words: Callable[[str, Answer | None], str | None],
        *,
        fired: bool,
        least: Level = Level.NONE,
    ) -> dict[str, list[str]]:
        """Map each phrase that *words* makes to the sources of the rule behind it."""
        made: dict[str, list[str]] = {}
        for flag in self.flags:
            if flag.fired is fired and Level(flag.level) >= least:
                for finding, answer in flag.answers.items():
                    if phrase := words(finding, answer):
                        made.setdefault(phrase, list(flag.sources))
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
