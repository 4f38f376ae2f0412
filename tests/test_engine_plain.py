"""A condition in plain words says the same as the condition, and names all it reads."""

import pytest

from triage.engine.expression import compile_expression
from triage.engine.plain import in_words
from triage.library import current_protocol, handouts

PROTOCOL = current_protocol()
NUMBERS = {finding.name: str(finding.position) for finding in PROTOCOL.order}


def said(text):
    condition = compile_expression(text, PROTOCOL.findings)
    return in_words(condition, called=lambda finding: finding.name)


def conditions():
    yield from (rule.when for rule in PROTOCOL.rules)
    yield from (each.asked_if for each in PROTOCOL.order if each.asked_if)
    for section in handouts()["en"].sections:
        for only in (section.only, *(block.only for block in section.blocks)):
            yield from (each for each in (only.when, only.unless) if each)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("syncope", "syncope is yes"),
        ("unsure(syncope)", "syncope is not sure"),
        ("longstanding(leg_weakness)", "leg_weakness is “For years, unchanged”"),
        ("not syncope", "syncope is not yes"),
        ("not unsure(syncope)", "not (syncope is not sure)"),
        ("not (syncope or smoker)", "not (syncope or smoker is yes)"),
        ("not trigger == 'lifting'", "trigger is not “Lifting”"),
        ("not age >= 60", "age is not 60 years or more"),
        ("age >= 60", "age is 60 years or more"),
        ("onset_days_ago < 3", "onset_days_ago is less than 3 days"),
        ("temperature_c > 38.5", "temperature_c is more than 38.5 °C"),
        ("pain_score == 10", "pain_score is exactly 10"),
        ("trigger == 'lifting'", "trigger is “Lifting”"),
        ("syncope or chest_pain or fever_or_chills", "{}, {} or {} is yes"),
        ("syncope and chest_pain", "syncope and chest_pain are yes"),
        ("syncope or unsure(syncope)", "syncope is yes, or syncope is not sure"),
        (
            "syncope and (smoker or age <= 5)",
            "syncope is yes, and (smoker is yes, or age is 5 years or less)",
        ),
        (
            "syncope or (smoker and diabetes)",
            "syncope is yes, or (smoker and diabetes are yes)",
        ),
        (
            "at_least(2, syncope, not smoker, age > 70)",
            "at least 2 of these: (syncope is yes; smoker is not yes; "
            "age is more than 70 years)",
        ),
        ("syncope or not smoker", "syncope is yes, or smoker is not yes"),
    ],
)
def test_a_condition_in_words(text, words):
    names = ("syncope", "chest_pain", "fever_or_chills")

    assert said(text) == words.format(*names)


def test_every_condition_has_words_and_names_each_question_that_it_reads():
    for condition in conditions():
        words = in_words(condition)

        for name in condition.names:
            assert f"“{PROTOCOL.findings[name].label}”" in words


def test_questions_can_be_called_by_another_name():
    rule = next(rule for rule in PROTOCOL.rules if rule.when.text == "syncope")
    words = in_words(rule.when, called=lambda finding: NUMBERS[finding.name])

    assert words == f"{PROTOCOL.findings['syncope'].position} is yes"
