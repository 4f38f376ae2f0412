"""The page of one patient: all that was recorded, in a constant number of queries."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError
from django.urls import reverse

from tests.factories import (
    HandoutIssuedFactory,
    IntakeFactory,
    PatientFactory,
    UserFactory,
)
from tests.intakes import answer, finished, open_one
from triage.actions import audit
from triage.actions.intake import discard_intake
from triage.actions.override import override_outcome
from triage.actions.patient import add_patient, merge_patients
from triage.actions.retraction import correct_intake, retract_intake
from triage.models import AuditEntry, FollowUpCall

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(staff, clinic):
    return add_patient(
        by=staff,
        name="Rosa Delgado",
        birth_date=dt.date(1979, 6, 14),
        sex="female",
        record_number="204-118-7",
        phone="555-0142",
    )


def shown(client, patient, **asked):
    response = client.get(patient.get_absolute_url(), asked)
    assert response.status_code == 200
    return response.content.decode()


def finish_one(patient, staff, **answers):
    intake = open_one(patient=patient, by=staff)
    return finished(intake=intake, by=staff, **answers)


def test_shows_two_identifiers_and_the_particulars(as_staff, rosa):
    page = shown(as_staff, rosa)

    assert f"F · born Jun 14, 1979 · 204-118-7 · {rosa.code}" in page
    assert 'href="tel:555-0142"' in page
    assert "No intake yet." in page
    assert f"{reverse('triage:intake_new')}?patient={rosa.uuid}" in page


def test_another_language_is_named_only_of_who_reads_another(as_staff, rosa):
    rosa.language, rosa.other_language = "es", "Somali"
    rosa.save()
    page = as_staff.get(rosa.get_absolute_url()).content.decode()
    assert rosa.reads == "Spanish"
    assert "Somali" not in page

    rosa.language = "other"
    rosa.save()
    assert rosa.reads == "Somali"
    assert "Somali" in as_staff.get(rosa.get_absolute_url()).content.decode()


def test_the_title_names_the_code_and_nobody(as_staff, rosa):
    page = shown(as_staff, rosa)

    title = page.partition("<title>")[2].partition("</title>")[0]
    assert rosa.code in title
    assert "Delgado" not in title


def test_shows_an_outcome_with_its_referral_and_call(as_staff, staff, rosa):
    outcome = finish_one(rosa, staff, chest_pain="yes")

    page = shown(as_staff, rosa)

    assert outcome.intake.code in page
    assert "bk-tag bk-em" in page
    assert outcome.referral.code in page
    assert "Send" in page
    assert f"{outcome.get_absolute_url()}#call" in page


def test_shows_a_draft_and_how_to_go_on(as_staff, staff, rosa):
    intake = open_one(patient=rosa, by=staff)
    answer(intake, iv_drug_use="yes")

    page = shown(as_staff, rosa)

    assert "Not finished" in page
    assert "Go on" in page
    assert intake.get_absolute_url() in page


def test_leaves_out_a_discarded_draft(as_staff, staff, rosa):
    intake = open_one(patient=rosa, by=staff)
    discard_intake(intake=intake, by=staff)

    assert intake.code not in shown(as_staff, rosa)


def test_shows_the_level_in_force_beside_the_computed_one(
    as_staff, staff, clinician, rosa
):
    outcome = finish_one(rosa, staff)
    override_outcome(
        outcome=outcome,
        to_level="urgent",
        reason="Looks much worse than the answers say",
        by=clinician,
    )

    page = shown(as_staff, rosa)

    assert "bk-tag bk-sd" in page
    assert "Rules: Self-care" in page


def test_strikes_a_retracted_intake_through(as_staff, staff, rosa):
    outcome = finish_one(rosa, staff)
    retract_intake(
        intake=outcome.intake, kind="test", reason="Tried the form", by=staff
    )

    page = shown(as_staff, rosa)

    assert f"{outcome.intake.code}</a></s>" in page
    assert "A test, not a patient" in page


def test_says_what_replaced_a_corrected_intake(as_staff, staff, rosa):
    outcome = finish_one(rosa, staff)
    correction = correct_intake(intake=outcome.intake, by=staff)

    being = shown(as_staff, rosa)
    finished(intake=correction, by=staff)
    done = shown(as_staff, rosa)

    assert "being corrected in" in being
    assert f">{correction.code}</a>" in done.partition("Replaced by")[2]


def test_shows_handouts_and_calls(as_staff, staff, rosa):
    outcome = finish_one(rosa, staff)
    copy = HandoutIssuedFactory(
        outcome=outcome, language="es", size="large", paper="a4"
    )
    FollowUpCall.objects.create(
        follow_up=outcome.follow_up, result="not_reached", note="Engaged", by=staff
    )

    page = shown(as_staff, rosa)

    assert copy.get_absolute_url() in page
    assert "Spanish · Large print (18 point) · A4" in page
    assert "not reached. Engaged" in page


def test_the_record_that_goes_on_shows_what_the_merged_one_holds(as_staff, staff, rosa):
    double = PatientFactory(name="Rosie Delgado")
    outcome = finish_one(double, staff, chest_pain="yes")
    merge_patients(duplicate=double, into=rosa, by=staff)

    page, other = shown(as_staff, rosa), shown(as_staff, double)

    assert f"under {double.code}" in page
    assert outcome.referral.code in page
    assert f'Also recorded as <a href="{double.get_absolute_url()}"' in page
    assert f'merged into <a href="{rosa.get_absolute_url()}"' in other
    assert "?patient=" not in other


def test_shows_20_and_leads_to_the_older_ones(as_staff, staff, rosa):
    intakes = [IntakeFactory(patient=rosa, started_by=staff) for _ in range(25)]

    first = shown(as_staff, rosa)
    older = shown(as_staff, rosa, intakes=intakes[5].pk)

    assert f"?intakes={intakes[5].pk}#intakes" in first
    assert f">{intakes[5].code}<" in first
    assert f">{intakes[4].code}<" not in first
    assert f">{intakes[4].code}<" in older
    assert f">{intakes[0].code}<" in older
    assert f">{intakes[5].code}<" not in older


@pytest.mark.parametrize("key", ["x", "-1", "", "9" * 30])
def test_a_page_that_does_not_exist_is_not_found(as_staff, rosa, key):
    address = rosa.get_absolute_url()

    assert as_staff.get(address, {"intakes": key}).status_code == 404


def test_takes_as_many_queries_for_one_row_as_for_many(
    as_staff, staff, rosa, django_assert_max_num_queries
):
    double = PatientFactory(name="Rosie Delgado")
    outcomes = [
        finish_one(patient, staff, chest_pain="yes")
        for patient in (rosa, double, rosa, rosa, double, rosa)
    ]
    merge_patients(duplicate=double, into=rosa, by=staff)
    for outcome in outcomes:
        correct_intake(intake=outcome.intake, by=staff)
        for _ in range(3):
            FollowUpCall.objects.create(
                follow_up=outcome.follow_up, result="not_reached", by=staff
            )
    shown(as_staff, rosa)

    # The frame (session, user, permissions, audit entry and its lock), three for the
    # bar, and nine: patient, merged records, intakes with overrides and corrections,
    # referrals, handouts, calls with their tries.
    with django_assert_max_num_queries(10 + 3 + 9):
        shown(as_staff, rosa)


def test_opening_is_audited(as_staff, staff, rosa):
    shown(as_staff, rosa)

    entry = AuditEntry.objects.latest("seq")
    assert (entry.action, entry.patient) == ("viewed patient", rosa.code)
    assert entry.username == staff.username


def test_without_an_entry_the_record_is_shown_under_a_bar_that_says_so(
    as_staff, rosa, monkeypatch
):
    def refuse(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(audit, "record", refuse)

    page = shown(as_staff, rosa)

    assert "could not be entered in the audit log" in page
    assert "204-118-7" in page


def test_asks_for_the_permission(client, rosa):
    client.force_login(UserFactory())

    assert client.get(rosa.get_absolute_url()).status_code == 403


def test_nobody_is_not_found(as_staff):
    address = reverse("triage:patient_detail", args=[uuid.uuid4()])

    assert as_staff.get(address).status_code == 404


def test_refuses_other_methods(as_staff, rosa):
    assert as_staff.post(rosa.get_absolute_url()).status_code == 405
