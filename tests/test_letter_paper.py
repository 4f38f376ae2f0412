"""The letter on paper: page one holds it all, and an assistive reader can use it."""

import io
import json
import random

import outloud
import pypdf
import pytest

from tests.factories import UserFactory
from tests.handouts import given
from tests.intakes import answer, finished, open_one
from tests.lawful import NUMBERS, mostly_no
from tests.letters import kept, said
from tests.printed import headings, plain, text_of
from triage.actions.errors import NotFinished
from triage.actions.finish import finish_intake
from triage.actions.letter import LONGEST_ASKED, letter_words
from triage.actions.override import override_outcome
from triage.actions.pages import page_token
from triage.actions.press import Press
from triage.engine import shown
from triage.engine.finding import FROM_RECORD
from triage.library import current_protocol
from triage.models import Referral
from triage.paper import PaperError, letter_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

POINTS = {"letter": (612, 792), "a4": (595, 842)}
BY_LEVEL = {
    "emergency": {"leg_weakness": "yes", "anticoagulant": "yes"},
    "urgent": {"fever_or_chills": "yes"},
    "soon": {"numbness_or_tingling": "yes"},
}


def printed(words):
    return pypdf.PdfReader(io.BytesIO(letter_pdf(words.text)))


def words_of(outcome, paper="letter", **form):
    form = {"to": "St. Brendan’s, fax 555-0162"} | form
    return letter_words(referral=outcome.referral, paper=paper, **form)


def drawn(rng):
    """The outcome of answers drawn by chance; None where none refers the patient."""
    protocol, given_answers = current_protocol(), {}
    wanted = mostly_no(rng)
    for finding in protocol.order:
        known = shown(given_answers, protocol)
        name = finding.name
        if name in wanted and name in known and name not in FROM_RECORD:
            given_answers[name] = wanted[name]
    intake = open_one(channel=rng.choice(["phone", "face_to_face"]))
    page = page_token(intake)
    presses = [
        Press(finding=name, value=str(value), page=page, counter=n)
        for n, (name, value) in enumerate(given_answers.items(), 1)
    ]
    try:
        outcome = finish_intake(
            intake=intake,
            by=intake.started_by,
            carried=presses,
            unfinished_reason="other",
        )
    except NotFinished:
        return None
    return outcome if Referral.objects.filter(outcome=outcome).exists() else None


def assert_well_printed(words):
    """Page one is the whole letter with its slip; the answers begin overleaf."""
    content = words.content
    pages = [plain(text_of(page)) for page in printed(words).pages]
    first, rest = pages[0], "".join(pages[1:])

    for each in content["rows"]:
        for text in (each["question"], each["answer"], each["said"]):
            assert plain(text) in first, text
    for text in (content["request"], content["judged"], content["fine"]):
        assert plain(text) in first, text
    for parts in content["sbar"].values():
        for run in parts:
            for each in run:
                assert plain(each["text"]) in first, each["text"]
    assert pages[1].startswith(plain(content["in_full"]))
    for part in [*content["full"]["rules"], *content["full"]["answers"]]:
        for cells in part["rows"]:
            assert plain(cells[0]) in rest, cells[0]


@pytest.fixture
def fullest(clinic):
    """Everything yes, the critical ones changed, every text as long as may be."""
    intake = open_one(channel="phone", callback_number="555-0142")
    intake.patient.name = "Maximiliana Konstantinopolitanska de la Santísima Trinidad"
    intake.patient.save()
    answer(
        intake,
        own_words="It grips and does not let go of me. " * 20,
        medicines="Apixaban, metoprolol and many others; " * 10,
        allergies="Penicillin, latex, iodine and others; " * 10,
        place="Third floor without a lift, " * 7,
    )
    protocol, known = current_protocol(), {}
    for finding in protocol.order:
        if finding.name in FROM_RECORD or finding.name not in shown(known, protocol):
            continue
        value = "yes" if finding.kind == "answer" else finding.words[0]
        value = (
            str(max(NUMBERS.get(finding.name, [0])))
            if finding.kind == "number"
            else value
        )
        if finding.critical:
            answer(intake, **{finding.name: "unsure"})
        answer(intake, **{finding.name: value})
        known[finding.name] = float(value) if finding.kind == "number" else value
    outcome = finish_intake(
        intake=intake, by=intake.started_by, carried=[], unfinished_reason="other"
    )
    override_outcome(
        outcome=outcome,
        to_level="urgent",
        reason="Walks well, sensation is normal on examination. " * 8,
        by=UserFactory(group="Clinician"),
    )
    given(outcome)
    return outcome


