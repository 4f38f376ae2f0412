"""
Conditions: their grammar, their three-valued truth, and what decided them.
"""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference import Protocol as Reference
from triage.engine import ExpressionError, Finding, compile_expression
from triage.engine.facts import read_answers

WORD = {True: "yes", False: "no", None: "unsure"}


def finding(name, position, **given_):
    return Finding(
        name=name,
        position=position,
        group="red_flags",
        label=name,
        ask="?",
        ask_es="¿?",
        **{"kind": "answer", "longstanding": "years"} | given_,
    )


def catalogue():
    """Three plain questions, a number, a choice, and a follow-up of the first."""
    found = [
        finding("a", 0),
        finding("b", 1),
        finding("c", 2, longstanding=None),
        finding(
            "n", 3, kind="number", longstanding=None, unit="C", minimum=30, maximum=45
        ),
        finding("x", 4, kind="choice", longstanding=None, choices=("left", "right")),
    ]
    found = {each.name: each for each in found}
    condition = compile_expression("a", found)
    found["f"] = finding("f", 5, asked_if=condition)
    return found


CATALOGUE = catalogue()
ORDER = tuple(CATALOGUE.values())


def facts(**answers):
    return read_answers(ORDER, answers)


def holds(text, **answers):
    return compile_expression(text, CATALOGUE).holds(facts(**answers))


# ---- three-valued truth


@pytest.mark.parametrize("a", [True, False, None])
@pytest.mark.parametrize("b", [True, False, None])
def test_and_or_not_are_kleenes(a, b):
    answers = {"a": WORD[a], "b": WORD[b]}

    either = True if True in (a, b) else None if None in (a, b) else False
    both = False if False in (a, b) else None if None in (a, b) else True
    assert holds("a or b", **answers) is either
    assert holds("a and b", **answers) is both
    assert holds("not a", **answers) is (None if a is None else not a)


@pytest.mark.parametrize("k", [1, 2, 3])
@pytest.mark.parametrize(
    "truths", list(itertools.product([True, False, None], repeat=3))
)
def test_at_least_counts_what_is_sure_and_what_may_still_be(k, truths):
    answers = dict(zip("abc", map(WORD.get, truths), strict=True))

    sure, unknown = truths.count(True), truths.count(None)
    expected = True if sure >= k else False if sure + unknown < k else None
    assert holds(f"at_least({k}, a, b, c)", **answers) is expected


@pytest.mark.parametrize(
    ("text", "answer", "expected"),
    [
        ("a", "yes", True),
        ("a", "no", False),
        ("a", "longstanding", False),
        ("a", "unsure", None),
        ("a", None, None),
        ("longstanding(a)", "longstanding", True),
        ("longstanding(a)", "yes", False),
        ("longstanding(a)", "unsure", None),
        ("longstanding(a)", None, None),
        ("unsure(a)", "unsure", True),
        ("unsure(a)", "yes", False),
        ("unsure(a)", "longstanding", False),
        ("unsure(a)", None, None),
    ],
)
def test_each_kind_of_answer_has_its_truth(text, answer, expected):
    assert holds(text, **({"a": answer} if answer else {})) is expected


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("n >= 38", 38, True),
        ("n >= 38.0", 37.99, False),
        ("n > 38", 38, False),
        ("n <= 38", 38, True),
        ("n < 38", 38, False),
        ("n == 38", 38.0, True),
        ("n >= 38", "unsure", None),
        ("not n >= 38", 37, True),
    ],
)
def test_a_number_is_compared_with_a_literal(text, value, expected):
    assert holds(text, n=value) is expected


def test_a_choice_is_compared_with_one_of_its_own():
    assert holds("x == 'left'", x="left") is True
    assert holds('x == "left"', x="right") is False
    assert holds("not x == 'left'", x="unsure") is None
    assert holds("x == 'left'") is None


def test_a_follow_up_whose_parent_is_no_counts_as_no():
    assert holds("f", a="no", f="yes") is False
    assert holds("not f", a="no", f="yes") is True
    assert holds("unsure(f)", a="no", f="unsure") is False
    assert holds("longstanding(f)", a="no", f="longstanding") is False


