"""The outcome page: what staff do now, why, what was not known, and what followed."""

import datetime as dt

import pytest
import time_machine
from django.db import Error, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import signed_in
from tests.factories import DutyFactory, PatientFactory, UserFactory
from tests.intakes import answer, finished, open_one
from triage.actions import access
from triage.actions.finish import finish_intake
from triage.actions.handout import issue_handout
from triage.actions.override import override_outcome
from triage.actions.patient import add_patient, edit_patient
from triage.actions.release import sign_off
from triage.actions.retraction import correct_intake, retract_intake
from triage.models import AuditEntry, Intake, Override

pytestmark = pytest.mark.django_db
FRAME, BAR = 9, 3  # session, person, rights and audit; what stands above every page
WHY = "Walks well, sensation is normal on examination."


def page(client, outcome, name="outcome_detail", data=None, **extra):
    url = reverse(f"triage:{name}", args=[outcome.uuid])
    if data is None:
        return client.get(url, **extra)
    return client.post(url, data, **extra)


def label_of(outcome, finding):
    entries = outcome.frozen["answers"]
    return next(e["label"] for e in entries if e["finding"] == finding)


def text(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("answers", "label"),
    [
        ({"urinary_retention": "yes"}, "Emergency now"),
        ({"iv_drug_use": "yes"}, "Same-day clinician"),
        ({"cancer_history": "unsure"}, "Clinician soon"),
        ({}, "Self-care"),
    ],
)
def test_it_shows_the_level_and_what_staff_do(as_staff, answers, label):
    outcome = finished(**answers)

    response = page(as_staff, outcome)

    assert response.status_code == 200
    assert f'<h1 id="level">{label}</h1>' in text(response)
    for action in outcome.frozen["levels"][outcome.disposition]["actions"]:
        if not action.startswith("If a crisis"):
            assert action in text(response)


def test_the_ambulance_comes_first_where_the_patient_may_not_travel(as_staff):
    shown = text(page(as_staff, finished(chest_pain="yes")))

    ambulance, clinician = shown.find("Send an ambulance"), shown.find("Tell a clin")
    assert 0 < ambulance < clinician


def test_why_names_answer_reason_rule_and_source(as_staff):
    shown = text(page(as_staff, finished(urinary_retention="yes")))

    assert "Hard to pass urine, or cannot feel it (new): yes" in shown
    assert "can be early pressure on the nerves to the bladder" in shown
    assert "new-trouble-passing-urine · Getting It Right First Time" in shown


def test_not_asked_and_not_sure_are_told_apart(as_staff, staff):
    intake = open_one(by=staff)
    answer(intake, urinary_retention="unsure")
    outcome = finish_intake(intake=intake, by=staff, unfinished_reason="patient_left")

    shown = text(page(as_staff, outcome))

    assert "Hard to pass urine, or cannot feel it (new): not sure" in shown
    assert f"{label_of(outcome, 'saddle_numbness')}: not asked" in shown
    assert "The intake was not finished: the patient left." in shown


def test_a_number_that_cannot_be_is_told_as_it_was_typed(as_staff, staff):
    intake = open_one(by=staff)
    outcome = finish_intake(
        intake=intake,
        by=staff,
        unfinished_reason="other",
        typed={"temperature_c": "400"},
    )

    assert "400 was typed, which cannot be" in text(page(as_staff, outcome))


def test_an_answer_that_was_changed_shows_both(as_staff):
    by = UserFactory(group="Staff", first_name="Jonah", last_name="Pike")
    intake = open_one(by=by)
    answer(intake, urinary_retention="yes")
    answer(intake, urinary_retention="no")

    shown = text(page(as_staff, finished(intake=intake, by=by)))

    assert ": first yes, changed to no " in shown
    assert "by Jonah Pike" in shown


def test_answers_in_full_say_how_they_were_asked(as_staff):
    outcome = finished(iv_drug_use="yes")
    draft = correct_intake(intake=outcome.intake, by=outcome.by)

    shown = text(page(as_staff, finish_intake(intake=draft, by=outcome.by)))

    assert "(carried from the intake before)" in shown
    assert "(from the patient&#x27;s record)" in shown


def test_the_release_says_who_answers_for_it_or_that_nobody_does(as_staff, manager):
    outcome = finished()
    assert "draft: needs clinician sign-off" in text(page(as_staff, outcome))

    sign_off(release=outcome.release, name="Dr. Abebe", registration="1", by=manager)

    assert "signed by Dr. Abebe" in text(page(as_staff, outcome))


def test_it_says_what_it_is_for(as_staff):
    shown = text(page(as_staff, finished()))

    assert "supports a qualified clinician" in shown
    assert "not a diagnosis" in shown


