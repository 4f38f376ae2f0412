"""Edit a patient's particulars while others may do the same."""

import copy
import json
from dataclasses import dataclass

from django import forms

from triage.actions.audit import canonical
from triage.forms.patient import UNKNOWN, PatientForm
from triage.models import Patient

# The fields in which one of the record is typed, if not in one of its own name.
TYPED_IN = {
    "birth_date": ("birth_date", "about_age"),
    "birth_date_is_estimated": ("birth_date", "about_age"),
    "print_size": ("large_print",),
}


@dataclass(frozen=True)
class Clash:
    """A field that somebody else changed while we did: both words, to choose from."""

    name: str
    label: str
    theirs: str
    ours: str


class PatientEditForm(PatientForm):
    """
    The particulars of *patient*, who has a record.

    `seen` is the record as the page showed it. Fields named in `theirs` take the word
    of the record as it is now, whatever was typed.
    """

    key = None
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    clashes = ()

    def __init__(self, data=None, *, patient):
        if data is not None and "theirs" in data:
            data = _as_recorded(data, patient, data.getlist("theirs"))
        born, estimated = patient.birth_date, patient.birth_date_is_estimated
        shown = {
            "birth_date": f"{born:%m/%d/%Y}" if born and not estimated else "",
            "about_age": patient.age if estimated else "",
            "sex": patient.sex or UNKNOWN,
            "large_print": patient.print_size == Patient.PrintSize.LARGE,
            "seen": canonical(patient.as_text()),
        }
        # Validation writes to the instance; *patient* stays as recorded.
        super().__init__(data, instance=copy.copy(patient), initial=shown)

    def clean_seen(self):
        """The record as it was seen; nothing, so that all clashes, if unreadable."""
        try:
            seen = json.loads(self.cleaned_data["seen"])
        except (ValueError, RecursionError):
            return {}
        return seen if isinstance(seen, dict) else {}

    @property
    def changes(self):
        """The fields that were typed differently from what was seen."""
        texts, seen = self.instance.as_text(), self.cleaned_data["seen"]
        return {
            name: value
            for name, value in self.particulars.items()
            if texts[name] != seen.get(name)
        }

    def beside(self, now, theirs):
        """
        This form again over the record as it is *now*: what was typed, and beside it
        what somebody else made of the same fields (*theirs*).
        """
        untouched = set(Patient.PARTICULARS) - set(self.changes)
        data = _as_recorded(self.data, now, untouched)
        data["seen"] = canonical(now.as_text())
        again = PatientEditForm(data, patient=now)
        again.is_valid()
        again.clashes = [
            Clash(
                name=name,
                label=self[TYPED_IN.get(name, (name,))[0]].label,
                theirs=_in_words(now, name),
                ours=_in_words(self.instance, name),
            )
            for name in theirs
            if name != "birth_date_is_estimated" or "birth_date" not in theirs
        ]
        return again


def _as_recorded(data, patient, names):
    """*data* with what the form of *patient* shows for *names*."""
    data, form = data.copy(), PatientEditForm(patient=patient)
    for name in names:
        for field in TYPED_IN.get(name, (name,)):
            value = form.initial.get(field)
            if isinstance(form.fields.get(field), forms.BooleanField):
                data.setlist(field, ["on"] if value else [])
            else:
                data[field] = "" if value is None else value
    return data


def _in_words(patient, name):
    if name.startswith("birth_date"):
        born = patient.birth_date
        if not born:
            return "Not known"
        about = patient.birth_date_is_estimated
        return f"About {born.year}" if about else f"{born:%B} {born.day}, {born.year}"
    if name == "needs_interpreter":
        return "Yes" if patient.needs_interpreter else "No"
    display = getattr(patient, f"get_{name}_display", None)
    return (display() if display else getattr(patient, name)) or "Nothing"
