"""One example patient's sheet, with what made it so."""

from functools import cached_property

from triage.actions.particulars import CRISIS_LINES, clinic_of
from triage.actions.release import approved_languages, signed_by
from triage.engine import assess, says
from triage.engine.sheet import Handout
from triage.examples import as_adult, as_child, example_sheet, is_child
from triage.library import current_protocol, example_patients
from triage.models import Clinic, Paper, Patient, language_name
from triage.views.sheet import Sheet

CHANGED = {"adult": as_adult, "child": as_child}


def example_of(name):
    """The example patient called *name*, or None."""
    return next((each for each in example_patients() if each["id"] == name), None)


def usual_form(clinic):
    """In which size and on which paper *clinic*, or one without a name, prints."""
    paper = clinic.paper if clinic else Paper.LETTER
    return {"size": Patient.PrintSize.NORMAL, "paper": paper}


class ExamplePage:
    """
    The sheet of *example* in the language of *handout*, as *chosen*: level, who, size
    and paper, each of them '' for what is usual at *clinic*. Two queries.
    """

    def __init__(self, handout: Handout, example, chosen, clinic: Clinic | None):
        self.handout, self.example, self.clinic = handout, example, clinic
        change = CHANGED.get(chosen["who"], lambda handout, answers: answers)
        self.answers = change(handout, example["answers"])
        usual = usual_form(clinic)
        self.form = {
            "level": chosen["level"] or None,
            "size": chosen["size"] or usual["size"],
            "paper": chosen["paper"] or usual["paper"],
        }

    @cached_property
    def words(self):
        """The words of the sheet, under a line that says that it was not given."""
        return example_sheet(
            self.handout,
            self.answers,
            clinic=clinic_of(self.clinic, self.handout) if self.clinic else None,
            said=self.said,
            banners=self.banners,
            **self.form,
        )

    @property
    def said(self):
        """Who signed the words, and the clinic's numbers as they stand in the head."""
        signed = {"signed_by": getattr(signed_by(self.handout.digest), "name", "")}
        if self.clinic is None:
            return signed
        emergency = self.clinic.emergency_number
        return signed | {
            "phone": self.clinic.phone,
            "emergency": emergency,
            "crisis_line": CRISIS_LINES.get(emergency, ""),
        }

    @property
    def banners(self):
        is_demo = self.clinic is not None and self.clinic.is_demo
        banners = ["demo", "preview"] if is_demo else ["preview"]
        if self.handout.language not in approved_languages():
            banners.append("unapproved")
        return banners

    @cached_property
    def sheet(self):
        return Sheet(self.words.content)

    @cached_property
    def assessment(self):
        return assess(self.answers, current_protocol())

    @property
    def is_child(self):
        """Whether the sheet speaks to a parent or guardian."""
        return is_child(self.handout, self.answers)

    @property
    def language_name(self):
        return language_name(self.handout.language)

    @property
    def level(self):
        """The level in force on the sheet."""
        return self.form["level"] or self.assessment.disposition

    @property
    def size_name(self):
        return Patient.PrintSize(self.form["size"]).label

    @property
    def paper_name(self):
        return Paper(self.form["paper"]).label

    @property
    def noes(self):
        """How many questions were answered no."""
        return sum(value == "no" for value in self.answers.values())

    @property
    def told(self):
        """The answers that are not no, as (label, words), in the order of the form."""
        return [
            (finding.label, says(finding, self.answers[finding.name]))
            for finding in current_protocol().order
            if self.answers.get(finding.name, "no") != "no"
        ]
