"""The day without a network: forms printed before it, entered the day after."""

import datetime as dt
import io
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.intake_page import expect_answer, expect_cursor, expect_saved, row
from tests.browser.journey import heading, looks_right
from tests.factories import ClinicFactory, PatientFactory, UserFactory
from triage.library import current_protocol
from triage.models import Intake, Outcome

WIDTHS = pytest.mark.parametrize("width", [1280, 390])


@pytest.fixture
def maya(live_server):
    ClinicFactory()
    return UserFactory(username="maya", group="Staff")


@WIDTHS
def test_a_stack_is_printed_from_today(maya, open_page, width):
    page = open_page(maya, width=width)
    page.goto("/")

    page.get_by_role("link", name="Paper forms").click()
    heading(page, "Paper forms")
    looks_right(page)
    page.get_by_text("Español").click()
    page.get_by_text("A4", exact=True).click()
    with page.expect_response("**/pdf/**") as seen:
        page.get_by_role("button", name="Open the form to print").click()

    got = page.context.request.get(seen.value.url)
    assert got.headers["content-type"] == "application/pdf"
    first, *rest = PdfReader(io.BytesIO(got.body())).pages
    assert [round(float(n)) for n in first.mediabox[2:]] == [595, 842]
    assert "¿" in rest[0].extract_text()


@WIDTHS
def test_the_paper_is_entered_with_the_true_time_of_the_visit(maya, open_page, width):
    patient = PatientFactory()
    visit = (timezone.localtime() - dt.timedelta(days=1)).replace(second=0)
    # Colours are looked at as they stay, not while a question comes in.
    page = open_page(maya, width=width)
    page.goto(f"/intakes/new/?patient={patient.uuid}")

    begin_from_paper(page, visit)
    enter_by_number(page)
    see_that_time_has_passed(page, visit)
    page.get_by_role(
        "region", name="Emergency. Stop the questions and act."
    ).get_by_role("button", name="Finish with what you have").click()
    heading(page, "Emergency now")
    page.get_by_text("Answers in full").click()
    expect(page.locator("main")).to_contain_text("Noor Haddad, nurse")
    looks_right(page)

    intake = Intake.objects.get()
    assert abs(intake.took_place_at - visit) < dt.timedelta(minutes=1)
    assert intake.started_by == maya
    assert Outcome.objects.get().disposition == "emergency"


def begin_from_paper(page, visit):
    heading(page, "New intake")
    page.get_by_label("Two identifiers checked").check()
    page.locator("label", has_text="Face to face").click()
    page.get_by_text("Entered from paper, or after the visit").click()
    page.get_by_label("True date and time of the visit").fill(f"{visit:%Y-%m-%dT%H:%M}")
    page.get_by_label("Taken by").fill("Noor Haddad, nurse")
    looks_right(page)
    page.get_by_role("button", name="Begin the questions").click()
    expect_cursor(page, "urinary_retention")


def enter_by_number(page):
    """The numbers of the paper lead; those of follow-ups come with them."""
    findings = current_protocol().findings
    expect(page.locator("main")).to_contain_text("taken by Noor Haddad, nurse")
    for name in ("urinary_retention", "bilateral_leg_symptoms"):
        number = re.compile(rf"^\s*{findings[name].number}\s*")
        expect(row(page, name).locator(".bk-no")).to_have_text(number)
        expect(row(page, name).locator(".bk-no")).to_be_visible()
    looks_right(page)
    row(page, "bilateral_leg_symptoms").locator("label.btn", has_text="Yes").click()
    number = row(page, "both_legs_course").locator(".bk-no")
    expect(number).to_have_text(str(findings["both_legs_course"].number))
    expect_saved(page)


def see_that_time_has_passed(page, visit):
    row(page, "chest_pain").locator("label.btn", has_text="Yes").click()
    expect_answer(page, "chest_pain", "yes")
    heading(page, "Emergency. Stop the questions and act.")
    alarm = page.locator("#alarm")
    expect(alarm).to_contain_text(f"{visit:%H:%M}, 1\xa0day ago")
    expect(alarm).to_contain_text("where the patient is now")
    expect_saved(page)
    looks_right(page)


def test_an_intake_of_now_shows_no_numbers(maya, open_page):
    page = open_page(maya)
    page.goto(f"/intakes/new/?patient={PatientFactory().uuid}")
    page.get_by_label("Two identifiers checked").check()
    page.locator("label", has_text="Face to face").click()
    page.get_by_role("button", name="Begin the questions").click()

    expect_cursor(page, "urinary_retention")
    expect(row(page, "urinary_retention").locator(".bk-no")).to_be_hidden()
