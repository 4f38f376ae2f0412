"""Managers see all that the sheet can say, from where it is, and when it prints."""

from html import unescape
from io import BytesIO

import pypdf
import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.conftest import signed_in
from tests.factories import ClinicFactory, ReleaseFactory, UserFactory
from triage.actions.release import handout_release, sign_off
from triage.engine.sheet import PARTICULARS as ALL_PARTICULARS
from triage.library import current_protocol, example_patients, handouts
from triage.models import AuditEntry, Release, Signoff
from triage.paper import PaperError
from triage.reading import ReadingError
from triage.views import content_reading
from triage.views.content_part import SHAPES, runs
from triage.views.content_when import PARTICULARS
from triage.views.example_page import ExamplePage

pytestmark = pytest.mark.django_db
EVERY_LANGUAGE = pytest.mark.parametrize("language", handouts())


@pytest.fixture(autouse=True)
def quickly_measured(monkeypatch):
    """Figures without a process: 5.4 for every text."""
    cache.clear()
    monkeypatch.setattr(
        content_reading, "measured", lambda texts, language: [5.4] * len(texts)
    )


def content(client, language="en", **query):
    address = reverse("triage:handout_content", args=[language], query=query)
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.text)


def example(client, language="en", name="V003", **query):
    address = reverse("triage:handout_example", args=[language, name], query=query)
    return client.get(address)


# ---------------------------------------------------------------- what it says
@EVERY_LANGUAGE
def test_every_sentence_stands_there_in_the_order_of_the_paper(as_manager, language):
    said = content(as_manager, language)

    place = 0
    for section in handouts()[language].sections:
        place = said.index('<section class="bk-card bk-content-part"\n', place)
        assert f'id="part-{section.id}"' in said
        for block in section.blocks:
            place = said.index(f'id="block-{block.id}"', place)
            for sentence in block.sentences:
                for text in filter(None, (sentence.text, sentence.child)):
                    for run in runs(text):
                        place = said.index(run.text, place)


def test_each_sentence_names_its_sources_and_leads_to_them(as_manager):
    said = content(as_manager)

    for sentence in handouts()["en"].sentences():
        for key in sentence.sources:
            assert f'href="#source-{key}"' in said
            assert f'id="source-{key}"' in said
    assert "https://girft-interactivepathways.org.uk/" in said
    assert "Via: guideline index text." in said
    assert "the clinic itself must accept it" in said


def test_a_sentence_says_whose_words_it_is(as_manager):
    page = as_manager.get(reverse("triage:handout_content", args=["en"])).context[
        "page"
    ]
    origins = {
        each.sentence.text: each.origin
        for section in page.sections
        for block in section.blocks
        for each in block.sentences
    }

    assert origins["Heat, not ice."] == "article"
    assert origins["Do not fall asleep with it."] == "addition"
    assert origins["Today's result: you need emergency care now."] == "sheet"
    assert set(origins.values()) == {"article", "addition", "sheet"}


def test_a_translation_stands_beside_what_it_translates(as_manager):
    said = content(as_manager, "es")
    spanish, english = handouts()["es"], handouts()["en"]

    def texts(sheet):
        headings = [each for part in sheet.sections for each in part.headings]
        return [*sheet.titles, *headings, *sheet.sentences()]

    for ours, theirs in zip(texts(spanish), texts(english), strict=True):
        for run in [*runs(ours.text), *runs(theirs.text)]:
            assert run.text in said
    assert english.tell["syncope"] in said
    assert spanish.tell["syncope"] in said
    assert "Spanish, translated from English" in said
    # a manager finds the sections by the names that the English has
    assert ">Get help right away</h2>" in said


def test_the_words_for_findings_and_topics_stand_below(as_manager):
    said, sheet = content(as_manager), handouts()["en"]

    for words in (sheet.tell, sheet.open, sheet.topics):
        for text in words.values():
            assert text in said
    assert current_protocol().findings["syncope"].label in said


def test_what_is_filled_in_is_told_in_plain_words():
    assert set(PARTICULARS) == set(ALL_PARTICULARS)
    assert [(run.text, run.is_filled) for run in runs("Call {emergency} now.")] == [
        ("Call ", False),
        ("the emergency number", True),
        (" now.", False),
    ]


def test_every_shape_has_a_name():
    assert {each.shape for each in handouts()["en"].sections} <= set(SHAPES)


# ---------------------------------------------------------------- when it prints
def test_conditions_are_told_in_plain_words(as_manager):
    said = content(as_manager)

    for line in (
        "Only when “Lives alone” is yes.",
        "Not when “Age” is less than 16 years. Where unknown, it is printed.",
        "Only when a rule of “Aorta”, “Heart or lung” or “Cannot get up” has fired.",
        "Not when a rule of “Fracture” has fired.",
        "Only when we know the day of our call.",
        "Only when a clinician changed the level.",
    ):
        assert line in said


