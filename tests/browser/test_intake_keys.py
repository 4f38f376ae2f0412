"""The keyboard of the intake: one key a question, and never while somebody types."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.intake_page import (
    expect_answer,
    expect_cursor,
    expect_saved,
    open_intake,
    option,
    row,
)
from tests.factories import UserFactory
from tests.intakes import answer, open_one
from triage.actions.state import intake_state
from triage.models import Answer


@pytest.fixture
def maya(live_server):
    return UserFactory(username="maya", group="Staff")


@pytest.fixture
def intake(maya):
    return open_one(by=maya)


@pytest.fixture
def page(maya, intake, open_page):
    page = open_page(maya)
    open_intake(page, intake)
    return page


def cursor_to(page, name):
    """Put the cursor in the question *name* without answering it."""
    row(page, name).locator("input").first.focus()


def unanswered(page, name):
    return row(page, name).locator("input:checked").count() == 0


@pytest.mark.parametrize(
    ("key", "value"),
    [("y", "yes"), ("n", "no"), ("u", "unsure"), ("l", "longstanding"), ("N", "no")],
)
def test_a_letter_answers_and_the_cursor_goes_on(page, key, value):
    cursor_to(page, "loss_of_bowel_control")

    page.keyboard.press(key)

    expect_answer(page, "loss_of_bowel_control", value)
    expect_cursor(page, "saddle_numbness")


def test_unchanged_for_long_does_nothing_where_it_is_not_offered(page):
    cursor_to(page, "chest_pain")

    page.keyboard.press("l")

    assert unanswered(page, "chest_pain")
    expect_cursor(page, "chest_pain")


def test_a_digit_picks_a_choice_and_goes_on(page):
    cursor_to(page, "episode_pattern")

    page.keyboard.press("2")

    expect_answer(page, "episode_pattern", "minutes")
    expect_cursor(page, "recurrent")


def test_digits_fill_in_the_scale_and_enter_goes_on(page, intake):
    cursor_to(page, "pain_score")

    page.keyboard.press("1")
    page.keyboard.press("0")
    expect_answer(page, "pain_score", "10")
    expect_cursor(page, "pain_score")
    page.keyboard.press("Enter")

    expect_cursor(page, "episode_pattern")
    expect_saved(page)
    assert [r.value for r in Answer.objects.filter(finding="pain_score")] == ["10"]


def test_not_taken_by_key_in_a_number(page, intake):
    cursor_to(page, "temperature_c")

    page.keyboard.press("u")

    expect(row(page, "temperature_c").get_by_label("Not taken")).to_be_checked()
    expect_cursor(page, "iv_drug_use")
    expect_saved(page)
    assert intake_state(intake).answers["temperature_c"] == "unsure"


def test_a_number_in_weeks(page, intake):
    cursor_to(page, "onset_days_ago")
    page.keyboard.type("6")
    row(page, "onset_days_ago").get_by_label("Unit").select_option("weeks")

    expect(row(page, "not_improving")).to_be_visible()
    assert intake_state(intake).answers["onset_days_ago"] == 42


class TestNoToAll:
    def test_it_answers_what_the_sentence_asked(self, page, intake):
        answer(intake, recurrent="yes")
        page.reload()
        cursor_to(page, "interferes_with_daily_life")

        page.keyboard.press("o")

        expect_answer(page, "recurrent", "yes")
        expect_answer(page, "interferes_with_daily_life", "no")
        expect_answer(page, "repeat_contact", "no")
        assert unanswered(page, "episodes_getting_more_frequent")
        expect(page.locator("#said")).to_contain_text("no to 2 in “Course, daily life”")
        expect(page.locator("#s-course .bk-noall")).to_be_hidden()

    def test_it_does_nothing_one_by_one_and_says_so(self, page):
        cursor_to(page, "chest_pain")

        page.keyboard.press("o")

        assert unanswered(page, "chest_pain")
        expect(page.locator("#said")).to_contain_text("one by one")

    def test_it_leaves_numbers_and_choices_alone(self, page):
        cursor_to(page, "sudden_onset")

        page.keyboard.press("o")

        expect_answer(page, "sudden_onset", "no")
        assert unanswered(page, "trigger")
        expect_cursor(page, "trigger")

    def test_the_button_does_the_same(self, page, intake):
        page.locator("#s-bones .bk-noall").click()

        expect_answer(page, "osteoporosis", "no")
        expect_saved(page)
        assert intake_state(intake).rows["osteoporosis"].source == "group"


def test_the_tab_says_that_there_is_an_emergency_while_there_is(page, intake):
    cursor_to(page, "chest_pain")
    page.keyboard.press("y")

    expect(page).to_have_title(re.compile(f"^Emergency: Intake {intake.code}"))
    cursor_to(page, "chest_pain")
    page.keyboard.press("n")
    expect(page).to_have_title(re.compile(f"^Intake {intake.code}"))


class TestUndo:
    def test_answers_that_went_with_a_question_come_back(self, page, intake):
        option(page, "bilateral_leg_symptoms", "Yes").click()
        row(page, "both_legs_course").locator('[value="steady"] + label').click()
        expect_saved(page)
        option(page, "bilateral_leg_symptoms", "No").click()
        expect(row(page, "both_legs_course")).to_have_count(0)
        expect_saved(page)

        page.keyboard.press("z")

        expect_answer(page, "both_legs_course", "steady")
        expect_saved(page)
        answers = intake_state(intake).answers
        assert answers["bilateral_leg_symptoms"] == "yes"
        assert answers["both_legs_course"] == "steady"
        # And once more: the answers before that press, the latest first.
        page.keyboard.press("z")
        expect(row(page, "both_legs_course").locator("input:checked")).to_have_count(0)

    def test_it_takes_back_the_last_answer(self, page, intake):
        page.keyboard.press("n")
        page.keyboard.press("y")

        page.keyboard.press("z")

        expect_cursor(page, "loss_of_bladder_control")
        assert unanswered(page, "loss_of_bladder_control")
        expect(page.locator(".bk-alarm")).to_have_count(0)
        expect_saved(page)
        assert "loss_of_bladder_control" not in intake_state(intake).answers
        page.keyboard.press("z")
        expect_cursor(page, "urinary_retention")
        assert unanswered(page, "urinary_retention")

    def test_it_gives_back_what_was_there_before(self, page, intake):
        option(page, "chest_pain", "No").click()
        option(page, "chest_pain", "Yes").click()

        page.keyboard.press("z")

        expect_answer(page, "chest_pain", "no")
        expect_saved(page)
        assert intake_state(intake).answers["chest_pain"] == "no"

    def test_it_takes_back_the_last_no_to_all(self, page, intake):
        cursor_to(page, "diabetes")
        page.keyboard.press("o")
        expect_answer(page, "diabetes", "no")

        page.keyboard.press("z")

        for name in ("recent_spinal_procedure_or_infection", "diabetes"):
            assert unanswered(page, name)
        expect_saved(page)
        assert "diabetes" not in intake_state(intake).answers


class TestFollowUps:
    def test_the_cursor_goes_to_the_question_that_opens(self, page):
        cursor_to(page, "bilateral_leg_symptoms")

        page.keyboard.press("y")

        expect_cursor(page, "both_legs_course")

    def test_it_goes_when_its_parent_ceases_to_apply(self, page, intake):
        option(page, "bilateral_leg_symptoms", "Yes").click()
        option(page, "both_legs_course", "Same over 2 weeks").click()
        expect_saved(page)

        option(page, "bilateral_leg_symptoms", "No").click()

        expect(row(page, "both_legs_course")).to_have_count(0)
        assert "both_legs_course" not in intake_state(intake).answers
        option(page, "bilateral_leg_symptoms", "Yes").click()
        expect(row(page, "both_legs_course")).to_be_visible()
        assert unanswered(page, "both_legs_course")

    def test_the_counts_follow(self, page):
        expect(page.locator("#s-legs [data-n]")).to_have_text("0 of 3")

        option(page, "bilateral_leg_symptoms", "Yes").click()

        expect(page.locator("#s-legs [data-n]")).to_have_text("1 of 4")
        expect(page.locator('[data-for="legs"] small')).to_have_text("1/4")


class TestNeverByAccident:
    def test_while_somebody_types_keys_are_letters(self, page, intake):
        page.get_by_label("In the patient's own words").focus()

        page.keyboard.type("you only know no joy, 1/2")

        assert page.locator("#intake input:checked").count() == 0
        expect(page.get_by_label("In the patient's own words")).to_have_value(
            "you only know no joy, 1/2"
        )

    def test_a_key_that_is_held_down_counts_once(self, page):
        page.keyboard.down("n")
        page.keyboard.down("n")
        page.keyboard.down("n")
        page.keyboard.up("n")

        expect_cursor(page, "loss_of_bladder_control")
        assert page.locator("#intake input:checked").count() == 1

    def test_with_a_modifier_a_key_is_the_browsers(self, page):
        page.keyboard.press("Alt+n")

        assert page.locator("#intake input:checked").count() == 0

    def test_enter_in_a_field_never_finishes(self, page, intake):
        for label in ("Call back", "Now at"):
            page.get_by_label(label).fill("555-0199")
            page.keyboard.press("Enter")
        option(page, "urinary_retention", "No").click()
        page.keyboard.press("Enter")

        expect_saved(page)
        intake.refresh_from_db()
        assert intake.is_draft
        assert page.locator("#problems").count() == 0

    def test_an_answer_that_an_arrow_only_passes_over_is_not_given(self, page, intake):
        cursor_to(page, "chest_pain")

        page.keyboard.press("Space")
        for _ in range(2):
            page.keyboard.press("ArrowRight")
        expect_answer(page, "chest_pain", "unsure")
        page.wait_for_timeout(900)
        expect_saved(page)

        rows = Answer.objects.filter(finding="chest_pain").order_by("id")
        assert [r.value for r in rows] == ["yes", "unsure"]

    def test_n_outside_a_question_begins_no_other_intake(self, page):
        page.evaluate("document.activeElement.blur()")

        page.keyboard.press("n")
        page.wait_for_timeout(300)

        assert "/new/" not in page.url
        assert page.locator("#intake input:checked").count() == 0

    def test_switched_off_single_keys_do_nothing(self, maya, intake, open_page):
        maya.single_keys = False
        maya.save()
        page = open_page(maya)
        open_intake(page, intake)
        expect_cursor(page, "urinary_retention")

        for key in "nyo1jkz":
            page.keyboard.press(key)

        assert page.locator("#intake input:checked").count() == 0
        page.keyboard.press("Space")
        expect_answer(page, "urinary_retention", "yes")


def test_j_and_k_move_the_cursor(page, intake):
    answer(intake, loss_of_bladder_control="no")
    page.reload()
    expect_cursor(page, "urinary_retention")

    page.keyboard.press("j")
    expect_cursor(page, "loss_of_bowel_control")
    page.keyboard.press("k")
    expect_cursor(page, "loss_of_bladder_control")


def test_a_slash_finds_a_patient(page):
    page.keyboard.press("/")

    expect(page.get_by_label("Find a patient")).to_be_focused()


def test_after_an_error_and_in_an_emergency_the_cursor_is_not_moved(
    maya, intake, open_page
):
    answer(intake, chest_pain="yes")
    page = open_page(maya)

    open_intake(page, intake)

    assert page.evaluate("document.activeElement === document.body")
