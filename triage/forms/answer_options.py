"""
What a question offers: its buttons, in the order of the page.
"""

from typing import NamedTuple

from triage.engine import Finding, longstanding_label, says


class Option(NamedTuple):
    """One button of a question: the end of its id, its value, words, look, digit."""

    end: str
    value: str
    label: str
    look: str = ""
    digit: int | None = None


def kind_of(finding: Finding) -> str:
    """Which of the four ways of asking suits *finding*."""
    return "scale" if finding.unit == "0-10" else finding.kind


def options_of(finding: Finding) -> tuple[Option, ...]:
    """The buttons of *finding*, with the words that the catalogue has for them."""
    return tuple(OPTIONS[kind_of(finding)](finding, says(finding, "unsure")))


def _answer(finding, unsure):
    yield Option("y", "yes", "Yes", "bk-yes")
    yield Option("n", "no", "No")
    yield Option("u", "unsure", unsure, "bk-ns")
    # Last in the page though it stands first to the eye: a space bar on an untouched
    # row picks the first, and that must not be this one.
    if finding.longstanding:
        yield Option("l", "longstanding", longstanding_label(finding), "bk-ls")


def _choice(finding, unsure):
    for digit, choice in enumerate(finding.choices, 1):
        label = finding.choice_labels[choice]
        if choice == "not_sure":
            yield Option("u", choice, label, "bk-ns")
        else:
            yield Option(str(digit), choice, label, digit=digit)
    if finding.offers_unsure:
        yield Option("u", "unsure", unsure, "bk-ns")


def _scale(finding, unsure):
    for number in range(int(finding.minimum), int(finding.maximum) + 1):
        yield Option(str(number), str(number), str(number))
    yield Option("u", "unsure", unsure, "bk-ns")


def _number(finding, unsure):
    yield Option("u", "unsure", unsure, "bk-ns")


OPTIONS = {"answer": _answer, "choice": _choice, "scale": _scale, "number": _number}
