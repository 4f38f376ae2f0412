"""
A referral as a whole: opened, raised or lowered with its outcome, taken, assigned.

The first three stand inside the transaction of an outcome or an override, whose own
audit entry names them.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from triage.actions.errors import Refused
from triage.actions.referral_clock import set_clock
from triage.actions.referral_event import (
    ENDING,
    MoveRefused,
    audited,
    latest,
    latest_step,
    lock,
    locked,
    open_again,
    said,
    whom,
    write,
)
from triage.models import REFERRED, Level, Outcome, Referral, ReferralEvent, User

Kind = ReferralEvent.Kind


@transaction.atomic(savepoint=False)
def open_referral(
    *, outcome: Outcome, level: str, started_at: dt.datetime, by: User
) -> Referral:
    """
    Open the referral of *outcome* at *level*, whose clock began at *started_at*.

    Self-care has none (ValueError), and the database refuses a second one.
    """
    if level not in REFERRED:
        raise ValueError(f"No referral is ever opened for {level}.")
    referral = Referral(outcome=outcome, level=level, level_started_at=started_at)
    set_clock(referral, since=timezone.now())
    write(referral, Kind.OPENED, by=by)
    return referral


@transaction.atomic(savepoint=False)
def raise_referral(
    *, referral: Referral, level: str, started_at: dt.datetime, by: User, note: str = ""
) -> Referral:
    """
    See that *referral* stands open at *level* or above, its clock begun *started_at*.

    Never lowers an open one. One that was closed or about to be is opened again: a
    patient who needs more than was thought is sent anew. So is the clock of one whose
    level had been lowered, even if it stands at *level*: it counts again.
    """
    row = _lock_own(referral)
    was_open = row.is_open
    over = not was_open or row.state in ENDING
    is_higher = Level(level) > Level(row.level)
    if not over and not is_higher and latest(row.past, Kind.LOWERED) is None:
        return row
    if over:
        open_again(row)
    if is_higher or not was_open:
        row.level = level
    row.level_started_at = started_at
    set_clock(row, since=started_at)
    write(row, Kind.RAISED if was_open else Kind.REOPENED, by=by, note=note)
    return row


@transaction.atomic(savepoint=False)
def lower_referral(
    *, referral: Referral, level: str, started_at: dt.datetime, by: User, note: str = ""
) -> Referral:
    """
    Put an open *referral* at the lower *level* now in force; it stays open.

    Its clock runs on from where it began. Self-care has no referral: until a clinician
    closes it, it stands at the lowest level that has one. One that was closed is opened
    again where *level* needs one, its clock begun *started_at*.
    """
    row = _lock_own(referral)
    if row.is_open:
        lower = min(Level(level), Level(row.level))
        row.level = max(lower, min(REFERRED))
        set_clock(row, since=latest_step(row).at)
        write(row, Kind.LOWERED, by=by, note=note)
    elif level in REFERRED:
        open_again(row)
        row.level, row.level_started_at = level, started_at
        set_clock(row, since=started_at)
        write(row, Kind.REOPENED, by=by, note=note)
    return row


def _lock_own(referral):
    """Hold the row; refused if it has gone to another outcome since it was read."""
    row = lock(referral)
    if row.outcome_id != referral.outcome_id:
        raise MoveRefused(f"{row.code} has moved to {row.outcome.intake.code}.")
    return row


@transaction.atomic
def take_referral(*, referral: Referral, by: User, seen: int | None = None) -> Referral:
    """Make *by*, a clinician, the owner of a referral that nobody has taken."""
    row = locked(referral, by=by, seen=seen)
    _refuse_closed(row)
    if row.owner_id:
        taken = next(e for e in reversed(row.past) if e.owner_id and e.kind in OWNING)
        raise MoveRefused(f"{row.code} is {row.owner}'s already ({whom(taken)}).")
    row.owner = by
    write(row, Kind.TAKEN, by=by)
    return audited(row, by=by)


@transaction.atomic
def assign_referral(
    *,
    referral: Referral,
    to: User,
    by: User,
    note: str = "",
    seen: int | None = None,
) -> Referral:
    """Hand an open referral to the clinician *to*, who owns it from then on."""
    row = locked(referral, by=by, seen=seen)
    give(row, to=to, by=by, note=note)
    return audited(row, by=by)


def give(row: Referral, *, to: User, by: User, note: str = "") -> None:
    """Make *to* the owner of a locked *row*, without the audit entry."""
    _refuse_closed(row)
    if not to.is_active or not to.is_clinician:
        raise Refused("Only a clinician who works here can own a referral.")
    if row.owner_id == to.pk:
        raise MoveRefused(f"{row.code} is {to}'s already.")
    row.owner = to
    write(row, Kind.ASSIGNED, by=by, note=note)


OWNING = {Kind.TAKEN, Kind.ASSIGNED}


def _refuse_closed(row):
    if not row.is_open:
        raise MoveRefused(f"{row.code} is already {said(latest_step(row))}.")
