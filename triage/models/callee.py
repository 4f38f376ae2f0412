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
    if patient.is_child:
        who, numbers = patient.guardian_name, [patient.guardian_phone, patient.phone]
    else:
        who, numbers = patient.name, [patient.phone, patient.other_phone]
    known = (number for number in (intake.callback_number, *numbers) if number)
    return Callee(who or patient.name, next(known, ""))