@pytest.mark.parametrize(
    ("level", "there", "gone"),
    [
        ("emergency", "block-where-emergency", "block-heat"),
        ("urgent", "block-where-urgent", "block-where-emergency"),
        ("self_care", "block-heat", "block-result-emergency"),
    ],
)
def test_the_page_can_be_narrowed_to_a_level(as_manager, level, there, gone):
    said = content(as_manager, level=level)

    assert f'id="{there}"' in said
    assert f'id="{gone}"' not in said
    assert 'aria-current="true"' in said
    everything = content(as_manager)
    assert f'id="{there}"' in everything
    assert f'id="{gone}"' in everything


def test_a_sheet_prints_nothing_that_the_page_does_not_show_at_its_level(as_manager):
    for name in ("V003", "V018", "V021", "V024"):
        sheet = example(as_manager, name=name).context["page"].words.content
        said = content(as_manager, level=sheet["level"])
        for section in sheet["sections"]:
            for block in section["blocks"]:
                assert f'id="block-{block["id"]}"' in said


@pytest.mark.parametrize(
    ("name", "arguments", "query"),
    [
        ("handout_content", ["de"], {}),
        ("handout_content", ["en"], {"level": "dire"}),
        ("handout_example", ["de", "V003"], {}),
        ("handout_example", ["en", "V999"], {}),
        ("handout_example_pdf", ["en", "V999"], {}),
    ],
)
def test_what_does_not_exist_is_not_found(as_manager, name, arguments, query):
    address = reverse(f"triage:{name}", args=arguments, query=query)

    assert as_manager.get(address).status_code == 404


# ---------------------------------------------------------------- how hard it reads
def test_grades_are_measured_once_for_a_release(as_manager, monkeypatch):
    asked = []

    def measured(texts, language):
        asked.append(language)
        return [5.4] * len(texts)

    monkeypatch.setattr(content_reading, "measured", measured)

    said = content(as_manager) + content(as_manager, level="soon")

    assert asked == ["en"]
    assert "Grade 5.4 on 72 words" in said
    assert "Every sheet is within its limits." in said
    assert "at most 6 each" in said


def test_what_is_too_hard_is_told(as_manager, monkeypatch):
    monkeypatch.setattr(
        content_reading, "measured", lambda texts, language: [8.1] * len(texts)
    )

    said = " ".join(content(as_manager).split())

    assert "Over the limits: make the words easier" in said
    assert "Over the limit: Grade 8.1 on 72 words" in said
    # below 30 words a figure says little
    assert "Over the limit: Grade 8.1 on 7 words" not in said


def test_where_nothing_can_be_measured_the_page_says_so(as_manager, monkeypatch):
    def measured(texts, language):
        raise ReadingError("The reading grade could not be measured.")

    monkeypatch.setattr(content_reading, "measured", measured)

    said = content(as_manager)

    assert "The reading grade could not be measured." in said
    assert "Grade 5.4" not in said
    assert "Use moist heat: about 20 minutes." in said


# ---------------------------------------------------------------- who answers for it
def test_a_draft_says_that_nobody_has_signed(as_manager):
    said = content(as_manager)

    assert "no clinician has signed these words" in said
    assert reverse("admin:triage_signoff_add") in said


def test_a_translation_without_a_translator_is_a_preview_only(as_manager):
    said = content(as_manager, "es")

    assert "Preview only:" in said
    assert "no translator has signed these words" in said


def test_who_signed_stands_there(as_manager, manager):
    sign_off(
        release=handout_release("es"),
        name="Inés Carvajal",
        registration="MT 30771",
        by=manager,
    )

    said = content(as_manager, "es")

    assert "Approved by <b>Inés Carvajal</b>, MT 30771" in said
    assert "Preview only:" not in said
    assert "no clinician has signed these words" in content(as_manager)


def test_every_release_of_the_language_leads_to_who_was_given_it(as_manager):
    old = ReleaseFactory(kind=Release.Kind.HANDOUT, language="en", version="2025.1")
    spanish = ReleaseFactory(kind=Release.Kind.HANDOUT, language="es")

    said = content(as_manager)

    for digest in (old.digest, handouts()["en"].digest):
        assert reverse("triage:handout_release", args=[digest]) in said
    assert reverse("triage:handout_release", args=[spanish.digest]) not in said
    assert "nobody has been given it yet" in said
    handout_release("en")
    assert "nobody has been given it yet" not in content(as_manager)


def test_reading_the_content_keeps_nothing(as_manager):
    content(as_manager)
    example(as_manager)

    assert not Release.objects.exists()
    assert not Signoff.objects.exists()
    assert not AuditEntry.objects.exists()


def test_managers_find_it_from_every_page_and_others_do_not(as_manager, as_staff):
    address = reverse("triage:handout_content", args=["en"])

    assert address in as_manager.get("/").text
    assert address in as_manager.get(reverse("admin:index")).text
    assert address not in as_staff.get("/").text
    assert as_staff.get(address).status_code == 403


