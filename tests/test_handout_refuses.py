"""
A sheet that must not be printed is refused: the file, the entry and what is wrong.
"""

import pytest

from triage.checks import check_library
from triage.engine import ProtocolError
from triage.engine.handout_file import read_handout
from triage.library import FOLDER, current_protocol, handouts, texts_of

NAME = "handout.en.toml"
SHIPPED = texts_of(FOLDER, (NAME,))[NAME]


def refusal(old, new, *, after=""):
    """What is said of the shipped file with the first *old* after *after* replaced."""
    start = SHIPPED.index(after)
    assert old in SHIPPED[start:], old
    text = SHIPPED[:start] + SHIPPED[start:].replace(old, new, 1)
    with pytest.raises(ProtocolError) as refused:
        read_handout(NAME, text, protocol=current_protocol())
    assert refused.value.file == NAME
    return f"{refused.value.entry}: {refused.value.problem}"


def test_the_shipped_sheet_is_accepted():
    assert handouts()["en"].language == "en"
    assert check_library() == []


def test_a_sentence_without_a_source_is_refused():
    said = refusal(', sources = ["article-p9"]', "", after='id = "no-ice"')

    assert said == "block 'no-ice', sentences 1: has no 'sources'"


def test_an_empty_list_of_sources_is_refused():
    said = refusal('sources = ["article-p9"]', "sources = []", after='id = "no-ice"')

    assert "'sources' is not a list of texts" in said


def test_a_source_that_nobody_knows_is_refused():
    said = refusal('"article-p9"', '"article-p99"', after='id = "no-ice"')

    assert "cites 'article-p99', which is not in sources.toml" in said


def test_a_source_that_is_not_cited_in_handouts_is_refused():
    said = refusal('"article-p9"', '"downie-2013"', after='id = "no-ice"')

    assert "cites 'downie-2013', which is not cited_in handout" in said


def test_a_finding_that_nobody_asks_is_refused():
    said = refusal('when = "ice_tried"', 'when = "ice_tired"')

    assert "'ice_tired' is not a finding; did you mean 'ice_tried'?" in said


def test_a_condition_that_can_never_hold_is_refused():
    said = refusal('when = "smoker"', 'when = "smoker and not smoker"')

    assert "'when' can never hold" in said


def test_an_empty_block_is_refused():
    said = refusal(
        '[\n  { text = "No pain? Take a walk.", sources = ["article-p10"] },\n]', "[]"
    )

    assert said.startswith("block 'move-walk': 'sentences' is empty")


def test_a_heading_with_no_block_is_refused():
    said = refusal(
        '[[section]]\nid = "call"',
        '[[section]]\nid = "bare"\nshape = "text"\n'
        'headings = [{ text = "Bare" }]\n\n[[section]]\nid = "call"',
    )

    assert said == "section 'bare': has no 'block'"


def test_an_addition_that_is_not_marked_is_refused():
    said = refusal(
        ', addition = true, sources = ["bjgp-burns-2005"]',
        ', sources = ["bjgp-burns-2005"]',
    )

    assert "is not in the article: mark it as an addition" in said


def test_the_articles_own_word_is_not_an_addition():
    said = refusal(
        'strong = true, sources = ["article-p9"]',
        'addition = true, sources = ["article-p9"]',
    )

    assert "is marked as an addition, but is the article's alone" in said


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("{receiver}", "{reciever}", "{reciever} is not a particular of a sheet"),
        ('shape = "stop"', 'shape = "octagon"', "'shape' is 'octagon', not one of"),
        ('icon = "heat"', 'icon = "flame"', "'icon' is 'flame', not one of"),
        (
            'levels = ["urgent"]',
            'levels = ["today"]',
            "'levels' is 'today', not one of",
        ),
        ('"vascular"', '"veins"', "'families' is 'veins', not one of"),
        ('fill = "told"', 'fill = "said"', "'fill' is 'said', not one of"),
        ("strong = true", "bold = true", "has an unknown key 'bold'"),
        ('about = ["leg_weakness"]', 'about = ["leg"]', "'about' is 'leg', not one of"),
        ('id = "rest"', 'id = "heat"', "is there twice"),
        ("most = 4", 'most = "4"', "'most' is not a whole number"),
        ("most = 4", "most = 0", "'most' is not above 0"),
        ('fever = "fever, and how', 'fevr = "fever, and how', "'fevr'"),
        ('diabetes = "diabetes"\n', "", "has no plain words in [tell] or [open] for"),
        ('diabetes = "diabetes"', 'diabetis = "diabetes"', "unknown key 'diabetis'"),
        ('mark = "◆"\n', "", "'labels' has no words for 'mark'"),
        ('nhs-shingles = "NHS"\n', "", "'cite' has no words for 'nhs-shingles'"),
        ('language = "en"\n', "", "has no 'language'"),
        ('language = "en"', "language = en", "the file: "),
    ],
)
def test_what_nobody_knows_is_refused(old, new, problem):
    assert problem in refusal(old, new)


def test_a_refused_sheet_stops_the_start(monkeypatch):
    def refuse():
        raise ProtocolError(NAME, "block 'rest'", "has no 'sources'")

    monkeypatch.setattr("triage.checks.handouts", refuse)

    assert [str(each.msg) for each in check_library()] == [
        "handout.en.toml: block 'rest': has no 'sources'"
    ]