@pytest.mark.parametrize("paper", POINTS)
def test_page_one_holds_the_fullest_letter(fullest, paper):
    words = words_of(
        fullest,
        paper,
        to="Department of Emergency Medicine, " * 5,
        asked=("Post-void scan, then call us with what it shows. " * 9)[:LONGEST_ASKED],
    )

    assert_well_printed(words)


@pytest.mark.parametrize("paper", POINTS)
@pytest.mark.parametrize("level", BY_LEVEL)
def test_the_checker_finds_no_fault_with_it(level, paper, tmp_path):
    """PDF/UA-1 and what a validator cannot see, by a tool that is not ours."""
    path = tmp_path / "letter.pdf"
    path.write_bytes(letter_pdf(words_of(finished(**BY_LEVEL[level]), paper).text))

    found = outloud.check(str(path))

    assert [str(each) for each in found.findings if each.severity != "info"] == []
    assert found.verdict == "pass"


@pytest.mark.parametrize("paper", POINTS)
def test_the_paper_is_the_one_asked_for(paper):
    for page in printed(words_of(finished(leg_weakness="yes"), paper)).pages:
        box = page.mediabox
        assert (round(box.width), round(box.height)) == POINTS[paper]


def test_it_has_a_title_and_headings_in_order_and_names_nobody_in_it():
    outcome = finished(leg_weakness="yes")
    reader = printed(words_of(outcome))
    levels = headings(reader)

    assert reader.metadata.title == f"Referral: Emergency now, {outcome.referral.code}"
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert reader.trailer["/Root"]["/Lang"] == "en"


def test_a_preview_says_so_on_every_page_and_a_kept_letter_on_none():
    outcome = finished(leg_weakness="yes")
    letter = kept(outcome.referral)
    sent = pypdf.PdfReader(io.BytesIO(letter_pdf(letter.words)))

    assert all(
        "Preview: not sent" in text_of(p) for p in printed(words_of(outcome)).pages
    )
    assert not any("Preview" in text_of(page) for page in sent.pages)


def test_the_slip_names_no_patient():
    outcome = finished(leg_weakness="yes")
    slip = said(outcome)["slip"]

    assert outcome.intake.patient.name not in json.dumps(slip)
    assert "Did not arrive" in slip["boxes"]


def test_the_same_words_give_the_same_bytes():
    words = words_of(finished(leg_weakness="yes"))

    assert letter_pdf(words.text) == letter_pdf(words.text)


def test_what_no_font_can_write_is_refused_in_words(monkeypatch):
    monkeypatch.setattr("triage.paper.FONTS_OF_THIS_MACHINE", (False,))
    words = words_of(finished(leg_weakness="yes"), asked="\U0001f600")

    with pytest.raises(PaperError, match="no font on this machine"):
        letter_pdf(words.text)


def assert_drawn_letters_are_well_printed(rng, count):
    done = 0
    while done < count:
        if outcome := drawn(rng):
            assert_well_printed(words_of(outcome, rng.choice(list(POINTS))))
            done += 1


def test_40_drawn_letters_are_well_printed():
    assert_drawn_letters_are_well_printed(random.Random("forty"), 40)


@pytest.mark.deep
def test_500_drawn_letters_are_well_printed():
    assert_drawn_letters_are_well_printed(random.Random(), 500)
