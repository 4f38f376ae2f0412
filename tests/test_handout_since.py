"""A copy from before a change, a correction or a retraction says so everywhere."""

import datetime as dt

import pytest
import time_machine

from tests.handouts import WHY, address, given, text
from tests.intakes import finished
from triage.actions.finish import finish_intake
from triage.actions.override import override_outcome
from triage.actions.retraction import correct_intake, retract_intake
from triage.models import AuditEntry, HandoutIssued

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)


def test_a_copy_from_before_the_change_says_so(as_clinician, clinician):
    outcome = finished()
    copy = given(outcome)
    before = text(as_clinician.get(copy.get_absolute_url()))
    override_outcome(outcome=outcome, to_level="urgent", reason=WHY, by=clinician)

    page = text(as_clinician.get(copy.get_absolute_url()))
    assert "Given before the change" not in before
    assert "Given before the change" in page
    assert "Your answers point to care at home." in page


def everywhere(client, copy):
    """What the page of *copy* and both lists say of it."""
    outcome = copy.outcome
    rows = (copy, outcome, outcome.intake.patient)
    return [text(client.get(row.get_absolute_url())).lower() for row in rows]


def test_before_the_change_is_said_wherever_a_copy_stands(as_staff, clinician):
    outcome = finished()
    copy = given(outcome)
    assert not any("given before" in page for page in everywhere(as_staff, copy))

    override_outcome(outcome=outcome, to_level="urgent", reason=WHY, by=clinician)
    assert all("given before the change" in page for page in everywhere(as_staff, copy))

    newer = given(outcome)
    page, *lists = everywhere(as_staff, newer)
    assert "given before" not in page
    assert all(each.count("given before the change") == 1 for each in lists)


def test_a_level_that_was_changed_back_leaves_an_old_copy_old(as_staff, clinician):
    outcome = finished()
    copy = given(outcome)
    for level in ("urgent", "self_care"):
        override_outcome(outcome=outcome, to_level=level, reason=WHY, by=clinician)

    page, *lists = everywhere(as_staff, copy)

    assert "the level was changed and changed back" in page
    assert all("given before the change" in each for each in lists)


def test_a_copy_given_in_the_very_moment_of_a_change_goes_by_its_level(clinician):
    """Two clocks can agree to the microsecond; the level cannot be mistaken."""
    with time_machine.travel(MONDAY, tick=False):
        outcome = finished()
        before = given(outcome)
        override_outcome(outcome=outcome, to_level="urgent", reason=WHY, by=clinician)
        after = given(outcome)
    copies = HandoutIssued.objects.with_what_followed()

    assert copies.get(pk=before.pk).since == "changed"
    assert copies.get(pk=after.pk).since is None


def test_a_copy_from_before_a_correction_leads_to_the_new_outcome(as_staff, staff):
    outcome = finished()
    copy = given(outcome)
    draft = correct_intake(intake=outcome.intake, by=staff)
    assert not any("given before" in page for page in everywhere(as_staff, copy))
    replacing = finish_intake(intake=draft, by=staff)

    page, *lists = everywhere(as_staff, copy)

    assert f"{replacing.get_absolute_url()}#handout" in page
    assert all("given before the correction" in each for each in (page, *lists))


def test_a_copy_of_a_retracted_intake_says_so_everywhere(as_staff, clinician):
    copy = given()
    retract_intake(
        intake=copy.outcome.intake, kind="test", reason="A trial.", by=clinician
    )

    page, *lists = everywhere(as_staff, copy)

    assert "do not hand this sheet out" in page
    assert 'name="result"' not in page
    assert all("intake retracted" in each for each in lists)


def test_a_copy_of_a_retracted_intake_is_not_printed_any_more(as_staff, clinician):
    """It may be another patient's: on screen it is a record, on paper a danger."""
    copy = given()
    before = text(as_staff.get(copy.get_absolute_url()))
    intake = copy.outcome.intake
    retract_intake(intake=intake, kind="wrong_patient", reason="Twin.", by=clinician)
    entries = AuditEntry.objects.count()

    pdf = as_staff.get(address("pdf", copy), follow=True)
    printed = as_staff.post(address("print", copy))

    refusal = f"{intake.code} is retracted: its sheet is not printed."
    assert pdf.redirect_chain == [(copy.get_absolute_url(), 302)]
    assert refusal in text(pdf)
    assert (printed.status_code, printed.text) == (409, refusal)
    for way in ("data-print=", "print.js", address("pdf", copy)):
        assert way in before
        assert way not in text(pdf)
    # Only the page that says so was opened.
    assert AuditEntry.objects.count() == entries + 1


def test_of_a_retracted_copy_a_browser_prints_one_line(as_staff, clinician):
    copy = given()
    intake = copy.outcome.intake
    retract_intake(intake=intake, kind="wrong_patient", reason="Twin.", by=clinician)

    page = text(as_staff.get(copy.get_absolute_url()))

    line = f"{intake.code} is retracted: its sheet is not printed."
    printed, _, hidden = page.partition('<div class="bk-noprint"> <article')
    assert f'<p class="d-none d-print-block">{line}</p>' in printed
    assert 'class="bk-paper' in hidden
