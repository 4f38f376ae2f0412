"""
The reference evaluation: the meaning of the protocol, in one readable file.

It walks the tree of every rule each time, in the plainest way that we know, and shares
no line with triage/engine. The engine must agree with `Protocol.evaluate` on every case
and on any lawful answers: disposition, rules that fired, and open rules with the level
that they hold and the findings that would decide them.
"""

import ast
import operator
import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "triage" / "protocols" / "back_spasm"
LEVELS = ["none", "self_care", "soon", "urgent", "emergency"]
RANK = {level: rank for rank, level in enumerate(LEVELS)}
FLOOR = {"emergency": "urgent", "urgent": "soon", "soon": "none"}
COMPARE = {
    ast.GtE: operator.ge,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.Lt: operator.lt,
    ast.Eq: operator.eq,
}
NOT_APPLICABLE = object()


class Protocol:
    def __init__(self, findings, rules):
        self.findings = {f["name"]: f for f in findings}
        self.rules = rules
        self.tree = {r["id"]: self.parse(r["when"]) for r in rules}
        self.asked_if = {
            n: self.parse(f["asked_if"])
            for n, f in self.findings.items()
            if "asked_if" in f
        }

    def parse(self, text):
        return ast.parse(text, mode="eval").body

    def raw(self, name, answers):
        """The answer; None: unsure or not asked; NOT_APPLICABLE: asked_if is false."""
        if name in self.asked_if and self.value(self.asked_if[name], answers) is False:
            return NOT_APPLICABLE
        answer = answers.get(name)
        return None if answer == "unsure" else answer

    def value(self, node, answers):
        """Kleene truth of an expression: True, False or None (undecided)."""
        match node:
            case ast.BoolOp(op=op, values=values):
                decisive = isinstance(op, ast.Or)
                found = [self.value(v, answers) for v in values]
                return (
                    decisive
                    if decisive in found
                    else None
                    if None in found
                    else not decisive
                )
            case ast.UnaryOp(operand=operand):
                truth = self.value(operand, answers)
                return None if truth is None else not truth
            case ast.Name(id=name):
                answer = self.raw(name, answers)
                return None if answer is None else answer == "yes"
            case ast.Compare(left=left, ops=[op], comparators=[literal]):
                answer = self.raw(left.id, answers)
                if answer is None or answer is NOT_APPLICABLE:
                    return None if answer is None else False
                return COMPARE[type(op)](answer, literal.value)
            case ast.Call(func=ast.Name(id="longstanding"), args=[arg]):
                answer = self.raw(arg.id, answers)
                return None if answer is None else answer == "longstanding"
            case ast.Call(func=ast.Name(id="unsure"), args=[arg]):
                if self.raw(arg.id, answers) is NOT_APPLICABLE:
                    return False
                return None if arg.id not in answers else answers[arg.id] == "unsure"
            case ast.Call(args=[k, *rest]):
                found = [self.value(v, answers) for v in rest]
                yes, unknown = found.count(True), found.count(None)
                return (
                    True
                    if yes >= k.value
                    else False
                    if yes + unknown < k.value
                    else None
                )

    def missing(self, node, answers):
        """Unanswered findings in the undecided part of an expression."""
        if isinstance(node, ast.Name):
            return (
                {node.id} & set(self.findings)
                if self.raw(node.id, answers) is None
                else set()
            )
        if (
            isinstance(node, ast.Constant)
            or not isinstance(node, ast.expr)
            or self.value(node, answers) is not None
        ):
            return set()
        return set().union(
            *(self.missing(child, answers) for child in ast.iter_child_nodes(node))
        )

    def evaluate(self, answers):
        """
        Disposition, rules that fired, and open rules as (rule, level held, findings
        that would decide it).
        """
        level, fired, opened = "self_care", [], []
        for rule in self.rules:
            truth = self.value(self.tree[rule["id"]], answers)
            if truth is False:
                continue
            held = (
                rule["level"] if truth else rule.get("if_unsure", FLOOR[rule["level"]])
            )
            level = max(level, held, key=RANK.get)
            if truth:
                fired.append(rule)
            else:
                opened.append(
                    (rule, held, sorted(self.missing(self.tree[rule["id"]], answers)))
                )
        return level, fired, opened


def reference():
    """The shipped protocol, read by nobody but this file."""

    def load(name):
        return tomllib.loads((FOLDER / name).read_text("utf-8"))

    return Protocol(load("findings.toml")["finding"], load("protocol.toml")["rule"])
