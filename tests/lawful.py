"""Lawful answers of the shipped protocol, drawn by hypothesis or by seeded chance."""

import json
from pathlib import Path

from hypothesis import strategies as st

from triage.library import current_protocol, example_patients

PROTOCOL = current_protocol()
KINDS = Path(__file__).parent / "cases" / "kinds.json"
CASES = [*json.loads(KINDS.read_text("utf-8")), *example_patients()]
# Numbers on both sides of every limit that a rule draws.
NUMBERS = {
    "age": [0, 4, 5, 6, 9, 10, 11, 12, 16, 17, 18, 39, 40, 49, 50, 55, 59, 60, 70, 99],
    "onset_days_ago": [0, 1, 3, 4, 14, 15, 28, 29, 90, 91, 365, 366, 4000],
    "pain_score": [0, 1, 6, 7, 8, 10],
    "temperature_c": [35.9, 36.8, 37.9, 38, 38.5, 39, 40.2],
}
WELL = {
    finding.name: "no" for finding in PROTOCOL.order if finding.kind == "answer"
} | {
    "age": 40,
    "sex": "female",
    "onset_days_ago": 1,
    "pain_score": 3,
    "episode_pattern": "minutes",
    "trigger": "twisting",
    "temperature_c": 36.8,
}


def values(finding):
    """Every answer that a rule could tell from another."""
    return [*NUMBERS.get(finding.name, ()), *finding.words]


def but(**given):
    """The answers of one who is well but for *given*; None is not asked."""
    answers = WELL | given
    return {name: answer for name, answer in answers.items() if answer is not None}


def mostly_no(rng):
    """Draw answers of a patient with a few signs, some questions left unasked."""
    asked, odd = rng.choice([0.3, 0.7, 0.95, 1, 1]), rng.choice([0.03, 0.1, 0.5])
    answers = {}
    for finding in PROTOCOL.order:
        if rng.random() < asked:
            is_odd = finding.kind != "answer" or rng.random() < odd
            answers[finding.name] = rng.choice(values(finding)) if is_odd else "no"
    return answers


any_answers = st.one_of(
    st.fixed_dictionaries(
        {},
        optional={f.name: st.sampled_from(values(f)) for f in PROTOCOL.order},
    ),
    st.randoms(use_true_random=False).map(mostly_no),
)
