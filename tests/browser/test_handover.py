"""The handover and the numbers in a browser: one press, a narrow screen, no script."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.factories import ClinicFactory, RaisedFlagFactory, UserFactory
from tests.referrals import in_state, opened
from triage.models import Level, State


@pytest.fixture
def doctor(live_server):
    ClinicFactory(is_demo=True)
    return UserFactory(username="lena", group="Clinician", last_name="Whitfield")


@pytest.mark.parametrize("width", [1280, 390])
def test_both_pages_are_whole_on_any_screen(open_page, doctor, width):
    for state in (State.OPENED, State.SENT, State.CLOSED):
        RaisedFlagFactory(outcome=in_state(state, by=doctor).outcome)
    page = open_page(doctor, width=width)

    for address in ("/referrals/handover/", "/referrals/numbers/"):
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, address
        assert violations(page) == [], address


def test_the_ticked_ones_go_over_without_a_script(open_page, doctor):
    UserFactory(group="Clinician", first_name="Omar", last_name="Haddad")
    first, second = opened(Level.SOON), opened(Level.SOON)
    page = open_page(doctor, java_script_enabled=False)
    page.goto("/referrals/handover/")

    page.locator(f"label:has-text('{first.code}') input").check()
    page.get_by_label("To which clinician").select_option("Omar Haddad")
    page.get_by_role("button", name="Hand over the chosen").click()

    expect(page.get_by_text("1 referral handed to Omar Haddad.")).to_be_visible()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (str(first.owner), second.owner) == ("Omar Haddad", None)
