"""
The questions of the paper intake: numbers, words to read, boxes to tick.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from triage.engine.alone import Led, alone
from triage.engine.answer import fahrenheit, says
from triage.engine.expression import Expression
from triage.engine.finding import FROM_RECORD, Finding
from triage.engine.level import Level
from triage.engine.plain import alternatives, in_words
from triage.engine.protocol import Protocol, QuestionSet
from triage.engine.steps import AMBULANCE_FIRST

Json = dict[str, Any]

CELSIUS = re.compile(r"(\d+(?:\.\d+)?) °C")
# Asked first, where the patient's record cannot be opened.
RECORD = "Age and sex"


class Questions:
    """Every question of *protocol*; *language* and *units* as for `compose_pack`."""

    def __init__(
        self, protocol: Protocol, language: str, units: Mapping[str, Sequence[str]]
    ):
        self.protocol, self.language, self.units = protocol, language, units

    def groups(self) -> list[Json]:
        """The sections of the form with their sets; age and sex before the first."""
        sections: list[Json] = [
            {
                "title": title,
                "sets": [self.set(s) for s in self.protocol.sets if s.group == group],
            }
            for group, title in self.protocol.groups.items()
        ]
        record = [name for name in FROM_RECORD if name in self.protocol.findings]
        if record:
            asked = [self.question(name) for name in record]
            first = {"title": RECORD, "ask": "", "one_by_one": False}
            sections[0]["sets"].insert(0, first | {"questions": asked})
        return sections

    def set(self, each: QuestionSet) -> Json:
        """One card of the form, with the sentence to read aloud."""
        return {
            "title": each.title,
            "ask": each.ask_es if self.language == "es" else each.ask,
            "one_by_one": each.critical,
            "questions": [self.question(name) for name in each.findings],
        }

    def question(self, name: str) -> Json:
        """One question with a box for every answer that it offers."""
        finding = self.protocol.findings[name]
        is_scale = finding.unit == "0-10"
        return {
            "name": name,
            "number": finding.number,
            "label": finding.label,
            "ask": finding.ask_es if self.language == "es" else finding.ask,
            "only": by_number(finding.asked_if) if finding.asked_if else "",
            "critical": finding.critical,
            "kind": "scale" if is_scale else finding.kind,
            "boxes": [self.box(finding, word) for word in finding.words],
            "units": list(self.units.get(finding.unit or "", ())),
            "scale": [int(end) for end in finding.range] if is_scale else [],
            "leads": self.numbers(finding),
        }

    def box(self, finding: Finding, word: str) -> Json:
        """One answer: its words, and the level to which it leads by itself."""
        box: Json = {"answer": word, "label": says(finding, word)}
        led = alone(self.protocol)[finding.name].get(word)
        if led and led.least > Level.NONE:
            box |= self.tag(led.least)
            box["ambulance"] = bool(
                fired_families(led, Level.EMERGENCY) & AMBULANCE_FIRST
            )
        return box

    def numbers(self, finding: Finding) -> list[Json]:
        """The numbers that lead to a level by themselves."""
        return [
            {"text": _amount(rule.when), **self.tag(rule.level)}
            for rule in self.protocol.rules
            if finding.kind == "number" and rule.when.names == (finding.name,)
        ]

    def tag(self, level: Level) -> Json:
        """The level as its shape and its word show it."""
        return {"level": level, "tag": self.protocol.levels[level].tag}


def fired_families(led: Led, level: Level) -> set[str]:
    """The families of the rules of *level* that an answer makes true by itself."""
    fired = {rule.family for rule in led.fires if rule.level == level}
    return fired if led.least == level else set()


def called(finding: Finding) -> str:
    """The number of a question; age and sex by their names too."""
    number = f"Q{finding.number}"
    return f"{finding.label} ({number})" if finding.from_record else number


def by_number(condition: Expression, called: Callable[[Finding], str] = called) -> str:
    """Say *condition* by the numbers of its questions, temperatures in both units."""
    return _in_both_units(in_words(condition, called))


def one_of(condition: Expression) -> list[str]:
    """Say, each as `by_number`, the parts of *condition* of which one is enough."""
    return [_in_both_units(words) for words in alternatives(condition, called)]


def _in_both_units(words: str) -> str:
    return CELSIUS.sub(
        lambda found: f"{found[0]} ({fahrenheit(float(found[1])):g} °F)", words
    )


def _amount(condition: Expression) -> str:
    """Say a comparison of one number: 38.0 °C (100.4 °F) or more."""
    return by_number(condition, lambda _: "").removeprefix(" is ")
