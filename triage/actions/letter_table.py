"""
The answers of an outcome in short, as the first page of its letter tells them.

Every critical question stands in the table, whatever its answer. What was asked and
could not be said is never told like what nobody asked.
"""

from itertools import groupby

from triage.actions.letter_known import NOT_ASKED, NOT_SURE, Json, moment, some
from triage.models import Answer, Outcome
from triage.models.flags import by_weight

UNSURE = ("unsure", "not_sure")
HOW = {
    Answer.Source.ASKED: "",
    Answer.Source.GROUP: "asked together",
    Answer.Source.RECORD: "from the patient’s record",
    Answer.Source.CARRIED: "carried from the intake before",
}
# How several questions of one line were answered with no.
ALL_NO = HOW | {Answer.Source.ASKED: "asked one by one"}
# So many rules and sources stand in a row of the first page; all of them overleaf.
RULES, SOURCES = 2, 2


def answered(entry: Json, typed: Json) -> str:
    """The answer of *entry* in words; capitals where a doctor must not miss it."""
    text = typed.get(entry["finding"], "")
    if entry["value"] is None:
        return f"{NOT_ASKED} (“{text}” was typed, and cannot be)" if text else NOT_ASKED
    if entry["value"] in UNSURE:
        said = entry["says"]
        return NOT_SURE if said.lower() == "not sure" else f"{NOT_SURE} ({said})"
    if entry["value"] in ("yes", "longstanding"):
        return entry["says"].upper()
    return entry["says"]


def changes(entry: Json) -> str:
    """What it was before: first yes, changed to no Nov 24, 10:44 by …; or ''."""
    first, *later = entry["history"] or [None]
    if not later:
        return ""
    steps = [
        f"{'withdrawn' if step['value'] is None else 'changed to ' + _small(step)} "
        f"{moment(step['at'])} by {step['by']}"
        for step in later
    ]
    began = "left empty" if first["value"] is None else _small(first)
    return ", ".join([f"first {began}", *steps])


def how(entry: Json) -> str:
    """How it was asked, where that was not alone; '' else, and where it was not."""
    return HOW[entry["source"]] if entry["value"] is not None else ""


class Table:
    """The short table of the first page: *rows* always stand, *more* where they fit."""

    def __init__(self, outcome: Outcome):
        self.frozen = outcome.frozen
        self.typed = self.frozen["typed"]
        self.flags = by_weight(outcome.flags.all())
        self.reason = outcome.intake.get_unfinished_reason_display()
        self.fired = [flag for flag in self.flags if flag.fired]
        self.open = [flag for flag in self.flags if not flag.fired]
        deciding = [name for flag in self.fired for name in _because(flag)]
        self.deciding = list(dict.fromkeys(deciding))

    @property
    def entries(self) -> list[Json]:
        """What was asked or answered, in the order of the form."""
        answers = self.frozen["answers"]
        return [e for e in answers if e["asked"] or e["value"] is not None]

    @property
    def critical(self) -> list[Json]:
        """The critical questions, whether they were asked or not."""
        return [e for e in self.frozen["answers"] if e["critical"]]

    def rows(self) -> list[Json]:
        """Each critical question; those with a plain no together in a line."""
        plain = [e for e in self.critical if self._is_plain_no(e)]
        told = [self._row(e) for e in self._own_rows() if e["critical"]]
        for source, group in groupby(
            sorted(plain, key=lambda e: e["source"]), key=lambda e: e["source"]
        ):
            labels = [e["label"] for e in group]
            answer = "No to each" if len(labels) > 1 else "No"
            note = ALL_NO[source] if len(labels) > 1 else HOW[source]
            told.append(_line("; ".join(labels), answer, note))
        return told

    def more(self) -> list[Json]:
        """What else made a rule fire, the gravest first."""
        return [self._row(e) for e in self._own_rows() if not e["critical"]]

    def gaps(self) -> list[Json]:
        """What else was not sure, and what else was not asked: a line for each."""
        others = [
            e for e in self.entries if not e["critical"] and e["finding"] != "sex"
        ]
        unsure = [e["label"] for e in others if e["value"] in UNSURE]
        unasked = [e["label"] for e in others if e["value"] is None]
        stopped = f"Finished early: {self.reason.lower()}" if self.reason else ""
        return [
            _line(some(labels), answer, note, strong=True)
            for labels, answer, note in (
                (unsure, NOT_SURE, ""),
                (unasked, NOT_ASKED, stopped),
            )
            if labels
        ]

    def _own_rows(self):
        """What has a row of its own: the critical ones first, then by the gravest."""
        entries = {e["finding"]: e for e in self.frozen["answers"]}
        critical = [e for e in self.critical if not self._is_plain_no(e)]
        others = [entries[name] for name in self.deciding]
        return [*critical, *(e for e in others if not e["critical"])]

    def _is_plain_no(self, entry):
        is_no = entry["value"] == "no" and entry["finding"] not in self.deciding
        return is_no and len(entry["history"]) < 2

    def _row(self, entry):
        answer = answered(entry, self.typed)
        said = "; ".join(part for part in (changes(entry), how(entry)) if part)
        return _line(
            entry["label"],
            answer,
            self._rules_of(entry),
            said=said,
            strong=entry["value"] != "no",
        )

    def _rules_of(self, entry):
        name = entry["finding"]
        fired = [f for f in self.fired if name in _because(f)]
        if fired:
            told = [self._cited(flag, name) for flag in fired[:RULES]]
            return ". ".join([*told, *_left(fired)])
        held = [f for f in self.open if name in _missing(f)]
        if held:
            rules = ", ".join(f.rule for f in held[:RULES])
            return ". ".join([f"not excluded: {rules}", *_left(held)])
        return ""

    def _cited(self, flag, name):
        """The rule, with its sources in the first row that names it."""
        first = next(
            e["finding"] for e in self._own_rows() if e["finding"] in _because(flag)
        )
        return f"{flag.rule}: {_sources(flag)}" if name == first else flag.rule


def _line(question, answer, note, *, said="", strong=False):
    return {
        "question": question,
        "answer": answer,
        "said": said,
        "note": note,
        "strong": strong,
    }


def _because(flag):
    return [each["finding"] for each in flag.because_list]


def _missing(flag):
    return [each["finding"] for each in flag.missing_list]


def _sources(flag):
    return some((source["title"] for source in flag.source_list), SOURCES)


def _left(flags):
    more = len(flags) - RULES
    return [f"And {more} more"] if more > 0 else []


def _small(line):
    return line["says"].lower()
