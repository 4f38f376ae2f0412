"""A sheet in another language: told of, approved, given, and found for a recall."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.journey import heading, looks_right
from tests.factories import ClinicFactory, PatientFactory, UserFactory
from tests.intakes import finished, open_one
from triage.models import HandoutIssued, Signoff

BORRADOR = "Borrador: esta traducción no está aprobada"


@pytest.fixture
def maya(live_server):
    ClinicFactory()
    return UserFactory(username="maya", first_name="Maya", group="Staff")


@pytest.fixture
def outcome(maya):
    patient = PatientFactory(name="Ana Ostrom-Pena", language="es")
    intake = open_one(patient=patient, by=maya, interpreter="professional")
    return finished(intake=intake, by=maya)


@pytest.mark.parametrize("width", [390, pytest.param(1280, marks=pytest.mark.deep)])
def test_from_an_unapproved_sheet_to_a_recall(maya, outcome, open_page, width):
    at_the_desk = open_page(maya, width=width)
    priya = UserFactory(username="priya", first_name="Priya", group="Manager")
    at_the_office = open_page(priya, width=width)

    is_told_to_give_english(at_the_desk, outcome)
    sees_the_draft(at_the_desk, "no translator has signed it")
    gives(at_the_desk, outcome, "Give the handout", "English, normal print, US Letter.")
    signs_the_spanish(at_the_office)
    sees_what_the_form_has_chosen(at_the_desk, outcome)
    press(at_the_desk, "Give this handout", "Spanish, large print, A4.")
    finds_who_got_it(at_the_office)
    takes_the_file(at_the_office)
    withdraws_the_spanish(at_the_office)
    is_told_not_to_hand_it_out_again(at_the_desk)
    is_told_to_give_english(at_the_desk, outcome)
    sees_the_draft(at_the_desk, "Spanish translation not approved")

    given = HandoutIssued.objects.order_by("id").values_list("language", "size")
    assert list(given) == [("en", "normal"), ("es", "large")]


def is_told_to_give_english(page, outcome):
    page.goto(outcome.get_absolute_url())
    handout = page.get_by_role("region", name="Handout")
    expect(handout).to_contain_text("No translator answers for the Spanish sheet.")
    expect(handout).to_contain_text("go through it with the interpreter")
    expect(handout).to_contain_text("A professional interpreter was at the intake.")
    expect(handout.get_by_role("radio", name="English")).to_be_checked()
    expect(handout.get_by_role("radio", name="Español")).to_have_count(0)
    looks_right(page)


def sees_the_draft(page, says):
    page.get_by_role("button", name="Preview in Español").click()
    expect(page.get_by_text(BORRADOR, exact=True)).to_be_visible()
    expect(page.locator("main")).to_contain_text(says)
    expect(page.get_by_role("button", name="Give this handout")).to_have_count(0)
    assert "csrf" not in page.url
    looks_right(page)


def gives(page, outcome, button, says):
    page.goto(outcome.get_absolute_url())
    press(page, button, says)


def press(page, button, says):
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("link", name="Print")).to_be_visible()
    expect(page.locator("main")).to_contain_text(says)
    looks_right(page)


def signs_the_spanish(page):
    page.goto("/admin/triage/signoff/add/")
    releases = page.get_by_label("Release")
    spanish = releases.get_by_role("option", name="Handout in Spanish")
    releases.select_option(spanish.inner_text())
    page.get_by_label("Signed by").fill("Inés Carvajal")
    page.get_by_label("Registration").fill("Medical translator 30771")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errorlist").last).to_contain_text("You chose Handout in Span")
    page.get_by_label("From now on patients who read Spanish are given this").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("added successfully")
    assert Signoff.objects.get().release.language == "es"


def sees_what_the_form_has_chosen(page, outcome):
    page.goto(outcome.get_absolute_url())
    handout = page.get_by_role("region", name="Handout")
    expect(handout.get_by_role("radio", name="Español")).to_be_checked()
    expect(handout).not_to_contain_text("No translator")
    handout.get_by_text("Large (18 point)").click()
    handout.get_by_label("Paper").select_option("A4")
    handout.get_by_role("button", name="Preview").click()
    expect(page.locator("main")).to_contain_text("Spanish, large print, A4.")
    expect(page.get_by_text(BORRADOR)).to_have_count(0)
    expect(page.locator("main")).to_contain_text("approved by Inés Carvajal")
    assert "csrf" not in page.url
    looks_right(page)


def finds_who_got_it(page):
    copy = HandoutIssued.objects.get(language="es")
    page.goto(copy.get_absolute_url())
    page.get_by_text("For the record").click()
    looks_right(page)
    page.get_by_role("link", name="Who else got this release?").click()
    heading(page, "Who got this release?")
    row = page.get_by_role("row").filter(has_text="Ana Ostrom-Pena")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("555-0142")
    looks_right(page)


def takes_the_file(page):
    with page.expect_download() as download:
        page.get_by_role("link", name="All as CSV").click()
    kept = Path(download.value.path()).read_text("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(kept))
    assert (line["Name"], line["Size"]) == ("Ana Ostrom-Pena", "Large print (18 point)")
    assert "Ana" not in download.value.suggested_filename


def withdraws_the_spanish(page):
    page.goto("/handouts/content/es/")
    page.get_by_role("link", name="Withdraw the sign-off").click()
    page.get_by_label("Reason").fill("The translator has read the older words only.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("added successfully")
    page.goto("/handouts/content/es/")
    state = page.get_by_role("region", name="In use")
    expect(state).to_contain_text("Preview only: nobody answers for these words")
    expect(state).to_contain_text("The translator has read the older words only.")
    looks_right(page)


def is_told_not_to_hand_it_out_again(page):
    page.goto(HandoutIssued.objects.get(language="es").get_absolute_url())
    expect(page.locator("main")).to_contain_text("Do not hand this sheet out again.")
    looks_right(page)


def test_a_mistake_in_the_teach_back_is_said_at_its_field(
    outcome, maya, open_page, watch
):
    watch.expect("422")
    page = open_page(maya)
    gives(page, outcome, "Give the handout", "English")

    page.get_by_label("Note").fill("Named two of the signs.")
    page.get_by_role("button", name="Record").click()

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Choose what the patient said back.")
    expect(page.get_by_label("Note")).to_have_value("Named two of the signs.")
    looks_right(page)
    summary.get_by_role("link").click()
    expect(page.get_by_role("radio", name="Understood", exact=True)).to_be_focused()
