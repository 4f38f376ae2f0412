"""Different actions on one patient at once: each is done or refused, none is broken."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories import UserFactory
from tests.intakes import answer, finished, open_one
from triage.actions import audit
from triage.actions.duty import start_duty
from triage.actions.errors import Refused
from triage.actions.finish import finish_intake
from triage.actions.follow_up_call import record_call
from triage.actions.handout import issue_handout
from triage.actions.intake import open_intake
from triage.actions.override import override_outcome
from triage.actions.patient import add_patient, edit_patient, merge_patients
from triage.actions.referral import take_referral
from triage.actions.retraction import correct_intake, retract_intake
from triage.models import Outcome, Referral

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8
SHEET = {"language": "en", "size": "normal", "paper": "letter"}
WHY = "Walks well, sensation is normal on examination."
RAISED = {"to_level": "emergency", "reason": WHY}
LOWERED = {"to_level": "soon", "reason": WHY}
TWICE = {"kind": "duplicate", "reason": "Two of us took it."}


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
        outcome = Outcome.objects.get(pk=finished(iv_drug_use="yes").pk)

        at_once(
            partial(issue_handout, outcome=outcome, by=one, **SHEET),
            partial(take_referral, referral=outcome.referral, by=two),
            partial(override_outcome, outcome=outcome, by=three, **RAISED),
            partial(record_call, follow_up=outcome.follow_up, result="better", by=four),
        )

        referral = Referral.objects.get(outcome=outcome)
        assert outcome.handouts.count() == 1
        assert (referral.owner, referral.level) == (two, "emergency")
    audit.verify()


def test_what_people_do_to_one_patient(people):
    one, two, three, four = people
    for n in range(ROUNDS):
        patient = add_patient(by=one, name="Ana Reyes")
        twin = add_patient(by=one, name="Anna Reyes")
        draft = open_one(patient=patient, by=one)
        told = {"channel": "phone", "identifiers_confirmed": True}
        known = {"sex": "female", "record_number": f"N-{n}"}

        at_once(
            partial(open_intake, patient=patient, by=one, **told),
            partial(edit_patient, patient=patient, by=two, **known),
            partial(merge_patients, duplicate=twin, into=patient, by=three),
            partial(answer, draft, by=four, iv_drug_use="yes"),
            partial(start_duty, until_at=soon(), by=four),
        )

        for intake in patient.intakes.all():
            assert intake.answers.filter(finding="sex").last().value == "female"
    audit.verify()


def test_what_people_do_to_one_correction(people):
    """Whichever comes first, whoever counts in the end has a referral that goes on."""
    one, two, three, four = people
    for _ in range(ROUNDS):
        outcome = Outcome.objects.get(pk=finished(iv_drug_use="yes").pk)
        draft = correct_intake(intake=outcome.intake, by=one)

        at_once(
            partial(finish_intake, intake=draft, by=one),
            partial(override_outcome, outcome=outcome, by=two, **LOWERED),
            partial(retract_intake, intake=outcome.intake, by=three, **TWICE),
            partial(take_referral, referral=outcome.referral, by=four),
        )

        correction = Outcome.objects.get(intake=draft)
        assert correction.referral.is_open
        assert correction.referral.level == "urgent"
        assert correction.referral.next_step.startswith("send")
    audit.verify()
