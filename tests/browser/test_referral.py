"""One referral, its letter, and whoever has to be reached, at both widths."""

import pytest
from playwright.sync_api import expect

from tests.browser.journey import heading, looks_right
from tests.factories import ClinicFactory, UserFactory
from tests.intakes import finished
from tests.referrals import opened, step
from triage.models import State


@pytest.fixture
def lena(live_server):
    ClinicFactory()
    return UserFactory(username="lena", group="Clinician")


@pytest.mark.parametrize("width", [1280, 390])
def test_its_page_leads_to_the_letter_which_is_kept(open_page, lena, width):
    referral = finished(by=lena, urinary_retention="yes").referral
    page = open_page(lena, width=width)
    page.goto(referral.get_absolute_url())
    looks_right(page)

    page.get_by_role("link", name="Letter", exact=True).click()
    heading(page, "Letter about")
    looks_right(page)
    page.get_by_label("To somebody else").fill("County General, night desk")
    page.get_by_text("Fax", exact=True).click()
    page.get_by_role("button", name="Keep as sent").click()

    expect(page.get_by_role("link", name="Print")).to_be_visible()
    looks_right(page)
    assert referral.letters.get().way == "fax"


def test_whoever_did_not_arrive_is_called_from_the_page(open_page, lena):
    referral = opened("urgent")
    for state in (State.SENT, State.ACCEPTED, State.NOT_ARRIVED):
        referral = step(referral, state, by=lena)
    page = open_page(lena, width=390)
    page.goto(referral.get_absolute_url())

    expect(page.get_by_text("Not arrived. Call")).to_be_visible()
    looks_right(page)