# ---------------------------------------------------------------- a sheet to look at
@EVERY_LANGUAGE
def test_every_example_can_be_previewed(as_manager, clinic, language):
    labels = handouts()[language].labels
    for each in example_patients():
        response = example(as_manager, language, each["id"])
        said = unescape(response.text)

        assert response.status_code == 200
        assert labels["preview"] in said
        assert each["text"] in said
        assert clinic.name in said


def test_the_preview_is_as_chosen(as_manager, clinic):
    said = example(
        as_manager, level="self_care", who="child", size="large", paper="a4"
    ).context["page"]

    words = said.words.content
    assert words["level"] == "self_care"
    assert words["computed"] == "emergency"
    assert (words["size"], words["paper"]) == ("large", "a4")
    assert words["title"].startswith("Your child's")
    assert said.answers["age"] == 9


def test_choosing_another_example_leads_to_its_page(as_manager):
    response = example(as_manager, example="V018", size="large", level="")

    assert response.status_code == 302
    assert response.url == reverse(
        "triage:handout_example",
        args=["en", "V018"],
        query={"size": "large", "paper": "letter"},
    )


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("example", "There is no such example patient."),
        ("level", "There is no such level."),
        ("who", "Choose an adult or a child."),
        ("size", "Choose the print size."),
        ("paper", "Choose the paper."),
    ],
)
def test_a_wrong_choice_gets_a_sentence(as_manager, field, sentence):
    for name in ("handout_example", "handout_example_pdf"):
        address = reverse(f"triage:{name}", args=["en", "V003"], query={field: "odd"})
        response = as_manager.get(address, follow=True)

        assert response.status_code == 200
        assert sentence in response.text


def test_the_head_is_the_clinics_own_with_its_numbers(as_manager):
    ClinicFactory(phone="555-0199", emergency_number="112", is_demo=True)

    words = example(as_manager).context["page"].words.content

    assert ["Emergency", "112"] in words["clinic"]["lines"]
    assert "Call 112" in str(words["sections"])
    assert "911" not in str(words["sections"])
    assert words["banners"] == ["Invented patients", "Preview: not given"]


def test_without_a_clinic_an_invented_one_stands_in_the_head(as_manager):
    response = example(as_manager)

    assert response.status_code == 200
    assert "Harbor Street Clinic" in response.text


def test_an_unapproved_language_says_so_on_the_preview(as_manager, manager, clinic):
    label = handouts()["es"].labels["unapproved"]

    assert label in unescape(example(as_manager, "es").text)
    sign_off(release=handout_release("es"), name="I", registration="1", by=manager)
    assert label not in unescape(example(as_manager, "es").text)
    assert handouts()["en"].labels["unapproved"] not in example(as_manager).text


def test_what_made_the_sheet_so_stands_above_it(as_manager):
    page = example(as_manager).context["page"]

    assert ("Age", "63 years") in page.told
    assert all(words != "No" for _, words in page.told)
    assert len(page.told) + page.noes == len(page.answers)


def test_a_note_that_an_example_carries_is_shown(as_manager, monkeypatch):
    noted = example_patients()[0] | {"note": "Close to the limit on purpose."}
    monkeypatch.setattr("triage.views.example.example_of", lambda name: noted)

    assert "Close to the limit on purpose." in example(as_manager).text


@EVERY_LANGUAGE
def test_the_preview_can_be_printed(as_manager, clinic, language):
    address = reverse("triage:handout_example_pdf", args=[language, "V003"])

    response = as_manager.get(address, {"paper": "a4"})

    assert response.headers["Content-Type"] == "application/pdf"
    assert f"preview-{language}-V003.pdf" in response.headers["Content-Disposition"]
    page = pypdf.PdfReader(BytesIO(response.content)).pages[0]
    assert round(page.mediabox.height) == 842
    assert handouts()[language].labels["preview"] in page.extract_text()


def test_what_cannot_be_printed_is_told(as_manager, clinic, monkeypatch):
    def fail(words):
        raise PaperError("The sheet has letters that no font can print.")

    monkeypatch.setattr("triage.paper.handout_pdf", fail)
    address = reverse("triage:handout_example_pdf", args=["en", "V003"])

    response = as_manager.get(address, {"size": "large"}, follow=True)

    assert "no font can print" in response.text
    assert response.redirect_chain[-1][0].endswith("?size=large&paper=letter")


def test_the_paper_of_the_clinic_is_the_usual_one(as_manager):
    ClinicFactory(paper="a4")

    assert example(as_manager).context["page"].form["paper"] == "a4"
    assert '<option value="a4" selected>' in content(as_manager)
    assert '<option value="a4" selected>' in example(as_manager).text


def test_others_may_not_preview(clinic):
    for role in ("Staff", "Clinician"):
        client = signed_in(UserFactory(group=role))
        assert example(client).status_code == 403


def test_no_database_is_asked_for_the_sheet_itself(
    django_assert_num_queries, clinic, monkeypatch
):
    page = ExamplePage(
        handouts()["en"],
        example_patients()[0],
        dict.fromkeys(("level", "who", "size", "paper"), ""),
        clinic,
    )
    with django_assert_num_queries(1):  # who approved which language
        assert page.words.content["sections"]
