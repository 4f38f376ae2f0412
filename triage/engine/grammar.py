"""
The grammar of a condition: what may be written, and what each piece compiles to.

Whatever is not listed here is refused with its position.
"""

import ast
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from triage.engine.facts import Answer
from triage.engine.truth import (
    Truth,
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

if TYPE_CHECKING:
    from triage.engine.finding import Finding

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

    truth: Truth
    name: str | None = None
    parts: tuple["Part", ...] = ()
    literal: Answer | None = None
    negates: bool = False
    bare: bool = False


def parse(text: Any) -> ast.expr:
    """Give the tree of *text*; ExpressionError, and nothing else, if there is none."""
    if not isinstance(text, str):
        raise ExpressionError("a condition is text in quotes", 1)
    if len(text) > LONGEST:
        raise ExpressionError(f"longer than {LONGEST} characters", LONGEST + 1)
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        # where the text just ends, Python gives no column
        column = error.offset - 1 if error.offset else len(text)
        position = _position(text, error.lineno or 1, column)
        raise ExpressionError("not a condition", position) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError("not a condition", 1) from None


def _position(text: str, line: int, column: int) -> int:
    """Count characters from 1 to *column* (characters) of *line*."""
    before = sum(len(each) + 1 for each in _lines(text)[: line - 1])
    return min(before + column, len(text)) + 1


def _lines(text: str) -> list[str]:
    # as Python's own parser counts them: a form feed ends no line
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


class Compiler:
    """Turns the tree into parts, noting each finding that is read, in order."""

    def __init__(self, text: str, catalogue: Mapping[str, Any]):
        self.text, self.catalogue = text, catalogue
        self.names: dict[str, None] = {}

    def part(self, node: ast.expr, depth: int) -> Part:
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
                return self.count(k, values, depth)
            case ast.Call(
                func=ast.Name(id="longstanding" | "unsure" as which),
                args=[ast.Name(id=name)],
                keywords=[],
            ):
                return self.state(node, which, name)
        self.refuse(node, "not in the grammar")

    def comparison(
        self, node: ast.expr, name: str, op: ast.cmpop, right: ast.Constant
    ) -> Part:
        literal = right.value
        if isinstance(literal, str):
            finding = self.need(node, name, "choice")
            if not isinstance(op, ast.Eq):
                self.refuse(node, "a choice is compared with == only")
            if literal not in finding.choices:
                self.refuse(right, f"{name} has no choice {literal!r}")
            return Part(chosen(finding, literal), name, literal=literal)
        if isinstance(literal, bool) or not isinstance(literal, int | float):
            self.refuse(right, "not in the grammar")
        if type(op) not in OPERATORS:
            self.refuse(node, "not in the grammar")
        finding = self.need(node, name, "number")
        truth = compared(finding, OPERATORS[type(op)], literal)
        return Part(truth, name, literal=literal)

    def count(self, k: ast.expr, values: Sequence[ast.expr], depth: int) -> Part:
        most = len(values)
        if not isinstance(k, ast.Constant) or type(k.value) is not int:
            self.refuse(k, "at_least needs a whole number first")
        if not 1 <= k.value <= most:
            self.refuse(k, f"at_least({k.value}) of {most} can never be right")
        parts = tuple(self.part(value, depth + 1) for value in values)
        return Part(at_least(k.value, parts), parts=parts)

    def state(self, node: ast.expr, which: str, name: str) -> Part:
        finding = self.need(node, name, "answer")
        if which == "unsure":
            return Part(said_unsure(finding), name)
        if not finding.longstanding:
            self.refuse(node, f"{name} does not offer longstanding")
        return Part(longstanding(finding), name)

    def need(self, node: ast.expr, name: str, kind: str) -> "Finding":
        finding = self.catalogue.get(name)
        if finding is None:
            near = get_close_matches(name, self.catalogue, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            self.refuse(node, f"{name!r} is not a finding{hint}")
        if finding.kind != kind:
            self.refuse(node, f"{name} is of kind {finding.kind}, not {kind}")
        self.names[name] = None
        return finding

    def refuse(self, node: ast.expr, problem: str) -> NoReturn:
        line = _lines(self.text)[node.lineno - 1]
        # ast counts columns in bytes
        column = len(line.encode()[: node.col_offset].decode(errors="ignore"))
        raise ExpressionError(problem, _position(self.text, node.lineno, column))
