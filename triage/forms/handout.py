"""Which sheet: in which language, how large, on which paper."""

from django import forms

from triage.models import Language, Paper, Patient, TeachBack
from triage.models.language import WRITTEN


class SheetForm(forms.Form):
    """The form of one sheet; what is left out is as the patient and clinic have it."""

    language = forms.ChoiceField(
        choices=WRITTEN,
        error_messages={"invalid_choice": "Choose the language of the sheet."},
        required=False,
    )
    size = forms.ChoiceField(
        choices=Patient.PrintSize.choices,
        error_messages={"invalid_choice": "Choose the print size."},
        required=False,
    )
    paper = forms.ChoiceField(
        choices=Paper.choices,
        error_messages={"invalid_choice": "Choose the paper."},
        required=False,
    )

    def chosen(self, patient, clinic, approved):
        """
        What was chosen, else what suits: the patient's language if its sheet is among
        the *approved*, the print need, the clinic's paper.
        """
        given = self.cleaned_data
        own = patient.language if patient.language in approved else Language.ENGLISH
        return {
            "language": given["language"] or own,
            "size": given["size"] or patient.print_size,
            "paper": given["paper"] or (clinic.paper if clinic else Paper.LETTER),
        }


class TeachBackForm(forms.Form):
    """What the patient could say back."""

    result = forms.ChoiceField(
        choices=TeachBack.Result.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what the patient said back.",
            "invalid_choice": "Choose what the patient said back.",
        },
    )
    note = forms.CharField(
        max_length=500,
        error_messages={
            "max_length": "Shorten the note to %(limit_value)d characters. It has "
            "%(show_value)d."
        },
        required=False,
    )
