"""Every rule and every answer of an outcome, as a letter tells them in full."""

from itertools import groupby

from triage.actions.letter_known import NOT_ASKED, NOT_SURE, Json, some
from triage.actions.letter_table import Table, answered, changes, how
from triage.models import RaisedFlag


def rules_in_full(table: Table) -> list[Json]:
    """Every rule with its sources and every change, as the second page tells them."""
    changed = [e for e in table.frozen["answers"] if len(e["history"]) > 1]
    parts = [
        _part("Rules that fired", ["Rule", "Why", "Source"], map(_fired, table.fired)),
        _part(
            "Rules not excluded, and what is missing",
            ["Rule", "Missing", "Source"],
            map(_open, table.open),
        ),
        _part(
            "Answers that were changed",
            ["Question", "Answer", "Before"],
            ([e["label"], answered(e, table.typed), changes(e)] for e in changed),
        ),
    ]
    return [part for part in parts if part["rows"]]


def answers_in_full(table: Table) -> list[Json]:
    """Every answer in the order of the form, and how it was asked."""
    return [
        _part(
            title,
            ["Question", "Answer", "How"],
            ([e["label"], answered(e, table.typed), how(e)] for e in entries),
        )
        for title, entries in groupby(table.entries, key=lambda e: e["set_title"])
    ]


def missing(flag: RaisedFlag, most: int = 100) -> str:
    """What an open rule waits for, unsure and not asked told apart."""
    return some(
        (
            f"{each['label']}: {NOT_SURE if each['unsure'] else NOT_ASKED}"
            for each in flag.missing_list
        ),
        most,
    )


def _fired(flag):
    because = "; ".join(f"{e['label']}: {e['says'].lower()}" for e in flag.because_list)
    sources = "; ".join(source["title"] for source in flag.source_list)
    return [f"{flag.family_label} ({flag.rule})", f"{flag.reason} {because}.", sources]


def _open(flag):
    sources = "; ".join(source["title"] for source in flag.source_list)
    return [f"{flag.family_label} ({flag.rule})", missing(flag), sources]


def _part(heading, head, rows):
    return {"heading": heading, "head": head, "rows": [list(row) for row in rows]}
