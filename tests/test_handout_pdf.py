"""What prints is the PDF: of a copy, and of a preview, which says so on each page."""

import io

import pypdf
import pytest
from django.db import Error

from tests.handouts import FORM, WHY, actions, address, given, text
from tests.intakes import finished
from tests.printed import text_of
from triage import paper
from triage.actions import access
from triage.actions.finish import finish_intake
from triage.actions.override import override_outcome
from triage.actions.retraction import correct_intake, retract_intake
from triage.models import AuditEntry, HandoutIssued

pytestmark = pytest.mark.django_db


def preview_pdf(outcome):
    return address("preview", outcome) + "pdf/"


def test_print_is_a_link_to_the_pdf_in_a_new_tab(as_staff):
    """So it prints without a script, in the type and on the paper of the copy."""
    copy = given()
    page = text(as_staff.get(copy.get_absolute_url()))
    link = page.partition(f'href="{address("pdf", copy)}"')[2].partition("</a>")[0]

    assert 'target="_blank" rel="noopener"' in link
    assert "Print<span" in link
    assert "Print this page instead" in page


def test_a_preview_prints_with_the_choices_of_its_form(as_staff):
    outcome = finished()
    form = FORM | {"size": "large", "paper": "a4"}
    page = text(as_staff.get(address("preview", outcome), form))
    link = f"{preview_pdf(outcome)}?language=en&size=large&paper=a4"

    response = as_staff.get(link)

    assert f'href="{link.replace("&", "&amp;")}"' in page
    assert response["Content-Type"] == "application/pdf"
    sheet = pypdf.PdfReader(io.BytesIO(response.content))
    assert [round(side) for side in sheet.pages[0].mediabox[2:]] == [595, 842]
    assert all("Preview: not given" in text_of(each) for each in sheet.pages)


def test_a_printed_preview_is_recorded_and_nothing_is_kept(as_staff, staff):
    outcome = finished()

    response = as_staff.get(preview_pdf(outcome))

    entry = AuditEntry.objects.latest("seq")
    intake = outcome.intake
    assert (entry.action, entry.username) == ("printed preview", staff.username)
    assert (entry.patient, entry.record) == (intake.patient.code, intake.code)
    assert intake.code in response["Content-Disposition"]
    assert intake.patient.name not in str(response.headers)
    assert not HandoutIssued.objects.exists()


def test_a_preview_that_is_refused_leads_to_its_form(as_staff):
    outcome = finished()

    response = as_staff.get(preview_pdf(outcome), {"size": "tiny"}, follow=True)

    assert response.redirect_chain[0][0] == f"{outcome.get_absolute_url()}#handout"
    assert "Choose the print size." in text(response)


def test_a_preview_of_a_retracted_intake_is_not_printed(as_staff, clinician):
    outcome = finished()
    retract_intake(intake=outcome.intake, kind="test", reason="A trial.", by=clinician)

    response = as_staff.get(preview_pdf(outcome), follow=True)

    assert "is retracted" in text(response)
    assert "printed preview" not in actions()


def test_letters_that_no_font_can_write_lead_to_the_page_with_its_form(
    as_staff, monkeypatch
):
    def fail(words):
        raise paper.PaperError("The sheet has letters that no font can print.")

    monkeypatch.setattr(paper, "handout_pdf", fail)
    large = {"size": "large"}
    page = text(as_staff.get(preview_pdf(finished()), large, follow=True))

    assert "letters that no font can print" in page
    assert "Print this page instead" in page
    assert "bk-big" in page
    assert "printed preview" not in actions()


def test_without_an_audit_entry_no_pdf_of_a_preview_is_made(as_staff, monkeypatch):
    outcome = finished()

    def fail(*args, **kwargs):
        raise Error("no space left")

    monkeypatch.setattr(access.audit, "record", fail)

    response = as_staff.get(preview_pdf(outcome), follow=True)

    assert "no PDF was made" in text(response)


# ---------------------------------------------------------------- an old copy
def first_action(client, copy):
    """The words and the address of the page's first button, and the page."""
    page = text(client.get(copy.get_absolute_url()))
    button = page.partition('class="btn btn-primary"')[2].partition("</a>")[0]
    return button, page


def test_of_an_old_copy_a_new_sheet_is_offered_first(as_staff, clinician):
    outcome = finished()
    copy = given(outcome)
    override_outcome(outcome=outcome, to_level="urgent", reason=WHY, by=clinician)

    button, page = first_action(as_staff, copy)

    assert f'href="{outcome.get_absolute_url()}#handout"' in button
    assert "Give a new sheet" in button
    assert "Print the old sheet" in page
    assert "Print<span" not in page
    assert as_staff.get(address("pdf", copy)).content.startswith(b"%PDF-")


def test_of_a_copy_before_a_correction_the_new_sheet_is_given_there(as_staff, staff):
    outcome = finished()
    copy = given(outcome)
    draft = correct_intake(intake=outcome.intake, by=staff)
    replacing = finish_intake(intake=draft, by=staff)

    button, page = first_action(as_staff, copy)

    assert f'href="{replacing.get_absolute_url()}#handout"' in button
    assert "Give a new sheet" in button
    assert "Print the old sheet" in page


def test_a_copy_that_stands_is_printed_first(as_staff):
    button, page = first_action(as_staff, given())

    assert "Print<span" in button
    assert "Give a new sheet" not in page
    assert "Print the old sheet" not in page


# ---------------------------------------------------------------- the browser's print
def test_what_a_sheet_is_not_is_said_in_its_own_language(as_staff):
    """A browser repeats this line at the foot of each page."""
    page = as_staff.get(address("preview", finished()), {"language": "es"})

    foot = text(page).partition('class="bk-each"')[2].partition("</p>")[0]

    assert "Vista previa" in foot
    assert "Borrador" in foot
    assert "Preview" not in foot
