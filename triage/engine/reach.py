"""
Can a condition hold at all? Searched completely, never by chance.

The search answers one finding at a time, parents before their follow-ups, with each
value that could make a difference, and stops as soon as the three-valued truth is
settled. When it fails it notes which findings made it fail, and gives up every choice
that was not among them at once, so that also a hopeless condition is settled quickly.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise

from triage.engine.expression import Expression
from triage.engine.facts import TRUE, Answer, Facts, read_answers
from triage.engine.finding import Finding
from triage.engine.grammar import Part

Given = dict[str, Answer]
Values = dict[str, Sequence[Answer]]


class Reach:
    """A catalogue, searched for the lawful answers that a condition needs."""

    def __init__(self, order: Sequence[Finding]):
        self.order = tuple(order)
        self.findings = {finding.name: finding for finding in order}
        self.ancestors: dict[str, frozenset[str]] = {}
        for finding in order:
            parents = finding.asked_if.names if finding.asked_if else ()
            self.ancestors[finding.name] = frozenset(
                {finding.name}.union(*(self.ancestors[name] for name in parents))
            )

    def answers_for(self, expression: Expression) -> Given | None:
        """Find lawful answers, as the form would ask for them, that make it true."""
        names = set().union(*(self.ancestors[name] for name in expression.names))
        conditions = [self.findings[name].asked_if for name in names]
        told_apart = [expression, *filter(None, conditions)]
        values = {name: values_of(self.findings[name], told_apart) for name in names}
        found, _ = self._search(expression, values, {})
        return found

    def _search(
        self, expression: Expression, values: Values, answers: Given
    ) -> tuple[Given | None, set[str]]:
        """Give the answers, or None with the findings that made them impossible."""
        facts = read_answers(self.order, answers)
        truth = expression.truth(facts)
        if truth == TRUE:
            return answers, set()
        open_bits = truth & facts.unanswered
        if not open_bits:
            return None, self._blocking(expression.root, TRUE, facts)
        name = self._first(open_bits, facts)
        reasons: set[str] = set()
        for value in values[name]:
            found, why_not = self._search(expression, values, answers | {name: value})
            if found is not None:
                return found, set()
            if name not in why_not:
                return None, why_not
            reasons |= why_not
        return None, reasons - {name}

    def _first(self, bits: int, facts: Facts) -> str:
        """Choose the finding to answer next: the parents of a hidden one before it."""
        hidden = dict(facts.hidden)
        lowest = bits & -bits
        while lowest in hidden:
            bits = hidden[lowest] & facts.unanswered
            lowest = bits & -bits
        return facts.names(lowest)[0]

    def _blocking(self, part: Part, wanted: int, facts: Facts) -> set[str]:
        """Name findings whose answers keep *part* from having the truth *wanted*."""
        if part.name is not None:
            return set(self.ancestors[part.name])
        inner = ~wanted if part.negates else wanted
        names: set[str] = set()
        for each in part.parts:
            truth = each.truth(facts)
            if truth != inner and not (truth > 0 and truth & facts.unanswered):
                names |= self._blocking(each, inner, facts)
        return names


def _literals(part: Part) -> Iterator[tuple[str | None, Answer]]:
    if part.literal is not None:
        yield part.name, part.literal
    for each in part.parts:
        yield from _literals(each)


def values_of(finding: Finding, conditions: Iterable[Expression]) -> Sequence[Answer]:
    """Every answer to *finding* that one of *conditions* could tell from another."""
    if finding.kind != "number":
        return finding.words
    low, high = finding.range
    literals = chain.from_iterable(_literals(each.root) for each in conditions)
    inside = {
        value
        for name, value in literals
        if name == finding.name and not isinstance(value, str) and low < value < high
    }
    marks = sorted({low, high} | inside)
    between = [(a + b) / 2 for a, b in pairwise(marks)]
    return (*marks, *between, "unsure")
