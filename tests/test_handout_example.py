"""A manager looks at the sheet of an example patient, on screen and printed."""

from html import unescape
from io import BytesIO

import pypdf
import pytest
from django.urls import reverse

from tests.conftest import signed_in
from tests.content_pages import EVERY_LANGUAGE, content, example
from tests.factories import ClinicFactory, UserFactory
from triage.actions.release import handout_release, sign_off
from triage.library import example_patients, handouts
from triage.paper import PaperError
from triage.views.example_page import ExamplePage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quickly_measured")]


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


def test_the_database_is_asked_for_nothing_but_the_sign_off(
    django_assert_num_queries, clinic, monkeypatch
):
    page = ExamplePage(
        handouts()["en"],
        example_patients()[0],
        dict.fromkeys(("level", "who", "size", "paper"), ""),
        clinic,
    )
    with django_assert_num_queries(2):  # who signed it, and what is approved
        assert page.words.content["sections"]


def test_the_preview_says_who_signed_the_words(as_manager, clinic, manager):
    assert "no clinician has signed them yet" in unescape(example(as_manager).text)

    sign_off(
        release=handout_release("en"),
        name="Dr. Ada Stone",
        registration="MD 1",
        by=manager,
    )

    said = unescape(example(as_manager).text)
    assert "Signed by Dr. Ada Stone." in said
    assert "no clinician has signed them yet" not in said