def test_it_names_who_is_on_duty(as_staff):
    DutyFactory(extension="214")

    assert "extension 214" in text(page(as_staff, finished()))


def test_a_record_that_changed_since_is_said_beside_what_was_judged(as_staff, staff):
    outcome = finished()
    assert "has changed since" not in text(page(as_staff, outcome))

    patient = outcome.intake.patient
    edit_patient(patient=patient, by=staff, birth_date=dt.date(1940, 3, 9))

    assert "record has changed since (birth date)" in text(page(as_staff, outcome))


def test_a_closed_clinic_sends_a_same_day_patient_elsewhere(as_staff):
    """What staff do and the referral's next step say the same, at any hour."""
    with time_machine.travel(dt.datetime(2026, 11, 24, 23, 30, tzinfo=dt.UTC)):
        closed = finished(iv_drug_use="yes")
    with time_machine.travel(dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)):
        during_hours = finished(iv_drug_use="yes")

    assert "send to out of hours" in text(page(as_staff, closed))
    assert "The clinic is closed" in text(page(as_staff, closed))
    assert "The clinic is closed" not in text(page(as_staff, during_hours))


def test_reading_is_audited(as_staff, staff):
    outcome = finished()

    page(as_staff, outcome)

    entry = AuditEntry.objects.first()
    assert (entry.action, entry.username) == ("viewed outcome", staff.username)
    assert entry.record == outcome.intake.code


def test_it_is_shown_under_a_bar_when_reading_cannot_be_audited(as_staff, monkeypatch):
    outcome = finished()

    def broken(*args, **kwargs):
        raise Error

    monkeypatch.setattr(access.audit, "record", broken)
    response = page(as_staff, outcome)

    assert response.status_code == 200
    assert "could not be entered in the audit log" in text(response)


def test_nobody_without_the_right_sees_it(client):
    response = page(signed_in(UserFactory()), finished())

    assert response.status_code == 403


def test_it_takes_as_many_queries_for_much_as_for_little(as_staff, clinician):
    little, much = finished(), finished(urinary_retention="yes", iv_drug_use="unsure")
    for level in ("urgent", "soon", "emergency"):
        override_outcome(outcome=much, to_level=level, reason=WHY, by=clinician)
    page(as_staff, little)

    with CaptureQueriesContext(connection) as for_little:
        page(as_staff, little)
    with CaptureQueriesContext(connection) as for_much:
        page(as_staff, much)

    assert len(for_little) == len(for_much) <= FRAME + BAR + 8


# The override, from the page.


def test_a_clinician_puts_another_level_in_force(as_clinician):
    outcome = finished()
    sent = {"seen": "self_care", "to_level": "urgent", "reason": WHY}

    response = page(as_clinician, outcome, "outcome_override", sent, follow=True)

    shown = text(response)
    assert "Level in force" in shown
    assert '<h1 id="level">Same-day clinician</h1>' in shown
    assert "is what the protocol computed" in shown
    assert WHY in shown


def test_a_lowered_level_leads_to_the_referral_that_stays_open(as_clinician):
    outcome = finished(iv_drug_use="yes")
    sent = {"seen": "urgent", "to_level": "soon", "reason": WHY}

    response = page(as_clinician, outcome, "outcome_override", sent)

    assert response.url == f"{outcome.get_absolute_url()}#referral"
    shown = text(as_clinician.get(response.url))
    assert "stays open until a clinician closes it" in shown


def test_a_short_reason_is_given_back_with_what_is_wrong(as_clinician):
    sent = {"seen": "self_care", "to_level": "urgent", "reason": "Feels wrong"}

    response = page(as_clinician, finished(), "outcome_override", sent)

    assert response.status_code == 422
    assert "This one has 11." in text(response)
    assert ">Feels wrong</textarea>" in text(response)
    assert not Override.objects.exists()


def test_without_a_level_it_asks_for_one(as_clinician):
    response = page(as_clinician, finished(), "outcome_override", {"reason": WHY})

    assert response.status_code == 422
    assert "Choose the level to change to." in text(response)


def test_who_decides_second_sees_the_first_decision_and_decides_again(as_clinician):
    outcome = finished()
    first = UserFactory(group="Clinician", first_name="Ana", last_name="Reyes")
    override_outcome(outcome=outcome, to_level="soon", reason=WHY, by=first)
    sent = {"seen": "self_care", "to_level": "urgent", "reason": f"{WHY} Still pale."}

    response = page(as_clinician, outcome, "outcome_override", sent)

    assert response.status_code == 422
    assert "Ana Reyes changed the level to Clinician soon" in text(response)
    assert "Still pale." in text(response)
    assert 'name="seen" value="soon"' in text(response)


