"""
A referral as a whole: opened, raised or lowered with its outcome, moved, taken.

The first five stand inside the transaction of an outcome, an override, a correction or
a retraction, whose own audit entry names them.
"""

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from triage.actions.errors import Refused
from triage.actions.referral_clock import call_back_by, set_clock
from triage.actions.referral_event import (
    MoveRefused,
    audited,
    latest_step,
    lock,
    locked,
    said,
    whom,
    write,
)
from triage.engine.clock import Hours
from triage.models import (
    REFERRED,
    Level,
    Outcome,
    Referral,
    ReferralEvent,
    State,
    User,
)
from triage.models.clinic import clinic_hours

Kind = ReferralEvent.Kind
ENDING = {State.OUTCOME_RECEIVED, State.CANCELLED, State.PATIENT_DECLINED}
CLOSE_AS_REPLACED = "close as replaced"
CLOSE_AS_WRONG_PATIENT = "close: the intake was retracted"
CALL_BACK = "call the receiver back"


@transaction.atomic(savepoint=False)
def open_referral(
    *,
    outcome: Outcome,
    level: str,
    started_at: dt.datetime,
    by: User,
    hours: Callable[[], Hours] = clinic_hours,
) -> Referral:
    """
    Open the referral of *outcome* at *level*, whose clock began at *started_at*.

    Self-care has none (ValueError), and the database refuses a second one. *hours*
    reads the clinic's.
    """
    if level not in REFERRED:
        raise ValueError(f"No referral is ever opened for {level}.")
    referral = Referral(outcome=outcome, level=level, level_started_at=started_at)
    set_clock(referral, since=timezone.now(), hours=hours)
    write(referral, Kind.OPENED, by=by)
    return referral


@transaction.atomic(savepoint=False)
def raise_referral(
    *, referral: Referral, level: str, started_at: dt.datetime, by: User, note: str = ""
) -> Referral:
    """
    See that *referral* stands open at *level* or above, its clock begun *started_at*.

    Never lowers an open one. One that was closed or about to be is opened again: a
    patient who needs more than was thought is sent anew.
    """
    row = lock(referral)
    was_open = row.is_open
    over = not was_open or row.state in ENDING
    if not over and Level(level) <= Level(row.level):
        return row
    if over:
        row.state, row.closed_at, row.found, row.family = State.OPENED, None, "", ""
    if not was_open or Level(level) > Level(row.level):
        row.level = level
    row.level_started_at = started_at
    set_clock(row, since=started_at)
    write(row, Kind.RAISED if was_open else Kind.REOPENED, by=by, note=note)
    return row


@transaction.atomic(savepoint=False)
def lower_referral(
    *, referral: Referral, level: str, by: User, note: str = ""
) -> Referral:
    """
    Put an open *referral* at the lower *level* now in force; it stays open.

    Its clock runs on from where it began. Self-care has no referral: until a clinician
    closes it, it stands at the lowest level that has one.
    """
    row = lock(referral)
    if not row.is_open:
        return row
    lower = min(Level(level), Level(row.level))
    row.level = max(lower, min(REFERRED))
    set_clock(row, since=latest_step(row).at)
    write(row, Kind.LOWERED, by=by, note=note)
    return row


@transaction.atomic(savepoint=False)
def move_to_outcome(
    *,
    referral: Referral,
    outcome: Outcome,
    by: User,
    hours: Callable[[], Hours] = clinic_hours,
) -> Referral:
    """
    Let *referral* follow the correction of its outcome to the new *outcome*.

    It is raised if the new one is more urgent and never lowered. Where the new outcome
    needs no referral it stays with the old one, to be closed as replaced. If somebody
    has closed it, it keeps its end, and the new outcome gets the one that it needs.
    """
    row = lock(referral)
    level = outcome.level_in_force
    if not row.is_open:
        if level not in REFERRED:
            return row
        return open_referral(
            outcome=outcome, level=level, started_at=outcome.reached_at, by=by
        )
    if level not in REFERRED:
        row.next_step = CLOSE_AS_REPLACED
        write(row, Kind.REPLACED, by=by)
        return row
    row.outcome = outcome
    since = latest_step(row).at
    if level > Level(row.level):
        row.level, row.level_started_at = level, outcome.reached_at
        since = outcome.reached_at
        row.state = State.OPENED if row.state in ENDING else row.state
    set_clock(row, since=since, hours=hours)
    write(row, Kind.MOVED, by=by)
    return row


@transaction.atomic(savepoint=False)
def note_wrong_patient(*, referral: Referral, by: User, note: str) -> Referral:
    """
    Note that the intake of *referral* was retracted: its receiver is called back.

    From then on it takes no step but closing. One that nobody received yet has nobody
    to call, and one that is closed already keeps its end.
    """
    row = lock(referral)
    if row.is_open:
        row.next_step = CALL_BACK if row.receiver else CLOSE_AS_WRONG_PATIENT
        row.due_at = call_back_by(row, timezone.now())
    write(row, Kind.WRONG_PATIENT, by=by, note=note)
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
    _refuse_closed(row)
    if not to.is_active or not to.is_clinician:
        raise Refused("Only a clinician who works here can own a referral.")
    if row.owner_id == to.pk:
        raise MoveRefused(f"{row.code} is {to}'s already.")
    row.owner = to
    write(row, Kind.ASSIGNED, by=by, note=note)
    return audited(row, by=by)


OWNING = {Kind.TAKEN, Kind.ASSIGNED}


def _refuse_closed(row):
    if not row.is_open:
        raise MoveRefused(f"{row.code} is already {said(latest_step(row))}.")
