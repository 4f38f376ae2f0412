"""The call that the clinic owes after every outcome: when, and by whom."""

import datetime as dt

from django.utils import timezone

from triage.engine import Level
from triage.engine.clock import Hours, follow_up_window
from triage.library import protocol_of
from triage.models import FollowUp, Outcome, User

OWED = {"closed_at": None, "closed_by": None, "closed_because": "", "closed_note": ""}


def book_follow_up(*, outcome: Outcome, level: str, by: User) -> FollowUp:
    """
    Book the follow-up call of *outcome* as its protocol says for *level*.

    It is first offered to *by*, who knows the patient. Call it inside the transaction
    of the outcome; the caller's audit entry names it.
    """
    due_at, latest_at = _window(outcome, level, outcome.at)
    return FollowUp.objects.create(
        outcome=outcome, due_at=due_at, latest_at=latest_at, caller=by
    )


def move_follow_up(
    *, outcome: Outcome, level: str, since: dt.datetime, is_raised: bool
) -> FollowUp:
    """
    Keep the call true to *level*, in force *since* then; the caller stays.

    Raised, a call is never put off, and one that was closed is owed again. Lowered, a
    closed call stays closed. Gives the row as it was before, for the audit entry of the
    caller's transaction.
    """
    follow_up = FollowUp.objects.select_for_update(no_key=True).get(outcome=outcome)
    if follow_up.closed_at and not is_raised:
        return follow_up
    due_at, latest_at = _window(outcome, level, since)
    if is_raised and not follow_up.closed_at:
        due_at = min(due_at, follow_up.due_at)
        latest_at = min(latest_at, follow_up.latest_at)
    FollowUp.objects.filter(pk=follow_up.pk).update(
        due_at=due_at,
        latest_at=latest_at,
        **OWED,
    )
    return follow_up


def settle_follow_up(*, outcome: Outcome, because: FollowUp.Closed, by: User) -> None:
    """
    Take the call of *outcome*, which was corrected or retracted, off the list.

    Inside the caller's transaction, whose audit entry says who did it and why.
    """
    FollowUp.objects.filter(outcome=outcome, closed_at=None).update(
        closed_at=timezone.now(), closed_by=by, closed_because=because
    )


def restore_follow_up(*, outcome: Outcome) -> None:
    """
    Owe again the call of *outcome* that left the list with its correction.

    Inside the transaction that retracts the correction.
    """
    FollowUp.objects.filter(
        outcome=outcome, closed_because=FollowUp.Closed.REPLACED
    ).update(**OWED)


def _window(outcome, level, start):
    protocol = protocol_of(outcome.release)
    if protocol.follow_up[level] == "working_day":
        opening = outcome.hours
    else:
        opening = Hours(zone=timezone.get_default_timezone())
    return follow_up_window(protocol, Level(level), start, opening)
