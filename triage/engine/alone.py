"""
What one answer leads to by itself: the colour of a question, on screen and on paper.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from triage.engine.assess import Assessment, assess
from triage.engine.expression import Expression
from triage.engine.facts import Answer
from triage.engine.finding import Finding
from triage.engine.level import Level
from triage.engine.protocol import Protocol, Rule
from triage.engine.reach import values_of

# An adult in whom nothing else is wrong: what one answer adds to that is its own doing.
ELSE_WELL: Mapping[str, Answer] = {"age": 40, "sex": "female"}

Given = dict[str, Answer]
# For each way in which a question is asked, what every answer to it gives.
Ways = list[dict[str, Assessment]]


class Led(NamedTuple):
    """
    Where one answer leads: *least* however its question came to be asked, by answers
    that open it or by a "not sure", whichever is more; *most* in the worst of those
    ways; `none` where the best answer would lead there too. *fires* are the rules that
    are true with it and not with the best answer.
    """

    least: Level
    most: Level
    fires: frozenset[Rule]


@lru_cache(maxsize=32)
def alone(protocol: Protocol) -> dict[str, dict[str, Led]]:
    """
    For each question, where every answer in words leads if nothing else is wrong.

    An adult of 40 is taken; no number is known and the rest is answered well. A
    follow-up is asked in each way that one answer to a parent opens it, "not sure" too.
    Levels that open rules hold count, as they do at Finish.
    """
    patient = _Alone(protocol)
    return {finding.name: patient.led(finding) for finding in protocol.order}


class _Alone:
    """One protocol, asked of a patient who is well but for one answer."""

    def __init__(self, protocol: Protocol):
        self.protocol = protocol
        self.well: Given = dict(ELSE_WELL)
        self.well |= {f.name: "no" for f in protocol.order if f.kind == "answer"}
        for finding in protocol.order:
            if finding.kind == "answer" and finding.is_follow_up:
                # good news may be a yes: another adult is there
                worst = {word: self.worst(finding, word) for word in ("no", "yes")}
                self.well[finding.name] = min(worst, key=lambda word: worst[word])

    def led(self, finding: Finding) -> dict[str, Led]:
        """Where each answer to *finding* leads; numbers and the record lead nowhere."""
        if finding.from_record:
            return {}
        told: list[Ways] = [[], []]
        for way in self.ways(finding):
            answered = {w: self.found(way | {finding.name: w}) for w in finding.words}
            told["unsure" in way.values()].append(answered)
        # Asked after a yes or after a "not sure": the paper has one box for both.
        least = [_least(ways) for ways in told if ways]
        ways = [*told[False], *told[True]]
        return {
            word: Led(
                max(each[word] for each in least),
                max(_above(word, _levels(way)) for way in ways),
                frozenset().union(*(_fires(way, word) for way in ways)),
            )
            for word in finding.words
        }

    def worst(self, finding: Finding, word: str) -> Level:
        """The worst level that the answer *word* leads to."""
        ways = self.ways(finding)
        return max(_level(self.found(way | {finding.name: word})) for way in ways)

    def found(self, given: Given) -> Assessment:
        """What the protocol says of one who is well but for *given*."""
        return assess(self.well | given, self.protocol)

    def ways(self, finding: Finding) -> list[Given]:
        """The fewest answers that open *finding*, by each of its parents."""
        if self.is_asked(finding, {}):
            return [{}]
        return [way for way in self.openings(finding) if self.is_asked(finding, way)]

    def openings(self, finding: Finding) -> Iterator[Given]:
        """Each answer to a parent that could open *finding*, asked in each way."""
        condition = finding.asked_if
        if condition is None:
            return
        for name in condition.names:
            parent = self.protocol.findings[name]
            for way in self.ways(parent):
                for value in values_of(parent, [condition]):
                    yield way | {name: value}

    def is_asked(self, finding: Finding, given: Given) -> bool:
        """Whether the form shows *finding* of one who is well but for *given*."""
        return bool(self.protocol.facts(self.well | given).shown & finding.bit)


def _level(found: Assessment) -> Level:
    """The level that fired or is held; `none` where nothing does."""
    held = (each.level for each in found.open)
    return max([found.so_far or Level.NONE, *held])


def _levels(way: Mapping[str, Assessment]) -> dict[str, Level]:
    return {word: _level(found) for word, found in way.items()}


def _least(ways: Ways) -> dict[str, Level]:
    """The level that each answer adds to the best one, in whichever of *ways*."""
    levels = [_levels(way) for way in ways]
    least = {word: min(way[word] for way in levels) for word in levels[0]}
    return {word: _above(word, least) for word in least}


def _above(word: str, levels: Mapping[str, Level]) -> Level:
    """The level of *word*, where it is above the least of *levels*."""
    level = levels[word]
    return level if level > min(levels.values()) else Level.NONE


def _fires(way: Mapping[str, Assessment], word: str) -> set[Rule]:
    """The rules that *word* makes true and the best answer does not."""
    best = min(way.values(), key=_level)
    anyway = {fired.rule for fired in best.fired}
    return {fired.rule for fired in way[word].fired} - anyway


def takes_one_answer(condition: Expression) -> bool:
    """Say whether *condition* can only be made true by one answer, whichever it is."""
    return _is_one(ast.parse(condition.text, mode="eval").body)


def _is_one(node: ast.expr) -> bool:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return all(map(_is_one, node.values))
    if isinstance(node, ast.Call):
        return len(node.args) == 1
    return isinstance(node, ast.Name | ast.Compare)
