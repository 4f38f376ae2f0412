from django import forms

from triage.actions.errors import Refused
from triage.actions.talk_time import LATEST_ENTRY, check_time
from triage.models import Intake
from triage.models.phone import NOT_A_PHONE, is_phone


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
        label="True date and time of the visit",
        required=False,
        help_text=(
            f"When it began, within the last {LATEST_ENTRY.days} days. Age is counted "
            "on that day."
        ),
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}
        ),
        error_messages={
            "invalid": "Give day and time, such as 2026-03-14 16:30.",
        },
    )

    taken_by_name = forms.CharField(
        label="Taken by",
        max_length=120,
        required=False,
        help_text="The name on the paper, if it is not yours.",
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
        self.patient = of

    def clean_callback_number(self):
        """The number to call back, if there is one; it must be one."""
        number = self.cleaned_data["callback_number"]
        if number and not is_phone(number):
            raise forms.ValidationError(NOT_A_PHONE)
        return number

    def clean_took_place_at(self):
        """The time of the talk, if it can have been then; None for now."""
        at = self.cleaned_data["took_place_at"]
        if at:
            try:
                check_time(at, self.patient, is_new=True)
            except Refused as refused:
                raise forms.ValidationError(refused.message) from None
        return at

    def clean(self):
        """Who took it tells of a visit that is over, so its time must be there too."""
        given = super().clean()
        if given.get("taken_by_name") and not self.data.get("took_place_at"):
            self.add_error("took_place_at", "Give the true date and time of the visit.")
        return given
