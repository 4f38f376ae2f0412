"""
What is known of one patient at one moment: the answers, read against the catalogue.

The truth of an expression is one int, so that a single walk says both whether it holds
and, if that cannot be said yet, which findings are missing:

    0     false
    -1    true
    > 0   undecided; each bit is a finding (by its place on the form) whose answer is
          missing or "unsure" in the undecided part of the expression

So `or` is the bitwise or; `and` is false if a part is false, else the union of what its
undecided parts miss; `not` swaps 0 and -1 and leaves the rest alone.
"""

from collections.abc import Mapping
from typing import Any

FALSE, TRUE = 0, -1

Answer = str | int | float
Answers = Mapping[str, Answer]


class _NotApplicable:
    """Stands for the answer of a question whose `asked_if` is false: counts as no."""

    def __repr__(self) -> str:
        return "NOT_APPLICABLE"


NOT_APPLICABLE = _NotApplicable()


class Facts:
    """
    The answers, read once; expressions of the same catalogue are then asked of it.

    known       name -> the answer; None if unsure or not asked; NOT_APPLICABLE
    yes         name -> truth of the bare name
    unsure      bits of the findings answered "unsure" that apply
    unanswered  bits of the findings that nobody has answered and that may apply
    shown       bits of the findings that the form shows now
    hidden      (bit, bits) of the findings that may apply but are not shown yet, and
                what would have to be answered first
    """

    __slots__ = ("hidden", "known", "order", "shown", "unanswered", "unsure", "yes")

    order: tuple
    known: dict[str, Any]
    yes: dict[str, int]
    unsure: int
    unanswered: int
    shown: int
    hidden: list[tuple[int, int]]

    def names(self, bits: int) -> tuple[str, ...]:
        """Name the findings of *bits*, in the order of the form."""
        found = []
        while bits:
            lowest = bits & -bits
            found.append(self.order[lowest.bit_length() - 1].name)
            bits ^= lowest
        return tuple(found)

    def answer(self, name: str) -> Answer | None:
        """Say what was answered to *name* if it applies, "unsure" included."""
        known = self.known[name]
        if known is None:
            bit = self.yes[name]
            return "unsure" if self.unsure & bit else None
        return None if known is NOT_APPLICABLE else known


def read_answers(order: tuple, answers: Answers) -> Facts:
    """
    Read *answers* against the findings in the order of the form.

    A finding whose `asked_if` is false counts as no, whatever its answer; undecided is
    not false. The order matters: `asked_if` reads only findings that stand earlier.
    """
    facts = Facts()
    known: dict[str, Any] = {}
    yes: dict[str, int] = {}
    unanswered = shown = 0
    facts.order, facts.known, facts.yes, facts.unsure = order, known, yes, 0
    facts.hidden = hidden = []
    for finding in order:
        name, bit, condition = finding.name, finding.bit, finding.asked_if
        if condition is None:
            shown |= bit
        elif (asked := condition.truth(facts)) == FALSE:
            known[name], yes[name] = NOT_APPLICABLE, FALSE
            continue
        elif asked == TRUE or facts.unsure & condition.reads:
            shown |= bit
        else:
            hidden.append((bit, asked))
        answer = answers.get(name)
        if answer is None:
            known[name], yes[name] = None, bit
            unanswered |= bit
        elif answer == "unsure":
            known[name], yes[name] = None, bit
            facts.unsure |= bit
        else:
            known[name], yes[name] = answer, TRUE if answer == "yes" else FALSE
    facts.shown, facts.unanswered = shown, unanswered
    return facts
