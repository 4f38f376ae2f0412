"""The words of a letter about a referral: composed of its parts, then frozen."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format

from triage.actions.letter_answers import answers_in_full, rules_in_full
from triage.actions.letter_beside import beside
from triage.actions.letter_head import head_of
from triage.actions.letter_known import (
    IN_FULL,
    Known,
    Sending,
    brief,
    call_back,
    moment,
)
from triage.actions.letter_sbar import sbar
from triage.actions.letter_table import Table
from triage.engine.words import Words, freeze


def compose_letter(
    known: Known,
    *,
    sending: Sending,
    paper: str,
    at: dt.datetime,
    banners: list[str],
) -> Words:
    """Write the letter about the referral of *known* as it stands *at* a moment."""
    table = Table(known.referral.outcome)
    outcome, referral = known.referral.outcome, known.referral
    frozen, level = table.frozen, outcome.level_in_force
    label = frozen["levels"][level]["label"]
    when = date_format(timezone.localtime(at), "F j, Y, H:i", use_l10n=False)
    return freeze(
        {
            "at": at.astimezone(dt.UTC).isoformat(timespec="seconds"),
            "banners": banners,
            "clinic": _clinic(known.clinic),
            "fine": _fine(known, frozen),
            "full": {
                "rules": [*rules_in_full(table), beside(known, frozen, sending)],
                "answers": answers_in_full(table),
            },
            "gaps": table.gaps(),
            "head": head_of(known, frozen, sending),
            "in_full": IN_FULL,
            "judged": _judged(outcome, frozen),
            "level": level.value,
            "more": table.more(),
            "paper": paper,
            "patient_code": outcome.intake.patient.code,
            "referral": referral.code,
            "request": _request(known, at),
            "rows": table.rows(),
            "sbar": sbar(known, table, label=label, sending=sending, at=at),
            "signer": str(referral.owner) if referral.owner else "",
            "slip": _slip(known),
            "title": f"Referral: {label}",
            "written": f"Written {when}. Referral {referral.code}, "
            f"{outcome.intake.code}.",
        }
    )


def _clinic(clinic):
    lines = (("Phone", clinic.phone), ("Fax", clinic.fax))
    return {
        "name": clinic.name,
        "address": ", ".join(clinic.address.split("\n")).strip(),
        "lines": [[label, number] for label, number in lines if number],
    }


def _request(known, at):
    due = known.times.answer
    if due is None:
        return f"Please acknowledge: {call_back(known)}."
    if due <= at:
        return (
            f"Please acknowledge at once: {call_back(known)}. "
            f"It was due by {moment(due)}."
        )
    return f"Please acknowledge by {moment(due)}: {call_back(known)}."


def _judged(outcome, frozen):
    def label(level):
        return frozen["levels"][level]["label"]

    computed = f"By the rules: {label(outcome.disposition)}."
    last = max(outcome.overrides.all(), key=lambda each: each.pk, default=None)
    if last is None:
        return f"Level in force: {label(outcome.disposition)}. {computed}"
    return (
        f"Level in force: {label(last.to_level)}, set by {last.by} {moment(last.at)}: "
        f"{brief(last.reason)} {computed}"
    )


def _slip(known):
    clinic = known.clinic
    ways = [f"fax it to {clinic.fax}"] if clinic.fax else ["hand it back"]
    ways.append(f"read it to us: {call_back(known)}")
    return {
        "lead": f"Reply slip: {' or '.join(ways)}",
        # The code alone: whoever finds the slip learns nothing of whom it is about.
        "for": known.referral.code,
        "boxes": ["Received", "Seen", "Admitted", "Sent home", "Did not arrive"],
        "lines": ["Found", "Name", "Date and time"],
    }


def _fine(known, frozen):
    protocol = frozen["protocol"]
    signed = "" if known.is_signed else ", a draft that no clinician has signed"
    return (
        f"Made by Backstop, protocol {protocol['version']} ({protocol['digest'][:8]})"
        f"{signed}, from answers given to the clinic. It supports a clinician, who "
        "decides; it is no diagnosis. Confidential. If this reached you by mistake, "
        f"call {known.clinic.phone or known.clinic.name} and destroy it."
    )
