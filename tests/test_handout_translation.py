"""
A translation holds words only: all else it has from the sheet that it translates.
"""

import json
import random
import tomllib

import pytest

from tests.lawful import CASES, WELL, mostly_no
from tests.sheets import sheet
from tests.translations import ENGLISH, NAME, ORIGINAL, SHIPPED, english, read
from triage.engine import digest_of
from triage.engine.handout_translation import read_translation
from triage.engine.sheet import PLACE
from triage.library import FOLDER, current_protocol, handouts, texts_of

TRANSLATIONS = [each for each in handouts().values() if each.translates]
LEVELS = ("emergency", "urgent", "soon", "self_care")
CHILD = WELL | {"age": 9}
rng = random.Random("translated")
PATIENTS = [each["answers"] for each in CASES]
PATIENTS += [mostly_no(rng) for _ in range(30)] + [WELL, CHILD, {}]


# ---------------------------------------------------------------- what it is
def test_a_translation_says_what_it_translates_and_keeps_both_files():
    spanish = handouts()["es"]

    assert (spanish.language, spanish.translates) == ("es", "en")
    assert ENGLISH.translates == ""
    assert dict(ENGLISH.texts) == {ORIGINAL: texts_of(FOLDER, (ORIGINAL,))[ORIGINAL]}
    assert dict(spanish.texts) == dict(ENGLISH.texts) | {NAME: SHIPPED}


def test_its_digest_is_that_of_the_texts_as_a_release_keeps_them():
    kept = json.loads(json.dumps(dict(handouts()["es"].texts), sort_keys=True))

    assert digest_of(kept) == handouts()["es"].digest


@pytest.mark.parametrize("which", ["the English", "the translation", "a source"])
def test_a_change_in_either_file_is_another_release(which):
    changed = {
        "the English": lambda: read(
            SHIPPED, english("# Words: 6th grade", "# Words: sixth grade")
        ),
        "the translation": lambda: read(SHIPPED.replace("Busque ayuda ya", "Ayuda ya")),
        "a source": lambda: read(
            SHIPPED, english('["backes-ces-card"]', '["girft-ces-2023"]')
        ),
    }[which]()

    assert changed.digest != handouts()["es"].digest


def bare(words):
    """All of a sheet but what it says."""
    content = words.content
    return [
        (
            section["id"],
            section["shape"],
            bool(section["heading"]),
            [marks(each) for each in section["intro"]],
            [
                (
                    {**block, "sentences": None, "columns": None},
                    len(block.get("columns", ())),
                    [marks(each) for each in block["sentences"]],
                )
                for block in section["blocks"]
            ],
            [marks(each) for each in section["outro"]],
        )
        for section in content["sections"]
    ]


def marks(sentence):
    return {key: value for key, value in sentence.items() if key != "text"}


@pytest.mark.parametrize("translated", TRANSLATIONS, ids=lambda each: each.language)
def test_the_same_is_printed_from_the_same_sources_in_every_language(translated):
    for answers in PATIENTS:
        for level in (None, *LEVELS):
            original = sheet(answers, level=level)
            other = sheet(answers, level=level, language=translated.language)
            assert bare(other) == bare(original)


def test_the_spanish_words_stand_in_the_order_of_the_sheet():
    theirs = [text for text, _ in tomllib.loads(SHIPPED)["words"]]
    said = []
    for each in ENGLISH.titles:
        said += [each.text, each.child]
    for section in ENGLISH.sections:
        sentences = [*section.headings, *section.intro]
        for block in section.blocks:
            sentences += [*block.sentences, *block.more]
        for each in [*sentences, *section.outro]:
            said += [each.text, each.child]
        said += [column for block in section.blocks for column in block.columns]

    assert theirs == [
        text for text in dict.fromkeys(said) if PLACE.sub("", text).strip()
    ]


def test_another_language_is_one_more_file():
    french = SHIPPED.replace('language = "es"', 'language = "fr"')
    sheet_in_french = read_translation(
        "handout.fr.toml", french, original=ENGLISH, protocol=current_protocol()
    )

    assert sheet_in_french.language == "fr"
    assert list(sheet_in_french.texts) == [ORIGINAL, "handout.fr.toml"]
