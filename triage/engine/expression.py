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

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, NamedTuple

from triage.engine.facts import FALSE, NOT_APPLICABLE, TRUE, Answer, Facts
from triage.engine.truth import (
    all_of,
    any_of,
    at_least,
    chosen,
    compared,
    longstanding,
    negated,
    said_unsure,
    said_yes,
)

LONGEST, DEEPEST = 4000, 40
RESERVED = {"at_least", "longstanding", "unsure"}
OPERATORS = {ast.GtE: ">=", ast.LtE: "<=", ast.Gt: ">", ast.Lt: "<", ast.Eq: "=="}


class ExpressionError(ValueError):
    """Raised for text outside the grammar: *problem* at character *position*."""

    def __init__(self, problem: str, position: int):
        self.problem, self.position = problem, position
        super().__init__(f"{problem} (character {position})")


class Part(NamedTuple):
    """One node: how to judge it, and the finding or the parts that it reads."""

    truth: Callable[[Facts], int]
    name: str | None = None
    parts: tuple["Part", ...] = ()
    literal: Answer | None = None
    negates: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Expression:
    """
    A compiled condition over the findings of one catalogue.

    Ask it of the facts of a patient (`protocol.facts(answers)`). Two are equal when
    their text is.
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
        return {name: facts.answer(name) for name in names}

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
    compiler = _Compiler(text, catalogue)
    root = compiler.part(_parse(text), depth=0)
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


def _parse(text):
    if not isinstance(text, str):
        raise ExpressionError("a condition is text in quotes", 1)
    if len(text) > LONGEST:
        raise ExpressionError(f"longer than {LONGEST} characters", LONGEST + 1)
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        position = _position(text, error.lineno or 1, (error.offset or 1) - 1)
        raise ExpressionError("not a condition", position) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError("not a condition", 1) from None


def _position(text, line, column):
    """Count characters from 1 to *column* (characters) of *line*."""
    before = sum(len(each) + 1 for each in _lines(text)[: line - 1])
    return min(before + column, len(text)) + 1


def _lines(text):
    # as Python's own parser counts them: a form feed ends no line
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


class _Compiler:
    """Turns the tree into parts, noting each finding that is read, in order."""

    def __init__(self, text, catalogue):
        self.text, self.catalogue = text, catalogue
        self.names: dict[str, None] = {}

    def part(self, node, depth):
        """Compile *node*, or refuse it."""
        if depth > DEEPEST:
            self.refuse(node, f"nested deeper than {DEEPEST}")
        match node:
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self.part(value, depth + 1) for value in values)
                join = any_of if isinstance(op, ast.Or) else all_of
                return Part(join(parts), parts=parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self.part(operand, depth + 1)
                return Part(negated(inner.truth), parts=(inner,), negates=True)
            case ast.Name(id=name):
                finding = self.need(node, name, "answer")
                return Part(said_yes(finding), name, bare=True)
            case ast.Compare(
                left=ast.Name(id=name), ops=[op], comparators=[ast.Constant() as right]
            ):
                return self.comparison(node, name, op, right)
            case ast.Call(func=ast.Name(id="at_least"), args=[k, *values], keywords=[]):
                return self.count(node, k, values, depth)
            case ast.Call(
                func=ast.Name(id="longstanding" | "unsure" as which),
                args=[ast.Name(id=name)],
                keywords=[],
            ):
                return self.state(node, which, name)
        self.refuse(node, "not in the grammar")

    def comparison(self, node, name, op, right):
        literal = right.value
        if isinstance(literal, str):
            finding = self.need(node, name, "choice")
            if not isinstance(op, ast.Eq):
                self.refuse(node, "a choice is compared with == only")
            if literal not in finding.choices:
                self.refuse(right, f"{name} has no choice {literal!r}")
            return Part(chosen(finding, literal), name, literal=literal)
        if type(literal) not in (int, float) or type(op) not in OPERATORS:
            self.refuse(node, "not in the grammar")
        finding = self.need(node, name, "number")
        truth = compared(finding, OPERATORS[type(op)], literal)
        return Part(truth, name, literal=literal)

    def count(self, node, k, values, depth):
        most = len(values)
        if not isinstance(k, ast.Constant) or type(k.value) is not int:
            self.refuse(k, "at_least needs a whole number first")
        if not 1 <= k.value <= most:
            self.refuse(k, f"at_least({k.value}) of {most} can never be right")
        parts = tuple(self.part(value, depth + 1) for value in values)
        return Part(at_least(k.value, parts), parts=parts)

    def state(self, node, which, name):
        finding = self.need(node, name, "answer")
        if which == "unsure":
            return Part(said_unsure(finding), name)
        if not finding.longstanding:
            self.refuse(node, f"{name} does not offer longstanding")
        return Part(longstanding(finding), name)

    def need(self, node, name, kind):
        finding = self.catalogue.get(name)
        if finding is None:
            near = get_close_matches(name, self.catalogue, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            self.refuse(node, f"{name!r} is not a finding{hint}")
        if finding.kind != kind:
            self.refuse(node, f"{name} is of kind {finding.kind}, not {kind}")
        self.names[name] = None
        return finding

    def refuse(self, node, problem):
        line = _lines(self.text)[node.lineno - 1]
        # ast counts columns in bytes
        column = len(line.encode()[: node.col_offset].decode(errors="ignore"))
        raise ExpressionError(problem, _position(self.text, node.lineno, column))
