"""
The printed sheet: its pages, what an assistive reader finds, and any name in the world.
"""

import io
import random
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pypdf
import pytest
import typst

from tests.lawful import CASES, WELL, mostly_no
from tests.sheets import sheet
from triage import paper
from triage.paper import MOST_PAGES, PaperError, handout_pdf

LEVELS = ("emergency", "urgent", "soon", "self_care")
FORMS = [(size, form) for size in MOST_PAGES for form in ("a4", "letter")]
POINTS = {"a4": (595, 842), "letter": (612, 792)}
HELP = "Get help right away"
CHILD = WELL | {"age": 9}
# Whatever can make a sheet long, said yes to.
LONG = (
    *("recurrent", "episodes_getting_more_frequent", "interferes_with_daily_life"),
    *("repeat_contact", "pain_on_breathing", "lack_of_exercise", "weak_core", "smoker"),
    *("overweight", "poor_posture_or_lifting", "previous_back_injury", "arthritis"),
    *("heat_tried", "ice_tried", "pain_reliever_taken", "resting_in_bed", "skin_band"),
    *("lives_alone", "anticoagulant", "diabetes", "pregnant"),
)
FULL = (
    WELL
    | dict.fromkeys(LONG, "yes")
    | {"onset_days_ago": 60, "episode_pattern": "momentary"}
)


def printed(words):
    """The PDF of *words*, read back."""
    return pypdf.PdfReader(io.BytesIO(handout_pdf(words.text)))


def text_of(page):
    return " ".join(page.extract_text().split())


def assert_well_printed(words):
    pages = printed(words).pages
    said = words.content
    size, most = said["size"], MOST_PAGES[said["size"]]

    assert len(pages) <= most, (said["level"], size, said["paper"], len(pages))
    assert HELP in text_of(pages[0]), (said["level"], size, said["paper"])
    assert f"Page {len(pages)} of {len(pages)}" in text_of(pages[-1])


# ---------------------------------------------------------------- pages
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("size", "form"), FORMS)
def test_a_full_sheet_keeps_to_its_pages(size, form, level):
    for answers in (FULL, FULL | {"age": 12}, {}):
        assert_well_printed(sheet(answers, level=level, size=size, paper=form))


def test_the_shared_patients_keep_to_their_pages():
    rng = random.Random("shared")
    for case in CASES:
        size, form = rng.choice(FORMS)
        assert_well_printed(sheet(case["answers"], size=size, paper=form))


def assert_drawn_patients_keep_to_their_pages(rng, count):
    for _ in range(count):
        size, form = rng.choice(FORMS)
        level = rng.choice([None, None, *LEVELS])
        banners = rng.choice([(), ("demo",), ("demo", "preview")])
        assert_well_printed(
            sheet(mostly_no(rng), level=level, size=size, paper=form, banners=banners)
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


# ---------------------------------------------------------------- type
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


def test_a_full_sheet_is_drawn_together_but_its_type_stays():
    assert sizes_of(sheet(FULL)) == sizes_of(sheet(FULL | {"recurrent": "no"}))


# ---------------------------------------------------------------- for every reader
def headings(reader):
    """The headings that an assistive reader is given, in its order."""
    found = []

    def walk(node):
        node = node.get_object()
        if not hasattr(node, "get"):
            return
        if (kind := str(node.get("/S", ""))).startswith("/H") and kind[2:].isdigit():
            found.append(int(kind[2:]))
        children = node.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            if not isinstance(child, int):
                walk(child)

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("size", MOST_PAGES)
def test_the_pdf_has_title_language_and_headings_in_order(level, size):
    words = sheet(FULL, level=level, size=size)
    reader = printed(words)
    levels = headings(reader)
    root = reader.trailer["/Root"]

    assert reader.metadata.title == words.content["title"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_the_pdf_says_that_it_is_archival_and_accessible():
    about = printed(sheet(WELL)).trailer["/Root"]["/Metadata"].get_data().decode()

    assert "<pdfaid:part>2<" in about
    assert "<pdfaid:conformance>A<" in about
    assert "<pdfuaid:part>1<" in about


def test_it_is_read_in_the_order_of_the_words():
    text = " ".join(text_of(page) for page in printed(sheet(WELL)).pages)
    heads = ["Get help right away", "What to do today", "Call us if", "Getting moving"]

    assert [text.index(head) for head in heads] == sorted(map(text.index, heads))


def test_every_page_says_that_patients_are_invented_and_that_it_is_a_preview():
    for page in printed(sheet(WELL, banners=["demo", "preview"])).pages:
        assert "Invented patients" in text_of(page)
        assert "Preview: not given" in text_of(page)


def test_what_the_clinic_added_is_marked_on_the_paper():
    text = text_of(printed(sheet(WELL)).pages[0])

    assert "Added by your clinic (not in the article):" in text
    assert "◆ Keep a cloth on your skin." in text


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
