"""
One answer: whether it is lawful, how it is kept, and how it is said.
"""

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from triage.engine.facts import Answer
from triage.engine.finding import LONGSTANDING, Finding

# The average lengths of the Gregorian calendar.
DAYS_IN = {
    "days": Decimal(1),
    "weeks": Decimal(7),
    "months": Decimal("30.436875"),
    "years": Decimal("365.2425"),
}
WORDS = {
    "en": {"yes": "Yes", "no": "No", "unsure": "Not sure", "not asked": "Not asked"},
    "es": {"yes": "Sí", "no": "No", "unsure": "No sabe", "not asked": "No se preguntó"},
}
# What "not sure" means where a number was asked for.
NO_NUMBER = {
    "en": {"C": "Not taken", "0-10": "Cannot say"},
    "es": {"C": "No se tomó", "0-10": "No puede decir"},
}
COUNTED = {
    "en": {"days": ("day", "days"), "years": ("year", "years")},
    "es": {"days": ("día", "días"), "years": ("año", "años")},
}


def check_answer(finding: Finding, value: Any) -> Answer:
    """
    Give *value* in its canonical form, or raise ValueError with a sentence.

    Refused: a word that *finding* does not offer ("longstanding" where it is not
    offered, "unsure" on a choice with its own `not_sure`), a number outside min and max
    or not finite, and anything of another kind. A whole number is given as an int.
    """
    if isinstance(value, str) and value in finding.words:
        return value
    if finding.kind == "number":
        return _check_number(finding, value)
    if value == "longstanding":
        raise ValueError(f"“{finding.label}” does not offer “unchanged for long”.")
    if value == "unsure":
        own = finding.choice_labels["not_sure"]
        raise ValueError(f"“{finding.label}” has its own “{own}”.")
    offered = ", ".join(str(says(finding, word)) for word in finding.words)
    raise ValueError(f"“{finding.label}” is answered with one of: {offered}.")


def _check_number(finding: Finding, value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"“{finding.label}” needs a number, or “not sure”.")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"“{finding.label}” needs a number that is finite.")
    low, high = finding.range
    if not low <= value <= high:
        unit = {"C": " °C", "0-10": ""}.get(str(finding.unit), f" {finding.unit}")
        range_ = f"“{finding.label}” is from {_plain(low)} to {_plain(high)}{unit}"
        guess = _likely_unit(finding, value)
        raise ValueError(f"{range_}; {_plain(value)} {guess or 'is not'}.")
    return int(value) if value == int(value) else value


def _likely_unit(finding: Finding, value: float) -> str:
    """Name the unit that was probably meant, where a number gives it away."""
    low, high = finding.range
    is_fahrenheit = finding.unit == "C" and low <= celsius(value, "F") <= high
    return "looks like °F" if is_fahrenheit else ""


def celsius(value: float, unit: str = "C") -> float:
    """Convert a temperature given in *unit*, "C" or "F", to °C, to two decimals."""
    if unit == "C":
        return value
    if unit != "F":
        raise ValueError(f"A temperature is in °C or °F, not in {unit!r}.")
    return round((value - 32) * 5 / 9, 2)


def fahrenheit(value: float) -> float:
    """Convert °C to °F, to one decimal, as a thermometer shows it."""
    return round(value * 9 / 5 + 32, 1)


def days(value: float, unit: str = "days") -> int | float:
    """
    Convert a time given in *unit* (days, weeks, months, years) to days.

    Days are given back as they are; the rest as the nearest whole day, so that 3 months
    are 91 days and 1 year is 365.
    """
    if unit not in DAYS_IN:
        raise ValueError(f"A time is in {', '.join(DAYS_IN)}, not in {unit!r}.")
    if unit == "days" or not math.isfinite(value):
        return value
    exact = Decimal(str(value)) * DAYS_IN[unit]
    return int(exact.to_integral_value(ROUND_HALF_UP))


def to_text(finding: Finding, value: Answer) -> str:
    """Write a lawful answer as the text that is kept: "yes", "minutes", "3", "38.5"."""
    value = check_answer(finding, value)
    return value if isinstance(value, str) else _plain(value)


def from_text(finding: Finding, text: str) -> Answer:
    """Read back what `to_text` wrote; ValueError for anything else."""
    if finding.kind != "number" or text in finding.words:
        return check_answer(finding, text)
    try:
        number = int(text) if text.lstrip("-").isdecimal() else float(text)
    except ValueError:
        raise ValueError(f"“{finding.label}” needs a number, or “not sure”.") from None
    return check_answer(finding, number)


def _plain(value: float) -> str:
    """Write a number as people do: no ".0", no exponent, nothing lost."""
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return format(Decimal(repr(value)), "f")


def says(finding: Finding, value: Answer | None, language: str = "en") -> str:
    """
    Say an answer as a page prints it, in "en" or "es"; None is "Not asked".

    "yes" is said "Yes", a choice in its own words, a number with its unit, and
    "longstanding" in the words of the catalogue.
    """
    words = WORDS[language]
    if value is None:
        return words["not asked"]
    if not isinstance(value, str):
        return _says_number(finding, value, language)
    if value == "unsure":
        return NO_NUMBER[language].get(str(finding.unit), words["unsure"])
    if value == "longstanding":
        return longstanding_label(finding, language)
    if finding.kind == "choice":
        labels = finding.choice_labels_es if language == "es" else finding.choice_labels
        return labels[value]
    return words[value]


def _says_number(finding: Finding, value: float, language: str) -> str:
    number = _plain(value)
    if finding.unit == "C":
        return f"{number} °C"
    if finding.unit == "0-10":
        return f"{number} de 10" if language == "es" else f"{number} of 10"
    one, many = COUNTED[language][str(finding.unit)]
    return f"{number} {one if value == 1 else many}"


def longstanding_label(finding: Finding, language: str = "en") -> str:
    """Give the words of *finding* for "yes, but long and unchanged"; "" if none."""
    offered = finding.longstanding
    return LONGSTANDING[offered][language] if offered else ""
