"""The type of the printed sheet: how large it is, and that it never shrinks."""

import pytest

from tests.lawful import WELL
from tests.printed import FULL, FULLEST, LANGUAGES, plain, printed
from tests.sheets import section, sheet


def sizes_of(words):
    """Every size of type on the sheet, in points."""
    found = set()

    def note(text, _, matrix, font, size):
        if text.strip():
            found.add(round(size * abs(matrix[3]), 1))

    for page in printed(words).pages:
        page.extract_text(visitor_text=note)
    return found


def test_normal_print_is_12_points_and_large_print_18_with_14_at_the_least():
    normal, large = sizes_of(sheet(FULL)), sizes_of(sheet(FULL, size="large"))

    assert 12 in normal
    assert 18 in large
    assert min(large) >= 14


def letters_of(page):
    """The letters on *page* and the size of each, in points."""
    letters, sizes = [], []

    def note(text, _, matrix, font, size):
        bare = plain(text)
        letters.append(bare)
        sizes.extend([round(size * abs(matrix[3]), 1)] * len(bare))

    page.extract_text(visitor_text=note)
    return "".join(letters), sizes


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("size", "points"), [("normal", 12), ("large", 18)])
@pytest.mark.parametrize("answers", [WELL, FULLEST])
def test_every_warning_sign_is_as_large_as_the_rest(answers, size, points, language):
    words = sheet(answers, level="soon", size=size, language=language)
    letters, sizes = letters_of(printed(words).pages[0])

    for block in section(words, "help")["blocks"]:
        sign = plain(block["sentences"][0]["text"])
        start = letters.index(sign)
        assert set(sizes[start : start + len(sign)]) == {points}, sign


def test_a_full_sheet_is_drawn_together_but_its_type_stays():
    assert sizes_of(sheet(FULL)) == sizes_of(sheet(FULL | {"recurrent": "no"}))
