"""A sheet printed in the browser: never without an entry, never twice, on few pages."""

import io

import pypdf
import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.journey import looks_right
from tests.factories import ClinicFactory, UserFactory
from tests.handouts import WHY
from tests.intakes import finished
from tests.printed import FULL, WELL, text_of
from triage.actions.handout import issue_handout
from triage.actions.override import override_outcome
from triage.library import handouts
from triage.models import AuditEntry
from triage.paper import MOST_PAGES

INSTEAD = "Print this page instead"
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
        page.get_by_role("button", name=INSTEAD).click()
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

    page.get_by_role("button", name=INSTEAD).click()

    expect(page.locator("#not-printed")).to_be_visible()
    expect(page.locator("body")).not_to_have_attribute("data-printed", "1")
    assert printings() == 0


def test_a_preview_leaves_an_entry_of_its_own(page, copy):
    page.goto(f"/handouts/preview/{copy.outcome.uuid}/")
    page.get_by_role("button", name=INSTEAD).click()
    wait_for_paper(page)

    assert AuditEntry.objects.filter(action="printed preview").count() == 1
    assert printings() == 0


@pytest.mark.parametrize(
    ("width", "has_scripts"),
    [
        (1280, True),
        (390, False),
        pytest.param(1280, False, marks=pytest.mark.deep),
        pytest.param(390, True, marks=pytest.mark.deep),
    ],
)
def test_print_opens_the_pdf_beside_the_page(open_page, maya, copy, width, has_scripts):
    page = open_page(maya, width=width, java_script_enabled=has_scripts)
    page.goto(copy.get_absolute_url())

    link = page.get_by_role("link", name="Print")
    with page.context.expect_event("response", is_pdf) as got, page.expect_popup():
        link.click()

    assert got.value.url.endswith(f"/handouts/{copy.uuid}/pdf/")
    assert printings() == 1
    assert page.get_by_role("button", name=INSTEAD).is_visible() == has_scripts
    if has_scripts:
        looks_right(page)


def is_pdf(response):
    return response.headers.get("content-type") == "application/pdf"


@pytest.mark.parametrize("width", [1280, 390])
def test_of_an_old_copy_a_new_sheet_comes_before_paper(open_page, maya, copy, width):
    lena = UserFactory(username="lena", group="Clinician")
    override_outcome(outcome=copy.outcome, to_level="urgent", reason=WHY, by=lena)
    page = open_page(maya, width=width)
    page.goto(copy.get_absolute_url())

    expect(page.get_by_role("link", name="Print the old sheet")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Give a new sheet", exact=True).click()
    expect(page.get_by_role("button", name="Give the handout")).to_be_visible()


@pytest.mark.parametrize("form", ["Letter", "A4"])
def test_a_browser_prints_on_the_paper_of_the_copy(open_page, maya, form):
    """What a sheet is not stands on each page, and in Spanish on a Spanish one."""
    outcome = finished(by=maya)
    page = open_page(maya)
    chosen = f"language=es&size=large&paper={form.lower()}"
    page.goto(f"/handouts/preview/{outcome.uuid}/?{chosen}")

    pdf = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))

    width = {"Letter": 612, "A4": 595}[form]
    assert {round(each.mediabox[2]) for each in pdf.pages} == {width}
    for each in map(text_of, pdf.pages):
        assert handouts()["es"].labels["preview"] in each
        assert handouts()["en"].labels["preview"] not in each


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(WELL, id="quiet", marks=pytest.mark.deep),
        pytest.param(FULL, id="full"),
    ],
)
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


def test_its_type_is_as_large_as_that_of_the_pdf(open_page, maya):
    outcome, page = finished(by=maya), open_page(maya)
    for paper in ("letter", "a4"):
        for size, points in (("normal", 12), ("large", 18)):
            chosen = f"language=en&size={size}&paper={paper}"
            page.goto(f"/handouts/preview/{outcome.uuid}/?{chosen}")
            sheet = page.locator("article.bk-paper")
            pixels = sheet.evaluate("sheet => getComputedStyle(sheet).fontSize")
            assert float(pixels.removesuffix("px")) * 0.75 == points, chosen
