"""
What the protocol says of a patient: agreement with the reference, and what must hold
whatever the rules are.
"""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lawful import CASES, PROTOCOL, WELL, any_answers, mostly_no, values
from tests.reference import reference
from triage.engine import Level, assess, shown

REFERENCE = reference()
# "yes" or "unsure" may lower: help is there
MAY_LOWER = {"someone_with_patient"}


def assert_agrees(answers):
    level, fired, opened = REFERENCE.evaluate(answers)
    assessment = assess(answers, PROTOCOL)

    assert assessment.disposition == level
    assert [each.rule.id for each in assessment.fired] == [rule["id"] for rule in fired]
    assert [
        (each.rule.id, each.level, sorted(each.findings)) for each in assessment.open
    ] == [(rule["id"], held, names) for rule, held, names in opened if held != "none"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_case_ends_as_expected_and_as_the_reference_says(case):
    assert_agrees(case["answers"])

    assessment = assess(case["answers"], PROTOCOL)
    assert assessment.disposition == case["expected"]
    if "fired" in case:
        assert [each.rule.id for each in assessment.fired] == case["fired"]
        assert [each.rule.id for each in assessment.open] == case["open"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_case_names_what_it_must(case):
    """The families that a clinician has to read of, fired or still open."""
    assessment = assess(case["answers"], PROTOCOL)

    families = {each.rule.family for each in assessment.fired}
    families |= {each.rule.family for each in assessment.open}
    families |= {"unknown_answers"} if assessment.open else set()
    assert set(case.get("must_mention", ())) <= families


def test_the_cases_hold_every_kind_of_answer():
    given_ = [
        (PROTOCOL.findings[name].kind, value)
        for case in CASES
        for name, value in case["answers"].items()
    ]

    for kind in ("answer", "number", "choice"):
        assert (kind, "unsure") in given_
    assert ("answer", "longstanding") in given_
    assert ("choice", "not_sure") in given_


def test_agrees_with_the_reference_on_thousands_of_random_patients():
    rng = random.Random(2026)

    for _ in range(3000):
        assert_agrees(mostly_no(rng))


@given(any_answers)
def test_agrees_with_the_reference_on_any_lawful_answers(answers):
    assert_agrees(answers)


@given(any_answers)
def test_levels_hang_together(answers):
    assessment = assess(answers, PROTOCOL)

    fired = [each.rule.level for each in assessment.fired]
    held = [each.level for each in assessment.open]
    assert assessment.so_far == max(fired, default=None)
    assert assessment.disposition == max([*fired, *held, Level.SELF_CARE])
    assert assessment.could_be >= assessment.disposition
    assert all(each.level > Level.NONE for each in assessment.open)


@given(any_answers, st.data())
def test_what_was_not_asked_is_never_a_no(answers, data):
    """With an answer fewer, a rule that fired is at most undecided, never settled."""
    if not answers:
        return
    name = data.draw(st.sampled_from(sorted(answers)))
    fewer = {key: value for key, value in answers.items() if key != name}

    before, facts = assess(answers, PROTOCOL), PROTOCOL.facts(fewer)

    assert assess(fewer, PROTOCOL).could_be >= before.could_be
    for each in before.fired:
        assert each.rule.when.holds(facts) is not False


def test_nothing_asked_is_same_day_at_least():
    assessment = assess({}, PROTOCOL)

    assert assessment.disposition == Level.URGENT
    assert assessment.so_far is None
    assert assessment.could_be == Level.EMERGENCY


def test_a_well_patient_goes_home_with_nothing_open():
    assessment = assess(WELL, PROTOCOL)

    assert assessment.disposition == Level.SELF_CARE
    assert assessment.so_far is None
    assert assessment.could_be == Level.SELF_CARE
    assert (assessment.fired, assessment.open, assessment.ask_next) == ((), (), ())


@pytest.mark.parametrize("name", PROTOCOL.critical)
def test_a_critical_question_is_an_emergency_by_yes_and_same_day_without_an_answer(
    name,
):
    unasked = {key: value for key, value in WELL.items() if key != name}

    assert assess(WELL | {name: "yes"}, PROTOCOL).disposition == Level.EMERGENCY
    assert assess(WELL | {name: "unsure"}, PROTOCOL).disposition == Level.URGENT
    assert assess(unasked, PROTOCOL).disposition == Level.URGENT


STARTS = [WELL, *(case["answers"] for case in CASES)]
STARTS += [WELL | {name: "yes"} for name in WELL if WELL[name] == "no"]


@pytest.mark.parametrize("answers", STARTS)
def test_yes_and_not_sure_instead_of_no_never_lower(answers):
    before = assess(answers, PROTOCOL).disposition

    for name, answer in answers.items():
        if answer == "no" and name not in MAY_LOWER:
            for to in ("yes", "unsure"):
                after = assess(answers | {name: to}, PROTOCOL).disposition
                assert after >= before, (name, to)


@given(any_answers)
def test_the_answers_named_are_enough_for_the_rule_to_fire(answers):
    for each in assess(answers, PROTOCOL).fired:
        assert each.because
        assert all(answers[name] == value for name, value in each.because.items())
        assert each.rule.when.holds(PROTOCOL.facts(each.because)) is True


def test_of_an_or_only_the_true_parts_are_named():
    answers = WELL | {"chest_pain": "yes", "breathless": "no"}

    (fired,) = assess(answers, PROTOCOL).fired

    assert fired.rule.id == "chest-pain-or-breathless"
    assert fired.because == {"chest_pain": "yes"}


def test_an_answer_that_does_not_apply_counts_for_nothing():
    man = WELL | {"sex": "male", "pregnancy_warning_signs": "yes", "pregnant": "yes"}

    assert assess(man, PROTOCOL).disposition == Level.SELF_CARE


@given(any_answers)
def test_only_unanswered_questions_on_the_form_are_asked_next(answers):
    assessment = assess(answers, PROTOCOL)

    facts = PROTOCOL.facts(answers)
    shown = facts.names(facts.shown)
    assert len(set(assessment.ask_next)) == len(assessment.ask_next)
    assert set(assessment.ask_next) <= set(shown) - set(answers)


@given(any_answers)
def test_while_a_rule_is_undecided_for_want_of_an_answer_something_is_asked(answers):
    """
    Also where the undecided finding is a follow-up that the form does not show yet.
    """
    facts = PROTOCOL.facts(answers)
    waiting = [
        name
        for rule in PROTOCOL.rules
        for name in rule.when.missing(facts)
        if name not in answers
    ]

    assert bool(waiting) == bool(assess(answers, PROTOCOL).ask_next)


ASKED = {name: WELL[name] for name in shown(WELL, PROTOCOL)}


@pytest.mark.parametrize("name", ASKED)
def test_the_one_question_that_was_left_out_is_what_is_asked_next(name):
    """
    Also where only a follow-up waits that the form does not show: its parent is asked.
    """
    answers = {key: value for key, value in ASKED.items() if key != name}
    facts = PROTOCOL.facts(answers)
    is_open = any(rule.when.holds(facts) is None for rule in PROTOCOL.rules)

    assert assess(answers, PROTOCOL).ask_next == ((name,) if is_open else ())


def test_only_what_decides_whether_a_hidden_question_is_asked_stands_for_it():
    """Nobody is asked for the urine of a muscle breakdown before what set it off."""
    answers = {key: value for key, value in ASKED.items() if key != "trigger"}

    assessment = assess(answers, PROTOCOL)

    assert assessment.open == ()
    assert assessment.could_be == Level.EMERGENCY
    assert assessment.ask_next == ("trigger",)


def test_the_weightiest_question_is_asked_first_then_the_order_of_the_form():
    answers = {
        name: value
        for name, value in WELL.items()
        if name not in ("saddle_numbness", "syncope", "fever_or_chills", "recurrent")
    }

    # saddle and syncope decide emergency rules that hold same day, and fever does too
    assert assess(answers, PROTOCOL).ask_next == (
        "saddle_numbness",
        "syncope",
        "fever_or_chills",
        "recurrent",
    )
    assert PROTOCOL.findings["recurrent"].position > max(
        PROTOCOL.findings[name].position for name in ("syncope", "fever_or_chills")
    )


def test_a_rule_that_holds_more_is_asked_about_before_an_earlier_question():
    answers = {
        name: value
        for name, value in WELL.items()
        if name not in ("aneurysm_or_pulsing_lump", "gut_bleeding")
    }

    # both are emergencies; gut bleeding holds same day, the aneurysm only soon
    assert assess(answers, PROTOCOL).ask_next == (
        "gut_bleeding",
        "aneurysm_or_pulsing_lump",
    )


def test_not_sure_is_an_answer_and_is_not_asked_again():
    assessment = assess(WELL | {"saddle_numbness": "unsure"}, PROTOCOL)

    assert "saddle_numbness" not in assessment.ask_next
    assert any("saddle_numbness" in each.findings for each in assessment.open)


def test_every_value_of_every_finding_is_judged():
    for finding in PROTOCOL.order:
        for value in values(finding):
            assert_agrees(WELL | {finding.name: value})
