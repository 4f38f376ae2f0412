"""The outcome page in the browser, at every level and in every state."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.factories import ClinicFactory, UserFactory
from tests.intakes import answer, finished, open_one
from triage.actions.finish import finish_intake
from triage.actions.override import override_outcome
from triage.actions.retraction import correct_intake, retract_intake

WHY = "Walks well, sensation is normal on examination."


@pytest.fixture
def lena(live_server):
    ClinicFactory()
    return UserFactory(username="lena", group="Clinician")


def unfinished(by):
    intake = open_one(by=by)
    answer(intake, urinary_retention="yes")
    answer(intake, urinary_retention="unsure")
    return finish_intake(intake=intake, by=by, unfinished_reason="call_dropped")


def overruled(by):
    outcome = finished(iv_drug_use="yes")
    override_outcome(outcome=outcome, to_level="soon", reason=WHY, by=by)
    return outcome


def retracted(by):
    outcome = finished(iv_drug_use="yes")
    intake = outcome.intake
    retract_intake(intake=intake, kind="wrong_patient", reason="Her sister", by=by)
    return outcome


def corrected(by):
    outcome = finished(iv_drug_use="yes")
    finish_intake(intake=correct_intake(intake=outcome.intake, by=by), by=by)
    return outcome


STATES = {
    "emergency": lambda by: finished(by=by, chest_pain="yes"),
    "self_care": lambda by: finished(by=by),
    "unfinished": unfinished,
    "overruled": overruled,
    "retracted": retracted,
    "corrected": corrected,
}


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_accessible_and_fits(lena, open_page, state, width):
    page = open_page(lena, width=width)

    page.goto(STATES[state](lena).get_absolute_url())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.keyboard.press("Escape")

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_clinician_changes_the_level_by_keyboard_alone(lena, open_page):
    page = open_page(lena)
    page.goto(finished().get_absolute_url())

    page.get_by_text("Change the level").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type(WHY)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Same-day clinician")
    expect(page.locator(".bk-hero")).to_contain_text("is what the protocol computed")


def test_a_link_to_the_answers_opens_them(lena, open_page):
    page = open_page(lena)
    page.goto(finished().get_absolute_url())

    page.get_by_role("link", name="Answers").click()

    expect(page.get_by_text("Hard to pass urine").last).to_be_visible()
