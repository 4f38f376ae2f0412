"""What the paper intake says: the same questions, and never a lower level."""

import random
import re
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given

from tests.lawful import CASES, any_answers, but, mostly_no, values
from tests.nurse import Nurse, read, read_line
from tests.packs import PROTOCOL, pack, questions
from triage.engine import Level, assess, compile_expression, longstanding_label
from triage.engine.alone import alone, takes_one_answer
from triage.engine.pack import HELP, help_box, of_several
from triage.engine.sheet import Only
from triage.library import handouts

PACK = pack()
NURSE = Nurse(PACK)
QUESTIONS = {each["name"]: each for each in questions(PACK)}
RULES = {line["id"]: line for table in PACK["rules"] for line in table["rules"]}
SHEET = handouts()["en"]
SIGNS = next(each for each in SHEET.sections if each.id == HELP)
EMERGENCY = PACK["levels"][0]


# ---------------------------------------------------------------- the questions
def test_every_question_stands_on_it_once_numbered_in_the_order_of_the_form():
    names = [each["name"] for each in questions(PACK)]

    assert names == [finding.name for finding in PROTOCOL.order]
    assert [q["number"] for q in questions(PACK)] == list(range(1, len(names) + 1))


def test_a_question_has_a_box_for_every_answer_that_it_offers_and_no_other():
    for finding in PROTOCOL.order:
        boxes = QUESTIONS[finding.name]["boxes"]
        assert tuple(box["answer"] for box in boxes) == finding.words, finding.name


def test_for_years_is_offered_only_where_the_catalogue_offers_it_and_in_its_words():
    for finding in PROTOCOL.order:
        labels = {b["answer"]: b["label"] for b in QUESTIONS[finding.name]["boxes"]}
        assert labels.get("longstanding", "") == longstanding_label(finding)


def test_a_number_has_its_units_and_what_not_sure_means_for_it():
    temperature, pain = QUESTIONS["temperature_c"], QUESTIONS["pain_score"]

    assert temperature["units"] == ["°F", "°C"]
    assert [box["label"] for box in temperature["boxes"]] == ["Not taken"]
    assert (pain["kind"], pain["scale"]) == ("scale", [0, 10])
    assert [box["label"] for box in pain["boxes"]] == ["Cannot say"]


def test_the_words_to_read_are_in_the_language_that_was_asked_for():
    for language in ("en", "es"):
        for question in questions(pack(language)):
            finding = PROTOCOL.findings[question["name"]]
            ask = finding.ask_es if language == "es" else finding.ask
            assert (question["ask"], question["label"]) == (ask, finding.label)


def test_what_is_asked_of_some_says_of_whom_by_number():
    only = {name: each["only"] for name, each in QUESTIONS.items()}

    number = PROTOCOL.findings["cannot_get_up"].number
    assert only["on_floor_over_one_hour"] == f"Q{number} is yes"
    assert {name for name, words in only.items() if words} == {
        finding.name for finding in PROTOCOL.order if finding.asked_if
    }


def test_critical_questions_are_marked_and_held_as_the_engine_holds_them():
    critical = {name for name, each in QUESTIONS.items() if each["critical"]}
    without = {f.name: "no" for f in PROTOCOL.order if f.kind == "answer"}

    assert critical == set(PROTOCOL.critical)
    assert PACK["critical"]["count"] == len(critical)
    for name in critical:
        rest = {n: a for n, a in without.items() if n != name} | {"age": 40}
        assert assess(rest, PROTOCOL).disposition >= PACK["critical"]["level"]
    assert PACK["critical"]["level"] == Level.URGENT


# ---------------------------------------------------------------- the levels
def test_the_level_beside_a_box_is_that_of_the_engine():
    for name, answers in alone(PROTOCOL).items():
        for box in QUESTIONS[name]["boxes"]:
            least = answers[box["answer"]].least if answers else Level.NONE
            assert box.get("level", Level.NONE) == least, (name, box)


