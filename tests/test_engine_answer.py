"""One answer: what is lawful, how it is kept, how it is said."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lawful import PROTOCOL
from triage.engine import (
    celsius,
    check_answer,
    days,
    fahrenheit,
    from_text,
    longstanding_label,
    says,
    to_text,
)

FINDINGS = PROTOCOL.findings
findings = st.sampled_from(PROTOCOL.order)


def lawful(finding):
    """Any lawful answer to *finding*."""
    words = st.sampled_from(finding.words)
    if finding.kind != "number":
        return words
    low, high = finding.range
    numbers = st.floats(low, high) | st.integers(int(low), int(high))
    return words | numbers


@given(findings, st.data())
def test_a_lawful_answer_survives_being_kept_as_text(finding, data):
    value = data.draw(lawful(finding))

    kept = to_text(finding, value)

    assert from_text(finding, kept) == value
    assert to_text(finding, from_text(finding, kept)) == kept
    assert type(from_text(finding, kept)) is type(check_answer(finding, value))


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("syncope", "yes", "yes"),
        ("episode_pattern", "over_24_hours", "over_24_hours"),
        ("onset_days_ago", 3.0, "3"),
        ("temperature_c", 38.5, "38.5"),
        ("temperature_c", 38, "38"),
        ("onset_days_ago", 0.00001, "0.00001"),
        ("pain_score", "unsure", "unsure"),
    ],
)
def test_the_text_is_the_plainest(name, value, text):
    assert to_text(FINDINGS[name], value) == text


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("syncope", "maybe", "“Fainted or nearly fainted” is answered with one of: "
         "Yes, No, Not sure."),
        ("syncope", 1, "“Fainted or nearly fainted” is answered with one of: "
         "Yes, No, Not sure."),
        ("syncope", True, "“Fainted or nearly fainted” is answered with one of: "
         "Yes, No, Not sure."),
        ("syncope", None, "“Fainted or nearly fainted” is answered with one of: "
         "Yes, No, Not sure."),
        ("syncope", "longstanding",
         "“Fainted or nearly fainted” does not offer “unchanged for long”."),
        ("both_legs_course", "unsure",
         "“Both legs: since when, and changing?” has its own “Not sure”."),
        ("sex", "x", "“Sex at birth” is answered with one of: Female, Male, Other, "
         "Not sure."),
        ("temperature_c", 98.6,
         "“Measured temperature” is from 30 to 45 °C; 98.6 looks like °F."),
        ("temperature_c", 400,
         "“Measured temperature” is from 30 to 45 °C; 400 is not."),
        ("temperature_c", 29.999,
         "“Measured temperature” is from 30 to 45 °C; 29.999 is not."),
        ("pain_score", 11, "“Pain now, 0 to 10” is from 0 to 10; 11 is not."),
        ("onset_days_ago", -1,
         "“Days since this pain began” is from 0 to 36500 days; -1 is not."),
        ("age", 116, "“Age” is from 0 to 115 years; 116 is not."),
        ("age", 10**40, f"“Age” is from 0 to 115 years; {10**40} is not."),
        ("age", True, "“Age” needs a number, or “not sure”."),
        ("age", "40", "“Age” needs a number, or “not sure”."),
        ("age", "yes", "“Age” needs a number, or “not sure”."),
        ("age", None, "“Age” needs a number, or “not sure”."),
        ("age", [40], "“Age” needs a number, or “not sure”."),
        ("age", math.nan, "“Age” needs a number that is finite."),
        ("temperature_c", math.inf, "“Measured temperature” needs a number that is "
         "finite."),
    ],
)  # fmt: skip
def test_what_is_not_lawful_is_refused_with_a_sentence(name, value, sentence):
    with pytest.raises(ValueError, match=r".") as refused:
        check_answer(FINDINGS[name], value)

    assert str(refused.value) == sentence


@given(
    findings,
    st.one_of(
        st.text(),
        st.floats(),
        st.integers(),
        st.none(),
        st.booleans(),
        st.lists(st.text()),
        st.binary(),
    ),
)
def test_anything_is_either_lawful_or_refused_with_a_sentence(finding, value):
    try:
        checked = check_answer(finding, value)
    except ValueError as error:
        checked = None
        sentence = str(error)

    if checked is None:
        assert sentence.endswith(".")
    else:
        assert from_text(finding, to_text(finding, checked)) == checked


@given(findings, st.text())
def test_any_text_is_either_an_answer_or_refused_with_a_sentence(finding, text):
    try:
        answer = from_text(finding, text)
    except ValueError as error:
        sentence = str(error)
    else:
        sentence = f"It says {says(finding, answer)}."

    assert sentence.endswith(".")


def test_every_offered_word_is_lawful_and_no_other():
    for finding in PROTOCOL.order:
        for word in ("yes", "no", "longstanding", "unsure", "not_sure"):
            if word in finding.words:
                assert check_answer(finding, word) == word
            else:
                with pytest.raises(ValueError, match=r"\.$"):
                    check_answer(finding, word)


# ---- units


@pytest.mark.parametrize(
    ("degrees", "expected"), [(98.6, 37.0), (100.4, 38.0), (101.3, 38.5), (102.2, 39)]
)
def test_fahrenheit_becomes_celsius_without_losing_a_limit(degrees, expected):
    """100.4 °F is 38.0 °C, not a hair below it: the fever rule hangs on that."""
    assert celsius(degrees, "F") == expected
    assert fahrenheit(expected) == degrees


def test_celsius_stays_as_it_is():
    assert celsius(38.5) == 38.5


@given(st.integers(860, 1130).map(lambda tenths: tenths / 10))
def test_every_reading_of_a_fahrenheit_thermometer_comes_back(degrees):
    assert fahrenheit(celsius(degrees, "F")) == degrees


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (3, "days", 3),
        (2, "weeks", 14),
        (1.5, "weeks", 11),
        (1, "months", 30),
        (3, "months", 91),
        (12, "months", 365),
        (1, "years", 365),
        (100, "years", 36524),
    ],
)
def test_a_time_becomes_days(value, unit, expected):
    assert days(value, unit) == expected


def test_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="°C or °F"):
        celsius(300, "K")
    with pytest.raises(ValueError, match="days, weeks, months, years"):
        days(3, "hours")


# ---- words


@pytest.mark.parametrize(
    ("name", "value", "english", "spanish"),
    [
        ("syncope", "yes", "Yes", "Sí"),
        ("syncope", "no", "No", "No"),
        ("syncope", "unsure", "Not sure", "No sabe"),
        ("syncope", None, "Not asked", "No se preguntó"),
        ("leg_weakness", "longstanding", "For years, unchanged",
         "Desde hace años, sin cambios"),
        ("abdominal_pain", "longstanding", "Over 6 weeks, unchanged",
         "Más de 6 semanas, sin cambios"),
        ("urinary_retention", "longstanding", "For months or years, no different now",
         "Desde hace meses o años, igual que antes"),
        ("episode_pattern", "over_24_hours", "Over a day", "Más de un día"),
        ("both_legs_course", "not_sure", "Not sure", "No sabe"),
        ("trigger", "unsure", "Not sure", "No sabe"),
        ("onset_days_ago", 1, "1 day", "1 día"),
        ("onset_days_ago", 3, "3 days", "3 días"),
        ("onset_days_ago", "unsure", "Not sure", "No sabe"),
        ("age", 46, "46 years", "46 años"),
        ("pain_score", 7, "7 of 10", "7 de 10"),
        ("pain_score", "unsure", "Cannot say", "No puede decir"),
        ("temperature_c", 38.5, "38.5 °C", "38.5 °C"),
        ("temperature_c", "unsure", "Not taken", "No se tomó"),
    ],
)  # fmt: skip
def test_an_answer_is_said_in_words(name, value, english, spanish):
    assert says(FINDINGS[name], value) == english
    assert says(FINDINGS[name], value, "es") == spanish


def test_every_lawful_word_can_be_said_in_both_languages():
    for finding in PROTOCOL.order:
        for word in finding.words:
            assert says(finding, word).strip()
            assert says(finding, word, "es").strip()


def test_only_what_offers_longstanding_has_words_for_it():
    assert longstanding_label(FINDINGS["leg_weakness"]) == "For years, unchanged"
    assert longstanding_label(FINDINGS["syncope"]) == ""
