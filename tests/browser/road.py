"""
Follow the README from a fresh clone to a printed sheet: python -m tests.browser.road

What stands under "See it" is done in a temporary folder, and what that prints is read
as a person would: address, names, passwords. Then staff add a patient, take an intake
and print the sheet, which is left in FOLDER (var/road when none is given), and a
clinician finds the patient on the board. It prints how long each part took, and fails
when all of it took over five minutes.
"""

import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect, sync_playwright
from pypdf import PdfReader

from tests.browser.chromium import find_chromium, flags
from tests.browser.clone import clone_into, serving
from tests.browser.demonstration import wait_for
from tests.browser.intake_page import expect_cursor, tell_of_nothing
from tests.browser.journey import heading, menu, sign_in
from tests.browser.keyboard import Keyboard
from tests.required import REQUIRED

LIMIT = 5 * 60
PATIENT = "Ottoline Quarrendon"
US_LETTER = [612, 792]  # points


def main(folder):
    if not find_chromium():
        say("The road: skipped. No Chromium: install it, or name it in CHROMIUM.")
        return int(REQUIRED)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        clone = Path(temporary) / "backstop"
        with part("git clone"):
            command = clone_into(clone)
        set_out = time.monotonic()
        with serving(command, clone) as (url, passwords):
            wait_for(url)
            say(f"{minutes(since=set_out)}  {command}")
            walk(url, passwords, folder)
        say(f"{minutes(since=began)}  from the clone to the board")
        took = time.monotonic() - began
    return int(took > LIMIT)


def walk(url, passwords, folder):
    """Staff and a clinician, each in a browser of their own."""
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=flags()
        )
        desk, office = (browser.new_context(base_url=url).new_page() for _ in range(2))
        with part("staff sign in and add a patient"):
            sign_in(desk, "maya", passwords["maya"])
            add_a_patient(desk)
        with part("an intake, by keyboard"):
            take_an_intake(desk)
        with part("the sheet, printed"):
            print_the_sheet(desk, folder)
        with part("a clinician takes the patient from the board"):
            sign_in(office, "lena", passwords["lena"])
            take_from_the_board(office)
        browser.close()


def add_a_patient(page):
    heading(page, "Today")
    page.locator("#find").fill(PATIENT)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add a new patient").click()
    page.get_by_label("Or about how old").fill("26")
    page.get_by_text("Female", exact=True).click()
    page.get_by_text("English", exact=True).click()
    page.get_by_role("button", name="Add and start an intake").click()


def take_an_intake(page):
    heading(page, "New intake")
    page.get_by_label("Two identifiers checked").check()
    page.locator("label", has_text="Face to face").click()
    page.get_by_role("button", name="Begin the questions").click()
    expect_cursor(page, "urinary_retention")
    tell_of_nothing(Keyboard(page), pain="9")
    page.keyboard.press("Enter")
    heading(page, "Clinician soon")


def print_the_sheet(page, folder):
    page.get_by_role("button", name="Give the handout").click()
    link = page.get_by_role("link", name="Print")
    expect(link).to_be_visible()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "handout.pdf"
    path.write_bytes(page.context.request.get(link.get_attribute("href")).body())
    pages = PdfReader(path).pages
    assert PATIENT in pages[0].extract_text()
    for number, each in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in each.extract_text()
        assert [round(side) for side in each.mediabox[2:]] == US_LETTER
    say(f"          {len(pages)} pages in {path}")


def take_from_the_board(page):
    heading(page, "Today")
    menu(page, "Referrals")
    row = page.get_by_role("row").filter(has_text=PATIENT)
    row.get_by_role("button", name="Take it").click()
    expect(page.get_by_role("status")).to_contain_text("is yours")


@contextmanager
def part(name):
    """Say how long it took when it is over."""
    began = time.monotonic()
    yield
    say(f"{minutes(since=began)}  {name}")


def minutes(*, since):
    seconds = int(time.monotonic() - since)
    return f"{seconds // 60}:{seconds % 60:02} min"


def say(words):
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/road")))
