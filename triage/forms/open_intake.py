from django import forms
from django.utils import timezone

from triage.models import Intake


class IdentifiersForm(forms.Form):
    """The patient whom a talk is about, made sure of."""

    patient = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "Choose the patient.",
            "invalid": "Choose the patient.",
        },
    )
    identifiers_confirmed = forms.BooleanField(
        label="Two identifiers checked with the patient",
        error_messages={
            "required": "Check two identifiers with the patient, then tick this."
        },
    )


class OpenIntakeForm(IdentifiersForm):
    """How a talk takes place, who speaks, and where to find them if the line drops."""

    channel = forms.ChoiceField(
        label="How do you talk?",
        choices=Intake.Channel,
        error_messages={"required": "Say whether this is face to face or by phone."},
    )
    callback_number = forms.CharField(
        label="Call-back number", max_length=40, required=False
    )
    place = forms.CharField(
        label="Where the patient is now", max_length=200, required=False
    )
    informant = forms.ChoiceField(label="Who answers?", choices=Intake.Informant)
    interpreter = forms.ChoiceField(
        label="Interpreter",
        choices=Intake.Interpreter,
        error_messages={"required": "Say whether somebody interprets."},
    )
    took_place_at = forms.DateTimeField(
        label="When it took place",
        required=False,
        help_text="Only if it is over already: age is counted on that day.",
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}
        ),
        error_messages={
            "invalid": "Give day and time, such as 2026-03-14 16:30.",
        },
    )

    def __init__(self, *args, of, **kwargs):
        """*of* is the patient, whose record gives the first guess of each line."""
        informants = Intake.Informant
        informant = informants.PARENT if of.is_child else informants.PATIENT
        initial = {
            "patient": of.uuid,
            "callback_number": (of.is_child and of.guardian_phone) or of.phone,
            "informant": informant,
        }
        if not of.needs_interpreter:
            initial["interpreter"] = Intake.Interpreter.NONE
        super().__init__(*args, initial=initial, **kwargs)

    def clean_took_place_at(self):
        """The time of the talk; None for now. It cannot be still to come."""
        at = self.cleaned_data["took_place_at"]
        if at and at > timezone.now():
            raise forms.ValidationError(
                "An intake cannot take place in the future. Check the day and the time."
            )
        return at
