"""To whom a letter goes, by which way, on which paper, and what is asked besides."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms

from triage.actions.letter import LONGEST_ASKED
from triage.forms.referral import ReceiverField
from triage.models import Paper, Receiver, ReferralEvent


class LetterForm(forms.Form):
    """The form of one letter; each field is a keyword of `keep_letter`."""

    receiver = ReceiverField(
        label="To",
        queryset=Receiver.objects.filter(is_active=True),
        required=False,
        empty_label="Somebody else, named below",
        error_messages={"invalid_choice": "Choose who gets the letter."},
    )
    to = forms.CharField(
        label="To somebody else (optional)",
        max_length=200,
        required=False,
        help_text="Name and number. It stands in place of the choice above.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    asked = forms.CharField(
        label="What you ask besides (optional)",
        max_length=LONGEST_ASKED,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    way = forms.ChoiceField(
        label="How it goes out",
        choices=ReferralEvent.Way.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose how the letter goes out.",
            "invalid_choice": "Choose how the letter goes out.",
        },
    )
    paper = forms.ChoiceField(
        label="Paper",
        choices=Paper.choices,
        error_messages={
            "required": "Choose the paper.",
            "invalid_choice": "Choose the paper.",
        },
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(
            "receiver",
            "to",
            "asked",
            Field("way", template="triage/fields/options.html"),
            "paper",
        )
        return helper
