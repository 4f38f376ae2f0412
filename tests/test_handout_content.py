"""Managers see all that the sheet can say, from where it is, and when it prints."""

import pytest
from django.urls import reverse

from tests.content_pages import EVERY_LANGUAGE, content, example
from triage.engine.sheet import PARTICULARS as ALL_PARTICULARS
from triage.library import current_protocol, handouts
from triage.views.content_part import SHAPES, runs
from triage.views.content_when import PARTICULARS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quickly_measured")]


# ---------------------------------------------------------------- what it says
@EVERY_LANGUAGE
def test_every_sentence_stands_there_in_the_order_of_the_paper(as_manager, language):
    said = content(as_manager, language)

    place = 0
    for section in handouts()[language].sections:
        place = said.index('<section class="bk-card bk-content-part"\n', place)
        assert f'id="part-{section.id}"' in said
        for block in section.blocks:
            place = said.index(f'id="block-{block.id}"', place)
            for sentence in block.sentences:
                for text in filter(None, (sentence.text, sentence.child)):
                    for run in runs(text):
                        place = said.index(run.text, place)


def test_each_sentence_names_its_sources_and_leads_to_them(as_manager):
    said = content(as_manager)

    for sentence in handouts()["en"].sentences():
        for key in sentence.sources:
            assert f'href="#source-{key}"' in said
            assert f'id="source-{key}"' in said
    assert "https://girft-interactivepathways.org.uk/" in said
    assert "Via: guideline index text." in said
    assert "the clinic itself must accept it" in said


def test_a_sentence_says_whose_words_it_is(as_manager):
    page = as_manager.get(reverse("triage:handout_content", args=["en"])).context[
        "page"
    ]
    origins = {
        each.sentence.text: each.origin
        for section in page.sections
        for block in section.blocks
        for each in block.sentences
    }

    assert origins["Heat, not ice."] == "article"
    assert origins["Do not fall asleep with it."] == "addition"
    assert origins["Today's result: you need emergency care now."] == "sheet"
    assert set(origins.values()) == {"article", "addition", "sheet"}


def test_a_translation_stands_beside_what_it_translates(as_manager):
    said = content(as_manager, "es")
    spanish, english = handouts()["es"], handouts()["en"]

    def texts(sheet):
        headings = [each for part in sheet.sections for each in part.headings]
        return [*sheet.titles, *headings, *sheet.sentences()]

    for ours, theirs in zip(texts(spanish), texts(english), strict=True):
        for run in [*runs(ours.text), *runs(theirs.text)]:
            assert run.text in said
    assert english.tell["syncope"] in said
    assert spanish.tell["syncope"] in said
    assert "Spanish, translated from English" in said
    # a manager finds the sections by the names that the English has
    assert ">Get help right away</h2>" in said


def test_the_words_for_findings_and_topics_stand_below(as_manager):
    said, sheet = content(as_manager), handouts()["en"]

    for words in (sheet.tell, sheet.open, sheet.topics):
        for text in words.values():
            assert text in said
    assert current_protocol().findings["syncope"].label in said


def test_what_is_filled_in_is_told_in_plain_words():
    assert set(PARTICULARS) == set(ALL_PARTICULARS)
    assert [(run.text, run.is_filled) for run in runs("Call {emergency} now.")] == [
        ("Call ", False),
        ("the emergency number", True),
        (" now.", False),
    ]


def test_every_shape_has_a_name():
    assert {each.shape for each in handouts()["en"].sections} <= set(SHAPES)


# ---------------------------------------------------------------- when it prints
def test_conditions_are_told_in_plain_words(as_manager):
    said = content(as_manager)

    for line in (
        "Only when “Has tried ice” is yes.",
        "Not when “Age” is less than 16 years. Where unknown, it is printed.",
        "Only when “Pregnant, or could be” is yes. Where unknown, it is printed.",
        "Only when a rule of “Aorta”, “Heart or lung” or “Cannot get up” has fired.",
        "Not when a rule of “Aorta”, “Heart or lung” or “Cannot get up” has fired.",
        "Only when we know the day of our call.",
        "Only when a clinician changed the level.",
    ):
        assert line in said


@pytest.mark.parametrize(
    ("level", "there", "gone"),
    [
        ("emergency", "block-where-emergency", "block-heat"),
        ("urgent", "block-where-urgent", "block-where-emergency"),
        ("self_care", "block-heat", "block-result-emergency"),
    ],
)
def test_the_page_can_be_narrowed_to_a_level(as_manager, level, there, gone):
    said = content(as_manager, level=level)

    assert f'id="{there}"' in said
    assert f'id="{gone}"' not in said
    assert 'aria-current="true"' in said
    everything = content(as_manager)
    assert f'id="{there}"' in everything
    assert f'id="{gone}"' in everything


def test_a_sheet_prints_nothing_that_the_page_does_not_show_at_its_level(as_manager):
    for name in ("V003", "V018", "V021", "V024"):
        sheet = example(as_manager, name=name).context["page"].words.content
        said = content(as_manager, level=sheet["level"])
        for section in sheet["sections"]:
            for block in section["blocks"]:
                assert f'id="block-{block["id"]}"' in said


@pytest.mark.parametrize(
    ("name", "arguments", "query"),
    [
        ("handout_content", ["de"], {}),
        ("handout_content", ["en"], {"level": "dire"}),
        ("handout_example", ["de", "V003"], {}),
        ("handout_example", ["en", "V999"], {}),
        ("handout_example_pdf", ["en", "V999"], {}),
    ],
)
def test_what_does_not_exist_is_not_found(as_manager, name, arguments, query):
    address = reverse(f"triage:{name}", args=arguments, query=query)

    assert as_manager.get(address).status_code == 404
