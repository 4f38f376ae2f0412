"""
The Spanish sheet is in Spanish alone, and easily read.
"""

import datetime as dt
import io
import re
from unittest import mock

import pypdf
import pytest

from tests.factories import ClinicFactory
from tests.intakes import finished
from tests.lawful import WELL
from tests.sheets import sheet
from tests.spanish import (
    ENGLISH,
    FULL,
    LEVELS,
    PATIENTS,
    SPANISH,
    every_sheet,
    spanish,
    texts_of,
    written,
)
from triage.actions.handout import preview_words
from triage.engine.words import passages
from triage.paper import handout_pdf
from triage.reading import measure

# The same in both languages, and in Spanish.
SHARED = {"{phone}", "diabetes"}
ENGLISH_WORDS = re.compile(
    r"\b(the|and|or|you|your|of|with|from|if|is|are|to|call|pain|back|not|for|this|that"
    r"|we|us|our|any|when|who|child|help|by|on|at|in|it)\b",
    re.IGNORECASE,
)
MONTHS_AND_DAYS = re.compile(
    r"\b(january|february|march|april|may|june|july|august|september|october|november"
    r"|december|\w+day)\b",
    re.IGNORECASE,
)


# ---------------------------------------------------------------- Spanish alone
def test_no_english_text_is_left_in_the_spanish_file():
    assert written(ENGLISH) & written(SPANISH) == SHARED
    same = {
        name for name, text in ENGLISH.labels.items() if SPANISH.labels[name] == text
    }
    assert same == {"mark"}


def test_no_english_sentence_stands_on_a_spanish_sheet():
    for answers in PATIENTS:
        for level in LEVELS:
            theirs = set(texts_of(sheet(answers, level=level)))
            ours = set(texts_of(spanish(answers, level=level)))
            assert theirs & ours <= {"", "(555) 555-0100", "diabetes"}


def test_no_english_word_stands_on_a_spanish_sheet():
    """But names: of works and people in the small print."""
    for words in every_sheet([*PATIENTS, FULL, FULL | {"age": 9}]):
        content = words.content
        texts = [*texts_of(words), content["for"], content["date"]]
        texts += content["labels"].values()
        texts += [label for label, _ in content["clinic"]["lines"]]
        for text in texts:
            for name in [*SPANISH.cite.values(), "University Health News"]:
                text = text.replace(name, "")
            assert not ENGLISH_WORDS.search(text), text


def test_the_sheet_and_its_pdf_say_that_they_are_spanish():
    words = spanish(WELL)
    reader = pypdf.PdfReader(io.BytesIO(handout_pdf(words.text)))

    assert words.content["language"] == "es"
    assert reader.trailer["/Root"]["/Lang"] == "es"
    assert reader.metadata.title == "Su espasmo de espalda: qué hacer"


@pytest.mark.django_db
@pytest.mark.parametrize("answers", [{}, {"cancer_history": "unsure"}])
def test_the_days_of_a_real_sheet_are_spanish(answers):
    ClinicFactory()
    with mock.patch(
        "django.utils.timezone.now",
        return_value=dt.datetime(2025, 11, 24, 16, tzinfo=dt.UTC),
    ):
        outcome = finished(**answers)
        words = preview_words(
            outcome=outcome, language="es", size="normal", paper="letter"
        )
    text = " ".join(texts_of(words))

    assert words.content["date"] == "24 de noviembre de 2025"
    assert re.search(r"Le llamaremos (el|entre el) \w+ \d+ de noviembre", text)
    assert not MONTHS_AND_DAYS.search(text)
    if answers:
        assert re.search(r"a más tardar el \w+ \d+ de (noviembre|diciembre)\.", text)


# ---------------------------------------------------------------- easy to read
def test_a_sheet_is_easy_at_every_level_for_adults_and_children():
    figures = [
        measure("\n".join(filter(None, passages(words))), "es")
        for words in every_sheet([*PATIENTS, FULL, FULL | {"age": 9}])
    ]

    assert min(figures) >= 75


def test_no_long_passage_is_hard():
    read = {
        passage
        for words in every_sheet()
        for passage in passages(words)
        if len(passage.split()) >= 30
    }

    # the small print names works in English, so its figure says nothing
    credit = SPANISH.sections[-1].blocks[-1].sentences[0].text[:20]
    assert all(
        measure(passage, "es") >= 65
        for passage in read
        if not passage.startswith(credit)
    )
