"""A fault of one sheet may stand in others: the recall leads to who got those."""

import json

import pytest
from django.urls import reverse

from tests.handouts import given, text
from tests.recalls import released, url
from triage.library import handouts
from triage.models import Release

pytestmark = pytest.mark.django_db

ENGLISH = {"handout.en.toml": 'Heat "helps".\nRest \u2026'}
SPANISH = ENGLISH | {"handout.es.toml": "El calor."}


def kept(texts, **fields):
    text = json.dumps(texts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return released(text=text, **fields)


def noted(client, release):
    """What the head of the list says of other sheets, and where it leads."""
    page = text(client.get(url(release)))
    return page.partition("If this sheet has a fault")[2].partition("</ul>")[0]


def test_the_original_leads_to_every_translation_of_it(as_manager):
    english = kept(ENGLISH)
    spanish = kept(SPANISH, language="es", version="2026.9")
    reworded = SPANISH | {"handout.es.toml": "El calor ayuda."}
    later = kept(reworded, language="es", version="2026.10")

    said = noted(as_manager, english)

    for sheet in (spanish, later):
        words = f"The Spanish sheet {sheet.version} was made from these words"
        assert f'{words}: <a href="{url(sheet)}">who got it?' in said
    assert url(english) not in said


def test_a_translation_leads_to_its_original_and_to_the_others(as_manager):
    english = kept(ENGLISH, version="2026.1")
    spanish = kept(SPANISH, language="es")
    other = SPANISH | {"handout.es.toml": "El calor ayuda."}
    later = kept(other, language="es", version="2026.10")

    said = noted(as_manager, spanish)

    assert "These words were made from the English sheet 2026.1" in said
    assert "The Spanish sheet 2026.10 was made from the same words" in said
    assert url(english) in said
    assert url(later) in said


def test_sheets_of_other_words_are_not_of_the_family(as_manager):
    english = kept(ENGLISH)
    for words in ({"handout.en.toml": "Heat"}, {"handout.en.toml": "Ice."}):
        kept(words)
        kept(words | {"handout.es.toml": "El calor."}, language="es")

    assert "was made from" not in noted(as_manager, english)


def test_it_leads_to_the_earlier_and_later_words_of_the_same_sheet(as_manager):
    content = reverse("triage:handout_content", args=["en"])

    assert f"{content}#releases" in noted(as_manager, kept(ENGLISH))
    assert 'id="releases"' in text(as_manager.get(content))


def test_a_language_that_is_not_offered_any_more_leads_nowhere(as_manager):
    french = ENGLISH | {"handout.fr.toml": "La chaleur."}
    said = noted(as_manager, kept(french, language="fr"))

    assert "#releases" not in said


def test_the_sheets_that_are_given_are_of_one_family(as_manager):
    """One of them is kept, the other is in use and nobody has been given it yet."""
    english = given().release
    spanish = Release(digest=handouts()["es"].digest)

    assert url(english) in noted(as_manager, spanish)
    assert "from the English sheet" in noted(as_manager, spanish)
