"""
The questions of a protocol as fields of a form.

A field cleans what was chosen or typed to the text that the log keeps ("yes", "14",
"37"), and to None where nothing was given: not asked is never no. What is lawful is
judged where answers are kept (`canonical_value`); here only units are put right, and a
number that cannot be gets a sentence in the unit in which it was typed.

The fields of a protocol never change, so every form shares them.
"""

import re
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from triage.engine import Finding, Protocol, from_text, says
from triage.forms.answer_options import kind_of, options_of
from triage.forms.detail_fields import checked
from triage.forms.units import AGO, DAYS, plain, units_of

NUMBER = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,4})?")


class Typed(NamedTuple):
    """A number as it stands in the form: its text, its unit, and whether 'not sure'."""

    text: str
    unit: str
    unsure: bool = False

    def __bool__(self):
        return bool(self.text or self.unsure)


class Question(forms.Field):
    """A question answered by one press: yes, no, a choice, a place on a scale."""

    def __init__(self, finding: Finding, protocol: Protocol):
        super().__init__(
            required=False, label=finding.label, widget=forms.RadioSelect()
        )
        self.finding, self.protocol = finding, protocol
        self.unsure = says(finding, "unsure")
        self.options = options_of(finding)

    def __deepcopy__(self, memo):
        return self

    @property
    def kind(self):
        """Which template draws it: answer, choice, scale or number."""
        return kind_of(self.finding)

    def clean(self, value):
        if not value:
            return None
        # Between the places of a scale the catalogue would allow halves.
        if self.kind == "scale" and value not in {each.value for each in self.options}:
            raise ValidationError("Choose one of the numbers that are shown.")
        return checked(self.protocol, self.finding.name, value)

    def display(self, stored):
        """What the form shows for the *stored* text; None shows nothing."""
        return stored

    def whole(self, stored):
        """The *stored* text as the form holds it, in one piece."""
        return stored or ""

    def told(self, stored):
        """Say the *stored* text as people do."""
        value = None if stored is None else from_text(self.finding, stored)
        return says(self.finding, value)


class Number(Question):
    """A number that is typed, with its unit, or 'not sure'."""

    def __init__(self, finding, protocol, clinic_unit):
        super().__init__(finding, protocol)
        self.units = units_of(finding.unit, clinic_unit)
        self.widget = TypedNumber(self.units)

    def clean(self, value):
        if not value:
            return None
        if value.unsure and value.text:
            raise ValidationError(f"Give a number or “{self.unsure}”, not both.")
        if value.unsure:
            return checked(self.protocol, self.finding.name, "unsure")
        unit = self.unit(value.unit)
        number = read_number(value.text, self.unsure)
        stored = unit.store(number)
        if not self.finding.minimum <= stored <= self.finding.maximum:
            raise ValidationError(self.cannot_be(number, unit))
        return checked(self.protocol, self.finding.name, plain(stored))

    def unit(self, code):
        """The unit named *code*; ValidationError where it is not offered."""
        for unit in self.units:
            if unit.code == code:
                return unit
        raise ValidationError("Choose one of the units that are offered.")

    def said(self, value):
        """Repeat a number as it was typed, with its unit."""
        labels = {unit.code: unit.label for unit in self.units}
        return f"{value.text} {labels.get(value.unit, '')}".strip()

    def cannot_be(self, number, unit):
        """Say that *number* cannot be, and in which other unit it could."""
        low, high = self.finding.minimum, self.finding.maximum
        side = "high" if unit.store(number) > high else "low"
        for other in self.units:
            if low <= other.store(number) <= high:
                way_out = f"Did you mean {plain(number)} {other.label}?"
                break
        else:
            base = DAYS if unit in AGO else unit
            way_out = (
                f"Enter {plain(base.show(low))} to {plain(base.show(high))} "
                f"{base.label}, or choose “{self.unsure}”."
            )
        return f"{plain(number)} {unit.label} is too {side}. {way_out}"

    def display(self, stored):
        unit = self.units[0]
        if stored is None:
            return Typed("", unit.code)
        if stored == "unsure":
            return Typed("", unit.code, unsure=True)
        return Typed(plain(unit.show(float(stored))), unit.code)

    def whole(self, stored):
        shown = self.display(stored)
        return "unsure" if shown.unsure else f"{shown.text} {shown.unit}".strip()

    def told(self, stored):
        shown = self.display(stored)
        return self.said(shown) if shown.text else super().told(stored)


class TypedNumber(forms.Widget):
    """Reads the three inputs of a number: NAME, NAME_unit, and NAME = unsure."""

    def __init__(self, units):
        super().__init__()
        self.units = units

    def value_from_datadict(self, data, files, name):
        given = [each.strip() for each in data.getlist(name)]
        text = next((each for each in given if each and each != "unsure"), "")
        unit = data.get(f"{name}_unit") or self.units[0].code
        return Typed(text, unit, "unsure" in given)

    def value_omitted_from_data(self, data, files, name):
        return name not in data


def read_number(text, unsure):
    """Read a number as people type it, with a point or a comma."""
    if not NUMBER.fullmatch(text):
        raise ValidationError(
            f"{text[:20]} is not a number. Enter digits, or choose “{unsure}”."
        )
    return float(text.replace(",", "."))


def question(finding: Finding, protocol: Protocol, clinic_unit: str) -> Question:
    """The field that asks *finding*; *clinic_unit* is F or C, for temperatures."""
    if kind_of(finding) == "number":
        return Number(finding, protocol, clinic_unit)
    return Question(finding, protocol)
