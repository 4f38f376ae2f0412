"""A finished intake that must not count: struck through, and started again."""

import datetime as dt

import pytest

from tests.factories import PatientFactory, ReceiverFactory
from tests.intakes import answer, finished, open_one
from triage.actions import retraction
from triage.actions.errors import Refused
from triage.actions.finish import finish_intake
from triage.actions.referral_step import send_referral
from triage.actions.retraction import restart_for, retract_intake
from triage.models import AuditEntry, Intake, Retraction

pytestmark = pytest.mark.django_db


def retract(outcome, by, kind="wrong_patient", reason="Sister of the patient"):
    made = retract_intake(intake=outcome.intake, kind=kind, reason=reason, by=by)
    outcome.refresh_from_db()
    return made


def restart(outcome, by, patient=None, confirmed=True):
    return restart_for(
        intake=outcome.intake,
        patient=patient or PatientFactory(),
        by=by,
        identifiers_confirmed=confirmed,
    )


@pytest.mark.parametrize("kind", Retraction.Kind.values)
def test_it_stays_and_counts_for_nothing(staff, kind):
    outcome = finished(iv_drug_use="yes")

    made = retract(outcome, staff, kind)

    assert outcome.intake.is_retracted
    assert made.kind == kind
    assert Intake.objects.get() == outcome.intake


def test_who_was_told_of_the_patient_is_called_back(staff, clinician):
    outcome = finished(iv_drug_use="yes")
    send_referral(
        referral=outcome.referral,
        receiver=ReceiverFactory(),
        way="phone",
        spoke_to="Nurse Lim",
        read_back=True,
        by=clinician,
    )

    retract(outcome, staff)

    assert outcome.referral.is_open
    assert outcome.referral.next_step == "call the receiver back"
    assert outcome.referral.events.last().note == "Wrong patient: Sister of the patient"


def test_its_call_leaves_the_list(staff):
    outcome = finished()

    retract(outcome, staff)

    assert outcome.follow_up.closed_because == "retracted"


def test_a_draft_is_not_retracted(staff):
    with pytest.raises(Refused, match="not finished"):
        retract_intake(intake=open_one(), kind="test", reason="A test", by=staff)


def test_it_happens_once(staff):
    outcome = finished()
    retract(outcome, staff)

    with pytest.raises(Refused, match="already"):
        retract(outcome, staff, "test")


@pytest.mark.parametrize(("kind", "reason"), [("", "x"), ("lost", "x"), ("test", "  ")])
def test_kind_and_reason_are_asked_for(staff, kind, reason):
    with pytest.raises(Refused, match="Say"):
        retract(finished(), staff, kind, reason)


def test_it_is_audited_by_codes(staff):
    outcome = finished()

    retract(outcome, staff)

    entry = AuditEntry.objects.first()
    assert entry.action == "retracted intake"
    assert entry.record == outcome.intake.code
    assert "Sister" not in entry.detail


def test_broken_at_its_last_write_it_leaves_nothing(staff, monkeypatch):
    outcome = finished(iv_drug_use="yes")
    step = outcome.referral.next_step

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(retraction.audit, "record", broken)
    with pytest.raises(RuntimeError):
        retract(outcome, staff)

    outcome.refresh_from_db()
    assert not Retraction.objects.exists()
    assert outcome.referral.next_step == step
    assert outcome.follow_up.closed_at is None


def test_the_right_patient_gets_a_draft_with_what_was_told(staff):
    outcome = finished(
        intake=open_one(by=staff, channel="phone", callback_number="555-0123"),
        iv_drug_use="yes",
        temperature_c="38.6",
    )
    retract(outcome, staff)
    right = PatientFactory(birth_date=dt.date(1990, 1, 1), sex="male")

    draft = restart(outcome, staff, right)

    rows = {row.finding: row for row in draft.answers.all()}
    assert draft.patient == right
    assert draft.is_draft
    assert draft.channel == "phone"
    assert draft.callback_number == "555-0123"
    assert rows["iv_drug_use"].value == "yes"
    assert rows["temperature_c"].value == "38.6"
    assert rows["iv_drug_use"].source == "carried"
    assert rows["sex"].value == "male"
    assert rows["sex"].source == "record"


def test_the_clock_of_what_was_reached_runs_on(staff):
    outcome = finished(by=staff, urinary_retention="yes")
    retract(outcome, staff)

    draft = restart(outcome, staff)

    assert draft.so_far == "emergency"
    assert draft.reached_at == outcome.reached_at


def test_the_wrong_patients_own_number_is_left_behind(staff):
    wrong = PatientFactory(phone="555-0142")
    intake = open_one(patient=wrong, channel="phone", callback_number="555-0142")
    outcome = finished(intake=intake)
    retract(outcome, staff)

    assert restart(outcome, staff).callback_number == ""


def test_nothing_that_the_wrong_record_answered_goes_along(staff):
    intake = open_one(by=staff)
    intake.answers.create(
        finding="repeat_contact", value="yes", source="record", by=staff
    )
    outcome = finish_intake(intake=intake, by=staff, unfinished_reason="patient_left")
    retract(outcome, staff)

    assert not restart(outcome, staff).answers.filter(finding="repeat_contact").exists()


def test_starting_again_twice_gives_the_same_draft(staff):
    outcome = finished()
    retract(outcome, staff)
    right = PatientFactory()

    assert restart(outcome, staff, right) == restart(outcome, staff, right)


def test_what_was_changed_in_the_draft_is_judged_anew(staff):
    outcome = finished(by=staff, iv_drug_use="yes")
    retract(outcome, staff)
    draft = restart(outcome, staff)
    answer(draft, by=staff, iv_drug_use="no")

    again = finish_intake(intake=draft, by=staff)

    assert again.disposition == "self_care"


def test_only_a_wrong_patient_starts_again(staff):
    outcome = finished()
    with pytest.raises(Refused, match="wrong patient"):
        restart(outcome, staff)

    retract(outcome, staff, "duplicate")
    with pytest.raises(Refused, match="wrong patient"):
        restart(outcome, staff)


def test_the_same_patient_is_not_the_right_one(staff):
    outcome = finished()
    retract(outcome, staff)

    with pytest.raises(Refused, match="whose intake was retracted"):
        restart(outcome, staff, outcome.intake.patient)


def test_identifiers_are_checked_again(staff):
    outcome = finished()
    retract(outcome, staff)

    with pytest.raises(Refused, match="identifiers"):
        restart(outcome, staff, confirmed=False)