def test_an_own_emergency_is_not_lowered_beside_a_colleague(as_clinician, clinician):
    DutyFactory()
    outcome = finished(by=clinician, urinary_retention="yes")
    sent = {"seen": "emergency", "to_level": "urgent", "reason": WHY}

    response = page(as_clinician, outcome, "outcome_override", sent)

    assert response.status_code == 422
    assert "You took this intake yourself." in text(response)


def test_staff_see_decisions_and_cannot_make_them(as_staff, clinician):
    outcome = finished()
    override_outcome(outcome=outcome, to_level="soon", reason=WHY, by=clinician)

    shown = text(page(as_staff, outcome))
    sent = {"seen": "soon", "to_level": "urgent", "reason": WHY}
    response = page(as_staff, outcome, "outcome_override", sent)

    assert WHY in shown
    assert "Save change" not in shown
    assert response.status_code == 403


# The handout.


def test_the_sheet_is_offered_as_the_patient_needs_it(as_staff, clinic):
    patient = PatientFactory(language="es", print_size="large")
    outcome = finished(intake=open_one(patient=patient))

    shown = text(page(as_staff, outcome))

    assert 'value="en" autocomplete="off" checked' in shown
    assert 'value="large" autocomplete="off" checked' in shown
    assert "reads Spanish. No translator answers for the Spanish sheet." in shown


def test_a_copy_from_before_a_decision_says_so(as_staff, clinic, clinician, staff):
    outcome = finished()
    issue_handout(
        outcome=outcome, language="en", size="normal", paper="letter", by=staff
    )
    assert "given before the change" not in text(page(as_staff, outcome))

    override_outcome(outcome=outcome, to_level="soon", reason=WHY, by=clinician)

    assert "given before the change" in text(page(as_staff, outcome))


# Wrong patient, test, duplicate.


def test_a_retracted_outcome_is_struck_through_and_offers_nothing(as_staff):
    outcome = finished()
    sent = {"kind": "wrong_patient", "reason": "The sister of the patient"}

    response = page(as_staff, outcome, "outcome_retract", sent, follow=True)

    shown = text(response)
    assert "Retracted: wrong patient." in shown
    assert "<s>Self-care</s>" in shown
    assert "What staff do now" not in shown
    assert "Give the handout" not in shown
    assert "Start again for the right patient" in shown


def test_retracting_asks_what_is_wrong_and_how_it_came_about(as_staff):
    outcome = finished()

    assert page(as_staff, outcome, "outcome_retract").status_code == 200
    response = page(as_staff, outcome, "outcome_retract", {})

    assert response.status_code == 422
    assert "Say what is wrong with this intake." in text(response)
    assert "Say in a few words how it came about." in text(response)


def test_the_right_patient_is_found_and_started_again(as_staff, staff):
    outcome = finished()
    retract_intake(
        intake=outcome.intake, kind="wrong_patient", reason="Sister", by=staff
    )
    right = add_patient(
        by=staff, name="Ines Quiroga", birth_date=dt.date(1980, 5, 1), sex="female"
    )

    found = page(as_staff, outcome, "outcome_restart", {"q": "quiroga"})
    unsure = {"q": "quiroga", "start": "1", "patient": right.uuid}
    asked = page(as_staff, outcome, "outcome_restart", unsure)
    sure = unsure | {"identifiers_confirmed": "on"}
    response = page(as_staff, outcome, "outcome_restart", sure)

    assert "Ines Quiroga" in text(found)
    assert asked.status_code == 422
    assert "Ines Quiroga" in text(asked)
    assert response.url == Intake.objects.get(patient=right).get_absolute_url()


def test_an_intake_that_stands_is_retracted_before_it_starts_again(as_staff):
    response = page(as_staff, finished(), "outcome_restart")

    assert response.status_code == 302


# Correction.


def test_correcting_leads_to_the_draft_and_then_to_the_same_draft(as_staff):
    outcome = finished()

    first = page(as_staff, outcome, "outcome_correct", {})
    second = page(as_staff, outcome, "outcome_correct", {})

    assert first.url == outcome.intake.correction.get_absolute_url()
    assert second.url == first.url
    assert "being filled in to correct this" in text(page(as_staff, outcome))


def test_a_replaced_outcome_names_what_replaced_it(as_staff, staff):
    outcome = finished(iv_drug_use="yes")
    draft = correct_intake(intake=outcome.intake, by=staff)
    again = finish_intake(intake=draft, by=staff)

    old, new = text(page(as_staff, outcome)), text(page(as_staff, again))

    assert "Replaced by" in old
    assert draft.code in old
    assert "What staff do now" not in old
    assert "This corrects" in new
    assert again.referral.code in new


def test_a_draft_says_that_it_is_no_outcome_yet(as_staff):
    response = as_staff.get(
        reverse("triage:outcome_detail", args=[PatientFactory().uuid])
    )

    assert response.status_code == 404
