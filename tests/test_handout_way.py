"""Where the sheet sends a same-day patient is where staff send them."""

import datetime as dt

import pytest
import time_machine

from tests.factories import ReceiverFactory
from tests.handouts import FORM
from tests.intakes import finished
from tests.sheets import section
from triage.actions.handout import preview_words
from triage.actions.referral_step import decline_referral, send_referral
from triage.actions.release import handout_release, sign_off
from triage.engine.clock import OUT_OF_HOURS
from triage.models import Clinic, Outcome, Receiver

pytestmark = pytest.mark.django_db
OPEN = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
NIGHT = dt.datetime(2026, 11, 24, 23, 30, tzinfo=dt.UTC)
CALL = "A clinician calls you within 2 hours."


def same_day(now, *, phone="555-0150"):
    with time_machine.travel(now, tick=False):
        outcome = finished(iv_drug_use="yes")
    Clinic.objects.update(out_of_hours_phone=phone)
    return outcome


def send(outcome, receiver, by):
    with time_machine.travel(OPEN, tick=False):
        send_referral(
            referral=outcome.referral,
            receiver=receiver,
            way="phone",
            spoke_to="Nurse Lim",
            read_back=True,
            by=by,
        )


def going(outcome, language="en"):
    """What the sheet says of where to go."""
    outcome = Outcome.objects.get(pk=outcome.pk)
    words = preview_words(outcome=outcome, **FORM | {"language": language})
    tile = section(words, "going")["blocks"][0]
    return " ".join(each["text"] for each in tile["sentences"])


def test_by_day_a_clinician_calls():
    assert going(same_day(OPEN)).endswith(f"Not seen yet? {CALL} No call? Call us.")


def test_where_the_clinic_is_closed_nobody_waits_for_its_call():
    outcome = same_day(NIGHT)

    assert outcome.referral.next_step == OUT_OF_HOURS
    assert going(outcome) == (
        "Be seen today, in person. We are closed, or soon will be. "
        "Call 555-0150, or go to the emergency room."
    )
    assert "Llame al 555-0150, o vaya a emergencias." in going(outcome, "es")


def test_without_a_number_out_of_hours_there_is_the_emergency_room():
    text = going(same_day(NIGHT, phone=""))

    assert text.endswith("soon will be. Go to the emergency room.")


@pytest.mark.parametrize(
    ("kind", "promise"),
    [
        (Receiver.Kind.EMERGENCY, "Not seen there today? Call us."),
        (Receiver.Kind.OUT_OF_HOURS, "Not seen there today? Call us."),
        (Receiver.Kind.CLINICIAN, "No call? Call us."),
    ],
)
def test_who_is_sent_to_others_is_promised_no_call_of_ours(kind, promise, clinician):
    outcome = same_day(OPEN)
    receiver = ReceiverFactory(name="Port Ellery", kind=kind)
    send(outcome, receiver, clinician)

    text = going(outcome)
    assert "We are sending you to Port Ellery." in text
    assert text.endswith(promise)
    assert (CALL in text) is (kind == Receiver.Kind.CLINICIAN)


def test_nobody_is_sent_to_who_has_declined(clinician):
    outcome = same_day(OPEN)
    send(outcome, ReceiverFactory(name="Port Ellery"), clinician)
    with time_machine.travel(OPEN, tick=False):
        decline_referral(referral=outcome.referral, reason="Full.", by=clinician)

    assert "Port Ellery" not in going(outcome)


def test_the_sheet_names_who_signed_it(clinician):
    outcome = same_day(OPEN)
    before = preview_words(outcome=outcome, **FORM).text
    sign_off(
        release=handout_release("en"),
        name="Dr. Ana Ruiz",
        registration="MD 1",
        by=clinician,
    )
    after = preview_words(outcome=outcome, **FORM).text

    assert "no clinician has signed them yet" in before
    assert "Signed by Dr. Ana Ruiz." in after
