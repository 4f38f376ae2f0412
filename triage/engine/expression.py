"""
A condition of the protocol: a short Python-like expression, compiled once.

    leg_weakness                     answered "yes" (new or worse)
    longstanding(leg_weakness)       answered "yes, but long and unchanged"
    unsure(leg_weakness)             asked, and the patient could not say
    age >= 60, pain_score == 10      a number against a literal
    trigger == 'lifting'             a choice
    and, or, not, ( )
    at_least(2, a, b, c)             so many of these

Nothing else is in the grammar: it is refused with its position. What is not known stays
undecided (facts.py); a finding that does not apply counts as no.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from triage.engine.facts import FALSE, NOT_APPLICABLE, TRUE, Answer, Facts
from triage.engine.grammar import Compiler, ExpressionError, Part, parse

__all__ = ["Expression", "ExpressionError", "compile_expression"]


@dataclass(frozen=True, slots=True)
class Expression:
    """
    A compiled condition over the findings of one catalogue.

    Ask it of the facts of a patient (`protocol.facts(answers)`). *names* are the
    findings that it reads, as written; *asked* the same in the order of the form,
    *bits* each with its bit, *reads* all bits at once. Equal texts are equal.
    """

    text: str
    names: tuple[str, ...]
    bits: tuple[tuple[int, str], ...] = field(compare=False, repr=False)
    reads: int = field(compare=False, repr=False)
    asked: tuple[str, ...] = field(compare=False, repr=False)
    truth: Callable[[Facts], int] = field(compare=False, repr=False)
    root: Part = field(compare=False, repr=False)
    catalogue: Mapping[str, Any] = field(compare=False, repr=False)

    def holds(self, facts: Facts) -> bool | None:
        """Say whether it is true, false, or None: undecided."""
        truth = self.truth(facts)
        return None if truth > 0 else truth == TRUE

    def missing(self, facts: Facts) -> tuple[str, ...]:
        """Name the findings, not asked or unsure, that could still decide it."""
        truth = self.truth(facts)
        return self.named(truth) if truth > 0 else ()

    def named(self, bits: int) -> tuple[str, ...]:
        """Name the findings of *bits*, in the order of the form."""
        if bits == self.reads:
            return self.asked
        return tuple([name for bit, name in self.bits if bits & bit])

    def because(self, facts: Facts) -> dict[str, Answer]:
        """
        Give the answers that decided it: of an `or`, only the true parts.

        Where a finding does not apply, these are the answers that say so. Empty while
        the expression is undecided.
        """
        truth = self.truth(facts)
        if truth > 0:
            return {}
        names = dict.fromkeys(self._deciding(self.root, truth, facts))
        given = {name: facts.answer(name) for name in names}
        return {name: answer for name, answer in given.items() if answer is not None}

    def _deciding(self, part: Part, truth: int, facts: Facts) -> Iterator[str]:
        if part.name is not None:
            if facts.known[part.name] is NOT_APPLICABLE:
                asked_if = self.catalogue[part.name].asked_if
                yield from asked_if._deciding(asked_if.root, FALSE, facts)
            else:
                yield part.name
        wanted = ~truth if part.negates else truth
        for each in part.parts:
            if each.truth(facts) == wanted:
                yield from self._deciding(each, wanted, facts)


def compile_expression(text: str, catalogue: Mapping[str, Any]) -> Expression:
    """
    Compile *text* over the findings of *catalogue*, by name.

    Raises ExpressionError, and nothing else, for what the grammar or the kind of a
    finding does not allow.
    """
    compiler = Compiler(text, catalogue)
    root = compiler.part(parse(text), depth=0)
    bits = sorted((catalogue[name].bit, name) for name in compiler.names)
    return Expression(
        text=text,
        names=tuple(compiler.names),
        bits=tuple(bits),
        reads=sum(bit for bit, _ in bits),
        asked=tuple(name for _, name in bits),
        truth=root.truth,
        root=root,
        catalogue=catalogue,
    )
