"""Who opens a page of a record is recorded; where that fails, the page says so."""

import pytest
from django.db import Error
from django.urls import reverse

from tests.intake_pages import url
from tests.intakes import finished, open_one
from tests.letters import kept
from tests.referrals import opened
from triage.actions import audit
from triage.actions.retraction import retract_intake
from triage.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

BAR = "could not be entered in the audit log"


def of_patient(name):
    def page(by):
        patient = open_one().patient
        return patient, reverse(f"triage:{name}", args=[patient.uuid])

    return page


def of_outcome(name):
    def page(by):
        outcome = finished()
        intake = outcome.intake
        if name == "outcome_restart":
            retract_intake(intake=intake, kind="wrong_patient", reason="Twin", by=by)
        return intake.patient, reverse(f"triage:{name}", args=[outcome.uuid])

    return page


def new_intake(by):
    patient = open_one().patient
    return patient, f"{reverse('triage:intake_new')}?patient={patient.uuid}"


def draft(name):
    def page(by):
        intake = open_one()
        return intake.patient, url(name, intake)

    return page


def referral(by):
    row = opened()
    return row.outcome.intake.patient, row.get_absolute_url()


def letter_preview(by):
    row = finished(leg_weakness="yes").referral
    address = reverse("triage:referral_letter", args=[row.uuid])
    return row.outcome.intake.patient, address


def letter(by):
    row = kept(finished(leg_weakness="yes").referral)
    address = reverse("triage:letter_detail", args=[row.uuid])
    return row.referral.outcome.intake.patient, address


PAGES = {
    "patient_detail": of_patient("patient_detail"),
    "patient_edit": of_patient("patient_edit"),
    "patient_merge": of_patient("patient_merge"),
    "intake_new": new_intake,
    "intake_detail": draft("intake_detail"),
    "intake_change_patient": draft("intake_change_patient"),
    "outcome_detail": of_outcome("outcome_detail"),
    "outcome_retract": of_outcome("outcome_retract"),
    "outcome_restart": of_outcome("outcome_restart"),
    "referral_detail": referral,
    "referral_letter": letter_preview,
    "letter_detail": letter,
    "handout_preview": of_outcome("handout_preview"),
}


@pytest.mark.parametrize("opened_by", PAGES.values(), ids=PAGES)
def test_opening_leaves_an_entry(opened_by, as_staff, staff):
    patient, address = opened_by(staff)
    before = AuditEntry.objects.count()

    assert as_staff.get(address).status_code == 200

    assert AuditEntry.objects.count() == before + 1
    entry = AuditEntry.objects.latest("seq")
    assert (entry.patient, entry.username) == (patient.code, staff.username)
    assert entry.action.split()[0] in {"viewed", "opened", "previewed"}


@pytest.mark.parametrize("opened_by", PAGES.values(), ids=PAGES)
def test_what_cannot_be_recorded_is_shown_under_a_bar(
    opened_by, as_staff, staff, monkeypatch
):
    _, address = opened_by(staff)

    def fail(*args, **kwargs):
        raise Error("no space left")

    monkeypatch.setattr(audit, "record", fail)

    assert BAR in as_staff.get(address).text
