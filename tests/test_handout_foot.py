"""What stands on the pages of the printed sheet: their foot, the card, the diary."""

import pytest

from tests.lawful import WELL
from tests.printed import (
    FULL,
    FULLEST,
    LANGUAGES,
    LEVELS,
    plain,
    printed,
    text_of,
)
from tests.sheets import section, sheet
from triage.paper import MOST_PAGES

FOOT = 40  # points from the end of the page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", MOST_PAGES)
def test_every_page_says_at_its_foot_whose_it_is(size, language):
    words = sheet(WELL, level="soon", size=size, language=language)

    for page in printed(words).pages:
        foot = plain(f"{words.content['title']} · {words.content['for']}")
        assert foot in plain(text_of(page))


@pytest.mark.parametrize("size", MOST_PAGES)
def test_a_name_too_long_for_the_foot_gives_way_to_the_code_there(size):
    words = sheet(WELL, size=size, name="Maximiliana Konstantinopolitanska " * 3)

    assert plain("· For P-12") in plain(text_of(printed(words).pages[-1]))


def lowest_line(page):
    """How far down *page* its text reaches above the foot: 0 is its top, 1 its end."""
    found = []

    def note(text, on_page, matrix, font, size):
        height = matrix[5] * on_page[3] + on_page[5]
        if text.strip() and height > FOOT:
            found.append(height)

    page.extract_text(visitor_text=note)
    return 1 - min(found) / float(page.mediabox.height)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS)
def test_in_large_print_the_card_leaves_no_page_nearly_empty(level, language):
    for answers in (WELL, WELL | {"recurrent": "yes"}, FULL, FULLEST, {}):
        words = sheet(answers, level=level, size="large", language=language)
        *before, _ = printed(words).pages

        assert min(map(lowest_line, before)) > 0.35


def lines_of_the_diary(answers, **form):
    """The numbers of the lines to write on, as they stand on the paper."""
    words = sheet(answers, level="self_care", **form)
    columns = section(words, "coming-back")["blocks"]
    last = next(block["columns"][-1] for block in columns if block.get("columns"))
    text = plain(" ".join(text_of(page) for page in printed(words).pages))
    after = text[text.index(plain(last)) + len(plain(last)) :]
    return after[: len(after) - len(after.lstrip("123456"))]


def test_the_diary_has_three_lines_and_more_where_there_is_room():
    often = WELL | {"recurrent": "yes"}

    assert lines_of_the_diary(FULLEST) == "123"
    assert len(lines_of_the_diary(often)) > 3
    assert lines_of_the_diary(often, size="large") == "123456"