def test_a_number_says_from_where_it_counts_in_both_temperatures():
    leads = QUESTIONS["temperature_c"]["leads"]

    assert [(each["text"], each["level"]) for each in leads] == [
        ("38.0 °C (100.4 °F) or more", Level.URGENT)
    ]


@pytest.mark.parametrize("level", ["emergency", "urgent", "soon"])
def test_every_rule_stands_beside_an_answer_or_in_the_table(level):
    for rule in PROTOCOL.rules:
        if rule.level != level:
            continue
        if not takes_one_answer(rule.when):
            assert RULES[rule.id]["reason"] == rule.reason
            continue
        fires = {
            QUESTIONS[name]["number"]
            for name, answers in alone(PROTOCOL).items()
            for led in answers.values()
            if rule in led.fires and led.least >= rule.level
        }
        counted = [r for r in rule.when.names if QUESTIONS[r]["leads"]]
        assert fires or counted, rule.id


def test_the_table_names_questions_by_numbers_that_are_on_the_paper():
    for line in RULES.values():
        rule = next(each for each in PROTOCOL.rules if each.id == line["id"])
        numbers = {int(number) for number in re.findall(r"Q(\d+)", str(line["when"]))}
        assert numbers == {PROTOCOL.findings[name].number for name in rule.when.names}


def test_the_table_says_what_a_rule_holds_while_it_is_not_known():
    for level in PROTOCOL.levels:
        for rule in of_several(level, PROTOCOL):
            held = RULES[rule.id]["held"]
            assert (held["level"] if held else Level.NONE) == rule.held


@given(any_answers)
def test_the_words_of_every_condition_say_what_the_engine_means(answers):
    """Read back from the paper; what nobody answered counts as not sure there."""
    ticked = {
        finding.name: answers.get(finding.name, "unsure")
        for finding in PROTOCOL.order
        if finding.name in answers or finding.offers_unsure
    }
    facts, ticks = PROTOCOL.facts(ticked), NURSE.ticks(ticked)

    for finding in PROTOCOL.order:
        if only := QUESTIONS[finding.name]["only"]:
            assert read(only)(ticks) is finding.asked_if.holds(facts), only
    for rule in PROTOCOL.rules:
        if line := RULES.get(rule.id):
            assert read_line(line)(ticks) is rule.when.holds(facts), line["when"]


@given(any_answers)
def test_nobody_decides_lower_on_paper_than_the_engine(answers):
    assert NURSE.decides(answers) >= assess(answers, PROTOCOL).disposition


@pytest.mark.parametrize("progressive", ["unsure", None])
@pytest.mark.parametrize("limited", ["unsure", None])
def test_a_follow_up_of_a_not_sure_has_its_own_level_beside_not_sure(
    limited, progressive
):
    """Whether pain limits the leg is not known, nor whether the leg gets weaker."""
    answers = but(weakness_pain_limited=limited, weakness_progressive=progressive)

    assert assess(answers, PROTOCOL).disposition == Level.URGENT
    assert NURSE.decides(answers) == Level.URGENT


def test_the_example_patients_are_decided_no_lower_on_paper():
    for case in CASES:
        level = assess(case["answers"], PROTOCOL).disposition
        assert NURSE.decides(case["answers"]) >= level, case["id"]


@pytest.mark.deep
def test_500_drawn_patients_are_decided_no_lower_on_paper():
    rng = random.Random()
    for _ in range(500):
        answers = mostly_no(rng)
        level = assess(answers, PROTOCOL).disposition
        assert NURSE.decides(answers) >= level, answers


@pytest.mark.deep
def test_any_two_answers_are_decided_no_lower_on_paper():
    """Of one who is well but for these, each of them in turn left out."""
    for one, two in combinations(PROTOCOL.order, 2):
        for first, second in product(not_no(one), not_no(two)):
            answers = but(**{one.name: first, two.name: second})
            level = assess(answers, PROTOCOL).disposition
            found = NURSE.decides(answers)
            assert found >= level, (one.name, first, two.name, second)


