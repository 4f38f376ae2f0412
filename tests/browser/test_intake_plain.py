"""An intake without JavaScript: a plain form, sent whole, that loses nothing."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.intake_page import option, row
from tests.factories import UserFactory
from tests.intakes import answer, open_one, well
from triage.actions.state import intake_state
from triage.models import Outcome


@pytest.fixture
def maya(live_server):
    return UserFactory(username="maya", group="Staff")


@pytest.fixture
def intake(maya):
    return open_one(by=maya)


@pytest.fixture(params=[1280, 390])
def page(maya, intake, open_page, request):
    page = open_page(maya, width=request.param, java_script_enabled=False)
    page.goto(f"/intakes/{intake.uuid}/")
    return page


def test_answers_are_saved_and_follow_ups_come_with_the_next_page(page, intake):
    page.get_by_label("In the patient's own words").fill("It grips me")
    option(page, "bilateral_leg_symptoms", "Yes").click()

    page.get_by_role("button", name="Save the answers").click()

    expect(page.get_by_role("status").first).to_contain_text("The answers are saved.")
    expect(row(page, "both_legs_course")).to_be_visible()
    expect(page.get_by_label("In the patient's own words")).to_have_value("It grips me")
    assert intake_state(intake).answers["bilateral_leg_symptoms"] == "yes"


def test_no_to_all_answers_the_set(page, intake):
    page.locator("#s-bones .bk-noall").click()

    expect(page).to_have_url(re.compile("#s-bones"))
    assert intake_state(intake).answers["osteoporosis"] == "no"


def test_the_script_in_spanish_loses_no_answer(maya, open_page):
    intake = open_one(by=maya, channel="phone", callback_number="555-0117")
    page = open_page(maya, java_script_enabled=False)
    page.goto(f"/intakes/{intake.uuid}/")
    page.get_by_label("In the patient's own words").fill("It grips me")
    option(page, "breathless", "No").click()

    page.get_by_role("button", name="Español").click()

    expect(page.locator("#ask-breathless")).to_have_attribute("lang", "es")
    expect(page.get_by_role("button", name="English")).to_be_visible()
    intake.refresh_from_db()
    assert intake.own_words == "It grips me"
    assert intake_state(intake).answers["breathless"] == "no"


def test_enter_in_a_field_saves_also_below_an_alarm(page, intake):
    answer(intake, chest_pain="yes")
    page.reload()
    page.get_by_label("Now at").fill("Room 7")
    page.get_by_label("Now at").press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("The answers are saved.")
    assert not Outcome.objects.exists()


def test_enter_in_a_field_saves_and_does_not_finish(page, intake):
    page.get_by_label("Now at").fill("Room 7")
    page.get_by_label("Now at").press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("The answers are saved.")
    intake.refresh_from_db()
    assert intake.place == "Room 7"
    assert intake.is_draft


def test_what_is_wrong_stands_at_its_field_and_in_the_summary(page, intake, watch):
    watch.expect("422")
    page.locator("#temperature_c-v").fill("400")
    option(page, "chest_pain", "No").click()

    page.get_by_role("button", name="Save the answers").click()

    expect(page.locator("#problems h2")).to_have_text("Not saved yet: 1 thing to fix")
    expect(page.locator("#problems")).to_contain_text("400 °F is too high")
    expect(row(page, "temperature_c")).to_contain_text("400 °F is too high")
    expect(page.locator("#temperature_c-v")).to_have_value("400")
    assert page.title().startswith("Error: ")
    assert intake_state(intake).answers["chest_pain"] == "no"


def test_it_is_finished(page, intake):
    answer(intake, **well(intake))
    page.reload()

    page.get_by_role("button", name="Finish intake").click()

    expect(page).to_have_url(re.compile("/outcomes/"))
    assert Outcome.objects.get().disposition == "self_care"


def test_it_is_left_with_a_reason(page, intake, watch):
    watch.expect("422")
    option(page, "chest_pain", "No").click()
    page.get_by_role("button", name="Finish intake").click()
    expect(page.locator("#problems")).to_contain_text("8 things to fix")

    page.locator("label", has_text="The patient left").click()
    page.get_by_role("button", name="Finish with what you have").click()

    expect(page).to_have_url(re.compile("/outcomes/"))
    intake.refresh_from_db()
    assert intake.unfinished_reason == "patient_left"


@pytest.mark.parametrize(
    ("choice", "value"), [("Keep theirs", "yes"), ("Use mine", "no")]
)
@pytest.mark.parametrize("button", ["Save the answers", "Finish intake"])
def test_of_two_answers_somebody_chooses_one(
    page, intake, watch, button, choice, value
):
    watch.expect("409|422")
    answer(intake, by=UserFactory(first_name="Lena"), chest_pain="yes")
    option(page, "chest_pain", "No").click()

    page.get_by_role("button", name=re.compile(button)).last.click()

    both = row(page, "chest_pain").get_by_role("alert")
    expect(both).to_contain_text("Lena")
    page.get_by_role("button", name="Save the answers").click()
    expect(both).to_contain_text("Lena")
    assert intake_state(intake).answers["chest_pain"] == "yes"

    both.get_by_label(choice).check()
    page.get_by_role("button", name="Save the answers").click()

    expect(row(page, "chest_pain").get_by_role("alert")).to_have_count(0)
    expect(row(page, "chest_pain").locator(f'input[value="{value}"]')).to_be_checked()
    assert intake_state(intake).answers["chest_pain"] == value
