"""What a letter about a referral is made of, and the words that its parts share."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from triage.models import Clinic, Duty, HandoutIssued, Referral, ReferralEvent

Json = dict[str, Any]

NOT_ASKED, NOT_SURE = "NOT ASKED", "NOT SURE"
NOT_RECORDED, NOT_KNOWN = "NOT RECORDED", "NOT KNOWN"
SHORT = 160  # letters of free text on the first page; all of it stands overleaf
NAMED = 3  # so many stand in one line of it
IN_FULL = "Answers in full"


@dataclass(frozen=True)
class Sending:
    """To whom a letter goes and what is asked of them, as it was typed or chosen."""

    to: str = ""
    asked: str = ""


@dataclass(frozen=True)
class Times:
    """By when the receiver answers, sees the patient and tells us; None: no clock."""

    answer: dt.datetime | None
    arrival: dt.datetime | None
    result: dt.datetime | None


@dataclass(frozen=True)
class Known:
    """All that a letter is made of, read once."""

    referral: Referral
    clinic: Clinic
    events: list[ReferralEvent]
    handouts: list[HandoutIssued]
    duty: Duty | None
    times: Times
    is_signed: bool


def brief(text: str, most: int = SHORT) -> str:
    """*text* in one line, cut after *most* letters and saying where the rest is."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return f"{line[:most].rsplit(' ', 1)[0]} … (all of it under “{IN_FULL}”)"


def call_back(known: Known) -> str:
    """The number under which the receiver reaches us, with the owner's extension."""
    number = known.clinic.phone or f"{NOT_RECORDED}: no phone number of the clinic"
    extension = known.duty.extension if known.duty else ""
    return f"{number}, ext. {extension}" if extension else number


def moment(at: dt.datetime | str) -> str:
    """Write a moment as the clinic's clocks show it: Nov 24, 10:44."""
    if isinstance(at, str):
        at = dt.datetime.fromisoformat(at)
    return date_format(timezone.localtime(at), "M j, H:i", use_l10n=False)


def some(names: Iterable[str], most: int = NAMED) -> str:
    """The first *most* of *names*, and how many more there are."""
    told = list(dict.fromkeys(names))
    more = len(told) - most
    return "; ".join(told[:most]) + (f"; and {more} more" if more > 0 else "")


def said(text: str, strong: bool = False) -> Json:
    """A sentence of the letter; *strong* where a doctor must not miss it."""
    return {"text": text, "strong": strong}