def not_no(finding):
    """Every answer to *finding* that is not good news, and none at all."""
    return [*(value for value in values(finding) if value != "no"), None]


# ---------------------------------------------------------------- what to do
def test_the_levels_have_the_actions_of_the_protocol_with_the_ambulance_first():
    for level, entry in PROTOCOL.levels.items():
        found = next(each for each in PACK["levels"] if each["level"] == level)
        assert {a["text"] + a["rest"] for a in found["actions"]} == set(entry.actions)
    assert "ambulance" in EMERGENCY["actions"][0]["text"]


def test_the_numbers_stand_right_after_the_condition_that_they_fulfil():
    split = {a["text"]: a["rest"] for a in EMERGENCY["actions"] if a["questions"]}

    ambulance = next(text for text in split if "ambulance" in text)
    assert ambulance.endswith("rule fired")
    assert split[ambulance] == ". After an injury the patient does not drive."
    assert split["If a crisis rule fired"].startswith(": do not hang up")


def test_a_rule_of_which_one_part_is_enough_has_a_line_for_each():
    assert RULES["sudden-pain-fragile-bone"]["when"][0].count("Q") == 2
    assert len(RULES["sudden-pain-fragile-bone"]["when"]) == 2
    assert len(RULES["severe-belly-pain"]["when"]) == 1


def test_the_ambulance_names_the_questions_that_call_for_it():
    ambulance, *_, crisis = EMERGENCY["actions"]
    number = {finding.name: finding.number for finding in PROTOCOL.order}

    assert {number["chest_pain"], number["someone_with_patient"]} <= {
        *ambulance["questions"]
    }
    assert number["leg_weakness"] not in ambulance["questions"]
    assert crisis["questions"] == [number["self_harm_plan"]]


def test_an_answer_that_calls_for_an_ambulance_says_so():
    boxes = {
        (name, box["answer"])
        for name, question in QUESTIONS.items()
        for box in question["boxes"]
        if box.get("ambulance")
    }

    assert {("chest_pain", "yes"), ("someone_with_patient", "no")} <= boxes
    assert ("leg_weakness", "yes") not in boxes
    assert ("chest_pain", "unsure") not in boxes


def test_the_warning_signs_are_those_of_the_patients_sheet():
    box = PACK["help"]
    said = [s["text"] for block in box["blocks"] for s in block["sentences"]]

    assert box["heading"] == "Get help right away"
    assert "911" in box["intro"][0]["text"]
    assert "You cannot control your pee or poop" in said
    assert "It is hard to start to pee, or to stop" in said


def test_the_leaf_for_anybody_has_every_warning_sign_that_some_patient_is_told():
    """Nothing is known of the patient, so pregnancy and childhood are not ruled out."""
    printed = {block["id"]: block["sentences"] for block in PACK["help"]["blocks"]}

    assert list(printed) == [block.id for block in SIGNS.blocks]
    assert {"help-pregnant", "help-child-fever"} <= printed.keys()
    for block in SIGNS.blocks:
        said = [sentence["text"] for sentence in printed[block.id]]
        assert said == [sentence.text for sentence in block.sentences]


@pytest.mark.parametrize("key", ["when", "unless"])
@pytest.mark.parametrize("condition", ["pregnant", "not pregnant"])
def test_no_condition_of_a_warning_sign_keeps_it_from_the_leaf(key, condition):
    some = Only(**{key: compile_expression(condition, PROTOCOL.findings)})
    blocks = tuple(replace(block, only=some) for block in SIGNS.blocks)
    sheet = replace(SHEET, sections=(replace(SIGNS, blocks=blocks),))

    assert help_box(sheet, PROTOCOL, "911").items() <= PACK["help"].items()
