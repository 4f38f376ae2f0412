"""An intake from the first question to its outcome, on a wide screen and on a phone."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.intake_page import (
    as_it_was_judged,
    as_the_reference_says,
    expect_answer,
    expect_cursor,
    expect_saved,
    open_intake,
    option,
    press_finish,
    row,
    tell_of_nothing,
)
from tests.browser.keyboard import Keyboard
from tests.factories import DutyFactory, PatientFactory, UserFactory
from tests.intakes import answer, open_one, well
from triage.actions.state import intake_state
from triage.models import Outcome

WIDTHS = pytest.mark.parametrize("width", [1280, 390])
MOST_KEYS = 45


@pytest.fixture
def maya(live_server):
    return UserFactory(username="maya", group="Staff")


@pytest.fixture
def intake(maya):
    """A draft of a woman of 26."""
    born = dt.date.today() - dt.timedelta(days=26 * 366)  # noqa: DTZ011
    return open_one(by=maya, patient=PatientFactory(birth_date=born))


def the_outcome(page):
    """The outcome that the page has come to."""
    expect(page).to_have_url(re.compile("/outcomes/"))
    return Outcome.objects.get()


@WIDTHS
def test_a_benign_intake_takes_few_keys_and_no_mouse(maya, intake, open_page, width):
    page = open_page(maya, width=width)
    open_intake(page, intake)
    expect_cursor(page, "urinary_retention")
    keys = Keyboard(page)

    tell_of_nothing(keys, pain="4")
    keys.press("Enter")

    outcome = the_outcome(page)
    assert keys.count <= MOST_KEYS
    assert outcome.disposition == "self_care"
    assert as_it_was_judged(outcome) == as_the_reference_says(outcome)
    given = {a["finding"]: a for a in outcome.frozen["answers"]}
    assert given["pain_score"]["value"] == "4"
    assert given["onset_days_ago"]["value"] == "2"
    assert given["temperature_c"]["value"] == "unsure"
    assert given["chest_pain"]["source"] == "asked"
    assert given["smoker"]["source"] == "group"


@WIDTHS
def test_an_emergency_by_phone(maya, open_page, width):
    DutyFactory(
        clinician=UserFactory(first_name="Lena", last_name="Whitfield"), extension="214"
    )
    intake = open_one(by=maya, channel="phone", callback_number="555-0117")
    answer(intake, place="118 Cannery Row")
    page = open_page(maya, width=width)
    open_intake(page, intake)
    expect(page.get_by_role("switch", name="Script")).to_be_checked()
    expect(row(page, "urinary_retention")).to_contain_text("has peeing changed")

    page.keyboard.press("y")

    alarm = page.get_by_role("alert").filter(has_text="Stop the questions and act")
    expect(alarm).to_be_in_viewport()
    expect(alarm).to_contain_text("Lena Whitfield, ext. 214")
    expect(alarm).to_contain_text("118 Cannery Row")
    expect(row(page, "urinary_retention")).to_contain_text("Emergency now")
    expect(page.locator("#heard")).to_have_text("Outcome: Emergency now")
    assert violations(page) == []
    page.keyboard.press("n")  # it never locks the form
    expect_answer(page, "loss_of_bladder_control", "no")
    expect_saved(page)
    alarm.get_by_role("button", name="Finish with what you have").click()

    outcome = the_outcome(page)
    assert outcome.disposition == "emergency"
    assert as_it_was_judged(outcome) == as_the_reference_says(outcome)
    assert outcome.intake.unfinished_reason == "emergency"


@WIDTHS
def test_not_sure_holds_the_level(maya, intake, open_page, width):
    answer(intake, **well(intake))
    page = open_page(maya, width=width)
    open_intake(page, intake)

    for name in ("urinary_retention", "cancer_history"):
        option(page, name, "Not sure").click()
    for name in (
        "bone_tender",
        "worse_with_cough_or_strain",
        "unsteady_walking",
        "pain_worse_or_unremitting",
    ):
        option(page, name, "Not sure").click()
    expect_saved(page)
    expect(page.locator("#now")).to_contain_text("Outcome")
    expect(page.locator("#now")).to_contain_text("Same-day clinician")
    press_finish(page)

    outcome = the_outcome(page)
    assert outcome.disposition == "urgent"
    assert as_it_was_judged(outcome) == as_the_reference_says(outcome)


@WIDTHS
def test_nothing_is_preselected_and_axe_finds_nothing(maya, intake, open_page, width):
    page = open_page(maya, width=width)
    open_intake(page, intake)

    assert page.locator("#intake input:checked").count() == 0
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@WIDTHS
def test_what_is_open_is_listed_and_answered_with_one_key(
    maya, intake, open_page, watch, width
):
    watch.expect("422")
    given = well(intake)
    for name in ("saddle_numbness", "chest_pain"):
        del given[name]
    answer(intake, **given)
    page = open_page(maya, width=width)
    open_intake(page, intake)
    expect_cursor(page, "saddle_numbness")

    press_finish(page)

    problems = page.locator("#problems")
    expect(problems).to_contain_text("Not finished yet: 2 things to fix")
    expect(problems).to_be_focused()
    expect(problems).to_be_in_viewport()
    assert page.title().startswith("Error: ")
    assert violations(page) == []
    problems.get_by_role("link", name="Chest pain").click()
    expect_cursor(page, "chest_pain")
    page.keyboard.press("n")
    expect(problems).to_contain_text("1 thing to fix")
    expect_cursor(page, "saddle_numbness")
    page.keyboard.press("n")
    expect(page.locator("#finish-b")).to_be_focused()
    page.keyboard.press("Enter")

    assert the_outcome(page).disposition == "self_care"


@WIDTHS
def test_leaving_with_a_reason(maya, intake, open_page, watch, width):
    watch.expect("422")
    page = open_page(maya, width=width)
    open_intake(page, intake)
    page.keyboard.press("n")
    expect_saved(page)
    press_finish(page)
    leave = page.get_by_role("region", name="Cannot ask any more?")

    leave.get_by_text("The call dropped").click()
    leave.get_by_role("button", name="Finish with what you have").click()

    outcome = the_outcome(page)
    assert outcome.disposition == "urgent"
    assert outcome.intake.unfinished_reason == "call_dropped"


def test_yes_changed_to_no_stands_on_the_outcome(maya, intake, open_page):
    answer(intake, **well(intake))
    page = open_page(maya)
    open_intake(page, intake)

    option(page, "chest_pain", "Yes").click()
    expect(page.locator(".bk-alarm")).to_be_visible()
    option(page, "chest_pain", "No").click()
    expect(page.locator(".bk-alarm")).to_have_count(0)
    press_finish(page)

    the_outcome(page)
    expect(page.locator("main")).to_contain_text(
        re.compile("first.*yes", re.IGNORECASE)
    )


def test_an_emergency_reached_and_the_browser_closed_is_on_today_at_once(
    maya, intake, open_page
):
    page = open_page(maya)
    open_intake(page, intake)
    page.keyboard.press("y")
    expect(page.locator(".bk-alarm")).to_be_visible()
    page.close()

    other = open_page(UserFactory(group="Clinician"))
    other.goto("/")

    expect(other.locator("main")).to_contain_text(intake.patient.name)


@WIDTHS
def test_from_the_patient_to_the_first_question(maya, open_page, width):
    patient = PatientFactory()
    open_one(by=maya, patient=patient)
    page = open_page(maya, width=width)
    page.goto(f"/intakes/new/?patient={patient.uuid}")
    expect(page.get_by_role("link", name="Go on with it")).to_be_visible()
    assert violations(page) == []

    page.get_by_label("Two identifiers checked").check()
    page.locator("label", has_text="By phone").click()
    page.get_by_label("Where the patient is now").fill("Room 7")
    page.get_by_role("button", name="Begin the questions").click()

    expect_cursor(page, "urinary_retention")
    expect(page.get_by_label("Now at")).to_have_value("Room 7")
    assert patient.intakes.count() == 2


def test_a_number_that_cannot_be_is_said_at_once(maya, intake, open_page, watch):
    watch.expect("422")
    page = open_page(maya)
    open_intake(page, intake)
    page.locator("#temperature_c-v").fill("37")

    page.keyboard.press("Enter")

    question = row(page, "temperature_c")
    expect(question).to_contain_text("37 °F is too low. Did you mean 37 °C?")
    expect(page.locator("#temperature_c-v")).to_have_attribute("aria-invalid", "true")
    page.locator("#temperature_c-v").fill("98.6")
    page.keyboard.press("Tab")
    expect(question).not_to_contain_text("too low")
    expect_saved(page)
    assert intake_state(intake).answers["temperature_c"] == 37


def test_the_script_changes_its_language_in_place(maya, intake, open_page):
    page = open_page(maya)
    open_intake(page, intake)
    page.keyboard.press("n")
    page.get_by_role("switch", name="Script").check()

    page.get_by_role("button", name="Español").click()

    expect(row(page, "syncope")).to_contain_text("¿Se desmayó")
    expect_answer(page, "urinary_retention", "no")
    option(page, "bilateral_leg_symptoms", "Yes").click()
    expect(row(page, "both_legs_course")).to_contain_text("¿Eso empezó")
    page.get_by_role("button", name="English").click()
    expect(row(page, "syncope")).to_contain_text("Did you faint")
