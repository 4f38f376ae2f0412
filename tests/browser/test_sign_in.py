"""Signing in, in a browser: on a wide screen and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.keyboard import Keyboard
from tests.factories import ClinicFactory, UserFactory

PASSWORD = "correct horse 99"


@pytest.fixture
def maya(live_server):
    ClinicFactory()
    user = UserFactory(username="maya", group="Staff")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.mark.parametrize("width", [1280, 390])
def test_a_person_signs_in_by_keyboard_and_out(maya, open_page, width):
    page = open_page(width=width)
    page.goto("/")
    expect(page.get_by_label("Username")).to_be_focused()
    assert violations(page) == []
    keys = Keyboard(page)

    keys.type("maya")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")

    expect(page).to_have_title(re.compile("^Today"))
    page.locator("summary", has_text="Account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_wrong_password_is_said_and_the_username_kept(maya, open_page, width):
    page = open_page(width=width)
    page.goto("/accounts/login/")

    page.get_by_label("Username").fill("maya")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("do not match")
    expect(page.get_by_label("Username")).to_have_value("maya")
    assert page.title().startswith("Error: ")
    assert violations(page) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_my_settings_switch_single_keys_off(maya, open_page, width):
    page = open_page(maya, width=width)
    page.goto("/accounts/settings/")
    assert violations(page) == []

    page.get_by_role("switch").uncheck()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("status")).to_contain_text("Saved")
    expect(page.locator("body")).to_have_attribute("data-single-keys", "off")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_account_menu_closes_by_escape(maya, open_page):
    page = open_page(maya)
    page.goto("/accounts/settings/")
    summary = page.locator("summary", has_text="Account")
    summary.click()

    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(summary).to_be_focused()


def test_the_watch_sees_what_the_security_policy_forbids(page, watch):
    """The other tests are worth nothing if a violation would pass them."""
    page.goto("/accounts/login/")

    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.wait_for_timeout(100)

    assert any("style-src" in problem for problem in watch.problems)
    watch.problems.clear()
