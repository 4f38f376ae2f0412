"""What a sheet says of this clinic, this patient and these days."""

import datetime as dt
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format

from triage.actions.release import signed_by
from triage.engine import Answers, Level, assess
from triage.engine.clock import OUT_OF_HOURS, Hours, deadline, is_sooner
from triage.engine.sheet import Handout
from triage.library import protocol_of
from triage.models import Clinic, Outcome, Receiver, State
from triage.models.callee import callee_of
from triage.models.clinic import clinic_hours

# The crisis line of the United States is known by the emergency number of theirs.
CRISIS_LINES = {"911": "988"}


def clinic_of(clinic: Clinic, handout: Handout) -> dict[str, Any]:
    """The head of the paper: name, address and the numbers that there are."""
    numbers = (
        (handout.labels["phone"], clinic.phone),
        (handout.labels["closed"], clinic.out_of_hours_phone),
        (handout.labels["fallback"], clinic.fallback_number),
        (handout.labels["emergency"], clinic.emergency_number),
    )
    return {
        "name": clinic.name,
        "address": ", ".join(clinic.address.split("\n")).strip(),
        "lines": [[label, number] for label, number in numbers if number],
    }


def particulars_of(
    outcome: Outcome,
    clinic: Clinic,
    handout: Handout,
    answers: Answers,
    now: dt.datetime,
) -> dict[str, str]:
    """
    What stands in the {braces} of the sheet; what is not known is left out.

    Days are written in the language of *handout*, in the clinic's zone.
    """
    intake, patient = outcome.intake, outcome.intake.patient
    said = {
        "name": patient.name,
        "guardian": patient.guardian_name,
        "code": patient.code,
        "intake": intake.code,
        "phone": clinic.phone,
        "emergency": clinic.emergency_number,
        "crisis_line": CRISIS_LINES.get(clinic.emergency_number, ""),
        **_way(outcome, clinic, handout),
        "call_number": callee_of(intake).number[-2:],
        "signed_by": getattr(signed_by(handout.digest), "name", ""),
    }
    with translation.override(handout.language):
        said["date"] = _written(now, handout.labels["date"])
        said["visit_by"] = _visit_by(outcome, handout, answers, now)
        said["call_day"] = _call_day(outcome, handout, now)
    return {name: text for name, text in said.items() if text}


def _written(moment, letters):
    return date_format(timezone.localtime(moment), letters, use_l10n=False)


def _way(outcome, clinic, handout):
    """
    Where the referral leads now: to whom, and whether that is another than ourselves.

    Where its next step leads out of hours, nobody of ours sees or calls the patient.
    """
    referral = getattr(outcome, "referral", None)
    if referral is None:
        return {}
    if referral.next_step.endswith(OUT_OF_HOURS):
        return {
            "closed": handout.labels["closed"],
            "out_of_hours": clinic.out_of_hours_phone,
        }
    receiver = referral.receiver
    if receiver is None or referral.state == State.DECLINED:
        return {}
    is_ours = receiver.kind == Receiver.Kind.CLINICIAN
    return {"receiver": receiver.name, "elsewhere": "" if is_ours else receiver.name}


def _visit_by(outcome, handout, answers, now):
    """
    The day by which somebody at the level soon is seen: the last one that is open.

    Nothing where the clinic does not open any more before they are due.
    """
    if outcome.level_in_force != Level.SOON:
        return ""
    protocol = protocol_of(outcome.release)
    referral = getattr(outcome, "referral", None)
    start = referral.level_started_at if referral else outcome.at
    due = deadline(
        protocol.levels[Level.SOON],
        "accepted",
        level_started_at=start,
        event_at=start,
        hours=Hours(zone=timezone.get_default_timezone()),
        sooner=is_sooner(answers, assess(answers, protocol), protocol),
    )
    day = clinic_hours().last_open_day(now, due.due_at)
    return date_format(day, handout.labels["day"], use_l10n=False) if day else ""


def _call_day(outcome, handout, now):
    """The day or days on which we call; nothing once we have, or should have."""
    follow_up = getattr(outcome, "follow_up", None)
    if follow_up is None or follow_up.closed_at or follow_up.latest_at < now:
        return ""
    first, last = (
        _written(moment, handout.labels["day"])
        for moment in (follow_up.due_at, follow_up.latest_at)
    )
    if first == last:
        return handout.labels["call_on"].replace("{day}", first)
    between = handout.labels["call_between"]
    return between.replace("{day}", first).replace("{later}", last)
