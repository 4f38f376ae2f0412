"""In which languages one patient can be given the sheet, and what staff are told."""

from triage.actions.release import approved_languages, not_approved
from triage.library import handouts
from triage.models import Intake, Language

AT_INTAKE = {
    Intake.Interpreter.NONE: "No interpreter is recorded at the intake.",
    Intake.Interpreter.PROFESSIONAL: "A professional interpreter was at the intake.",
    Intake.Interpreter.OTHER: "At the intake, family or somebody else interpreted.",
}


class SheetOffer:
    """The choice of languages for the patient of *intake*: one query."""

    def __init__(self, intake: Intake):
        self.intake, self.patient = intake, intake.patient
        approved = approved_languages()
        sheets = [choice for choice in Language.choices if choice[0] in handouts()]
        self.languages = [choice for choice in sheets if choice[0] in approved]
        self.unapproved = [choice for choice in sheets if choice[0] not in approved]
        own = self.patient.language
        self.language = own if own in approved else Language.ENGLISH

    @property
    def why_not(self):
        """Why the patient cannot be given a sheet in their own language; '' if so."""
        own = self.patient.language
        if own == self.language:
            return ""
        if own in dict(self.unapproved):
            return not_approved(own)
        return f"There is no sheet in {self.patient.other_language or 'that language'}."

    @property
    def at_intake(self):
        """Who interpreted at the intake, as it was recorded."""
        return AT_INTAKE[self.intake.interpreter]
