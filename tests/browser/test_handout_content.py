"""The content of the sheet in the browser: read, narrowed, and seen as a sheet."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.factories import ClinicFactory, UserFactory


@pytest.fixture
def priya(live_server):
    ClinicFactory()
    return UserFactory(username="priya", group="Manager", last_name="Raman")


@pytest.mark.parametrize(
    ("language", "width"),
    [
        ("en", 1280),
        ("es", 390),
        pytest.param("es", 1280, marks=pytest.mark.deep),
        pytest.param("en", 390, marks=pytest.mark.deep),
    ],
)
def test_the_pages_are_accessible_and_fit(priya, open_page, width, language):
    page = open_page(priya, width=width)
    content = reverse("triage:handout_content", args=[language])
    example = reverse("triage:handout_example", args=[language, "V021"])

    for address in (content, f"{content}?level=emergency", example):
        page.goto(address)

        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_manager_narrows_the_content_and_looks_at_a_sheet(priya, open_page):
    page = open_page(priya)
    page.goto("/")
    page.get_by_text("Priya").or_(page.locator(".bk-menu summary")).first.click()
    page.get_by_role("link", name="Handout content").click()

    page.get_by_role("link", name="Emergency", exact=True).click()
    expect(page.locator("#block-where-emergency")).to_be_visible()
    expect(page.locator("#block-heat")).to_have_count(0)
    # the chooser goes on at the level that is looked at
    page.get_by_label("Example patient").select_option("V018")
    page.get_by_label("Print", exact=True).select_option("large")
    page.get_by_role("button", name="Show the sheet").click()

    chosen = "level=emergency&size=large&paper=letter"
    expect(page).to_have_url(f"/handouts/content/en/V018/?{chosen}")
    large = page.locator("article.bk-paper.bk-big")
    expect(large).to_contain_text("Preview: not given")
    page.get_by_label("Patient is").select_option("child")
    page.get_by_role("button", name="Show the sheet").click()
    expect(page.locator("article h1")).to_contain_text("Your child's back pain")


def test_everything_is_reached_by_keyboard(priya, open_page):
    page = open_page(priya)
    page.goto(reverse("triage:handout_content", args=["en"]))

    nav = page.get_by_label("Sections of the sheet")
    nav.get_by_role("link", name="Getting moving again").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#part-moving")).to_be_in_viewport()
    # the next stop is inside the section that was jumped to
    page.keyboard.press("Tab")
    inside = "document.activeElement.closest('section').id"
    assert page.evaluate(inside) == "part-moving"
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('li:target').id").startswith("source-")


def test_a_page_that_is_long_keeps_its_sections_at_hand(priya, open_page):
    page = open_page(priya)
    page.goto(reverse("triage:handout_content", args=["es"]))

    page.locator("#cited").scroll_into_view_if_needed()

    expect(page.get_by_label("Sections of the sheet")).to_be_in_viewport()


def test_the_preview_prints_the_sheet_alone(priya, open_page):
    page = open_page(priya)
    page.goto(reverse("triage:handout_example", args=["en", "V021"]))
    page.emulate_media(media="print")

    expect(page.get_by_role("button", name="Show the sheet")).to_be_hidden()
    expect(page.locator("article.bk-paper")).to_be_visible()
