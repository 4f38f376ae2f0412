"""Can a condition hold at all? The search is complete, and quick when it cannot."""

import itertools
import time

import pytest
from hypothesis import given, settings

from tests.lawful import PROTOCOL
from tests.test_engine_expression import CATALOGUE, ORDER, conditions, finding
from triage.engine import compile_expression, shown
from triage.engine.facts import read_answers
from triage.engine.reach import Reach

REACH = Reach(ORDER)
ALL = [
    dict(zip("abcxfn", values, strict=True))
    for values in itertools.product(
        *(CATALOGUE[name].words for name in "abcxf"),
        [30, 37, 38, 38.5, 39, 39.5, 40, 42, "unsure"],
    )
]
FACTS = [read_answers(ORDER, answers) for answers in ALL]


def reachable(text):
    return REACH.answers_for(compile_expression(text, CATALOGUE))


@settings(max_examples=150)
@given(conditions)
def test_it_finds_answers_exactly_where_there_are_some(text):
    expression = compile_expression(text, CATALOGUE)

    answers = REACH.answers_for(expression)

    assert (answers is not None) == any(expression.holds(facts) for facts in FACTS)
    if answers is not None:
        assert expression.holds(read_answers(ORDER, answers)) is True


@pytest.mark.parametrize(
    "text",
    [
        "a and not a",
        "a and longstanding(a)",
        "n > 45",
        "n < 30",
        "n > 38 and n < 38",
        "n >= 38.2 and n <= 38.1",
        "x == 'left' and x == 'right'",
        "f and not a and not unsure(a)",
        "at_least(2, a, unsure(a), longstanding(a))",
    ],
)
def test_what_contradicts_itself_can_never_hold(text):
    assert reachable(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "n > 38 and n < 38.001",
        "n > 44.9",
        "n < 30.1",
        "n == 38.25",
        "unsure(a) and f",
        "not f",
        "at_least(3, a, b, c)",
    ],
)
def test_what_can_hold_is_found_however_narrow(text):
    assert reachable(text) is not None


def test_a_follow_up_is_only_answered_where_the_form_would_ask_it():
    found = reachable("f")

    assert found == {"a": "yes", "f": "yes"}


def test_a_hopeless_condition_of_many_findings_is_settled_at_once():
    """Tried one by one, four answers to thirty questions would outlast the universe."""
    many = {f"q{i}": finding(f"q{i}", i) for i in range(30)}
    pairs = " and ".join(f"(q{i} or q{i + 1})" for i in range(0, 28, 2))
    text = f"{pairs} and q29 and longstanding(q29)"
    started = time.perf_counter()

    answers = Reach(many.values()).answers_for(compile_expression(text, many))

    assert answers is None
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("rule", PROTOCOL.rules, ids=lambda rule: rule.id)
def test_every_shipped_rule_fires_for_some_patient(rule):
    answers = Reach(PROTOCOL.order).answers_for(rule.when)

    assert rule.when.holds(PROTOCOL.facts(answers)) is True
    assert set(answers) <= set(shown(answers, PROTOCOL))
