"""
The closures that a condition is compiled to: facts in, truth out (facts.py says how).
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from triage.engine.facts import FALSE, NOT_APPLICABLE, TRUE, Facts

if TYPE_CHECKING:
    from triage.engine.finding import Finding
    from triage.engine.grammar import Part

Truth = Callable[[Facts], int]

COMPARE = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
}


def said_yes(finding: "Finding") -> Truth:
    """True for "yes" alone."""
    name = finding.name
    return lambda facts: facts.yes[name]


def longstanding(finding: "Finding") -> Truth:
    """True for "longstanding" alone."""
    return chosen(finding, "longstanding")


def said_unsure(finding: "Finding") -> Truth:
    """True for "unsure"; undecided while the question has not been asked."""
    name, bit = finding.name, finding.bit

    def truth(facts: Facts) -> int:
        if facts.unsure & bit:
            return TRUE
        return bit if facts.known[name] is None else FALSE

    return truth


def chosen(finding: "Finding", literal: str) -> Truth:
    """True for the answer *literal* alone."""
    name, bit = finding.name, finding.bit

    def truth(facts: Facts) -> int:
        answer = facts.known[name]
        if answer is None:
            return bit
        return TRUE if answer == literal else FALSE

    return truth


def compared(finding: "Finding", sign: str, literal: float) -> Truth:
    """True for a number that stands in that relation to *literal*."""
    name, bit, compare = finding.name, finding.bit, COMPARE[sign]

    def truth(facts: Facts) -> int:
        answer = facts.known[name]
        if answer is None:
            return bit
        if answer is NOT_APPLICABLE:
            return FALSE
        return TRUE if compare(answer, literal) else FALSE

    return truth


def negated(inner: Truth) -> Truth:
    """True where *inner* is false, and the reverse."""

    def truth(facts: Facts) -> int:
        found = inner(facts)
        return found if found > 0 else ~found

    return truth


def any_of(parts: Sequence["Part"]) -> Truth:
    """True if one part is true."""
    # bare names, the bulk of every protocol, are read without a call
    names = tuple(str(part.name) for part in parts if part.bare)
    truths = tuple(part.truth for part in parts if not part.bare)

    def truth(facts: Facts) -> int:
        found, yes = FALSE, facts.yes
        for name in names:
            found |= yes[name]
        for each in truths:
            found |= each(facts)
        return found

    return truth


def all_of(parts: Sequence["Part"]) -> Truth:
    """False if one part is false, however little is known of the others."""
    truths = tuple(part.truth for part in parts)

    def truth(facts: Facts) -> int:
        missing = 0
        for each in truths:
            found = each(facts)
            if found == FALSE:
                return FALSE
            if found > 0:
                missing |= found
        return missing or TRUE

    return truth


def at_least(k: int, parts: Sequence["Part"]) -> Truth:
    """True if *k* parts are, false if so many cannot be any more."""
    truths = tuple(part.truth for part in parts)

    def truth(facts: Facts) -> int:
        found = [each(facts) for each in truths]
        true = found.count(TRUE)
        missing = [each for each in found if each > 0]
        if true >= k:
            return TRUE
        if true + len(missing) < k:
            return FALSE
        return any_bits(missing)

    return truth


def any_bits(masks: Iterable[int]) -> int:
    """Join the bits of *masks*."""
    bits = 0
    for mask in masks:
        bits |= mask
    return bits
