"""
What becomes of a referral whose intake was corrected or retracted.

Each stands inside the transaction of the correction or the retraction, whose own audit
entry names it.
"""

from django.db import transaction
from django.utils import timezone

from triage.actions.referral import open_referral
from triage.actions.referral_clock import call_back_by, set_clock
from triage.actions.referral_event import (
    ENDING,
    latest_step,
    lock,
    open_again,
    write,
)
from triage.models import (
    REFERRED,
    Found,
    Level,
    Outcome,
    Referral,
    ReferralEvent,
    State,
    User,
)

Kind = ReferralEvent.Kind
CLOSE_AS_REPLACED = "close as replaced"
CLOSE_AS_WRONG_PATIENT = "close: the intake was retracted"
CALL_BACK = "call the receiver back"


@transaction.atomic(savepoint=False)
def move_to_outcome(*, referral: Referral, outcome: Outcome, by: User) -> Referral:
    """
    Let *referral* follow the correction of its outcome to the new *outcome*.

    It is raised if the new one is more urgent and never lowered. One on whose way the
    patient is not sent any more is opened again. Where the new outcome needs no
    referral it stays with the old one, to be closed as replaced. If somebody has closed
    it, it keeps its end, and the new outcome gets the one that it needs.
    """
    row = lock(referral)
    level = Level(outcome.disposition)  # nobody has overruled a new outcome yet
    if not row.is_open:
        return _opened(outcome, level, by) if level in REFERRED else row
    if level not in REFERRED:
        row.next_step = CLOSE_AS_REPLACED
        write(row, Kind.REPLACED, by=by)
        return row
    row.outcome = outcome
    is_higher = level > Level(row.level)
    since = latest_step(row).at
    if is_higher:
        row.level, row.level_started_at = level, outcome.reached_at
        since = outcome.reached_at
    # The patient who was seen there at this level is not sent a second time.
    if row.state in ENDING and (is_higher or row.state != State.OUTCOME_RECEIVED):
        open_again(row)
    set_clock(row, since=since)
    write(row, Kind.MOVED, by=by)
    return row


@transaction.atomic(savepoint=False)
def restore_referral(*, outcome: Outcome, by: User, note: str) -> Referral | None:
    """
    See that *outcome*, whose correction was retracted, has the referral that it needs.

    Where its own moved away it gets a new one. Its own goes on where it was to be
    closed as replaced, or was; one that was closed with what was found stays closed.
    """
    level = outcome.level_in_force
    referral = getattr(outcome, "referral", None)
    if referral is None:
        return _opened(outcome, level, by) if level in REFERRED else None
    row = lock(referral)
    if row.is_open and row.next_step != CLOSE_AS_REPLACED:
        return row
    if not row.is_open and (row.found != Found.REPLACED or level not in REFERRED):
        return row
    if not row.is_open:
        open_again(row)
    set_clock(row, since=latest_step(row).at)
    write(row, Kind.REOPENED, by=by, note=note)
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


def _opened(outcome, level, by):
    started_at = outcome.in_force_since
    return open_referral(outcome=outcome, level=level, started_at=started_at, by=by)
