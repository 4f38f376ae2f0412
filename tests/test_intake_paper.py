"""The page with the blank paper intakes: which one, and for which protocol."""

import io

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from tests.approval import approve
from tests.factories import ClinicFactory, PatientFactory, SignoffFactory
from triage.actions.release import current_release
from triage.library import current_protocol
from triage.models import AuditEntry, Clinic

PAGE, PDF = reverse("triage:intake_paper"), reverse("triage:intake_paper_pdf")

pytestmark = pytest.mark.usefixtures("clinic")


def reader_of(response):
    assert response["Content-Type"] == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(response.content))


def pages(response):
    return reader_of(response).pages


def text_of(page):
    return " ".join(page.extract_text().split())


class TestThePage:
    def test_it_is_linked_from_today_and_from_a_new_intake(self, as_staff):
        new = reverse("triage:intake_new")
        for address in ("/", f"{new}?patient={PatientFactory().uuid}"):
            assert f'href="{PAGE}"' in as_staff.get(address).text

    def test_it_says_which_protocol_is_on_paper_and_who_signed_it(self, as_staff):
        protocol = current_protocol()

        html = as_staff.get(PAGE).text

        assert f"<b>{protocol.version}</b> ({protocol.digest[:12]})" in html
        assert "draft: needs clinician sign-off" in html

        SignoffFactory(release=current_release(), name="Dr. Lena Whitfield")

        assert "signed by Dr. Lena Whitfield" in as_staff.get(PAGE).text

    @pytest.mark.parametrize("form", ["letter", "a4"])
    def test_the_clinics_paper_and_english_are_chosen(self, as_staff, form):
        Clinic.objects.update(paper=form)

        html = as_staff.get(PAGE).text

        assert f'id="paper-{form}"' in html
        for chosen in (f'value="{form}"', 'value="en"'):
            box = html[html.index(chosen) :]
            assert " checked" in box[: box.index(">")]

    def test_it_opens_without_a_clinic(self, as_staff):
        Clinic.objects.all().delete()

        assert as_staff.get(PAGE).status_code == 200


class TestThePdf:
    def test_what_was_chosen_is_printed(self, as_staff):
        found = pages(as_staff.get(PDF, {"script": "es", "paper": "a4"}))

        assert round(found[0].mediabox.height) == 842
        assert "¿" in text_of(found[1])

    def test_nothing_chosen_is_english_on_the_clinics_paper(self, as_staff):
        found = pages(as_staff.get(PDF))

        assert round(found[0].mediabox.height) == 792
        assert "¿" not in text_of(found[1])

    def test_the_patients_leaf_is_in_spanish_once_its_sheet_is_approved(self, as_staff):
        before = text_of(pages(as_staff.get(PDF, {"script": "es"}))[-1])
        approve()
        after = text_of(pages(as_staff.get(PDF, {"script": "es"}))[-1])

        assert "Get help right away" in before
        assert "Busque ayuda ya" in after
        assert "Teléfono" in after
        assert "Get help right away" in text_of(pages(as_staff.get(PDF))[-1])

    def test_sex_is_asked_once_as_a_question(self, as_staff):
        first = text_of(pages(as_staff.get(PDF))[0])

        assert first.count("Sex at birth") == 1
        assert "Give the patient the last page only" in first

    def test_it_is_the_clinics_own(self, as_staff):
        Clinic.objects.update(
            emergency_number="112", phone="555-0177", temperature_unit="C"
        )

        found = pages(as_staff.get(PDF))

        assert "555-0177" in text_of(found[0])
        assert "Emergency 112" in text_of(found[0])
        assert "Call 112 or go to the emergency room" in text_of(found[-1])
        temperature = next(
            text for page in found if "Measured temperature" in (text := text_of(page))
        )
        assert temperature.index("°C °F") > temperature.index("Measured temperature")

    def test_a_demonstration_says_so(self, as_staff):
        Clinic.objects.update(is_demo=True)

        for page in pages(as_staff.get(PDF)):
            assert "Invented patients" in text_of(page)

    def test_its_name_says_version_and_language_and_no_patient_is_named(self, as_staff):
        before = AuditEntry.objects.count()

        response = as_staff.get(PDF, {"script": "es"})

        version = current_protocol().version
        name = f'inline; filename="paper-intake-{version}-es.pdf"'
        assert response["Content-Disposition"] == name
        assert AuditEntry.objects.count() == before

    def test_it_says_when_it_was_made(self, as_staff):
        before = timezone.now().replace(microsecond=0)

        reader = reader_of(as_staff.get(PDF))

        assert before <= reader.metadata.creation_date <= timezone.now()


class TestRefusals:
    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"script": "fr"}, "Choose the language of the words to read."),
            ({"paper": "a5"}, "Choose the paper."),
            ({"script": "\x00", "paper": "x" * 9000}, "Choose the paper."),
        ],
    )
    def test_what_there_is_not_gets_a_sentence(self, as_staff, given, sentence):
        response = as_staff.get(PDF, given, follow=True)

        assert response.redirect_chain == [(PAGE, 302)]
        assert sentence in response.text

    def test_without_a_clinic_there_is_nothing_to_print(self, as_staff):
        Clinic.objects.all().delete()

        response = as_staff.get(PDF, follow=True)

        assert "Enter the clinic&#x27;s name and numbers first" in response.text

    def test_letters_that_no_font_has_get_a_sentence(self, as_staff):
        Clinic.objects.update(name="Harbor \U000f1234")

        response = as_staff.get(PDF, follow=True)

        assert "have a font with these letters installed" in response.text


def test_a_visitor_signs_in_first(client):
    ClinicFactory()

    for address in (PAGE, PDF):
        assert client.get(address).url.startswith("/accounts/login/")


def test_the_day_of_printing_stands_on_every_page(as_staff):
    today = date_format(timezone.localdate(), "F j, Y")

    for page in pages(as_staff.get(PDF)):
        assert f"printed {today}" in text_of(page)
