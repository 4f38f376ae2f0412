"""
Who a patient is, said in one way on every page: enough to tell two patients apart.

What was estimated is never shown as if it were known to the day.
"""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format

from triage.models import Patient

NOT_KNOWN = "not known"
SEXES = {"female": "F", "male": "M", "other": "Other"}


def age(patient: Patient, on: dt.date | None = None) -> str:
    """The age in years *on* a day, else today: 46, about 46, under 1 or not known."""
    years = patient.age_on(on or timezone.localdate())
    if years is None:
        return NOT_KNOWN
    return in_years(years, is_about=patient.birth_date_is_estimated)


def in_years(years: int, *, is_about: bool) -> str:
    """So many years of age, or about so many."""
    return f"{'about ' * is_about}{years or 'under 1'}"


def sex(patient: Patient) -> str:
    """The sex recorded at birth, in one letter where there is one."""
    return SEXES.get(patient.sex, NOT_KNOWN)


def born(patient: Patient) -> str:
    """The birth date, or its year where only that is known."""
    if patient.birth_date is None:
        return NOT_KNOWN
    if patient.birth_date_is_estimated:
        return f"about {patient.birth_date.year}"
    return date_format(patient.birth_date, "M j, Y")


def identifiers(patient: Patient, on: dt.date | None = None) -> str:
    """The line under a name: 46 · F · born Jun 14, 1979 · 204-118-7 · P-12."""
    return identified(patient, age=age(patient, on), sex=sex(patient))


def identified(patient: Patient, *, age: str, sex: str) -> str:
    """The same line where *age* and *sex* are those that an intake was judged by."""
    birth = born(patient)
    parts = [
        "age not known" if age == NOT_KNOWN else f"{age[0].upper()}{age[1:]}",
        "sex not known" if sex == NOT_KNOWN else sex,
        "birth date not known" if birth == NOT_KNOWN else f"born {birth}",
        patient.record_number,
        patient.code,
    ]
    return " · ".join(part for part in parts if part)


def in_brief(patient: Patient, on: dt.date | None = None) -> str:
    """The line under a name in a list: 46 F · 204-118-7, as far as it is known."""
    known = [part for part in (age(patient, on), sex(patient)) if part != NOT_KNOWN]
    parts = [" ".join(known), patient.record_number]
    return " · ".join(part for part in parts if part)
