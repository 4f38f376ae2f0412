"""A clinician on duty: told what waits, takes it, sees it through, and overrules."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.intake_page import open_intake
from tests.browser.journey import heading, looks_right, menu, sign_in, with_password
from tests.factories import ClinicFactory, PatientFactory, ReceiverFactory, UserFactory
from tests.intakes import finished, open_one

WHY = "Foot drop on the left when he walks: I saw it myself."
WIDTHS = pytest.mark.parametrize("width", [1280, 390])


@pytest.fixture
def maya(live_server):
    ClinicFactory()
    return UserFactory(username="maya", group="Staff", last_name="Okafor")


@pytest.fixture
def lena(live_server):
    lena = UserFactory(username="lena", first_name="Lena", last_name="Whitfield")
    lena.groups.set(UserFactory(group="Clinician").groups.all())
    return with_password(lena)


def intake_of(name, by):
    return open_one(by=by, patient=PatientFactory(name=name))


@WIDTHS
def test_from_going_on_duty_to_a_closed_referral(maya, lena, open_page, watch, width):
    watch.expect("422")  # nobody accepts without a name
    ReceiverFactory(name="St. Brendan's ER", phone="555-0170")
    finished(intake=intake_of("Amadou Diallo", maya), by=maya, saddle_numbness="yes")
    page = open_page(width=width)
    sign_in(page, "lena")

    go_on_duty(page)
    open_the_board_by_the_bar(page)
    take_it(page)
    send_it(page)
    hear_that_it_was_accepted(page)
    hear_that_he_arrived(page)
    record_what_they_found(page)
    close_it(page)


def go_on_duty(page):
    heading(page, "Today")
    expect(page.locator("main")).to_contain_text("No clinician is on duty.")
    page.get_by_label("extension").fill("214")
    page.get_by_role("button", name="Go on duty").click()
    expect(page.locator("#live")).to_contain_text("Lena Whitfield until")
    expect(page.locator("#live")).to_contain_text("214")
    looks_right(page)


def open_the_board_by_the_bar(page):
    bar = page.get_by_role("complementary", name="What waits for you")
    expect(bar).to_contain_text("1 emergency waits for a clinician.")
    bar.get_by_role("link", name="1 emergency waits").click()
    heading(page, "Referrals")
    expect(page.locator("tr.bk-hot")).to_contain_text("Amadou Diallo")
    looks_right(page)


def take_it(page):
    page.get_by_role("button", name=re.compile("^Take it.*Amadou Diallo")).click()
    heading(page, re.compile("^Referral R-"))
    expect(page.get_by_role("status")).to_contain_text("is yours. Next: send.")
    expect(page.get_by_text("waits for a clinician.")).to_have_count(0)
    looks_right(page)


def send_it(page):
    step = page.locator("#step-sent")
    step.get_by_role("combobox").select_option("St. Brendan's ER, 555-0170")
    step.get_by_text("Phone", exact=True).click()
    step.get_by_label("Person you spoke to").fill("Dr. Osei")
    step.get_by_text("Yes", exact=True).click()
    step.get_by_role("button", name="Mark sent").click()
    said(page, "Next: get an answer.")
    looks_right(page)


def hear_that_it_was_accepted(page):
    menu(page, "Referrals")
    page.get_by_role("link", name="Mark accepted for Amadou Diallo").click()
    step = page.locator("#step-accepted")
    step.get_by_role("button", name="Mark accepted").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Give the name of the person who accepted.")
    looks_right(page)
    step.get_by_label("Person who accepted").fill("Dr. Osei")
    step.get_by_role("button", name="Mark accepted").click()
    said(page, "Next: confirm arrival.")


def hear_that_he_arrived(page):
    step = page.locator("#step-arrived")
    step.get_by_label("Who told you").fill("The ward clerk")
    step.get_by_role("button", name="Mark arrived").click()
    said(page, "Next: get the outcome.")


def record_what_they_found(page):
    step = page.locator("#step-outcome_received")
    step.get_by_label("What the receiver reports").fill("Large disc at L4/5, operated.")
    step.get_by_role("button", name="Save what they report").click()
    said(page, "Next: close, with what was found.")
    looks_right(page)


def close_it(page):
    step = page.locator("#step-closed")
    step.get_by_text("Confirmed serious", exact=True).click()
    step.get_by_label("What it was about").select_option(index=1)
    step.get_by_role("button", name="Close the referral").click()
    said(page, "saved")
    expect(page.locator("main")).to_contain_text("Closed:")
    for words in ("St. Brendan's ER", "Dr. Osei", "The ward clerk", "operated"):
        expect(page.get_by_role("region", name="History")).to_contain_text(words)
    looks_right(page)
    menu(page, "Referrals")
    expect(page.locator("main")).to_contain_text("Nobody is waiting")
    looks_right(page)


def said(page, words):
    """Wait until the page says that a step was saved, and what comes next."""
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


@WIDTHS
def test_an_outcome_is_overruled_up_and_its_referral_appears(
    maya, lena, open_page, watch, width
):
    watch.expect("422")
    outcome = finished(intake=intake_of("Peter Vance", maya), by=maya)
    page = open_page(lena, width=width)
    page.goto(outcome.get_absolute_url())
    heading(page, "Self-care")
    expect(page.get_by_role("heading", name=re.compile("^Referral"))).to_have_count(0)

    page.get_by_text("Change the level").click()
    page.get_by_text("Same-day clinician", exact=True).click()
    page.get_by_label("Reason").fill("He limps.")
    page.get_by_role("button", name="Save change").click()

    expect(page.get_by_role("alert")).to_contain_text("20 characters or more")
    expect(page.get_by_label("Reason")).to_have_value("He limps.")
    looks_right(page)
    page.get_by_label("Reason").fill(WHY)
    page.get_by_role("button", name="Save change").click()

    heading(page, "Same-day clinician")
    expect(page.locator(".bk-hero")).to_contain_text("is what the protocol computed")
    expect(page.get_by_role("region", name="Clinician decision")).to_contain_text(WHY)
    expect(page.get_by_role("region", name=re.compile("^Referral R-"))).to_be_visible()
    looks_right(page)
    menu(page, "Referrals")
    row = page.get_by_role("row").filter(has_text="Peter Vance")
    expect(row).to_contain_text("Rules: Self-care")


@WIDTHS
def test_an_emergency_at_somebody_elses_desk_is_seen_at_once(
    maya, lena, open_page, width
):
    """On Today and on the board, both open already, before anybody finishes."""
    intake = intake_of("Amadou Diallo", maya)
    today, board = (open_page(lena, width=width) for _ in range(2))
    for page in (today, board):
        page.goto("/")
    menu(board, "Referrals")
    expect(board.locator("main")).to_contain_text("Nobody is waiting")
    desk = open_page(maya)
    open_intake(desk, intake)

    desk.keyboard.press("y")
    heading(desk, "Emergency. Stop the questions and act.")

    today.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    heading(today, re.compile("Not finished, and already urgent"))
    board.evaluate("document.body.dispatchEvent(new CustomEvent('board-tick'))")
    heading(board, "Unfinished intakes at emergency or same day")
    for page in (today, board):
        expect(page.locator("tr.bk-hot")).to_contain_text("Amadou Diallo")
        looks_right(page)

    board.get_by_role("link", name="Go on with Amadou Diallo").click()
    heading(board, "Emergency. Stop the questions and act.")
    looks_right(board)
    alarm = board.get_by_role("region", name="Emergency. Stop the questions and act.")
    alarm.get_by_role("button", name="Finish with what you have").click()
    heading(board, "Emergency now")
