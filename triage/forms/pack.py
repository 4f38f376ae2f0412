"""Which blank paper intake: in which language it is read aloud, on which paper."""

from django import forms

from triage.models import Clinic, Language, Paper
from triage.models.language import WRITTEN


class PackForm(forms.Form):
    """Which paper intake; what is left out is English, on the clinic's paper."""

    script = forms.ChoiceField(
        label="Words to read aloud",
        choices=WRITTEN,
        error_messages={"invalid_choice": "Choose the language of the words to read."},
        required=False,
    )
    paper = forms.ChoiceField(
        label="Paper",
        choices=Paper.choices,
        error_messages={"invalid_choice": "Choose the paper."},
        required=False,
    )

    def __init__(self, *args, clinic: Clinic | None, **kwargs):
        suits = {
            "script": Language.ENGLISH,
            "paper": clinic.paper if clinic else Paper.LETTER,
        }
        super().__init__(*args, initial=suits, **kwargs)

    def chosen(self) -> dict[str, str]:
        """What was chosen, else what suits."""
        given = self.cleaned_data
        return {name: given[name] or suits for name, suits in self.initial.items()}
