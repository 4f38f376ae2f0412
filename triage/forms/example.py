"""Which example patient's sheet to look at, and in which form."""

from textwrap import shorten

from django import forms

from triage.library import current_protocol, example_patients
from triage.models import Paper, Patient

WHO = (
    ("", "As in the example"),
    ("adult", "An adult"),
    ("child", "A child (the sheet speaks to the guardian)"),
)


def _examples():
    """The example patients by the level that each must end at."""
    patients, levels = example_patients(), current_protocol().levels.values()
    return [
        (
            level.label,
            [
                (each["id"], f"{each['id']}: {shorten(each['text'], 60)}")
                for each in patients
                if each["expected"] == level.level
            ],
        )
        for level in levels
    ]


def _levels():
    levels = current_protocol().levels.values()
    return [("", "As the rules give"), *((each.level, each.label) for each in levels)]


def _choice(label, choices, fault, **given):
    return forms.ChoiceField(
        label=label,
        choices=choices,
        error_messages={"invalid_choice": fault, "required": fault},
        widget=forms.Select(attrs={"class": "form-select"}),
        **given,
    )


class ExampleForm(forms.Form):
    """What is left out is as the example has it, and as the clinic prints."""

    example = _choice("Example patient", _examples, "There is no such example patient.")
    level = _choice(
        "Level in force", _levels, "There is no such level.", required=False
    )
    who = _choice("Patient is", WHO, "Choose an adult or a child.", required=False)
    size = _choice(
        "Print", Patient.PrintSize.choices, "Choose the print size.", required=False
    )
    paper = _choice("Paper", Paper.choices, "Choose the paper.", required=False)

    def faults(self):
        """What is wrong with what was chosen, in sentences."""
        return " ".join(fault for faults in self.errors.values() for fault in faults)
