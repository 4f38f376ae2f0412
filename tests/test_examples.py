"""The example patients that are shipped with the rules, and their sheets."""

import pytest

from tests.sheets import said_in, section, sheet, whole_text
from triage import examples, library
from triage.engine import assess, check_answer
from triage.engine.sheet import PARTICULARS
from triage.examples import as_adult, as_child, every_sheet, example_sheet, is_child
from triage.library import current_protocol, example_patients, handouts

PROTOCOL = current_protocol()
ENGLISH = handouts()["en"]
GROWN, SMALL = {"age": 63, "chest_pain": "no"}, {"age": 12}


def test_each_has_a_name_of_its_own_a_story_and_lawful_answers():
    names = [each["id"] for each in example_patients()]

    assert len(names) == len(set(names)) == 48
    for each in example_patients():
        assert each["text"]
        for name, value in each["answers"].items():
            check_answer(PROTOCOL.findings[name], value)


def test_every_level_is_expected_of_some():
    assert {each["expected"] for each in example_patients()} == set(PROTOCOL.levels)


def test_they_are_no_part_of_a_release():
    assert library.PATIENTS not in library.release_text()
    assert not any(library.PATIENTS in each.texts for each in handouts().values())


@pytest.mark.parametrize("language", handouts())
def test_every_sheet_is_made_at_every_level_for_adult_and_child(language):
    handout = handouts()[language]

    made = dict(every_sheet(handout))

    assert len(made) == len(example_patients()) * len(PROTOCOL.levels) * 2
    assert {words.content["level"] for words in made.values()} == set(PROTOCOL.levels)
    assert {words.content["language"] for words in made.values()} == {language}
    child, adult = made["V003 at Soon, a child"], made["V003 at Soon, an adult"]
    assert child.content["title"] != adult.content["title"]


@pytest.mark.parametrize("language", handouts())
def test_what_is_invented_is_written_in_the_language_of_the_sheet(language):
    for words in (words for _, words in every_sheet(handouts()[language])):
        text = f"{whole_text(words)} {words.content['date']}"
        assert "{" not in text
        assert ("November" in text) is (language == "en")


def test_every_particular_that_a_sheet_may_name_is_invented_too():
    made = {*examples.SAID, *examples.SAID_IN["en"]}
    # The sheet itself makes three of these. No example has a guardian's name, is seen
    # when the clinic is closed, or is signed by somebody invented.
    made_elsewhere = {"computed", "added", "sheet"}
    assert set(PARTICULARS) - made == made_elsewhere | {
        *("guardian", "closed", "signed_by"),
    }
    assert examples.SAID_IN["en"].keys() == examples.SAID_IN["es"].keys()


def test_the_level_is_what_the_rules_give_or_what_is_asked_for():
    answers = example_patients()[0]["answers"]

    assert sheet(answers).content["level"] == assess(answers, PROTOCOL).disposition
    changed = example_sheet(ENGLISH, answers, level="soon").content
    assert (changed["level"], changed["computed"]) == ("soon", "emergency")


def test_a_clinic_and_its_numbers_may_stand_in():
    clinic = {"name": "Port Clinic", "address": "1 Pier", "lines": [["Phone", "1"]]}

    words = example_sheet(ENGLISH, SMALL, clinic=clinic, said={"emergency": "112"})

    assert words.content["clinic"] == clinic
    assert "Call 112" in said_in(section(words, "help"))


def test_a_grown_patient_can_be_shown_as_a_child_and_the_reverse():
    assert as_child(ENGLISH, GROWN) == GROWN | {"age": 9}
    assert as_child(ENGLISH, SMALL) == SMALL
    assert as_adult(ENGLISH, SMALL) == {"age": 40}
    assert as_adult(ENGLISH, GROWN) == GROWN
    assert as_adult(ENGLISH, {}) == {}
    assert [is_child(ENGLISH, each) for each in (GROWN, SMALL, {})] == [
        False,
        True,
        False,
    ]
