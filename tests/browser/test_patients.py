"""Finding, adding and editing patients in the browser, by keyboard and on a phone."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.factories import ClinicFactory, UserFactory
from tests.intakes import finished, open_one
from triage.actions.patient import add_patient, edit_patient, merge_patients
from triage.models import Patient

REFUSED = r"status of (422|409)"


@pytest.fixture
def maya(live_server):
    ClinicFactory()
    return UserFactory(username="maya", group="Staff")


@pytest.fixture
def rosa(maya):
    return add_patient(
        by=maya,
        name="Rosa Delgado",
        birth_date=dt.date(1979, 6, 14),
        sex="female",
        phone="555-0142",
        record_number="204-118-7",
    )


def test_a_patient_is_found_while_somebody_types(maya, rosa, open_page):
    add_patient(by=maya, name="Harold Nyström")
    page = open_page(maya)
    page.goto(reverse("triage:patient_search"))

    page.keyboard.type("delg ro")
    expect(page.get_by_role("heading", name="1 found")).to_be_visible()
    expect(page.locator("#found-said")).to_have_text("1 found")
    page.get_by_role("link", name="Rosa Delgado", exact=True).click()

    expect(page.get_by_role("heading", name="Rosa Delgado")).to_be_visible()


def test_the_way_back_from_a_patient_sends_no_search_again(maya, rosa, open_page):
    page = open_page(maya)
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("delgado")
    page.keyboard.press("Enter")
    found = page.get_by_role("link", name="Rosa Delgado", exact=True)
    expect(found).to_be_visible()
    page.wait_for_load_state()
    found.click()
    expect(page.get_by_role("heading", name="Rosa Delgado")).to_be_visible()

    page.go_back()

    expect(page.get_by_role("heading", name="Patients")).to_be_visible()
    assert "Confirm" not in page.content()


def test_a_new_patient_by_keyboard(maya, rosa, open_page, watch):
    watch.expect(REFUSED)
    page = open_page(maya)
    page.goto(reverse("triage:patient_add"))
    page.get_by_label("Name", exact=True).first.fill("Rosie Delgado")
    page.get_by_label("Birth date").fill("6/14/2079")
    page.keyboard.press("Enter")

    # The summary has the focus, and each of its lines leads to its field.
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    page.get_by_role("link", name="is in the future").click()
    expect(page.get_by_label("Birth date")).to_be_focused()
    page.get_by_label("Birth date").fill("6/14/1979")
    page.get_by_role("link", name="Choose the sex").click()
    page.keyboard.press("Space")
    page.get_by_role("link", name="Choose the language").click()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Is it this patient?")).to_be_visible()
    page.get_by_role("button", name="Not this patient").press("Enter")

    expect(page.get_by_role("heading", name="Rosie Delgado")).to_be_visible()
    assert Patient.objects.count() == 2


def test_another_language_asks_which(maya, open_page):
    page = open_page(maya)
    page.goto(reverse("triage:patient_add"))
    expect(page.get_by_label("Which other language")).to_be_hidden()

    page.get_by_text("Another language").click()

    expect(page.get_by_label("Which other language")).to_be_visible()


def test_two_who_edit_at_once_see_both_words(maya, rosa, open_page, watch):
    watch.expect(REFUSED)
    page = open_page(maya)
    page.goto(reverse("triage:patient_edit", args=[rosa.uuid]))
    edit_patient(patient=rosa, by=maya, phone="555-0111")
    page.get_by_label("Phone", exact=True).first.fill("555-0122")
    page.get_by_role("button", name="Save").click()

    page.get_by_label("Phone: keep 555-0111, not your 555-0122").check()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Nothing was changed.")).to_be_visible()
    rosa.refresh_from_db()
    assert rosa.phone == "555-0111"


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_accessible_and_fits(maya, rosa, open_page, watch, width):
    watch.expect(REFUSED)
    double = add_patient(by=maya, name="Rosie Delgado")
    finished(intake=open_one(patient=rosa, by=maya), by=maya, chest_pain="yes")
    page = open_page(maya, width=width)

    def looks_right():
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto(reverse("triage:patient_search"))
    looks_right()
    page.locator("#find").fill("delgado")
    expect(page.get_by_role("heading", name="2 found")).to_be_visible()
    looks_right()
    page.goto(reverse("triage:patient_add"))
    looks_right()
    page.get_by_role("button", name="Add patient").click()
    expect(page.get_by_role("alert")).to_be_focused()
    looks_right()
    page.goto(reverse("triage:patient_edit", args=[rosa.uuid]))
    looks_right()
    page.goto(reverse("triage:patient_merge", args=[rosa.uuid]))
    page.locator("#find").fill("delgado")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Compare").click()
    looks_right()
    merge_patients(duplicate=double, into=rosa, by=maya)
    for patient in (rosa, double):
        page.goto(patient.get_absolute_url())
        looks_right()
