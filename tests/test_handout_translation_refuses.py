"""
A translation that lacks a line, or says another, is refused.
"""

import tomllib

import pytest

from tests.translations import ENGLISH, NAME, ORIGINAL, SHIPPED, english, read
from triage import library
from triage.checks import check_library
from triage.engine import ProtocolError
from triage.library import FOLDER, current_protocol, handouts, texts_of


def refusal(old, new, *, original=ENGLISH):
    """What is said of the shipped Spanish with the first *old* replaced."""
    assert old in SHIPPED, old
    with pytest.raises(ProtocolError) as refused:
        read(SHIPPED.replace(old, new, 1), original)
    assert refused.value.file == NAME
    return f"{refused.value.entry}: {refused.value.problem}"


def pair(text):
    """The lines of the pair whose English is *text*."""
    ours = dict(map(tuple, tomllib.loads(SHIPPED)["words"]))[text]
    return f'  [ "{text}",\n    "{ours}" ],\n'


# ---------------------------------------------------------------- words
def test_an_english_line_without_its_spanish_is_refused():
    said = refusal(pair("Do not push through pain."), "")

    assert said == "the file: 'words' has none for 'Do not push through pain.'"


@pytest.mark.parametrize(
    "line",
    [
        "Your back pain: what to do now",
        "Get help right away",
        "Call {emergency} or go to the ER if new or worse:",
        "Let your child stop when it hurts.",
        "How bad, 0 to 10",
        "Any one of these is enough.",
    ],
)
def test_titles_headings_intros_child_texts_and_columns_need_words_too(line):
    assert refusal(pair(line), "") == f"the file: 'words' has none for {line!r}"


def test_a_new_english_line_stops_the_start_until_it_has_its_words(
    monkeypatch, tmp_path
):
    for name, text in texts_of(FOLDER, (ORIGINAL, NAME)).items():
        (tmp_path / name).write_text(text, "utf-8")
    text = (tmp_path / ORIGINAL).read_text("utf-8")
    text = text.replace('"Do not push through pain."', '"Do not push into pain."')
    (tmp_path / ORIGINAL).write_text(text, "utf-8")
    current_protocol()
    monkeypatch.setattr(library, "FOLDER", tmp_path)
    handouts.cache_clear()

    try:
        [message] = check_library()
    finally:
        handouts.cache_clear()

    assert message.is_serious()
    assert message.msg.startswith("handout.es.toml: words ")
    assert "'Do not push through pain.': is not in handout.en.toml" in message.msg


def test_words_for_a_line_that_was_changed_are_refused_with_the_nearest():
    changed = english('"Heat, not ice."', '"Heat and not ice."')
    said = refusal("Busque", "Busque", original=changed)

    assert "'Heat, not ice.': is not in handout.en.toml" in said
    assert said.endswith("the nearest there is 'Heat and not ice.'")


def test_words_for_a_line_that_nobody_says_are_refused():
    said = refusal("words = [\n", 'words = [\n  [ "Zzz", "Ronca" ],\n')

    assert said == "words 1, 'Zzz': is not in handout.en.toml"


def test_a_line_with_two_translations_is_refused():
    again = pair("Heat, not ice.")

    assert refusal(again, again + again).endswith("'Heat, not ice.': is there twice")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            '"Llame al {emergency} ahora."',
            '"Llame al 911 ahora."',
            "'Call {emergency} now.': {braces} are not those of the original: "
            "'Llame al 911 ahora.'",
        ),
        (
            '"Llámenos si: {phone}"',
            '"Llámenos si: {fone}"',
            "'Call us if: {phone}': {braces} are not those of the original: "
            "'Llámenos si: {fone}'",
        ),
        (
            "unos 20 minutos",
            "unos 30 minutos",
            "'Use moist heat: about 20 minutes.': numbers are not those of the "
            "original: 'Use calor húmedo: unos 30 minutos.'",
        ),
        (
            '"Calor, no hielo."',
            '" "',
            "'Heat, not ice.': has no words",
        ),
        (
            '"Calor, no hielo."',
            '"Heat, not ice."',
            "'Heat, not ice.': has the original's own words: 'Heat, not ice.'",
        ),
        ('same = ["diabetes"]\n', "", "[tell], diabetes: has the original's own words"),
        ('= "embarazo"\nthis', '= "pregnancy"\nthis', "[topics], pregnancy: has the"),
        ('= "embarazo"\nthis', '= "{code}"\nthis', "[topics], pregnancy: {braces} are"),
        ('"Calor, no hielo." ]', '"Calor, no hielo.", "" ]', "is not a pair of texts"),
        ('"Calor, no hielo." ]', "7 ]", "is not a pair of texts"),
        ("words = [", 'words = "no"\nrest = [', "has an unknown key 'rest'"),
        ('translates = "en"', 'translates = "fr"', "'translates' is 'fr', not one of"),
        ('translates = "en"\n', "", "has no 'translates'"),
        ('language = "es"', 'language = "en"', "is in 'en', the language that it"),
        ('language = "es"\n', "", "has no 'language'"),
        ('version = "', 'for_guardian = "age < 18"\nversion = "', "an unknown key"),
        ('language = "es"', "language = es", "the file: "),
        ('mark = "◆"\n', "", "'labels' has no words for 'mark'"),
        ('mark = "◆"\n', 'mark = "◆"\nmarc = "◆"\n', "'labels' names 'marc'"),
        (
            '"Página {page} de {pages}"',
            '"Página {page}"',
            "[labels], page: {braces} are not those of the original: 'Página {page}'",
        ),
        ('self_care = "cuidado', 'selfcare = "cuidado', "'levels' names 'selfcare'"),
        ('nhs-shingles = "NHS"\n', "", "'cite' has no words for 'nhs-shingles'"),
        ('"ACP 2017"', '"ACP 2007"', "[cite], acp-2017: numbers are not those"),
        ('diabetes = "diabetes"\n', "", "'tell' has no words for 'diabetes'"),
        ('temperature_c = "temperatura"', 'fever = "x"', "'open' names 'fever'"),
        ('pregnancy = "embarazo"\n', "", "'topics' has no words for 'pregnancy'"),
        ('chest_pain = "dolor en el pecho"', 'chest_pain = ""', "'tell' has no words"),
    ],
)
def test_what_is_not_the_originals_is_refused(old, new, problem):
    assert problem in refusal(old, new)


# ---------------------------------------------------------------- files
def test_a_file_whose_name_is_another_language_is_refused(monkeypatch, tmp_path):
    (tmp_path / ORIGINAL).write_text(ENGLISH.texts[ORIGINAL], "utf-8")
    (tmp_path / "handout.fr.toml").write_text(SHIPPED, "utf-8")
    current_protocol()
    monkeypatch.setattr(library, "FOLDER", tmp_path)
    handouts.cache_clear()

    try:
        with pytest.raises(ProtocolError, match="says that its language is 'es'"):
            handouts()
    finally:
        handouts.cache_clear()


def test_a_translation_without_its_original_is_refused(monkeypatch, tmp_path):
    (tmp_path / NAME).write_text(SHIPPED, "utf-8")
    current_protocol()
    monkeypatch.setattr(library, "FOLDER", tmp_path)
    handouts.cache_clear()

    try:
        with pytest.raises(ProtocolError, match=r"handout\.en\.toml.*cannot be read"):
            handouts()
    finally:
        handouts.cache_clear()
