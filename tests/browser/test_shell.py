"""What every page has around it: bar, keys, menus, and the pages for errors."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.factories import ClinicFactory, UserFactory

SETTINGS = "/accounts/settings/"


@pytest.fixture
def maya(live_server):
    ClinicFactory(is_demo=True)
    return UserFactory(username="maya", group="Staff")


def test_slash_goes_to_the_search_and_is_typed_in_it(maya, open_page):
    page = open_page(maya)
    page.goto(SETTINGS)
    search = page.get_by_label("Find a patient")

    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.type("n/n")

    expect(search).to_have_value("n/n")
    assert page.url.endswith(SETTINGS)


def test_n_asks_for_a_new_intake(maya, open_page, watch):
    page = open_page(maya)
    page.goto(SETTINGS)

    page.keyboard.press("n")

    page.wait_for_url(lambda url: not url.endswith(SETTINGS))
    assert any(line.endswith("/intakes/new/") for line in watch.request_lines)


def test_single_keys_do_nothing_when_switched_off(maya, open_page):
    maya.single_keys = False
    maya.save()
    page = open_page(maya)
    page.goto(SETTINGS)

    page.keyboard.press("/")
    page.keyboard.press("n")

    expect(page.get_by_label("Find a patient")).not_to_be_focused()
    assert page.url.endswith(SETTINGS)


def test_a_key_held_with_control_is_the_browsers(maya, open_page):
    page = open_page(maya)
    page.goto(SETTINGS)

    page.keyboard.press("Alt+n")

    assert page.url.endswith(SETTINGS)


def test_the_first_tab_skips_to_the_content(maya, open_page):
    page = open_page(maya)
    page.goto(SETTINGS)

    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_a_phone_has_one_menu_with_every_page(maya, open_page):
    page = open_page(maya, width=390)
    page.goto(SETTINGS)

    page.locator("summary", has_text="Menu").click()

    menu = page.locator(".bk-slim")
    for name in ("Today", "Referrals", "New intake"):
        expect(menu.get_by_role("link", name=name)).to_be_visible()
    assert violations(page) == []


def test_every_page_of_a_demonstration_says_so(maya, open_page):
    page = open_page(maya)

    for address in ("/", SETTINGS, "/referrals/", "/accounts/password/change/"):
        page.goto(address)
        bar = page.get_by_text("Invented patients")
        for medium in ("screen", "print"):
            page.emulate_media(media=medium)
            expect(bar).to_be_in_viewport()
        page.emulate_media(media="screen")
        assert violations(page) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_that_is_not_there_says_what_to_do(maya, open_page, watch, width):
    watch.expect("404")
    page = open_page(maya, width=width)

    page.goto("/no/such/page")

    expect(page.get_by_role("link", name="Go to Today")).to_be_visible()
    assert violations(page) == []
