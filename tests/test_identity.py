"""Who a patient is, in the same words on every page, and never surer than is known."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import PatientFactory
from tests.intake_pages import url
from tests.intakes import finished, open_one
from tests.referrals import opened
from triage.actions.patient import add_patient
from triage.actions.retraction import retract_intake
from triage.models import Patient
from triage.views import identity

DAY = dt.date(2026, 11, 24)
ROSA = {
    "name": "Rosa Delgado",
    "sort_name": "Delgado Rosa",
    "birth_date": dt.date(1979, 6, 14),
    "sex": "female",
    "record_number": "204-118-7",
}
ABOUT = ROSA | {"birth_date": dt.date(1979, 1, 1), "birth_date_is_estimated": True}


@pytest.mark.parametrize(
    ("known", "line", "brief"),
    [
        (
            ROSA,
            "47 · F · born Jun 14, 1979 · 204-118-7 · P-12",
            "47 F · 204-118-7",
        ),
        (
            ABOUT,
            "About 47 · F · born about 1979 · 204-118-7 · P-12",
            "about 47 F · 204-118-7",
        ),
        (
            {"birth_date": dt.date(2026, 9, 1), "sex": "male"},
            "Under 1 · M · born Sep 1, 2026 · P-12",
            "under 1 M",
        ),
        ({}, "age not known · sex not known · birth date not known · P-12", ""),
    ],
)
def test_a_patient_is_told_by_what_is_known(known, line, brief):
    patient = Patient(pk=12, **known)

    assert identity.identifiers(patient, DAY) == line
    assert identity.in_brief(patient, DAY) == brief


def the_outcome(intake, by):
    return finished(intake=intake).get_absolute_url()


def the_retraction(intake, by):
    outcome = finished(intake=intake)
    return reverse("triage:outcome_retract", args=[outcome.uuid])


def the_referral(intake, by):
    outcome = finished(intake=intake, urinary_retention="yes")
    return outcome.referral.get_absolute_url()


PAGES = {
    "patient": lambda intake, by: intake.patient.get_absolute_url(),
    "new intake": lambda intake, by: (
        f"{reverse('triage:intake_new')}?patient={intake.patient.uuid}"
    ),
    "intake": lambda intake, by: intake.get_absolute_url(),
    "outcome": the_outcome,
    "retraction": the_retraction,
    "referral": the_referral,
}


@pytest.mark.django_db
@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize("address_of", PAGES.values(), ids=PAGES)
def test_every_page_says_about_when_the_birth_date_was_estimated(
    address_of, as_staff, staff
):
    intake = open_one(patient=PatientFactory(**ABOUT))

    html = as_staff.get(address_of(intake, staff)).text

    about = f"About {intake.patient.age} · F · born about 1979 · 204-118-7"
    assert about in html
    assert "Jan 1, 1979" not in html


@pytest.mark.django_db
@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize("name", ["intake_change_patient", "outcome_restart"])
def test_so_do_the_patients_to_choose_from(name, as_staff, staff):
    add_patient(by=staff, **{k: v for k, v in ABOUT.items() if k != "sort_name"})
    intake = open_one()
    address = url(name, intake)
    if name == "outcome_restart":
        outcome = finished(intake=intake)
        retract_intake(intake=intake, kind="wrong_patient", reason="Twin", by=staff)
        address = reverse(f"triage:{name}", args=[outcome.uuid])

    html = as_staff.post(address, {"q": "delgado"}).text
    again = as_staff.post(address, {"q": "delgado", "start": "1"})

    assert "born about 1979 · 204-118-7" in html
    assert "Jan 1, 1979" not in html
    assert again.status_code == 422
    assert "born about 1979" in again.text, "what was found is still there"


@pytest.mark.django_db
def test_a_list_says_about_too(as_clinician):
    referral = opened()
    Patient.objects.filter(pk=referral.outcome.intake.patient_id).update(**ABOUT)

    assert "about 4" in as_clinician.get(reverse("triage:referral_list")).text
