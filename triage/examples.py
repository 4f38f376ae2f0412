"""
The sheets of invented patients, made without a database.

Whoever changes the words of the sheet sees in them what a patient would be given.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from triage.engine import Answers, Assessment, assess
from triage.engine.handout import compose
from triage.engine.phrases import Flag
from triage.engine.sheet import PLACE, Handout
from triage.engine.words import Words
from triage.library import current_protocol, example_patients

CHILD_AGE, ADULT_AGE = 9, 40
AT = "2025-11-24T15:00:00+00:00"
SAID = {
    "name": "Ioan Petrescu",
    "code": "P-12",
    "phone": "(555) 555-0100",
    "emergency": "911",
    "crisis_line": "988",
    "out_of_hours": "(555) 555-0150",
    "call_number": "12",
    "intake": "I-4398",
}
# What stands in a sentence is written in its language.
SAID_IN = {
    "en": {
        "visit_by": "Monday, December 1",
        "call_day": "on Wednesday, November 26",
        "receiver": "Port Ellis General, emergency department",
        "elsewhere": "Port Ellis General, emergency department",
        "date": "November 24, 2025",
    },
    "es": {
        "visit_by": "lunes 1 de diciembre",
        "call_day": "el miércoles 26 de noviembre",
        "receiver": "Hospital General de Port Ellis, urgencias",
        "elsewhere": "Hospital General de Port Ellis, urgencias",
        "date": "24 de noviembre de 2025",
    },
}
CLINIC = {"name": "Harbor Street Clinic", "address": "42 Harbor Street, Port Ellis"}


def example_sheet(
    handout: Handout,
    answers: Answers,
    *,
    level: str | None = None,
    size: str = "normal",
    paper: str = "letter",
    clinic: Mapping[str, Any] | None = None,
    banners: Sequence[str] = (),
    said: Mapping[str, str | None] | None = None,
) -> Words:
    """
    Make the sheet in the language of *handout* for invented *answers*.

    *level* is in force, by default the one that the rules give. *clinic* is the head of
    the paper (name, address, lines of label and number), by default an invented one's.
    *said* replaces invented particulars; None takes one away.
    """
    protocol = current_protocol()
    assessment = assess(answers, protocol)
    particulars = _particulars(handout) | dict(said or {})
    return compose(
        handout,
        facts=protocol.facts(answers),
        level=level or assessment.disposition,
        computed=assessment.disposition,
        flags=flags_of(assessment),
        particulars={name: text for name, text in particulars.items() if text},
        clinic=clinic or _clinic(handout),
        size=size,
        paper=paper,
        at=AT,
        banners=banners,
    )


def filled(handout: Handout, text: str) -> str:
    """Put invented particulars into the {braces} of *text*; an unknown one is empty."""
    said = _particulars(handout)
    return PLACE.sub(lambda place: said.get(place[1], ""), text)


def every_sheet(handout: Handout) -> Iterator[tuple[str, Words]]:
    """
    Give what is measured: every example patient at every level, as adult and as child.

    Each with the words that name it, as "V003 at Same day, a child". The patient's own
    level and age are among them.
    """
    levels = current_protocol().levels
    for patient in example_patients():
        answers = patient["answers"]
        for who, changed in (
            ("an adult", as_adult(handout, answers)),
            ("a child", as_child(handout, answers)),
        ):
            for level in levels.values():
                name = f"{patient['id']} at {level.tag}, {who}"
                yield name, example_sheet(handout, changed, level=level.level)


def is_child(handout: Handout, answers: Answers) -> bool:
    """Say whether the sheet for *answers* speaks to a parent or guardian."""
    facts = current_protocol().facts(answers)
    return handout.for_guardian.holds(facts) is True


def as_child(handout: Handout, answers: Answers) -> Answers:
    """Give the same answers of a child, of 9 years where the example is grown."""
    return answers if is_child(handout, answers) else {**answers, "age": CHILD_AGE}


def as_adult(handout: Handout, answers: Answers) -> Answers:
    """Give the same answers of an adult, of 40 years where the example is a child."""
    return {**answers, "age": ADULT_AGE} if is_child(handout, answers) else answers


def flags_of(assessment: Assessment) -> list[Flag]:
    """Give the rules that fired and those still open, as a sheet needs them."""
    return [
        Flag(
            rule=each.rule.id,
            level=each.rule.level,
            family=each.rule.family,
            fired=fired,
            answers=each.because if fired else dict.fromkeys(each.findings),
            sources=each.rule.sources,
        )
        for fired, rules in ((True, assessment.fired), (False, assessment.open))
        for each in rules
    ]


def _particulars(handout: Handout) -> dict[str, str | None]:
    return {**SAID, **SAID_IN.get(handout.language, {})}


def _clinic(handout: Handout) -> dict[str, Any]:
    """The head of an invented clinic's paper."""
    numbers = [[handout.labels[name], SAID[name]] for name in ("phone", "emergency")]
    return CLINIC | {"lines": numbers}
