"""The end of a referral: closed with what was found, by its road or at once."""

from typing import Unpack

from django.db import transaction

from triage.actions.errors import Refused
from triage.actions.referral_clock import set_clock
from triage.actions.referral_event import (
    Made,
    MoveRefused,
    audited,
    latest,
    locked,
    move,
    open_again,
    step,
    true_time,
    write,
)
from triage.actions.referral_step import said_to
from triage.library import protocol_of
from triage.models import Found, Referral, ReferralEvent, Retraction, State, User

Kind = ReferralEvent.Kind
# Of something that was found it is told what it was about.
NAMES_A_FAMILY = {Found.CONFIRMED_SERIOUS, Found.OTHER_DIAGNOSIS}
OTHER_FAMILY = "other"
# Written by their own actions, never chosen.
NEVER_CHOSEN = {Found.REPLACED, Found.WRONG_PATIENT}


def close_referral(
    *,
    referral: Referral,
    found: str,
    family: str = "",
    note: str = "",
    **made: Unpack[Made],
) -> Referral:
    """
    Close the loop with what was *found* and the *family* it belongs to.

    A family of the protocol that judged the patient, or "other", is named for whatever
    diagnosis was made, and "other" is put in words. That the patient declined is found
    only where a step says so.
    """
    return move(
        referral,
        State.CLOSED,
        note=note.strip(),
        **what_was_found(referral, found, family, note),
        **made,
    )


@transaction.atomic
def close_as_lowered(
    *,
    referral: Referral,
    found: str,
    by: User,
    family: str = "",
    note: str = "",
    seen: int | None = None,
) -> Referral:
    """
    Close at once a referral whose level in force a clinician lowered.

    The reason of the override is the reason of its cancelling.
    """
    row = locked(referral, by=by, seen=seen)
    lowered = latest(row.past, Kind.LOWERED)
    if lowered is None:
        raise MoveRefused(f"The level of {row.code} was not lowered.")
    ending = what_was_found(row, found, family, note)
    return _end(row, by=by, reason=lowered.note, note=note.strip(), **ending)


@transaction.atomic
def close_as_replaced(
    *, referral: Referral, by: User, note: str = "", seen: int | None = None
) -> Referral:
    """Close at once a referral whose outcome was corrected to one that needs none."""
    row = locked(referral, by=by, seen=seen)
    if latest(row.past, Kind.REPLACED) is None:
        raise MoveRefused(f"The outcome of {row.code} was not replaced.")
    reason = "Replaced by a correction."
    return _end(
        row, by=by, reason=reason, found=Found.REPLACED, family="", note=note.strip()
    )


@transaction.atomic
def close_as_wrong_patient(
    *,
    referral: Referral,
    by: User,
    spoke_to: str = "",
    note: str = "",
    seen: int | None = None,
) -> Referral:
    """
    Close at once the referral of a retracted intake, once its receiver was called back.

    *spoke_to* is who was told there; a referral that was never sent has nobody to tell.
    One that was entered twice is closed as replaced.
    """
    row = locked(referral, by=by, seen=seen)
    if latest(row.past, Kind.WRONG_PATIENT) is None:
        raise MoveRefused(f"The intake of {row.code} was not retracted.")
    if row.is_open and row.receiver:
        otherwise = f"Call {row.receiver} back and give the name of who you told."
        told = said_to(spoke_to, otherwise)
        write(row, Kind.RECEIVER_CALLED_BACK, by=by, spoke_to=told)
    twice = Retraction.objects.filter(
        intake=row.outcome.intake_id, kind=Retraction.Kind.DUPLICATE
    )
    found = Found.REPLACED if twice.exists() else Found.WRONG_PATIENT
    reason = "The intake was retracted."
    return _end(row, by=by, reason=reason, found=found, family="", note=note.strip())


@transaction.atomic
def reopen_referral(
    *, referral: Referral, reason: str, by: User, seen: int | None = None
) -> Referral:
    """Open a closed referral again, its clock begun anew."""
    row = locked(referral, by=by, seen=seen)
    if not row.can_become(State.OPENED):
        raise MoveRefused(f"{row.code} is open already.")
    if any(event.kind == Kind.WRONG_PATIENT for event in row.past):
        raise MoveRefused(
            f"{row.code} was for the wrong patient. Begin an intake for the right one."
        )
    reason = said_to(reason, "Say why the referral is opened again.")
    at = true_time(row, None)
    open_again(row)
    row.level_started_at = at
    set_clock(row, since=at)
    write(row, Kind.REOPENED, by=by, at=at, note=reason)
    return audited(row, by=by)


def what_was_found(
    referral: Referral, found: str, family: str, note: str
) -> dict[str, str]:
    """Check what a clinician says was found; the columns that keep it."""
    if found not in Found or found in NEVER_CHOSEN:
        raise Refused("Say what was found.")
    if found == Found.PATIENT_DECLINED and referral.state != State.PATIENT_DECLINED:
        raise Refused("First record that the patient declined, and what was advised.")
    if found not in NAMES_A_FAMILY:
        return {"found": found, "family": ""}
    families = protocol_of(referral.outcome.release).families
    if family not in families and family != OTHER_FAMILY:
        raise Refused("Say what it was about.")
    if family == OTHER_FAMILY and not note.strip():
        raise Refused("Say in the note what was found.")
    return {"found": found, "family": family}


def _end(row, *, by, reason, **ending):
    """Cancel and close in one transaction; what arrived is not cancelled any more."""
    for state in (State.OUTCOME_RECEIVED, State.CANCELLED):
        if row.can_become(state):
            step(row, state, by=by, note=reason)
            break
    step(row, State.CLOSED, by=by, **ending)
    return audited(row, by=by)
