"""
A condition in plain words, for people who read the rules and do not write them.
"""

import ast
from collections.abc import Callable, Sequence

from triage.engine.expression import Expression
from triage.engine.finding import LONGSTANDING, Finding
from triage.engine.grammar import OPERATORS

UNITS = {"days": " days", "C": " °C", "years": " years"}
COMPARED = {
    ">=": "{} or more",
    "<=": "{} or less",
    ">": "more than {}",
    "<": "less than {}",
    "==": "exactly {}",
}


def label_of(finding: Finding) -> str:
    """The short label that staff know the question by, in quotation marks."""
    return f"“{finding.label}”"


def in_words(condition: Expression, called: Callable[[Finding], str] = label_of) -> str:
    """
    Say *condition* in plain words: "“Age” is 60 years or more, and “Fever” is yes".

    *called* names a question: by its label or, on paper, by its number. "Yes" is new or
    worse, as everywhere. Part within part stands in brackets.
    """
    return _Speaker(condition, called).say(ast.parse(condition.text, mode="eval").body)


def alternatives(
    condition: Expression, called: Callable[[Finding], str] = label_of
) -> list[str]:
    """Say, each as `in_words`, the parts of *condition* of which one is enough."""
    speaker = _Speaker(condition, called)
    body = ast.parse(condition.text, mode="eval").body
    if not (isinstance(body, ast.BoolOp) and isinstance(body.op, ast.Or)):
        return [speaker.say(body)]
    parts = speaker.parts(body.values, "or", "is")
    return [part[1:-1] if part.startswith("(") else part for part in parts]


def denied_in_words(condition: Expression) -> str:
    """Say what *condition* as a whole denies: of "not …" the rest; else ""."""
    body = ast.parse(condition.text, mode="eval").body
    if not isinstance(body, ast.UnaryOp):
        return ""
    return _Speaker(condition, label_of).say(body.operand)


class _Speaker:
    """Turns the tree of one condition, already checked, into words."""

    def __init__(self, condition: Expression, called: Callable[[Finding], str]):
        self.catalogue, self.called = condition.catalogue, called

    def say(self, node: ast.expr) -> str:
        match node:
            case ast.BoolOp(op=ast.Or(), values=values):
                return ", or ".join(self.parts(values, "or", "is"))
            case ast.BoolOp(values=values):
                return ", and ".join(self.parts(values, "and", "are"))
            case ast.UnaryOp(operand=operand) if _needs_brackets(operand):
                return f"not ({self.say(operand)})"
            case ast.UnaryOp(operand=operand):
                name, answer = self.answered(operand)
                return f"{self.called(self.catalogue[name])} is not {answer}"
            case ast.Call(func=ast.Name(id="at_least"), args=[count, *values]):
                of = "; ".join(self.parts(values, "or", "is", together=False))
                return f"at least {ast.unparse(count)} of these: ({of})"
        name, answer = self.answered(node)
        return f"{self.called(self.catalogue[name])} is {answer}"

    def parts(
        self,
        nodes: Sequence[ast.expr],
        joined: str,
        verb: str,
        *,
        together: bool = True,
    ) -> list[str]:
        """Say each of *nodes*; questions with the same answer are said in one go."""
        groups: dict[str, list[str]] = {}
        for node in nodes:
            if isinstance(node, ast.BoolOp):
                groups[f"({self.say(node)})"] = []
            elif together and not _is_of_parts(node):
                name, answer = self.answered(node)
                called = self.called(self.catalogue[name])
                groups.setdefault(answer, []).append(called)
            else:
                groups[self.say(node)] = []
        return [
            f"{_listed(names, joined)} {verb if len(names) > 1 else 'is'} {said}"
            if names
            else said
            for said, names in groups.items()
        ]

    def answered(self, node: ast.expr) -> tuple[str, str]:
        """The finding that *node* reads, and the answer that makes it true."""
        match node:
            case ast.Name(id=name):
                return name, "yes"
            case ast.Compare(
                left=ast.Name(id=name),
                ops=[op],
                comparators=[ast.Constant(value=value)],
            ):
                return name, self.compared(self.catalogue[name], op, value)
            case ast.Call(func=ast.Name(id="unsure"), args=[ast.Name(id=name)]):
                return name, "not sure"
            case ast.Call(args=[ast.Name(id=name)]):
                words = LONGSTANDING[self.catalogue[name].longstanding]["en"]
                return name, f"“{words}”"
        raise ValueError(f"no words for {ast.unparse(node)}")

    def compared(self, finding: Finding, op: ast.cmpop, value: object) -> str:
        if finding.kind == "choice":
            return f"“{finding.choice_labels[str(value)]}”"
        amount = f"{value}{UNITS.get(finding.unit or '', '')}"
        return COMPARED[OPERATORS[type(op)]].format(amount)


def _needs_brackets(denied: ast.expr) -> bool:
    """Of more than one answer, or of "not sure": "is not not sure" reads badly."""
    if isinstance(denied, ast.Call):
        return ast.unparse(denied.func) in ("at_least", "unsure")
    return isinstance(denied, ast.BoolOp | ast.UnaryOp)


def _is_of_parts(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) or (
        isinstance(node, ast.Call) and ast.unparse(node.func) == "at_least"
    )


def _listed(names: Sequence[str], joined: str) -> str:
    *before, last = names
    return f"{', '.join(before)} {joined} {last}" if before else last
