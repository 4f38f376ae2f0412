"""The intake as a form: units, numbers that cannot be, and what was never given."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from tests.intakes import answer, open_one
from triage.actions.pages import page_token
from triage.actions.state import intake_state
from triage.engine import Level
from triage.forms.intake import form_of
from triage.forms.tint import openers, tints
from triage.library import current_protocol


@pytest.fixture(scope="module")
def fahrenheit():
    return form_of(current_protocol(), "F")


@pytest.fixture(scope="module")
def celsius():
    return form_of(current_protocol(), "C")


def cleaned(form_class, name, *given, unit=None):
    """What the field *name* makes of what was *given* for it."""
    sent = QueryDict(mutable=True)
    sent.setlist(name, given)
    if unit:
        sent[f"{name}_unit"] = unit
    field = form_class.base_fields[name]
    return field.clean(field.widget.value_from_datadict(sent, {}, name))


@pytest.mark.parametrize(
    ("given", "unit", "stored"),
    [
        ("98.6", "F", "37"),
        ("100.4", "F", "38"),
        ("101.3", "F", "38.5"),
        ("98,6", "F", "37"),
        ("37", "C", "37"),
        ("38.25", "C", "38.25"),
        ("86", "F", "30"),
        ("113", "F", "45"),
    ],
)
def test_a_temperature_is_kept_in_celsius(fahrenheit, given, unit, stored):
    assert cleaned(fahrenheit, "temperature_c", given, unit=unit) == stored


@pytest.mark.parametrize("tenths", range(860, 1131))
def test_a_temperature_is_shown_as_it_was_typed(fahrenheit, tenths):
    typed = f"{tenths / 10:g}"
    stored = cleaned(fahrenheit, "temperature_c", typed, unit="F")

    shown = fahrenheit.base_fields["temperature_c"].display(stored)

    assert (shown.text, shown.unit) == (typed, "F")


def test_the_clinics_unit_is_the_first(fahrenheit, celsius):
    first = {
        form.base_fields["temperature_c"].units[0].label
        for form in (fahrenheit, celsius)
    }

    assert first == {"°F", "°C"}


def test_without_a_unit_the_clinics_own_is_meant(fahrenheit, celsius):
    assert cleaned(fahrenheit, "temperature_c", "98.6") == "37"
    assert cleaned(celsius, "temperature_c", "37") == "37"


@pytest.mark.parametrize(
    ("given", "unit", "sentence"),
    [
        ("400", "F", "400 °F is too high. Enter 86 to 113 °F, or choose “Not taken”."),
        ("37", "F", "37 °F is too low. Did you mean 37 °C?"),
        ("98.6", "C", "98.6 °C is too high. Did you mean 98.6 °F?"),
        ("60", "C", "60 °C is too high. Enter 30 to 45 °C, or choose “Not taken”."),
        ("warm", "F", "warm is not a number. Enter digits, or choose “Not taken”."),
        ("1e2", "F", "1e2 is not a number. Enter digits, or choose “Not taken”."),
        ("nan", "F", "nan is not a number. Enter digits, or choose “Not taken”."),
        ("37", "K", "Choose one of the units that are offered."),
    ],
)
def test_a_temperature_that_cannot_be(fahrenheit, given, unit, sentence):
    with pytest.raises(ValidationError) as refused:
        cleaned(fahrenheit, "temperature_c", given, unit=unit)

    assert refused.value.messages == [sentence]


@pytest.mark.parametrize(
    ("given", "unit", "days"),
    [
        ("0", "days", "0"),
        ("14", "days", "14"),
        ("2", "weeks", "14"),
        ("1.5", "weeks", "11"),
        ("3", "months", "91"),
        ("1", "years", "365"),
        ("99", "years", "36159"),
    ],
)
def test_the_start_of_the_pain_is_kept_in_days(fahrenheit, given, unit, days):
    assert cleaned(fahrenheit, "onset_days_ago", given, unit=unit) == days


@pytest.mark.parametrize(
    ("given", "unit", "sentence"),
    [
        ("150", "years", "150 years ago is too high. Did you mean 150 days ago?"),
        ("-1", "days", "Enter 0 to 36500 days ago, or choose “Not sure”."),
        ("99999", "days", "Enter 0 to 36500 days ago, or choose “Not sure”."),
    ],
)
def test_a_start_that_cannot_be(fahrenheit, given, unit, sentence):
    with pytest.raises(ValidationError, match="too") as refused:
        cleaned(fahrenheit, "onset_days_ago", given, unit=unit)

    assert sentence in refused.value.messages[0]


def test_not_taken_is_an_answer(fahrenheit):
    assert cleaned(fahrenheit, "temperature_c", "", "unsure", unit="F") == "unsure"


def test_a_number_and_not_taken_cannot_both_be(fahrenheit):
    with pytest.raises(ValidationError, match="not both"):
        cleaned(fahrenheit, "temperature_c", "98.6", "unsure", unit="F")


@pytest.mark.parametrize("name", ["chest_pain", "temperature_c", "trigger"])
def test_nothing_given_is_nothing_and_not_a_no(fahrenheit, name):
    assert cleaned(fahrenheit, name) is None
    assert cleaned(fahrenheit, name, "") is None


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("chest_pain", "maybe"),
        ("chest_pain", "longstanding"),
        ("both_legs_course", "unsure"),
        ("trigger", "yes"),
        ("pain_score", "11"),
        ("pain_score", "7.5"),
        ("own_words", "x" * 4001),
        ("own_words", "\x00"),
        ("informant", "the dog"),
    ],
)
def test_an_answer_that_is_not_offered_gets_a_sentence(fahrenheit, name, given):
    with pytest.raises(ValidationError) as refused:
        cleaned(fahrenheit, name, given)

    assert refused.value.messages[0].endswith(".")


def test_every_word_that_is_offered_is_lawful(fahrenheit):
    for name, field in fahrenheit.base_fields.items():
        for option in getattr(field, "options", ()):
            assert cleaned(fahrenheit, name, option.value) == option.value


def test_choices_are_offered_in_the_words_of_the_catalogue(fahrenheit):
    labels = [option.label for option in fahrenheit.base_fields["trigger"].options]

    assert labels[0] == "Lifting"
    assert labels[-1] == "Not sure"


def test_a_choice_with_its_own_not_sure_offers_no_second(fahrenheit):
    options = fahrenheit.base_fields["both_legs_course"].options

    assert [o.value for o in options if "not" in o.label.lower()] == ["not_sure"]


def test_unchanged_for_long_is_offered_last_and_only_where_the_catalogue_does(
    fahrenheit,
):
    ends = {
        name: field.options[-1]
        for name, field in fahrenheit.base_fields.items()
        if getattr(field, "kind", "") == "answer"
    }

    assert ends["leg_weakness"].label == "For years, unchanged"
    assert ends["urinary_retention"].label == "For months or years, no different now"
    assert ends["numbness_or_tingling"].label == "Over 6 weeks, unchanged"
    assert ends["chest_pain"].value == "unsure"


def test_a_question_has_the_colour_of_what_a_lone_yes_leads_to():
    colours = tints(current_protocol())

    assert colours["chest_pain"] == Level.EMERGENCY
    assert colours["weakness_progressive"] == Level.EMERGENCY
    assert colours["iv_drug_use"] == Level.URGENT
    assert colours["recurrent"] == Level.SOON
    assert colours["heat_tried"] is None
    assert colours["pain_score"] is None


def test_a_question_says_which_answers_may_open_another():
    opens = openers(current_protocol())

    assert opens["bilateral_leg_symptoms"] == "yes unsure"
    assert opens["trigger"] == "lifting overuse sport unsure"
    assert opens["onset_days_ago"] == "*"
    assert opens["chest_pain"] == ""


class TestWhatAPageSends:
    @pytest.fixture
    def intake(self, db):
        return open_one()

    def form(self, intake, **given):
        sent = QueryDict(mutable=True)
        sent.update({"page": page_token(intake), "counter": "1", "seen": ""} | given)
        state = intake_state(intake)
        return form_of(state.protocol, "F")(state, data=sent)

    def presses(self, form):
        assert form.is_valid(), form.errors
        return {press.finding: press.value for press in form.presses()}

    def test_an_untouched_page_says_nothing(self, intake):
        assert self.presses(self.form(intake, own_words="", temperature_c="")) == {}

    def test_each_answer_comes_with_the_line_that_the_page_had_seen(self, intake):
        row = answer(intake, chest_pain="no").row

        form = self.form(
            intake, chest_pain="yes", breathless="no", seen=f"chest_pain:{row.pk}"
        )

        assert form.is_valid()
        assert {p.finding: p.seen for p in form.presses()} == {
            "chest_pain": row.pk,
            "breathless": None,
        }

    def test_an_emptied_number_is_withdrawn(self, intake):
        row = answer(intake, temperature_c="37").row

        form = self.form(intake, temperature_c="", seen=f"temperature_c:{row.pk}")

        assert self.presses(form) == {"temperature_c": None}

    def test_emptied_words_are_withdrawn(self, intake):
        row = answer(intake, own_words="It grips me").row

        form = self.form(intake, own_words=" ", seen=f"own_words:{row.pk}")

        assert self.presses(form) == {"own_words": ""}

    def test_a_number_that_the_page_never_showed_is_not_withdrawn(self, intake):
        answer(intake, temperature_c="37")

        assert self.presses(self.form(intake, temperature_c="")) == {}

    def test_a_question_without_a_button_pressed_is_not_withdrawn(self, intake):
        """A plain form cannot tell it from a question that was not on the page."""
        row = answer(intake, chest_pain="no").row

        form = self.form(intake, seen=f"chest_pain:{row.pk}")

        assert self.presses(form) == {}

    def test_a_number_that_cannot_be_is_repeated_as_typed(self, intake):
        form = self.form(intake, temperature_c="400", chest_pain="no")

        assert not form.is_valid()
        assert form.typed() == {"temperature_c": "400 °F"}
        assert [press.finding for press in form.presses()] == ["chest_pain"]

    @pytest.mark.parametrize(
        "broken",
        [{"seen": "chest_pain"}, {"seen": "a:b"}, {"counter": ""}, {"counter": "x"}],
    )
    def test_a_page_that_cannot_be_read_is_said(self, intake, broken):
        form = self.form(intake, **broken)

        assert form.non_field_errors() == [
            "This page cannot be read any more. Open the intake again."
        ]
