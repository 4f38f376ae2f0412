"""How a patient is told from others on a page: age, sex, birth date, record number."""

from django import template
from django.utils.formats import date_format

register = template.Library()

SEXES = {"female": "F", "male": "M", "other": "Other"}


@register.filter
def age(patient):
    """The age in years: 46, about 46, under 1, or that it is not known."""
    if patient.age is None:
        return "not known"
    about = "about " if patient.birth_date_is_estimated else ""
    return f"{about}{patient.age or 'under 1'}"


@register.filter
def sex(patient):
    """The sex recorded at birth in one letter where there is one."""
    return SEXES.get(patient.sex, "not known")


@register.filter
def born(patient):
    """The birth date, or its year where only that is known."""
    if patient.birth_date is None:
        return "not known"
    if patient.birth_date_is_estimated:
        return f"about {patient.birth_date.year}"
    return date_format(patient.birth_date, "M j, Y")


@register.filter
def identifiers(patient):
    """The line under a name: 46 · F · born Jun 14, 1979 · 204-118-7 · P-12."""
    parts = [
        "age not known" if patient.age is None else age(patient).capitalize(),
        sex(patient) if patient.sex else "sex not known",
        f"born {born(patient)}" if patient.birth_date else "birth date not known",
        patient.record_number,
        patient.code,
    ]
    return " · ".join(part for part in parts if part)
