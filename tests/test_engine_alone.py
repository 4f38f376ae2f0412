"""Where one answer leads by itself: the colour of a question on screen and paper."""

import pytest

from triage.engine import Level, assess, compile_expression
from triage.engine.alone import ELSE_WELL, alone, takes_one_answer
from triage.library import current_protocol

PROTOCOL = current_protocol()
LED = alone(PROTOCOL)
WELL = ELSE_WELL | {f.name: "no" for f in PROTOCOL.order if f.kind == "answer"}


@pytest.mark.parametrize(
    ("finding", "answer", "level"),
    [
        ("chest_pain", "yes", "emergency"),
        ("chest_pain", "unsure", "urgent"),
        ("chest_pain", "no", "none"),
        ("urinary_retention", "longstanding", "soon"),
        ("both_legs_course", "not_sure", "emergency"),
        ("both_legs_course", "steady", "none"),  # both legs hold as much already
        ("episode_pattern", "over_24_hours", "soon"),
        ("heat_tried", "yes", "none"),
        ("self_harm_plan", "unsure", "emergency"),
    ],
)
def test_an_answer_leads_where_the_engine_says(finding, answer, level):
    assert LED[finding][answer].least == level


def test_good_news_may_be_a_yes():
    """Who cannot get up is no emergency as long as another adult is there."""
    there = LED["someone_with_patient"]

    assert (there["yes"].least, there["no"].least) == ("none", "emergency")
    assert LED["cannot_get_up"]["yes"].most == Level.URGENT


def test_the_ways_in_which_a_question_is_asked_are_told_apart():
    """Unsteady in a child is seen today; after cancer it is an emergency."""
    yes = LED["unsteady_walking"]["yes"]

    assert (yes.least, yes.most) == (Level.URGENT, Level.EMERGENCY)


def test_the_rules_that_an_answer_fires_are_its_own():
    fires = {rule.id for rule in LED["on_floor_over_one_hour"]["yes"].fires}

    assert fires == {"stuck-alone-or-long"}


def test_every_answer_in_words_is_there_and_no_number():
    for finding in PROTOCOL.order:
        words = () if finding.from_record else finding.words
        assert tuple(LED[finding.name]) == words


def test_where_no_other_answer_opens_a_question_the_level_is_that_of_the_engine():
    for finding in PROTOCOL.order:
        if finding.asked_if is None and finding.kind == "answer":
            found = assess(WELL | {finding.name: "yes"}, PROTOCOL)
            assert LED[finding.name]["yes"].most <= found.disposition


@pytest.mark.parametrize(
    ("condition", "is_one"),
    [
        ("chest_pain", True),
        ("chest_pain or breathless", True),
        ("chest_pain or (breathless or unsure(syncope))", True),
        ("age < 5", True),
        ("longstanding(leg_weakness)", True),
        ("chest_pain and breathless", False),
        ("chest_pain or (breathless and syncope)", False),
        ("not chest_pain", False),
        ("at_least(1, chest_pain, breathless)", False),
    ],
)
def test_a_condition_takes_one_answer_or_several(condition, is_one):
    assert takes_one_answer(compile_expression(condition, PROTOCOL.findings)) is is_one
