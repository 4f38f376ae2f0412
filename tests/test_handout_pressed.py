"""The button is pressed again: one copy, unless the second would not say the same."""

from dataclasses import replace

import pytest

from tests.factories import ReceiverFactory
from tests.handouts import give
from tests.intakes import finished
from triage.actions import handout, release
from triage.actions.patient import edit_patient
from triage.library import handouts
from triage.models import Clinic, HandoutIssued, Referral

pytestmark = pytest.mark.django_db


def test_pressed_twice_it_is_one_copy(as_staff):
    outcome = finished()
    give(as_staff, outcome)
    give(as_staff, outcome)
    assert HandoutIssued.objects.count() == 1

    give(as_staff, outcome, size="large")
    assert HandoutIssued.objects.count() == 2


def its_name(outcome):
    patient = outcome.intake.patient
    edit_patient(patient=patient, by=patient.created_by, name="Rosa Delgado-Ruiz")


def its_receiver(outcome):
    Referral.objects.update(receiver=ReceiverFactory(name="St. Elin's ER"))


def the_clinic(outcome):
    Clinic.objects.update(phone="555-0123")


@pytest.mark.parametrize(
    ("change", "new"),
    [
        (its_name, "Rosa Delgado-Ruiz"),
        (its_receiver, "St. Elin's ER"),
        (the_clinic, "555-0123"),
    ],
)
def test_pressed_again_after_a_change_it_is_another_copy(as_staff, change, new):
    outcome = finished(urinary_retention="yes")
    give(as_staff, outcome)
    change(outcome)
    give(as_staff, outcome)

    newer, older = HandoutIssued.objects.all()
    assert new in newer.words
    assert new not in older.words


def test_pressed_again_from_another_release_it_is_another_copy(as_staff, monkeypatch):
    outcome = finished()
    give(as_staff, outcome)
    english = replace(handouts()["en"], digest="f" * 64)
    for module in (handout, release):
        monkeypatch.setattr(module, "handouts", lambda: {"en": english})
    give(as_staff, outcome)

    newer, older = HandoutIssued.objects.all()
    assert older.release.digest != newer.release.digest == "f" * 64
