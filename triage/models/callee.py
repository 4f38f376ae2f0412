"""Whom the clinic asks for when it calls a patient, and under which number."""

from typing import NamedTuple


class Callee(NamedTuple):
    """Who is asked for, and their number; '' where none is recorded."""

    who: str
    number: str


def callee_of(intake):
    """
    The patient or, of a child, the guardian.

    The number given in the talk comes before those of the record.
    """
    patient = intake.patient
    who = patient.guardian_name if patient.is_child else patient.name
    number = intake.callback_number or recorded_number(patient)
    return Callee(who or patient.name, number)


def recorded_number(patient):
    """The first number in the record of *patient* to call them or the guardian by."""
    if patient.is_child:
        return patient.guardian_phone or patient.phone
    return patient.phone or patient.other_phone