@pytest.mark.parametrize("parent", ["yes", "unsure", None])
def test_a_follow_up_counts_as_no_only_when_its_condition_is_false(parent):
    answers = {"a": parent} if parent else {}

    assert holds("f", **answers) is None
    assert holds("f", f="yes", **answers) is True


# ---- what is missing, and what decided it


def because(text, **answers):
    return compile_expression(text, CATALOGUE).because(facts(**answers))


def missing(text, **answers):
    return compile_expression(text, CATALOGUE).missing(facts(**answers))


def test_what_is_missing_is_only_what_could_still_decide():
    assert missing("a and (b or c)") == ("a", "b", "c")
    assert missing("a and (b or c)", b="yes") == ("a",)
    assert missing("a and (b or c)", a="no") == ()
    assert missing("(a and b) or c", a="no", c="unsure") == ("c",)
    assert missing("at_least(2, a, b, c)", a="yes", b="no") == ("c",)


def test_what_is_missing_stands_in_the_order_of_the_form():
    assert missing("x == 'left' or n > 38 or c or a") == ("a", "c", "n", "x")


def test_of_an_or_the_true_parts_decided_and_of_an_and_all():
    assert because("a or b or c", a="yes", b="no", c="yes") == {"a": "yes", "c": "yes"}
    assert because("a and n >= 38", a="yes", n=38.5) == {"a": "yes", "n": 38.5}
    assert because("a and (b or c)", a="yes", b="no", c="yes") == {
        "a": "yes",
        "c": "yes",
    }


def test_what_makes_a_part_false_decides_a_not():
    assert because("not (a or b)", a="no", b="no") == {"a": "no", "b": "no"}
    assert because("not (a and b)", a="no", b="yes") == {"a": "no"}
    assert because("at_least(2, a, b, c)", a="yes", c="yes") == {"a": "yes", "c": "yes"}
    assert because("unsure(a)", a="unsure") == {"a": "unsure"}


def test_where_a_finding_does_not_apply_the_answer_that_says_so_decided():
    assert because("not f", a="no") == {"a": "no"}


def test_nothing_decided_what_is_undecided():
    assert because("a or b", a="no") == {}


def test_it_names_what_it_reads_once_in_the_order_written():
    text = "c or a and n > 38 or longstanding(a)"

    assert compile_expression(text, CATALOGUE).names == ("c", "a", "n")


# ---- refusals


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not a condition (character 1)"),
        ("a or", "not a condition (character 5)"),
        ("a or bb", "'bb' is not a finding; did you mean 'b'? (character 6)"),
        ("zebra", "'zebra' is not a finding (character 1)"),
        ("a == 'yes'", "a is of kind answer, not choice (character 1)"),
        ("b and n", "n is of kind number, not answer (character 7)"),
        ("x == 'up'", "x has no choice 'up' (character 6)"),
        ("x > 'left'", "a choice is compared with == only (character 1)"),
        ("a >= 3", "a is of kind answer, not number (character 1)"),
        ("n >= -1", "not in the grammar (character 1)"),
        ("n != 3", "not in the grammar (character 1)"),
        ("30 < n", "not in the grammar (character 1)"),
        ("30 < n < 40", "not in the grammar (character 1)"),
        ("n >= True", "not in the grammar (character 6)"),
        ("n >= b'3'", "not in the grammar (character 6)"),
        ("n >= 1j", "not in the grammar (character 6)"),
        ("True", "not in the grammar (character 1)"),
        ("a if b else c", "not in the grammar (character 1)"),
        ("a or (lambda: b)", "not in the grammar (character 7)"),
        ("a and b.c", "not in the grammar (character 7)"),
        ("a and b[0]", "not in the grammar (character 7)"),
        ("a + b", "not in the grammar (character 1)"),
        ("a(b)", "not in the grammar (character 1)"),
        ("__import__('os')", "not in the grammar (character 1)"),
        ("unsure(a, b)", "not in the grammar (character 1)"),
        ("unsure(name=a)", "not in the grammar (character 1)"),
        ("unsure(n)", "n is of kind number, not answer (character 1)"),
        ("longstanding(c)", "c does not offer longstanding (character 1)"),
        ("at_least(a, b)", "at_least needs a whole number first (character 10)"),
        ("at_least(True, b)", "at_least needs a whole number first (character 10)"),
        ("at_least(0, a)", "at_least(0) of 1 can never be right (character 10)"),
        ("at_least(3, a, b)", "at_least(3) of 2 can never be right (character 10)"),
        ("at_least()", "not in the grammar (character 1)"),
        ("(a or\n  zebra)", "'zebra' is not a finding (character 9)"),
        ("x == 'é' or zebra", "x has no choice 'é' (character 6)"),
        ("n > 38 or x == 'left' or ü", "'ü' is not a finding (character 26)"),
        ("not " * 41 + "a", "nested deeper than 40 (character 165)"),
        ("a or " * 900 + "a", "longer than 4000 characters (character 4001)"),
    ],
)
def test_anything_else_is_refused_with_its_position(text, problem):
    with pytest.raises(ExpressionError) as refused:
        compile_expression(text, CATALOGUE)

    assert str(refused.value) == problem


