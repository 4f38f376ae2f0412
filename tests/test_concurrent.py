"""Different actions on one patient at once: each is done or refused, none is broken."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories import UserFactory
from tests.intakes import answer, finished, open_one
from triage.actions import audit
from triage.actions.duty import start_duty
from triage.actions.errors import Refused
from triage.actions.follow_up_call import record_call
from triage.actions.handout import issue_handout
from triage.actions.intake import open_intake
from triage.actions.override import override_outcome
from triage.actions.patient import add_patient, edit_patient, merge_patients
from triage.actions.referral import take_referral
from triage.models import Outcome, Referral

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


def at_once(*acts):
    """Start every act at the same moment; what each gave, a refusal included."""
    gate = Barrier(len(acts))

    def one(act):
        gate.wait()
        try:
            return act()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def soon():
    return timezone.now() + dt.timedelta(hours=1)


@pytest.fixture
def people():
    return [UserFactory(group="Clinician") for _ in range(4)]


def test_what_people_do_to_one_outcome(people):
    one, two, three, four = people
    for _ in range(ROUNDS):
        outcome = finished(iv_drug_use="yes")
        by_now = Outcome.objects.get(pk=outcome.pk)
        sheet = {"language": "en", "size": "normal", "paper": "letter"}
        why = "Walks well, sensation is normal on examination."

        at_once(
            lambda: issue_handout(outcome=outcome, by=one, **sheet),  # noqa: B023
            lambda: take_referral(referral=by_now.referral, by=two),  # noqa: B023
            lambda: override_outcome(
                outcome=by_now,  # noqa: B023
                to_level="emergency",
                reason=why,
                by=three,
            ),
            lambda: record_call(
                follow_up=by_now.follow_up,  # noqa: B023
                result="better",
                by=four,
            ),
        )

        assert outcome.handouts.count() == 1
        assert Referral.objects.get(outcome=outcome).owner == two
        assert Referral.objects.get(outcome=outcome).level == "emergency"
    audit.verify()


def test_what_people_do_to_one_patient(people):
    one, two, three, four = people
    for n in range(ROUNDS):
        patient = add_patient(by=one, name="Ana Reyes")
        twin = add_patient(by=one, name="Anna Reyes")
        draft = open_one(patient=patient, by=one)
        told = {"channel": "phone", "identifiers_confirmed": True}

        at_once(
            lambda: open_intake(patient=patient, by=one, **told),  # noqa: B023
            lambda: edit_patient(
                patient=patient,  # noqa: B023
                by=two,
                sex="female",
                record_number=f"N-{n}",  # noqa: B023
            ),
            lambda: merge_patients(duplicate=twin, into=patient, by=three),  # noqa: B023
            lambda: answer(draft, by=four, iv_drug_use="yes"),  # noqa: B023
            lambda: start_duty(until_at=soon(), by=four),
        )

        for intake in patient.intakes.all():
            assert intake.answers.filter(finding="sex").last().value == "female"
    audit.verify()
