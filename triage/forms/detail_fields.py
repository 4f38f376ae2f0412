"""
What stands above the question sets, each line saved alone by the rules of an answer.
"""

from django import forms
from django.core.exceptions import ValidationError

from triage.actions.errors import AnswerRefused
from triage.actions.press import LONGEST_DETAIL, canonical_value
from triage.engine import Protocol
from triage.models import Intake


class Detail(forms.Field):
    """A line above the question sets, saved by the same rules as an answer."""

    def __init__(self, name, protocol, widget, **kwargs):
        super().__init__(required=False, widget=widget, **kwargs)
        self.name, self.protocol = name, protocol

    def __deepcopy__(self, memo):
        return self

    def clean(self, value):
        return None if value is None else checked(self.protocol, self.name, value)

    def whole(self, stored):
        """The *stored* text as the form holds it."""
        return stored or ""

    def told(self, stored):
        """Say the *stored* text; what is picked from a list in the list's words."""
        return (
            dict(getattr(self.widget, "choices", ())).get(stored, stored) or "Nothing"
        )


def checked(protocol, name, text):
    """Give *text* as it is stored, or say why it cannot be."""
    try:
        return canonical_value(protocol, name, text)
    except AnswerRefused as refused:
        raise ValidationError(refused.message) from None


def details(protocol: Protocol) -> dict[str, Detail]:
    """The lines above the sets, in their order."""

    def detail(name, label, widget, **attrs):
        limits = {"most": LONGEST_DETAIL[name]}
        return name, Detail(name, protocol, widget(attrs=attrs | limits), label=label)

    return dict(
        [
            detail("own_words", "In the patient's own words", forms.Textarea, rows=1),
            detail("medicines", "Medicines", forms.TextInput),
            detail("allergies", "Allergies", forms.TextInput),
            detail("callback_number", "Call back", forms.TextInput, inputmode="tel"),
            detail("place", "Now at", forms.TextInput),
            choice("informant", "Who answers", protocol, Intake.Informant),
            choice("interpreter", "Interpreter", protocol, Intake.Interpreter),
        ]
    )


def choice(name, label, protocol, choices):
    """A line that is picked from a list."""
    widget = forms.Select(choices=choices.choices)
    return name, Detail(name, protocol, widget, label=label)
