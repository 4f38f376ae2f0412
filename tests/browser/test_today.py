"""Today in the browser: fresh by itself, and never moved under the hand."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.factories import ClinicFactory, DutyFactory, PatientFactory, UserFactory
from tests.intakes import answer, finished, open_one

ASK = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def lena(live_server):
    ClinicFactory()
    return UserFactory(username="lena", group="Clinician", last_name="Whitfield")


def emergency(name):
    intake = open_one(patient=PatientFactory(name=name))
    answer(intake, urinary_retention="yes")
    return intake


def ask(page):
    with page.expect_response(re.compile("/live/")) as response:
        page.evaluate(ASK)
    return response.value.status


def test_what_is_new_comes_by_itself(lena, open_page):
    page = open_page(lena)
    page.goto("/")

    emergency("Amadou Diallo")

    assert ask(page) == 200
    expect(page.get_by_role("link", name="Amadou Diallo", exact=True)).to_be_visible()
    assert ask(page) == 204
    expect(page.locator("#checked")).to_contain_text("Last checked")


def test_a_row_under_the_pointer_or_the_focus_stays_where_it_is(lena, open_page):
    for name in ("Rosa Delgado", "Peter Vance"):
        finished(intake=open_one(patient=PatientFactory(name=name)), iv_drug_use="yes")
    page = open_page(lena)
    page.goto("/")
    waiting = page.get_by_role("region", name="Waiting for a clinician")
    row = waiting.get_by_role("link", name="Open Peter Vance")
    row.hover()
    row.focus()
    before = row.bounding_box()

    emergency("Amadou Diallo")
    assert ask(page) == 200

    assert row.bounding_box() == before
    expect(row).to_be_focused()
    show = page.get_by_role("button", name="Something has changed: show it")
    show.click()
    expect(page.get_by_role("link", name="Amadou Diallo", exact=True)).to_be_visible()
    expect(show).to_be_hidden()


def test_what_came_meanwhile_is_shown_when_the_hand_is_gone(lena, open_page):
    finished(iv_drug_use="yes")
    page = open_page(lena)
    page.goto("/")
    page.locator("#live").hover()

    emergency("Amadou Diallo")
    ask(page)
    page.mouse.move(1, 1)

    expect(page.get_by_role("link", name="Amadou Diallo", exact=True)).to_be_visible()


def test_a_page_that_hears_nothing_says_since_when(lena, open_page, watch):
    watch.expect("ERR_INTERNET_DISCONNECTED")
    page = open_page(lena)
    page.goto("/")
    page.context.set_offline(True)

    page.evaluate(ASK)
    page.evaluate(ASK)

    expect(page.locator("#checked")).to_contain_text("Not up to date since")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_full_page_is_accessible_and_fits(lena, open_page, width):
    emergency("Amadou Diallo")
    open_one()
    finished(urinary_retention="yes")
    DutyFactory(clinician=lena)
    page = open_page(lena, width=width)

    page.goto("/")

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_one_click_puts_a_clinician_on_duty(lena, open_page):
    page = open_page(lena)
    page.goto("/")
    expect(page.locator("main")).to_contain_text("No clinician is on duty.")

    page.get_by_role("button", name="Go on duty").click()

    expect(page.locator("#live")).to_contain_text("Whitfield until")
