from django import forms

from triage.models import LEVEL_CHOICES, REASON_LENGTH, Retraction


class OverrideForm(forms.Form):
    """Another level for an outcome, and why; *seen* is the one that the page showed."""

    seen = forms.ChoiceField(choices=LEVEL_CHOICES, widget=forms.HiddenInput)
    to_level = forms.ChoiceField(
        label="Change to",
        choices=LEVEL_CHOICES,
        error_messages={"required": "Choose the level to change to."},
    )
    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        min_length=REASON_LENGTH,
        widget=forms.Textarea,
        error_messages={
            "required": "Give the reason: what you saw that the rules did not.",
            "min_length": "Give a reason of %(limit_value)d characters or more: what "
            "you saw that the rules did not. This one has %(show_value)d.",
        },
    )


class RetractionForm(forms.Form):
    """What is wrong with a finished intake, and how it came about."""

    kind = forms.ChoiceField(
        label="What is wrong",
        choices=Retraction.Kind,
        error_messages={"required": "Say what is wrong with this intake."},
    )
    reason = forms.CharField(
        label="How it came about",
        max_length=500,
        widget=forms.Textarea,
        error_messages={"required": "Say in a few words how it came about."},
    )
