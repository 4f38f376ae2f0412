"""Which referrals go to which clinician, chosen on the handover."""

from crispy_forms.helper import FormHelper
from django import forms

from triage.forms.step import clinician, note

OUT_OF_DATE = "This page is out of date. Open the handover again."
LARGEST = 2**63


class ChosenField(forms.Field):
    """
    Rows of the page as their boxes send them, "17.203": the key of the referral and
    the id of the last event that the row showed. Cleaned, {key: id}.
    """

    widget = forms.MultipleHiddenInput

    def clean(self, value):
        try:
            chosen = dict(map(_key_and_event, value or []))
        except ValueError:
            raise forms.ValidationError(OUT_OF_DATE) from None
        if len(chosen) != len(set(value or [])):
            raise forms.ValidationError(OUT_OF_DATE)
        return chosen


def _key_and_event(token):
    if not token.isascii():
        raise ValueError(token)
    key, event = (int(part) for part in token.split("."))
    if not (0 < key < LARGEST and 0 < event < LARGEST):
        raise ValueError(token)
    return key, event


class HandoverForm(forms.Form):
    """
    To whom, and which: *chosen* by their boxes, or with *all_mine* all those of
    whoever presses, as the page showed them in *mine*.
    """

    chosen = ChosenField(required=False)
    mine = ChosenField(required=False)
    all_mine = forms.BooleanField(required=False, widget=forms.HiddenInput)
    to = clinician()
    note = note()

    def clean(self):
        cleaned = super().clean()
        of_all = cleaned.get("all_mine")
        if self.errors:
            return cleaned
        cleaned["seen"] = cleaned["mine" if of_all else "chosen"]
        if not cleaned["seen"]:
            raise forms.ValidationError(
                "Nothing that is open is yours."
                if of_all
                else "Choose at least one referral to hand over."
            )
        return cleaned

    @property
    def ticked(self) -> set[str]:
        """The boxes that were ticked when the form was sent."""
        return set(self.data.getlist("chosen")) if self.is_bound else set()

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.render_hidden_fields = False
        return helper
