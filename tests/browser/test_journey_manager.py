"""A manager's day: an account, the clinic's hours, a signature; no clinical act."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.journey import heading, looks_right, menu, sign_in, with_password
from tests.factories import ClinicFactory, UserFactory
from tests.intakes import finished
from triage.models import Clinic, OpeningHours, Signoff

OWN = "seven quiet herons"


@pytest.fixture
def priya(live_server):
    ClinicFactory(name="Harbor Street Clinic")
    return with_password(UserFactory(username="priya", group="Manager"))


@pytest.fixture
def page(priya, open_page):
    """The administration, reached as a manager reaches it."""
    page = open_page()
    sign_in(page, "priya")
    heading(page, "Today")
    looks_right(page)
    page.locator("summary", has_text="Account").click()
    page.get_by_role("link", name="Administration").click()
    heading(page, "Records and settings")
    return page


def add(page, what):
    """Open the form for another *what*, from the front of the administration."""
    page.goto("/admin/")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=what))
    row.get_by_role("link", name="Add").click()


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()
    return page.locator(".messagelist")


def test_an_account_is_made_and_its_owner_chooses_a_password(page, open_page):
    add(page, "Users")
    page.get_by_label("Username").fill("noor")
    page.get_by_label("First name").fill("Noor")
    page.get_by_label("Last name").fill("Haddad")
    page.get_by_role("listbox", name="Available groups").select_option("Staff")
    page.get_by_role("button", name="Choose selected groups").click()
    messages = save(page)
    expect(messages).to_contain_text("One-time password of noor")
    given = re.search(r"of noor: (\S+)", messages.inner_text())[1]

    theirs = open_page()
    sign_in(theirs, "noor", given)
    heading(theirs, "Choose your own password")
    looks_right(theirs)
    theirs.goto("/patients/")
    heading(theirs, "Choose your own password")
    theirs.get_by_label("Password now").fill(given)
    theirs.get_by_label("New password", exact=True).fill(OWN)
    theirs.get_by_label("New password again").fill(OWN)
    theirs.get_by_role("button", name="Change password").click()
    heading(theirs, "Today")
    looks_right(theirs)

    again = open_page()
    sign_in(again, "noor", given)
    expect(again.get_by_role("alert")).to_contain_text("do not match")
    sign_in(again, "noor", OWN)
    heading(again, "Today")


def test_the_particulars_and_the_hours_of_the_clinic_are_kept(page):
    page.get_by_role("link", name="Clinics").click()
    page.get_by_role("link", name="Harbor Street Clinic").click()
    page.get_by_label("Name").fill("Port Ellis Clinic")
    page.get_by_label("Paper").select_option("A4")
    expect(save(page)).to_contain_text("changed successfully")
    add(page, "Opening hours")
    page.get_by_label("Weekday").select_option("Saturday")
    page.get_by_label("Opens").fill("09:00")
    page.get_by_label("Closes").fill("12:30")
    expect(save(page)).to_contain_text("added successfully")

    page.get_by_role("link", name="Today").first.click()
    heading(page, "Today")
    expect(page.locator("main")).to_contain_text("Port Ellis Clinic")
    assert Clinic.objects.get().paper == "a4"
    assert str(OpeningHours.objects.get()) == "Saturday 09:00 to 12:30"
    menu(page, "Referrals")
    expect(page.locator("main")).not_to_contain_text("counted as Monday to Friday")


def test_the_protocol_is_signed_off_and_the_footer_says_so(page):
    page.goto("/")
    footer = page.get_by_role("contentinfo")
    expect(footer).to_contain_text("draft: no clinician has signed it")

    add(page, "Signoffs")
    offered = page.get_by_label("Release").get_by_role("option", name="Protocol")
    page.get_by_label("Release").select_option(offered.inner_text())
    page.get_by_label("Signed by").fill("Dr. Ines Marchetti")
    page.get_by_label("Registration").fill("GMC 7012345")
    expect(save(page)).to_contain_text("added successfully")

    page.goto("/")
    expect(footer).to_contain_text("Protocol")
    expect(footer).not_to_contain_text("draft")
    assert Signoff.objects.get().recorded_by.username == "priya"


@pytest.mark.parametrize("width", [1280, 390])
def test_a_clinicians_acts_are_not_a_managers(priya, open_page, watch, width):
    watch.expect("403")
    outcome = finished(chest_pain="yes")
    page = open_page(priya, width=width)

    page.goto("/")
    expect(page.get_by_role("button", name="Go on duty")).to_have_count(0)
    page.goto(outcome.get_absolute_url())
    heading(page, "Emergency now")
    expect(page.get_by_text("Change the level")).to_have_count(0)
    looks_right(page)
    page.goto(outcome.referral.get_absolute_url())
    expect(page.locator("main")).to_contain_text(
        "Only a clinician takes the next step."
    )
    expect(page.get_by_role("button", name="Take it")).to_have_count(0)
    looks_right(page)

    # Nor do they help themselves to the form.
    for act in (f"/outcomes/{outcome.uuid}/override/", f"{page.url}take/"):
        page.evaluate(
            """(address) => {
              const form = document.querySelector("form[action*=logout]");
              form.action = address;
              form.requestSubmit();
            }""",
            act,
        )
        heading(page, "Your role does not open this page")
        looks_right(page)
        page.go_back()
    assert outcome.overrides.count() == 0
