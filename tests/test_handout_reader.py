"""The printed sheet as an assistive reader finds it: title, language, order, tags."""

from itertools import pairwise

import outloud
import pytest

from tests.lawful import WELL
from tests.printed import (
    FORMS,
    FULL,
    LANGUAGES,
    LEVELS,
    headings,
    plain,
    printed,
    text_of,
)
from tests.sheets import sheet
from triage.paper import MOST_PAGES, handout_pdf


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("size", MOST_PAGES)
def test_the_pdf_has_title_language_and_headings_in_order(size, level, language):
    words = sheet(FULL, level=level, size=size, language=language)
    reader = printed(words)
    levels = headings(reader)
    root = reader.trailer["/Root"]

    assert reader.metadata.title == words.content["title"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


# One level for each of the two kinds of sheet: the full one, and going there first.
@pytest.mark.parametrize("level", ["soon", "emergency"])
@pytest.mark.parametrize(("size", "form"), FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_checker_finds_no_fault_with_it(language, size, form, level, tmp_path):
    """PDF/UA-1 and what a validator cannot see, by a tool that is not ours."""
    path = tmp_path / "sheet.pdf"
    words = sheet(FULL, level=level, size=size, paper=form, language=language)
    path.write_bytes(handout_pdf(words.text))

    found = outloud.check(str(path))

    assert [str(each) for each in found.findings if each.severity != "info"] == []
    assert found.verdict == "pass"


def test_the_pdf_says_that_it_is_archival_and_accessible():
    about = printed(sheet(WELL)).trailer["/Root"]["/Metadata"].get_data().decode()

    assert "<pdfaid:part>2<" in about
    assert "<pdfaid:conformance>A<" in about
    assert "<pdfuaid:part>1<" in about


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", MOST_PAGES)
def test_it_is_read_in_the_order_of_the_words(size, language):
    words = sheet(FULL, size=size, language=language)
    text = plain(" ".join(text_of(page) for page in printed(words).pages))
    said = [
        plain(f"{part['heading']} {block['sentences'][0]['text']}")
        for part in words.content["sections"]
        if not part["intro"] and part["shape"] != "diary"
        for block in part["blocks"][:1]
    ]

    assert [text.index(each) for each in said] == sorted(map(text.index, said))


def test_every_page_says_that_patients_are_invented_and_that_it_is_a_preview():
    for page in printed(sheet(WELL, banners=["demo", "preview"])).pages:
        assert "Invented patients" in text_of(page)
        assert "Preview: not given" in text_of(page)


def test_what_the_clinic_added_is_marked_on_the_paper():
    text = text_of(printed(sheet(WELL)).pages[0])

    assert "Added by your clinic (not in the article):" in text
    assert "◆ Keep a cloth on your skin." in text