@pytest.mark.parametrize("text", [None, 3, b"a", ["a"], True])
def test_what_is_not_text_is_refused(text):
    with pytest.raises(ExpressionError):
        compile_expression(text, CATALOGUE)


@given(
    st.one_of(
        st.text(),
        st.text(alphabet="abcnxf()=<>'\" 0123.,\n_or and not at_least"),
        st.lists(
            st.sampled_from(
                ["a", "b", "or", "and", "not", "(", ")", "n", ">=", "3", "at_least(",
                 ",", "unsure(", "x", "==", "'left'", "\\", "\x00", "\f", "\r", "é"]
            )
        ).map(" ".join),
    )
)  # fmt: skip
def test_no_text_raises_anything_but_its_own_error(text):
    try:
        position = compile_expression(text, CATALOGUE).holds(facts()) or 1
    except ExpressionError as error:
        position = error.position

    assert 1 <= position <= len(text) + 1


@pytest.mark.parametrize(
    "text", ["(" * 1000 + "a" + ")" * 1000, "not " * 999 + "a", "-" * 3999, "\ud800"]
)
def test_deep_and_odd_text_is_refused_like_any_other(text):
    with pytest.raises(ExpressionError):
        compile_expression(text, CATALOGUE)


# ---- against the reference evaluation

REFERENCE = Reference(
    [
        {"name": f.name, "kind": f.kind}
        | ({"asked_if": f.asked_if.text} if f.asked_if else {})
        for f in ORDER
    ],
    [],
)
leaves = st.sampled_from(
    [
        *["a", "b", "c", "f", "unsure(a)", "unsure(f)", "longstanding(b)"],
        *["n >= 38", "n < 40", "n == 39", "x == 'left'", "x == 'right'"],
    ]
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map("not ({})".format),
        st.lists(inner, min_size=2, max_size=4).map(
            lambda parts: " or ".join(map("({})".format, parts))
        ),
        st.lists(inner, min_size=2, max_size=4).map(
            lambda parts: " and ".join(map("({})".format, parts))
        ),
        st.lists(inner, min_size=2, max_size=4).map(
            lambda parts: f"at_least(2, {', '.join(parts)})"
        ),
    ),
    max_leaves=12,
)
some_answers = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.sampled_from(CATALOGUE[name].words) for name in "abcxf"},
        "n": st.sampled_from([37, 38, 39.5, 40, "unsure"]),
    },
)


@given(conditions, some_answers)
def test_any_condition_means_what_the_reference_says(text, answers):
    expression = compile_expression(text, CATALOGUE)
    tree = REFERENCE.parse(text)

    assert expression.holds(facts(**answers)) is REFERENCE.value(tree, answers)
    assert set(expression.missing(facts(**answers))) == REFERENCE.missing(tree, answers)


@given(conditions, some_answers)
def test_what_decided_a_condition_is_enough_to_decide_it(text, answers):
    expression = compile_expression(text, CATALOGUE)
    truth = expression.holds(facts(**answers))

    if truth is not None:
        deciding = expression.because(facts(**answers))
        assert expression.holds(facts(**deciding)) is truth
