"""The frozen answers of an outcome, told in the words of that day."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from triage.models import Answer
from triage.views.identity import NOT_KNOWN, SEXES, in_years

HOW = {
    Answer.Source.ASKED: "",
    Answer.Source.GROUP: "asked together",
    Answer.Source.RECORD: "from the patient's record",
    Answer.Source.CARRIED: "carried from the intake before",
}
TOLD = (
    ("taken_by_name", "Taken on paper by"),
    ("own_words", "In the patient's own words"),
    ("medicines", "Medicines"),
    ("allergies", "Allergies"),
    ("place", "Where the patient was"),
    ("callback_number", "Call-back number"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """An answer that was first another: the *later* ones as (answer, by, at)."""

    label: str
    first: str
    later: tuple[tuple[str, str, datetime], ...]


def told(frozen):
    """What was told beside the questions: (label, words)."""
    details, typed = frozen["details"], frozen["typed"]
    # An outcome of long ago does not have every line of today.
    found = {name: details[name] for name, _ in TOLD if details.get(name)}
    for name in typed.keys() & dict(TOLD).keys():
        words = f"“{typed[name]}” was typed, and is no phone number"
        found[name] = f"{found[name]} ({words})" if name in found else words
    return [(label, found[name]) for name, label in TOLD if name in found]


def age_and_sex(frozen):
    """Both as they counted, in the words of the line that tells who a patient is."""
    age, sex = frozen["answers"][:2]
    is_about = frozen["patient"]["birth_date_is_estimated"]
    years = age["says"]
    if (age["value"] or "").isdigit():
        is_about = is_about and age["source"] == Answer.Source.RECORD
        years = in_years(int(age["value"]), is_about=is_about)
    return years or NOT_KNOWN, SEXES.get(sex["value"], sex["says"]) or NOT_KNOWN


def not_answered(frozen):
    """What the form showed and nobody answered: (label, the text that cannot be)."""
    typed = frozen["typed"]
    return [
        (entry["label"], typed.get(entry["finding"], ""))
        for entry in frozen["answers"]
        if entry["asked"] and entry["value"] is None
    ]


def unsure(frozen):
    """What was asked and could not be said: (label, the words of that answer)."""
    return [
        (entry["label"], entry["says"])
        for entry in frozen["answers"]
        if entry["value"] in ("unsure", "not_sure")
    ]


def changed(frozen):
    """The answers that were changed, with every step."""
    return [_change(e) for e in frozen["answers"] if len(e["history"]) > 1]


def by_set(frozen):
    """All that was asked or answered: (title of the set, its (entry, how) pairs)."""
    kept = (e for e in frozen["answers"] if e["asked"] or e["value"] is not None)
    return [
        (title, [(entry, _how(entry)) for entry in entries])
        for title, entries in groupby(kept, key=lambda entry: entry["set_title"])
    ]


def _change(entry):
    first, *later = entry["history"]
    steps = ((_said(s), s["by"], datetime.fromisoformat(s["at"])) for s in later)
    return Change(entry["label"], _said(first), tuple(steps))


def _said(line):
    return "withdrawn" if line["value"] is None else line["says"].lower()


def _how(entry):
    return HOW[entry["source"]] if entry["value"] is not None else ""
