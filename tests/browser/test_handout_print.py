"""A sheet printed in the browser: never without an entry, never twice, on few pages."""

import io

import pypdf
import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.factories import ClinicFactory, UserFactory
from tests.intakes import finished
from tests.printed import FULL, WELL, text_of
from triage.actions.handout import issue_handout
from triage.models import AuditEntry
from triage.paper import MOST_PAGES

# Chromium without a screen prints nothing: what the page asks for is counted.
COUNT = """
window.print = () => {
  dispatchEvent(new Event("beforeprint"));
  document.body.dataset.printed = Number(document.body.dataset.printed ?? 0) + 1;
  dispatchEvent(new Event("afterprint"));
};
"""


@pytest.fixture
def maya(live_server):
    ClinicFactory()
    return UserFactory(username="maya", group="Staff")


@pytest.fixture
def copy(maya):
    return issue_handout(
        outcome=finished(by=maya), language="en", size="normal", paper="letter", by=maya
    )


@pytest.fixture
def page(open_page, maya, copy):
    page = open_page(maya)
    page.add_init_script(COUNT)
    page.goto(copy.get_absolute_url())
    return page


def printings():
    return AuditEntry.objects.filter(action="printed handout").count()


def wait_for_paper(page, times=1):
    expect(page.locator("body")).to_have_attribute("data-printed", str(times))


def test_the_button_records_and_then_prints(page):
    for n in (1, 2):
        page.get_by_role("button", name="Print").click()
        wait_for_paper(page, n)

        assert printings() == n
    expect(page.locator("#not-printed")).to_be_hidden()
    assert violations(page) == []


def test_the_browsers_own_command_is_recorded_too(page):
    with page.expect_response("**/print/") as recorded:
        page.evaluate("window.print()")

    assert recorded.value.status == 204
    assert printings() == 1


def test_what_cannot_be_recorded_is_not_printed(page, watch):
    watch.expect("503|Failed to load resource")
    page.route("**/print/", lambda route: route.fulfill(status=503))

    page.get_by_role("button", name="Print").click()

    expect(page.locator("#not-printed")).to_be_visible()
    expect(page.locator("body")).not_to_have_attribute("data-printed", "1")
    assert printings() == 0


def test_a_preview_leaves_an_entry_of_its_own(page, copy):
    page.goto(f"/handouts/preview/{copy.outcome.uuid}/")
    page.get_by_role("button", name="Print").click()
    wait_for_paper(page)

    assert AuditEntry.objects.filter(action="printed preview").count() == 1
    assert printings() == 0


def test_without_a_script_there_is_the_pdf(open_page, maya, copy):
    page = open_page(maya, java_script_enabled=False)
    page.goto(copy.get_absolute_url())

    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_role("link", name="PDF")).to_be_visible()


@pytest.mark.parametrize("answers", [WELL, FULL], ids=["quiet", "full"])
@pytest.mark.parametrize("size", MOST_PAGES)
@pytest.mark.parametrize("form", ["Letter", "A4"])
def test_it_keeps_to_the_pages_of_the_pdf(open_page, maya, form, size, answers):
    given = {name: answers[name] for name in answers if name not in ("age", "sex")}
    outcome = finished(by=maya, **given)
    copy = issue_handout(
        outcome=outcome, language="en", size=size, paper=form.lower(), by=maya
    )
    page = open_page(maya)
    page.goto(copy.get_absolute_url())

    pdf = pypdf.PdfReader(io.BytesIO(page.pdf(format=form)))
    pages = [text_of(each) for each in pdf.pages]

    assert len(pages) <= MOST_PAGES[size]
    assert "Get help right away" in pages[0]
    assert all("New intake" not in each and "Teach-back" not in each for each in pages)
