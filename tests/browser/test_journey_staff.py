"""A morning at the desk: from a name to a sheet in a patient's hand."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.intake_page import expect_answer, expect_cursor, expect_saved, row
from tests.browser.journey import heading, looks_right, menu, sign_in, with_password
from tests.factories import ClinicFactory, UserFactory
from triage.actions.patient import add_patient
from triage.models import Patient, TeachBack


@pytest.fixture
def maya(live_server):
    ClinicFactory()
    return with_password(UserFactory(username="maya", group="Staff"))


@pytest.fixture
def jonas(maya):
    """Somebody who has been here before."""
    return add_patient(
        by=maya, name="Jonas Öström-Peña", birth_date="1961-03-09", sex="male"
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_sign_in_to_the_sheet_said_back(maya, jonas, open_page, watch, width):
    watch.expect("409")  # the likely duplicate
    page = open_page(width=width)
    page.goto("/")
    looks_right(page)
    sign_in(page, "maya")
    heading(page, "Today")
    looks_right(page)

    find_by_words_without_accents(page)
    add_the_new_patient(page)
    begin_by_phone(page)
    ask_until_an_emergency(page)
    finish_with_what_there_is(page)
    give_the_sheet(page)
    hear_it_said_back(page)
    see_it_all_on_the_record(page)


def find_by_words_without_accents(page):
    page.locator("#find").fill("ostrom-pena jonas")
    page.keyboard.press("Enter")
    heading(page, "1 found")
    looks_right(page)
    page.get_by_role("link", name="Jonas Öström-Peña", exact=True).click()
    heading(page, "Jonas Öström-Peña")
    looks_right(page)


def add_the_new_patient(page):
    """His twin sister is not known here, but looks like him on paper."""
    menu(page, "Today")
    page.locator("#find").fill("Jonasina Ostrom-Pena")
    page.keyboard.press("Enter")
    heading(page, "Nobody found")
    page.get_by_role("button", name="Add a new patient").click()
    expect(page.get_by_label("Name", exact=True).first).to_have_value(
        "Jonasina Ostrom-Pena"
    )
    looks_right(page)
    page.get_by_label("Birth date").fill("3/9/1961")
    page.get_by_text("Female", exact=True).click()
    page.get_by_text("English", exact=True).click()
    page.get_by_label("Phone", exact=True).first.fill("555-0163")
    page.get_by_role("button", name="Add patient").click()
    heading(page, "Is it this patient?")
    expect(page.get_by_role("alert")).to_contain_text("Jonas Öström-Peña")
    looks_right(page)
    page.get_by_role("button", name="Not this patient").click()
    heading(page, "Jonasina Ostrom-Pena")
    expect(page.get_by_role("status")).to_contain_text("is added")


def begin_by_phone(page):
    page.get_by_role("link", name="New intake").locator("visible=true").first.click()
    heading(page, "New intake")
    looks_right(page)
    page.get_by_label("Two identifiers checked").check()
    page.locator("label", has_text="By phone").click()
    expect(page.get_by_label("Call-back number")).to_have_value("555-0163")
    page.get_by_label("Where the patient is now").fill("118 Cannery Row")
    page.get_by_role("button", name="Begin the questions").click()
    expect_cursor(page, "urinary_retention")
    looks_right(page)


def ask_until_an_emergency(page):
    expect(row(page, "urinary_retention")).to_contain_text("peeing")  # what to read out
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect_cursor(page, "saddle_numbness")
    page.keyboard.press("y")
    expect_answer(page, "saddle_numbness", "yes")
    heading(page, "Emergency. Stop the questions and act.")
    expect_saved(page)
    looks_right(page)


def finish_with_what_there_is(page):
    alarm = page.get_by_role("region", name="Emergency. Stop the questions and act.")
    alarm.get_by_role("button", name="Finish with what you have").click()
    heading(page, "Emergency now")
    expect(page.locator("main")).to_contain_text("Saddle")
    expect(page.get_by_role("heading", name=re.compile("^Referral R-"))).to_be_visible()
    looks_right(page)


def give_the_sheet(page):
    page.get_by_text("Large (18 point)").click()
    page.get_by_role("button", name="Give the handout").click()
    expect(page.get_by_role("link", name="Print")).to_be_visible()
    expect(page.locator("main")).to_contain_text("large print, US Letter")
    looks_right(page)
    sheet = PdfReader(io.BytesIO(printed(page)))
    assert "Jonasina Ostrom-Pena" in sheet.pages[0].extract_text()
    assert [float(n) for n in sheet.pages[0].mediabox[2:]] == [612, 792]


def printed(page):
    """What Print opens in its tab, which is closed again."""
    link = page.get_by_role("link", name="Print")
    with page.expect_popup() as opened:
        link.click()
    opened.value.close()
    got = page.context.request.get(link.get_attribute("href"))
    assert got.ok
    assert got.headers["content-type"] == "application/pdf"
    return got.body()


def hear_it_said_back(page):
    page.get_by_text(TeachBack.Result.UNDERSTOOD.label, exact=True).click()
    page.get_by_label("Note").fill("Will call 911 if the numbness spreads.")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("status")).to_contain_text("Recorded")
    expect(page.locator("main")).to_contain_text("explained by Maya")
    looks_right(page)


def see_it_all_on_the_record(page):
    patient = Patient.objects.get(name="Jonasina Ostrom-Pena")
    page.goto(patient.get_absolute_url())
    for name in ("Intakes", "Referrals", "Handouts given"):
        part = page.get_by_role("region", name=name)
        expect(part).to_contain_text("I-")
        expect(part).to_contain_text("Emergency")
    looks_right(page)
    menu(page, "Referrals")
    expect(page.locator("tr.bk-hot")).to_contain_text("Jonasina Ostrom-Pena")
    expect(page.get_by_role("button", name="Take it")).to_have_count(0)
    looks_right(page)
