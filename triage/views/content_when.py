"""When a part of the sheet is printed, in plain words."""

from triage.engine.expression import Expression
from triage.engine.plain import denied_in_words, in_words
from triage.engine.sheet import Only
from triage.library import current_protocol

# What the clinic, the patient's record and the visit put in the place of {braces}.
PARTICULARS = {
    "name": "the patient’s name",
    "guardian": "the guardian’s name",
    "phone": "the clinic’s phone",
    "emergency": "the emergency number",
    "crisis_line": "the crisis line",
    "receiver": "where we send the patient",
    "visit_by": "the day of the visit",
    "call_day": "the day of our call",
    "call_number": "the last digits of the patient’s phone",
    "computed": "what the questions alone gave",
    "intake": "the number of the intake",
    "date": "the date",
    "added": "the sources of the clinic’s additions",
    "code": "the patient’s number here",
    "sheet": "the version of the sheet",
    "closed": "that we cannot see them today",
    "out_of_hours": "the number for when we are closed",
    "elsewhere": "that another service sees the patient",
    "signed_by": "who signed the sheet",
}


def may_print(only: Only, level: str) -> bool:
    """Say whether anything of it can stand on a sheet at *level*; '' is any level."""
    return not (level and only.levels) or level in only.levels


def levels_of(only: Only) -> list[str]:
    """The levels that it is for, most urgent first; none where it is for all."""
    return [level for level in current_protocol().levels if level in only.levels]


def conditions_of(only: Only) -> list[str]:
    """What must hold beside the level, each as "Only when …" or "Not when …"."""
    said = []
    if only.when:
        said.append(f"Only when {in_words(only.when)}.")
    if only.unless:
        said.append(f"{_not_when(only.unless)}. Where unknown, it is printed.")
    if only.families:
        said.append(f"Only when a rule of {_families(only.families)} has fired.")
    if only.no_families:
        said.append(f"Not when a rule of {_families(only.no_families)} has fired.")
    said += [f"Only when we know {PARTICULARS[each]}." for each in sorted(only.needs)]
    said += [f"Not when we know {PARTICULARS[each]}." for each in sorted(only.lacks)]
    if only.changed:
        said.append("Only when a clinician changed the level.")
    return said


def _not_when(unless: Expression) -> str:
    """Say when it is left out; of "not when not …" nobody makes sense."""
    if denied := denied_in_words(unless):
        return f"Only when {denied}"
    return f"Not when {in_words(unless)}"


def _families(families):
    labels = current_protocol().families
    *before, last = (f"“{label}”" for key, label in labels.items() if key in families)
    return f"{', '.join(before)} or {last}" if before else last
