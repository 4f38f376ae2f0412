"""The space between the lines: guessed from the words, tightened on paper."""

import pytest

from tests.printed import FULL, FULLEST, LANGUAGES, WELL, printed
from tests.sheets import sheet
from triage import paper
from triage.paper import handout_pdf
from triage.paper.spacing import TIGHTEST, WIDEST, first_spacing, tighter, wider

SHORT_ENOUGH = {"all": 1.9, "help_begins": 0.2, "help_ends": 0.6}


def content(answers, **form):
    return sheet(answers, **form).content


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quiet_sheet_is_set_wide_and_a_full_one_is_drawn_together(language):
    quiet, full, fullest = (
        first_spacing(content(answers, level="soon", language=language))["spacing"]
        for answers in (WELL, FULL, FULLEST)
    )

    assert TIGHTEST <= fullest < full < quiet <= WIDEST


def test_normal_print_has_one_spacing_and_large_print_one_for_page_one():
    normal, large = (
        first_spacing(content(WELL, level="soon", size=size))
        for size in ("normal", "large")
    )

    assert normal["first"] == normal["spacing"]
    assert large["first"] < large["spacing"]


def test_a4_is_the_longer_paper():
    letter, a4 = (
        first_spacing(content(FULL, level="soon", paper=paper))["spacing"]
        for paper in ("letter", "a4")
    )

    assert letter < a4


def test_a_sheet_that_keeps_to_its_pages_is_left_as_it_is():
    words = content(WELL, level="soon")

    assert tighter(first_spacing(words), SHORT_ENOUGH, words) is None


@pytest.mark.parametrize("too_long", [{"all": 2.1}, {"help_ends": 1.1}])
def test_what_takes_too_much_paper_is_tightened_until_nothing_more_can_be(too_long):
    words = content(WELL, level="soon")
    spacing, tried = first_spacing(words), []
    while spacing:
        tried.append(spacing["spacing"])
        spacing = tighter(spacing, SHORT_ENOUGH | too_long, words)

    assert tried == sorted(set(tried), reverse=True)
    assert tried[-1] == TIGHTEST


def test_a_sheet_that_leaves_much_of_a_page_empty_is_tried_once_wider():
    words = content(WELL, level="soon")
    spacing = {"spacing": 0.8, "first": 0.8}

    assert wider(spacing, SHORT_ENOUGH | {"all": 1.95}, words) is None
    more = wider(spacing, SHORT_ENOUGH | {"all": 1.7}, words)
    assert 0.8 < more["spacing"] <= WIDEST


def test_too_wide_after_all_leaves_the_sheet_as_it_was():
    words = sheet(WELL, level="soon")
    before = handout_pdf(words.text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paper, "wider", lambda *_: {"spacing": 9, "first": 9})

        assert len(printed(words).pages) == 2
    assert handout_pdf(words.text) == before


def test_in_large_print_page_one_is_tightened_alone():
    words = content(WELL, level="soon", size="large")
    spacing = first_spacing(words)
    taken = {"all": 4.2, "help_begins": 0.3, "help_ends": 1.05}

    closer = tighter(spacing, taken, words)

    assert closer["first"] < spacing["first"]
    assert closer["spacing"] == spacing["spacing"]


def test_where_the_way_stands_above_it_the_box_may_run_over_in_large_print():
    taken = {"all": 4.2, "help_begins": 0.5, "help_ends": 1.2}
    for level, may in (("urgent", True), ("soon", False)):
        words = content(WELL, level=level, size="large")

        assert (tighter(first_spacing(words), taken, words) is None) == may
