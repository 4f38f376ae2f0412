"""Situation, background, assessment and request of a letter, as runs of sentences."""

import datetime as dt

from triage.actions.letter_answers import missing
from triage.actions.letter_known import (
    NOT_KNOWN,
    NOT_RECORDED,
    Json,
    Known,
    Sending,
    brief,
    call_back,
    moment,
    said,
    some,
)
from triage.actions.letter_table import UNSURE, Table
from triage.actions.letter_told import told_shortly
from triage.models import Intake

# What a receiver looks for and this intake does not ask.
NEVER_ASKED = (
    "Not part of this intake: last dose of a blood thinner, implants and other matters "
    "of MRI safety, earlier imaging, last food and drink."
)
Runs = list[list[Json]]


def sbar(
    known: Known, table: Table, *, label: str, sending: Sending, at: dt.datetime
) -> dict[str, Runs]:
    """The four parts; *label* names the level in force."""
    return {
        "S": _situation(table, label),
        "B": _background(table),
        "A": _assessment(table, known.referral.outcome.intake),
        "R": _asked(known, table, sending, at),
    }


def _situation(table, label):
    entries = {e["finding"]: e for e in table.frozen["answers"]}
    age, sex, days = (entries[n]["says"] for n in ("age", "sex", "onset_days_ago"))
    began = f"Began {days} before the intake" if days else f"When it began: {NOT_KNOWN}"
    fired = some(flag.family_label for flag in table.fired)
    unknown = [e["label"] for e in table.critical if e["value"] in (None, *UNSURE)]
    who = ", ".join([sex or f"sex {NOT_KNOWN}", age or f"age {NOT_KNOWN}"])
    lines = [
        said(f"{label.upper()}. {who}. Acute low back pain. {began}."),
        said(f"Rules fired for: {fired or 'none'}."),
    ]
    if unknown:
        lines.append(said(f"{NOT_KNOWN}: {some(unknown, 9)}.", strong=True))
    return [lines]


def _background(table):
    details = table.frozen["details"]
    shown = {row["question"] for row in [*table.rows(), *table.more()]}
    yes = [
        e["label"] if e["value"] == "yes" else f"{e['label']}: {e['says'].lower()}"
        for e in table.entries
        if e["value"] in ("yes", "longstanding") and e["label"] not in shown
    ]
    own = details["own_words"]
    words = f"“{brief(own)}”" if own else NOT_RECORDED
    return [
        [said(f"In the patient’s own words: {words}")],
        [said(f"Also yes: {some(yes, 6) or 'nothing else that was asked'}.")],
        [
            said(f"Medicines: {brief(details['medicines']) or NOT_RECORDED}.", True),
            said(f"Allergies: {brief(details['allergies']) or NOT_RECORDED}.", True),
        ],
        [said(NEVER_ASKED)],
    ]


def _assessment(table, intake):
    entries = {e["finding"]: e for e in table.frozen["answers"]}
    measured = [
        f"{name} {entries[finding]['says'] or 'NOT ASKED'}"
        for name, finding in (("Pain", "pain_score"), ("Temperature", "temperature_c"))
    ]
    if intake.channel == Intake.Channel.PHONE:
        seen = "Phone intake: nobody examined the patient."
    else:
        seen = "Face to face; no examination is recorded in this intake."
    lines = [[said(f"{'. '.join(measured)}. {seen}")]]
    if table.open:
        families = (f"{f.family_label} ({missing(f, 1)})" for f in table.open)
        lines.append([said(f"Not excluded: {some(families, 4)}.", True)])
    return lines


def _asked(known, table, sending, at):
    times = known.times
    by_when = [
        f"{what} by {moment(due)}{' (OVERDUE)' if due <= at else ''}"
        for what, due in (
            ("an answer", times.answer),
            ("the patient with you", times.arrival),
            ("your result", times.result),
        )
        if due
    ]
    fired = some(flag.family_label for flag in table.fired)
    for_what = f" for: {fired}" if fired else "; see what is not excluded"
    meaning = table.frozen["levels"][known.referral.outcome.level_in_force]["meaning"]
    asked = [said(f"Please see and examine this patient{for_what}. {meaning}")]
    if sending.asked:
        asked.append(said(f"Asked besides: {' '.join(sending.asked.split())}", True))
    owner = known.referral.owner or known.clinic.name
    return [
        asked,
        [said(f"We ask for {'; '.join(by_when)}.")] if by_when else [],
        [said(f"Told to the patient: {told_shortly(known.handouts, known.events)}")],
        [
            said(
                f"Call us with the result: {call_back(known)}. {owner} keeps this open "
                "until we hear."
            )
        ],
    ]
