"""Patients who read Spanish, and the translator who answers for their sheet."""

from tests.factories import PatientFactory, UserFactory
from tests.intakes import finished, open_one
from triage.actions.release import handout_release, sign_off

FORM = {"language": "es", "size": "normal", "paper": "letter"}
INES = {"name": "Inés Carvajal", "registration": "Medical translator 30771"}


def approve(language="es"):
    by = UserFactory(group="Manager")
    return sign_off(release=handout_release(language), by=by, **INES)


def outcome_of(*, interpreter="none", **particulars):
    patient = PatientFactory(**{"language": "es"} | particulars)
    return finished(intake=open_one(patient=patient, interpreter=interpreter))
