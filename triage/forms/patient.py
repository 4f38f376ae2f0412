"""The particulars of a patient, as staff type them."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from triage.actions.audit import canonical
from triage.forms import patient_layout
from triage.models import Language, Patient
from triage.models.birth_date import PATTERN, readings
from triage.models.patient import OLDEST

UNKNOWN = "unknown"
OUT_OF_RANGE = f"Enter an age from 0 to {OLDEST} years."


class PatientForm(forms.ModelForm):
    """A new patient's particulars. What cannot be true is Patient.clean's to say."""

    birth_date = forms.CharField(
        required=False,
        max_length=40,
        help_text="Month, day, year, such as 6/14/1979. Empty if not known.",
    )
    about_age = forms.IntegerField(
        label="Or about how old",
        required=False,
        min_value=0,
        max_value=OLDEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="In years, where nobody knows the birth date.",
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), OUT_OF_RANGE
        ),
    )
    sex = forms.ChoiceField(
        label="Sex recorded at birth",
        choices=[*Patient.Sex.choices, (UNKNOWN, "Not known")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the sex recorded at birth, or Not known."},
    )
    language = forms.ChoiceField(
        label="Reads and speaks",
        choices=Language,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the language of the sheet and the calls."},
    )
    large_print = forms.BooleanField(label="Large print (18 point)", required=False)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Patient
        fields = [
            name
            for name in Patient.PARTICULARS
            if name not in ("birth_date_is_estimated", "print_size")
        ]
        labels = {
            "sort_name": "Surname first, for lists",
            "other_language": "Which other language",
            "needs_interpreter": "Needs an interpreter",
            "guardian_name": "Name",
            "guardian_phone": "Phone",
        }
        help_texts = {
            "sort_name": "Left empty: the last word first, as in Delgado, Rosa.",
            "record_number": "From your own record system, if it has one.",
            "contact_notes": "What to know before calling: good times, who may answer.",
            "guardian_name": "Needed under 16: the sheet and calls speak to them.",
        }
        error_messages = {"name": {"required": "Enter the name."}}
        widgets = {
            "address": forms.Textarea(attrs={"rows": 2}),
            "contact_notes": forms.Textarea(attrs={"rows": 2}),
            **dict.fromkeys(
                ("phone", "other_phone", "guardian_phone"),
                forms.TextInput(attrs={"inputmode": "tel"}),
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sort_name"].required = False
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        self.helper = patient_layout.helper()
        if not self.instance.pk:
            # Chosen by nobody yet: a default here would be a guess about a person.
            self.initial.pop("language", None)
            self.initial["key"] = uuid.uuid4()

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean_birth_date(self):
        """The date that was typed; refuses what is no date, or may be two."""
        text = self.cleaned_data["birth_date"].strip()
        if not text:
            return None
        dates = readings(text)
        if not dates:
            raise forms.ValidationError(
                "This is no date. Enter month, day and year, such as 6/14/1979."
            )
        if len({date.year for date in dates}) > 1:
            raise forms.ValidationError("Enter the year with four digits.")
        if len(dates) > 1 and "/" not in text and "-" not in text:
            raise forms.ValidationError(
                f"This may be {dates[0]:%B} {dates[0].day} or {dates[1]:%B} "
                f"{dates[1].day}. Write the month as a word."
            )
        return dates[0]

    def clean_sex(self):
        sex = self.cleaned_data["sex"]
        return "" if sex == UNKNOWN else sex

    def clean(self):
        """Write an age as the birth year that it means, and the tick as a size."""
        cleaned = super().clean()
        age, patient = cleaned.get("about_age"), self.instance
        estimated = age is not None
        if estimated and cleaned.get("birth_date"):
            self.add_error("about_age", "Enter the birth date or the age, not both.")
        elif estimated and (patient.birth_date_is_estimated and patient.age == age):
            cleaned["birth_date"] = patient.birth_date
        elif estimated and "birth_date" in cleaned:
            year = timezone.localdate().year - age
            cleaned["birth_date"] = timezone.localdate().replace(year, 1, 1)
        patient.birth_date_is_estimated = estimated
        sizes = Patient.PrintSize
        patient.print_size = sizes.LARGE if cleaned.get("large_print") else sizes.NORMAL
        return cleaned

    @property
    def particulars(self):
        """What was typed, as the action takes it."""
        return {name: getattr(self.instance, name) for name in Patient.PARTICULARS}

    def token(self, alike):
        """Says that whoever typed exactly this has seen exactly these others."""
        seen = [self.instance.as_text(), sorted(patient.pk for patient in alike)]
        return salted_hmac("none of these", canonical(seen)).hexdigest()

    def is_none_of(self, alike):
        """Whether it was said of what was typed that it is none of *alike*."""
        return constant_time_compare(
            self.data.get("none_of_these", ""), self.token(alike)
        )


def first_guess(typed):
    """What a search that found nobody says of a new patient: a date, or a name."""
    match = PATTERN.search(typed)
    dates = readings(match[0]) if match else []
    if dates:
        name = typed.replace(match[0], " ").strip()
        return {"name": name, "birth_date": match[0]}
    return {"name": typed} if any(c.isalpha() for c in typed) else {}
