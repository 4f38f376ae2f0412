"""The paper intake as it comes out of the printer, for every reader."""

import logging
import sys
from itertools import pairwise

import outloud
import pytest
from gunicorn.config import Config

from tests.packs import PROTOCOL, pack, printed, questions
from tests.printed import headings
from triage import paper
from triage.paper import PACK_PAGES, PaperError, apart, pack_pdf
from triage.paper.apart import pack_pdf_apart

FORMS = [(language, form) for language in ("en", "es") for form in ("letter", "a4")]
HELP_ES = pack(leaf="es")["help"]["heading"]
POINTS = {"a4": (595, 842), "letter": (612, 792)}


def words_of(text):
    return " ".join(text.split())


@pytest.fixture(scope="module", params=FORMS, ids="-".join)
def drawn(request):
    """One pack, in each language and on each paper: its content, and its pages."""
    content = pack(*request.param)
    return content, [words_of(page.extract_text()) for page in printed(content).pages]


def test_it_keeps_to_its_pages_and_the_patients_page_is_a_leaf_of_its_own(drawn):
    _, pages = drawn

    assert len(pages) == PACK_PAGES
    assert PACK_PAGES % 2
    assert "Get help right away" in pages[-1]
    assert "What was decided" not in pages[-1]


def test_every_question_is_whole_on_one_page(drawn):
    content, pages = drawn
    for question in questions(content):
        number, ask = question["number"], words_of(question["ask"])
        on = [page for page in pages if ask in page]
        assert on, number
        assert any(str(number) in page for page in on)


def test_every_page_has_the_patient_its_number_and_the_protocol(drawn):
    content, pages = drawn
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Patient" in page
        assert f"Protocol {content['version']} ({content['digest']})" in page


def test_an_emergency_and_the_visit_are_on_the_first_page(drawn):
    content, (first, *_) = drawn
    for action in content["levels"][0]["actions"]:
        assert words_of(action["text"]) in first
        assert words_of(action["rest"]) in first
    for asked in ("True date of the visit", "Taken by", "Record number", "911"):
        assert asked in first
    assert "A question without a tick is not a no" in first


def test_every_rule_of_several_answers_is_printed(drawn):
    content, pages = drawn
    text = " ".join(pages)
    for table in content["rules"]:
        for line in table["rules"]:
            assert words_of(" or ".join(line["when"])) in text, line["id"]
            assert words_of(line["reason"]) in text, line["id"]


def test_the_end_records_what_was_decided_and_where_it_was_entered(drawn):
    _, pages = drawn

    assert "What was decided" in pages[-2]
    assert "Entered into Backstop on" in pages[-2]


@pytest.mark.parametrize("form", POINTS)
def test_the_patients_leaf_in_spanish_is_one_page_too(form):
    pages = printed(pack("es", form, leaf="es")).pages

    assert len(pages) == PACK_PAGES
    assert words_of(HELP_ES) in words_of(pages[-1].extract_text())


@pytest.mark.parametrize("form", POINTS)
def test_the_paper_is_the_one_asked_for(form):
    for page in printed(pack(paper=form)).pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == POINTS[form]


@pytest.fixture
def loud(caplog, monkeypatch):
    """What our log would say."""
    monkeypatch.setattr(logging.getLogger("triage"), "propagate", True)
    return caplog


def sizes_of(reader):
    found = set()

    def note(text, _, matrix, font, size):
        if len(text.strip()) > 3:
            found.add(round(size * abs(matrix[3]), 1))

    for page in reader.pages:
        page.extract_text(visitor_text=note)
    return found


def test_what_is_read_aloud_is_11_points_and_nothing_is_smaller_than_9():
    sizes = sizes_of(printed(pack()))

    assert 11 in sizes
    assert min(sizes) >= 9


# ---------------------------------------------------------------- for every reader
def test_the_pdf_has_title_language_and_headings_in_order():
    reader = printed(pack("es"))
    levels = headings(reader)
    root = reader.trailer["/Root"]

    assert reader.metadata.title == f"Paper intake: {PROTOCOL.title}"
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_the_pdf_says_that_it_is_archival_and_accessible():
    about = printed(pack()).trailer["/Root"]["/Metadata"].get_data().decode()

    assert "<pdfaid:part>2<" in about
    assert "<pdfaid:conformance>A<" in about
    assert "<pdfuaid:part>1<" in about


@pytest.mark.parametrize(("language", "form"), FORMS)
def test_the_checker_finds_no_fault_with_it(tmp_path, language, form):
    """PDF/UA-1 and what a validator cannot see, by a tool that is not ours."""
    path = tmp_path / "pack.pdf"
    path.write_bytes(pack_pdf(pack(language, form)))

    # Not whether lines return on every page: questions of one level end several.
    found = outloud.check(str(path), skip=["PAG-001"])

    assert (found.verdict, found.errors, found.warnings) == ("pass", 0, 0)


def test_the_same_content_gives_the_same_bytes():
    assert pack_pdf(pack()) == pack_pdf(pack())


def test_the_banner_of_an_invented_clinic_is_on_every_page():
    for page in printed(pack(banners=["Invented patients"])).pages:
        assert "Invented patients" in page.extract_text()


def test_a_clinics_name_that_no_font_can_write_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(paper, "FONTS_OF_THIS_MACHINE", (False,))
    clinic = {"name": "王小明", "address": "", "lines": []}

    with pytest.raises(PaperError, match="have a font with these letters"):
        pack_pdf(pack(clinic=clinic))


def test_set_in_a_process_of_its_own_it_is_the_same():
    assert pack_pdf_apart(pack()) == pack_pdf(pack())


def test_what_that_process_refuses_is_refused_in_its_words():
    clinic = {"name": "\U000f1234", "address": "", "lines": []}

    with pytest.raises(PaperError, match="have a font with these letters"):
        pack_pdf_apart(pack(clinic=clinic))


def test_a_process_that_takes_too_long_is_a_sentence(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.01)

    with pytest.raises(PaperError, match="Try again"):
        pack_pdf_apart(pack())


def test_a_process_has_ended_before_the_web_server_ends_its_worker():
    assert Config().timeout > apart.SECONDS


def test_a_process_that_is_killed_is_a_sentence(monkeypatch, tmp_path, loud):
    """As by the machine, when its memory runs out."""
    killed = tmp_path / "python"
    killed.write_text("#!/bin/sh\nkill -9 $$\n")
    killed.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(killed))

    with pytest.raises(PaperError, match="could not be made"):
        pack_pdf_apart(pack())
    assert "ended with -9" in loud.text


def test_a_fault_of_ours_is_a_sentence_and_the_log_has_its_place_alone(loud):
    with pytest.raises(PaperError, match="could not be made"):
        pack_pdf_apart({"paper": "a4"})
    assert "__main__.py" in loud.text
    assert loud.text.endswith("\nRuntimeError\n")


def test_particulars_are_data_and_never_typst_source():
    nasty = '#panic("no") $x$ *bold* _it_ @ref <label> \\ `raw` "quoted"'
    clinic = {"name": nasty, "address": "", "lines": []}

    assert nasty in words_of(printed(pack(clinic=clinic)).pages[0].extract_text())
