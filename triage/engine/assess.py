"""
Assess one patient's answers against one protocol.
"""

from dataclasses import dataclass
from typing import NamedTuple

from triage.engine.facts import FALSE, TRUE, Answer, Answers, Facts
from triage.engine.level import Level
from triage.engine.protocol import Protocol, Rule

BY_RANK = tuple(Level)
LEAST = Level.SELF_CARE.rank


class Fired(NamedTuple):
    """A rule that is true, and the answers that made it so."""

    rule: Rule
    because: dict[str, Answer]


class Open(NamedTuple):
    """An undecided rule, the level that it holds, and what could decide it."""

    rule: Rule
    level: Level
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """
    What the protocol says of the answers, and why.

    *disposition*: what Finish would give now, held levels included. *so_far*: the
    highest level that has fired, or None. *could_be*: the highest level that the open
    questions still allow. *ask_next*: the questions on the form that would settle most,
    the weightiest first.
    """

    disposition: Level
    so_far: Level | None
    could_be: Level
    fired: tuple[Fired, ...]
    open: tuple[Open, ...]
    ask_next: tuple[str, ...]


def assess(answers: Answers, protocol: Protocol) -> Assessment:
    """
    Apply every rule of *protocol* to *answers*.

    All rules are always evaluated; the highest level wins; what was not asked is never
    a no. Pure: the same answers and release give the same assessment for ever.
    """
    facts = protocol.facts(answers)
    fired, undecided = [], []
    for rule in protocol.rules:
        truth = rule.when.truth(facts)
        if truth == TRUE:
            fired.append(Fired(rule, rule.when.because(facts)))
        elif truth != FALSE:
            undecided.append((rule, truth))

    so_far = max([each.rule.rank for each in fired], default=0)
    held = max([rule.held_rank for rule, _ in undecided], default=0)
    possible = max([rule.rank for rule, _ in undecided], default=0)
    return Assessment(
        disposition=BY_RANK[max(so_far, held, LEAST)],
        so_far=BY_RANK[so_far] if fired else None,
        could_be=BY_RANK[max(so_far, possible, LEAST)],
        fired=tuple(fired),
        open=tuple(
            [
                Open(rule, rule.held, rule.when.named(truth))
                for rule, truth in undecided
                if rule.held_rank
            ]
        ),
        ask_next=_ask_next(undecided, facts),
    )


def _ask_next(undecided: list[tuple[Rule, int]], facts: Facts) -> tuple[str, ...]:
    """
    Name the unanswered questions on the form that *undecided* rules wait for.

    Those of the rules with the highest own level first, then the highest held level,
    then in the order of the form. For a follow-up that the form does not show yet, the
    questions that decide whether it is asked stand instead.
    """
    missing: dict[tuple[int, int], int] = {}
    for rule, truth in undecided:
        missing[rule.weight] = missing.get(rule.weight, 0) | truth
    askable = facts.shown & facts.unanswered
    names: list[str] = []
    for weight in sorted(missing, reverse=True):
        bits = missing[weight]
        for bit, parents in reversed(facts.hidden):
            if bits & bit:
                bits |= parents
        names += facts.names(bits & askable)
        askable &= ~bits
    return tuple(names)
