"""Which questions the form shows, and which answers are taken back."""

import pytest
from hypothesis import given

from tests.lawful import PROTOCOL, WELL, any_answers
from triage.engine import applies, ceasing, shown

YES = {"cannot_get_up": "yes", "on_floor_over_one_hour": "yes"}


def test_nothing_answered_shows_what_everybody_is_asked():
    names = shown({}, PROTOCOL)

    assert names[:3] == ("age", "sex", "urinary_retention")
    assert "weakness_progressive" not in names
    assert "pregnant" not in names
    assert all(PROTOCOL.findings[name].asked_if is None for name in names)


def test_questions_stand_in_the_order_of_the_sets():
    names = shown(WELL, PROTOCOL)

    order = ["age", "sex", *(n for each in PROTOCOL.sets for n in each.findings)]
    assert list(names) == [name for name in order if name in names]


def test_a_well_woman_of_40_is_asked_no_follow_up():
    names = shown(WELL, PROTOCOL)

    assert "pregnant" in names
    assert [n for n in names if PROTOCOL.findings[n].is_follow_up] == []


@pytest.mark.parametrize(
    ("answer", "does_apply", "is_shown"),
    [
        ("yes", True, True),
        ("unsure", None, True),
        ("no", False, False),
        (None, None, False),
    ],
)
def test_a_follow_up_is_shown_when_its_parent_is_yes_or_not_sure(
    answer, does_apply, is_shown
):
    answers = {"cannot_get_up": answer} if answer else {}

    assert applies("someone_with_patient", answers, PROTOCOL) is does_apply
    assert ("someone_with_patient" in shown(answers, PROTOCOL)) is is_shown


def test_one_not_sure_is_enough_to_show_a_question_that_nothing_rules_out():
    # asked with a cough-free cancer history or a thinner or from 60
    answers = {"age": 40, "cancer_history": "unsure"}

    assert "pain_worse_or_unremitting" in shown(answers, PROTOCOL)
    assert "pain_worse_or_unremitting" not in shown({"age": 40}, PROTOCOL)


def test_not_sure_of_what_does_not_apply_shows_nothing():
    """The plan is asked of whoever has thoughts; a child is asked of neither."""
    answers = {"age": 8, "self_harm_thoughts": "unsure"}

    assert applies("self_harm_plan", answers, PROTOCOL) is False
    assert "self_harm_plan" not in shown(answers, PROTOCOL)


def test_a_question_by_age_and_sex_alone_is_no_follow_up():
    findings = PROTOCOL.findings

    assert not findings["pregnant"].is_follow_up
    assert not findings["syncope"].is_follow_up
    assert findings["bone_tender"].is_follow_up
    assert findings["self_harm_plan"].is_follow_up


# ---- answers that are taken back


@pytest.mark.parametrize("parent", ["no", None])
def test_a_follow_up_is_taken_back_when_its_parent_ceases_to_apply(parent):
    after = {**YES, "cannot_get_up": parent}

    assert ceasing(YES, after, PROTOCOL) == ("on_floor_over_one_hour",)


@pytest.mark.parametrize("parent", ["yes", "unsure"])
def test_a_follow_up_that_is_still_shown_keeps_its_answer(parent):
    assert ceasing(YES, YES | {"cannot_get_up": parent}, PROTOCOL) == ()


def test_what_hangs_on_a_follow_up_goes_with_it():
    before = {
        "age": 50,
        "onset_days_ago": 100,
        "interferes_with_daily_life": "no",
        "repeat_contact": "no",
        "self_harm_thoughts": "yes",
        "self_harm_plan": "unsure",
    }

    assert ceasing(before, before | {"onset_days_ago": 10}, PROTOCOL) == (
        "self_harm_thoughts",
        "self_harm_plan",
    )


def test_an_answer_that_came_before_its_parents_is_left_alone():
    """Two answers may overtake each other on the way: neither may be lost."""
    before = {"cannot_get_up": "no"}
    first = before | {"on_floor_over_one_hour": "yes"}

    assert ceasing(before, first, PROTOCOL) == ()
    assert ceasing(first, first | {"cannot_get_up": "yes"}, PROTOCOL) == ()


def test_what_age_and_sex_alone_decide_is_never_taken_back():
    before = {"age": 30, "sex": "female", "pregnant": "no"}

    assert ceasing(before, before | {"sex": "male"}, PROTOCOL) == ()


@given(any_answers, any_answers)
def test_only_answered_follow_ups_that_the_form_no_longer_shows_are_taken_back(
    before, after
):
    gone = ceasing(before, after, PROTOCOL)

    left = {name: value for name, value in after.items() if name not in gone}
    assert all(PROTOCOL.findings[name].is_follow_up for name in gone)
    assert set(gone) <= set(after) & set(shown(before, PROTOCOL))
    assert not set(gone) & set(shown(left, PROTOCOL))
    assert ceasing(before, left, PROTOCOL) == ()
