"""
Not asked is never no: what is not known takes no warning off the sheet, and adds to it
nothing that would have to be known.
"""

import random

import pytest

from tests.lawful import WELL, mostly_no
from tests.sheets import ids, said_in, section, sheet, whole_text
from triage.engine import assess
from triage.library import current_protocol, handouts

PROTOCOL = current_protocol()
LEVELS = ("emergency", "urgent", "soon", "self_care")
BOX = {
    block.id
    for part in handouts()["en"].sections
    if part.id == "help"
    for block in part.blocks
}
OF_CHILDREN = {"help-child-numb", "help-child-fever"}
rng = random.Random("not asked")
DRAWN = [mostly_no(rng) for _ in range(150)]


def without(*names):
    """The answers of a well patient who was not asked *names*."""
    return {name: answer for name, answer in WELL.items() if name not in names}


def missing_of_the_box(answers, level="self_care"):
    return BOX - ids(sheet(answers, level=level))


# ---------------------------------------------------------------- get help right away
@pytest.mark.parametrize("language", handouts())
@pytest.mark.parametrize("level", LEVELS)
def test_of_whom_nothing_is_known_reads_every_line_of_the_box(level, language):
    words = sheet({}, level=level, language=language)
    adult = sheet({"age": 30, "sex": "female"}, level=level, language=language)

    assert ids(words) >= BOX
    assert section(words, "help")["intro"] == section(adult, "help")["intro"]


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        ({"pregnant": "no"}, {"help-pregnant"}),
        ({"sex": "male"}, {"help-pregnant"}),
        ({"sex": "male", "pregnant": "yes"}, {"help-pregnant"}),
        ({"age": 56}, {"help-pregnant", *OF_CHILDREN}),
        ({"age": 55}, OF_CHILDREN),
        ({"age": 18}, OF_CHILDREN),
        ({"age": 17}, set()),
        ({"age": 15}, {"help-sex"}),
        ({"age": 11}, {"help-sex", "help-pregnant"}),
        ({"sex": "female", "pregnant": "unsure"}, set()),
        ({"sex": "other", "pregnant": "yes"}, set()),
    ],
)
def test_only_an_answer_or_the_record_takes_a_line_out_of_the_box(answers, missing):
    assert missing_of_the_box(answers) == missing


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_else_takes_a_line_out_of_the_box(level):
    for answers in DRAWN:
        age, missing = answers.get("age"), set()
        if isinstance(age, int | float):
            missing |= OF_CHILDREN if age >= 18 else set()
            missing |= {"help-sex"} if age < 16 else set()
            missing |= {"help-pregnant"} if not 12 <= age <= 55 else set()
        if answers.get("sex") == "male" or answers.get("pregnant") == "no":
            missing |= {"help-pregnant"}
        assert missing_of_the_box(answers, level) == missing


# ---------------------------------------------------------------- what could harm
@pytest.mark.parametrize("sign", ["diabetes", "numbness_or_tingling"])
@pytest.mark.parametrize("known", ["yes", "unsure", None])
def test_heat_is_gone_on_with_only_where_a_burn_would_be_felt(known, sign):
    answers = without(sign) | {"heat_tried": "yes"} | ({sign: known} if known else {})
    today = said_in(section(sheet(answers, level="soon"), "today"))

    assert "you can go on with it" not in today
    assert ("Numb skin or diabetes? Ask us first." in today) is (known is None)
    assert ("ask us before you use heat" in today) is (known is not None)


def test_heat_is_gone_on_with_where_a_burn_would_be_felt():
    today = said_in(section(sheet(WELL | {"heat_tried": "yes"}), "today"))

    assert "You tried heat: you can go on with it." in today


@pytest.mark.parametrize("answer", ["yes", "unsure"])
@pytest.mark.parametrize(
    "medicine", ["anticoagulant", "steroid_use_long_term", "pregnant"]
)
def test_who_may_take_a_medicine_that_pills_do_not_go_with_asks_first(medicine, answer):
    told = "You told us that one of these fits or may fit, so ask first."
    may = section(sheet(WELL | {medicine: answer}, level="soon"), "ask-first")

    assert told in said_in(may)
    assert told not in said_in(section(sheet(WELL), "ask-first"))
    assert told not in said_in(section(sheet(without(medicine)), "ask-first"))


def test_only_whose_bones_are_known_to_hold_is_told_to_bend():
    for answers in [{}, *DRAWN]:
        families = {fired.rule.family for fired in assess(answers, PROTOCOL).fired}
        told = ids(sheet(answers, level="soon")) & {"move-bend", "move-ask"}
        assert len(told) == 1
        if "fracture" in families:
            assert told == {"move-ask"}
    for unknown in ("age", "osteoporosis", "steroid_use_long_term", "major_trauma"):
        assert "move-ask" in ids(sheet(without(unknown), level="soon"))
    assert "move-bend" in ids(sheet(WELL))


# ---------------------------------------------------------------- where to turn
def test_who_is_or_may_be_asked_how_they_cope_reads_where_to_turn():
    for answers in [{}, *DRAWN]:
        facts = PROTOCOL.facts(answers)
        finding = PROTOCOL.findings["self_harm_thoughts"]
        if finding.asked_if.holds(facts) is not False:
            for level in LEVELS:
                words = sheet(answers, level=level)
                assert "call or text 988" in said_in(section(words, "long"))
    assert section(sheet(WELL), "long") is None


@pytest.mark.parametrize(
    ("finding", "block"),
    [("skin_band", "A rash comes up"), ("lives_alone", "Live alone?")],
)
def test_a_plain_no_and_nothing_else_takes_away_what_to_watch_for(finding, block):
    assert block in whole_text(sheet(without(finding)))
    assert block in whole_text(sheet(WELL | {finding: "unsure"}))
    assert block in whole_text(sheet(WELL | {finding: "yes"}))
    assert block not in whole_text(sheet(WELL))


def test_at_the_level_of_emergency_nobody_who_cannot_get_up_is_told_to_call_us():
    for answers in ({}, WELL, WELL | {"age": 9}):
        stuck = said_in(section(sheet(answers, level="emergency"), "stuck"))
        assert "911" in stuck
        assert "call us" not in stuck.casefold()


@pytest.mark.parametrize("age", [9, 17])
def test_who_is_under_18_is_told_of_a_numb_leg_as_the_rules_see_it(age):
    """An emergency: what stands in the box is nowhere something to call us about."""
    numb = assess(WELL | {"age": age, "numbness_or_tingling": "yes"}, PROTOCOL)
    assert numb.disposition == "emergency"
    for level in LEVELS:
        there = ids(sheet(WELL | {"age": age}, level=level))
        assert {"help-child-numb", "card-child-numb"} <= there
        assert not {"call-numb", "card-numb"} & there
    text = whole_text(sheet(WELL | {"age": age}, level="soon"))
    assert "may mean a hurt nerve." in text
    assert {"call-numb", "card-numb"} <= ids(sheet(without("age")))


# ---------------------------------------------------------------- what was told
def test_nobody_is_told_that_they_said_what_they_did_not_say():
    for answers in ({}, WELL, {"age": 9}):
        for level in LEVELS:
            text = whole_text(sheet(answers, level=level)).replace("a twist", "")
            assert "You told us about" not in text
            assert "You told us that one" not in text
            assert "You told us that breathing" not in text
            assert "we believe you" not in text
