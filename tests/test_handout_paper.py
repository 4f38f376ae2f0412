"""The printed sheet: its pages, the same bytes for ever, and any name."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
import typst

from tests.lawful import CASES, WELL, mostly_no
from tests.printed import (
    FORMS,
    FULL,
    FULLEST,
    LANGUAGES,
    LEVELS,
    assert_well_printed,
    printed,
    text_of,
)
from tests.sheets import sheet
from triage import paper
from triage.paper import PaperError, handout_pdf

POINTS = {"a4": (595, 842), "letter": (612, 792)}
BANNERS = [(), ("demo",), ("demo", "preview"), ("demo", "preview", "unapproved")]
HELP = "Get help right away"


# ---------------------------------------------------------------- pages
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("size", "form"), FORMS)
def test_a_full_sheet_keeps_to_its_pages(size, form, level, language):
    for answers in (FULL, FULL | {"age": 12}, FULLEST, FULLEST | {"age": 12}, {}):
        assert_well_printed(
            sheet(
                answers,
                level=level,
                size=size,
                paper=form,
                language=language,
                banners=BANNERS[-1],
            )
        )


def test_the_shared_patients_keep_to_their_pages():
    rng = random.Random("shared")
    for case in CASES:
        size, form = rng.choice(FORMS)
        assert_well_printed(sheet(case["answers"], size=size, paper=form))


def assert_drawn_patients_keep_to_their_pages(rng, count):
    for _ in range(count):
        size, form = rng.choice(FORMS)
        assert_well_printed(
            sheet(
                mostly_no(rng),
                level=rng.choice([None, None, *LEVELS]),
                size=size,
                paper=form,
                language=rng.choice(LANGUAGES),
                banners=rng.choice(BANNERS),
            )
        )


def test_40_drawn_patients_keep_to_their_pages():
    assert_drawn_patients_keep_to_their_pages(random.Random("forty"), 40)


@pytest.mark.deep
def test_500_drawn_patients_keep_to_their_pages():
    assert_drawn_patients_keep_to_their_pages(random.Random(), 500)


@pytest.mark.parametrize(("size", "form"), FORMS)
def test_the_paper_is_the_one_asked_for(size, form):
    for page in printed(sheet(WELL, size=size, paper=form)).pages:
        box = page.mediabox
        assert (round(box.width), round(box.height)) == POINTS[form]


def test_long_particulars_break_no_sheet():
    words = sheet(
        FULL,
        level="urgent",
        name="Maximiliana Konstantinopolitanska de la Santísima Trinidad " * 3,
        receiver="Department of Emergency Medicine, " * 4,
    )

    assert HELP in text_of(printed(words).pages[0])


# ---------------------------------------------------------------- the same for ever
def test_the_same_words_give_the_same_bytes():
    words = sheet(FULL)

    assert handout_pdf(words.text) == handout_pdf(words.text)


def test_threads_print_without_getting_in_each_others_way():
    sheets = [sheet(WELL, name=f"Patient {n}") for n in range(8)]
    alone = [handout_pdf(each.text) for each in sheets]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda each: handout_pdf(each.text), sheets))

    assert together == alone


# ---------------------------------------------------------------- any name
@pytest.mark.parametrize("name", ["Žofie Łukasiewicz", "Νίκος Ωμέγα", "Олена Шевченко"])
def test_the_shipped_font_writes_many_scripts(name):
    assert name in text_of(printed(sheet(WELL, name=name)).pages[0])


def test_a_name_that_no_font_can_write_gives_way_to_the_patients_code(monkeypatch):
    monkeypatch.setattr(paper, "FONTS_OF_THIS_MACHINE", (False,))
    text = text_of(printed(sheet(WELL, name="王小明")).pages[0])

    assert "For P-12" in text


def test_a_clinics_name_that_no_font_can_write_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(paper, "FONTS_OF_THIS_MACHINE", (False,))
    words = sheet(WELL, receiver="王小明", level="urgent")

    with pytest.raises(PaperError, match="print it from the browser"):
        handout_pdf(words.text)


def test_words_are_data_and_never_typst_source():
    nasty = '#panic("no") $x$ *bold* _it_ @ref <label> \\ `raw` "quoted" {name}'

    assert nasty in text_of(printed(sheet(WELL, name=nasty)).pages[0])


def test_another_fault_is_not_taken_for_a_missing_letter():
    words = sheet(WELL).content | {"size": "huge"}

    with pytest.raises((typst.TypstError, KeyError)):
        handout_pdf(paper.json.dumps(words))
