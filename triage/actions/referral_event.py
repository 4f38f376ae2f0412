"""
The one writer of referrals: the row and its event, under one lock.

The verbs are in referral.py, referral_step.py and referral_end.py.
"""

import datetime as dt
from typing import Required, TypedDict

from django.db import transaction
from django.utils import timezone

from triage.actions import audit
from triage.actions.errors import Refused
from triage.actions.referral_clock import set_clock
from triage.models import Referral, ReferralEvent, State, User

Kind = ReferralEvent.Kind
ENDING = {State.OUTCOME_RECEIVED, State.CANCELLED, State.PATIENT_DECLINED}
# After them a referral stands at a level, and for an outcome, of which nothing earlier
# is true any more.
OVERTAKING = {Kind.RAISED, Kind.REOPENED, Kind.MOVED}


class MoveRefused(Refused):
    """A step that the referral, as it stands now, does not allow."""


class Made(TypedDict, total=False):
    """
    By whom and when a step was made, and from which page.

    *at* is its true time; now, where it is not given. *seen* is the id of the last
    event that the page showed; not given where there was no page.
    """

    by: Required[User]
    at: dt.datetime | None
    seen: int | None


@transaction.atomic
def move(
    referral: Referral,
    to: State,
    *,
    by: User,
    at: dt.datetime | None = None,
    seen: int | None = None,
    **recorded: object,
) -> Referral:
    """
    Move *referral* to the state *to* by the table NEXT; the row as it then is.

    Refused, with nothing changed: somebody who is no clinician, a move that the table
    does not have, a page that is out of date, a time in the future or before the step
    before.
    """
    row = locked(referral, by=by, seen=seen)
    if any(event.kind == Kind.WRONG_PATIENT for event in row.past):
        raise MoveRefused(
            f"The intake of {row.code} was retracted. Call the receiver back, if there "
            "is one, and close it."
        )
    step(row, to, by=by, at=at, **recorded)
    return audited(row, by=by)


def locked(referral: Referral, *, by: User, seen: int | None = None) -> Referral:
    """Lock the row for this transaction as a clinician's; its events are in `past`."""
    if not by.is_clinician:
        raise Refused("Only a clinician changes a referral.")
    row = lock(referral)
    news = [e for e in row.past if e.pk > (seen or 0) and e.kind != Kind.TOLD]
    if seen is not None and news:
        raise MoveRefused(
            f"{row.code} has changed since you opened this page: {said(news[-1])}. "
            "Nothing of yours was saved. Look at it again."
        )
    return row


def lock(referral: Referral) -> Referral:
    """Read the row again as it is now, held until the end of the transaction."""
    # Not its receiver: PostgreSQL joins the one from before we waited for the row.
    rows = (
        Referral.objects.select_for_update(of=["self"], no_key=True)
        .select_related("outcome__release", "outcome__intake__patient")
        .defer("outcome__release__text")
    )
    try:
        row = rows.get(pk=referral.pk)
    except Referral.DoesNotExist:
        # And it leaves out a row that moved to another outcome meanwhile.
        row = rows.get(pk=referral.pk)
    row.past = list(row.events.select_related("by"))
    return row


def step(row: Referral, to: State, *, by: User, at=None, **recorded) -> ReferralEvent:
    """Take one step of the table, without the audit entry that ends a transaction."""
    if not row.can_become(to):
        raise MoveRefused(_not_possible(row, to))
    at = true_time(row, at)
    row.receiver = recorded.pop("receiver", row.receiver)
    row.state = to
    if to == State.CLOSED:
        row.closed_at = at
        row.found, row.family = recorded["found"], recorded["family"]
    set_clock(row, since=at)
    return write(row, Kind(to), by=by, at=at, **recorded)


def write(
    row: Referral, kind: Kind, *, by: User, at: dt.datetime | None = None, **recorded
) -> ReferralEvent:
    """Save the row as it stands, and beside it the event that made it so."""
    row.save()
    event = ReferralEvent.objects.create(
        referral=row,
        kind=kind,
        at=at or timezone.now(),
        by=by,
        **recorded,
        **{name: getattr(row, name) for name in ReferralEvent.COPIED},
    )
    row.past = [*getattr(row, "past", []), event]
    return event


def audited(row: Referral, *, by: User) -> Referral:
    """Audit the last event of *row*: the last statement of the transaction."""
    last = row.past[-1]
    audit.record(
        f"referral {last.kind.replace('_', ' ')}",
        by=by,
        patient=row.outcome.intake.patient.code,
        record=row.code,
        event=last.pk,
        state=row.state,
        level=row.level,
    )
    return row


def true_time(row: Referral, at: dt.datetime | None) -> dt.datetime:
    """
    *at* if it can be the true time of the next step of *row*; None is now.

    A form gives whole minutes, so a step within the minute of the one before counts as
    made at the same moment. What happened after the level was reached but before the
    referral was opened may be recorded: the phone comes before the form. So may, of an
    intake entered after the visit, what happened since the visit.
    """
    now = timezone.now()
    before = latest_step(row)
    earliest = _earliest(row, before)
    if at is None:
        return max(now, earliest)
    if at > now:
        raise Refused("This time is in the future. Give the time when it happened.")
    if at < earliest.replace(second=0, microsecond=0):
        raise Refused(
            f"This time is before the step before it ({said(before)}). "
            "Give the time when it happened."
        )
    return max(at, earliest)


def _earliest(row, before):
    """When the step after *before* can have been made at the earliest."""
    if before.state != State.OPENED:
        return before.at
    intake = row.outcome.intake
    if before.kind == Kind.OPENED and intake.is_late_entry:
        # The clock of the level began when it was entered, the patient's way before.
        return min(intake.took_place_at, before.level_started_at)
    return before.level_started_at


def latest_step(row: Referral) -> ReferralEvent:
    """The event that brought *row* to the state in which it stands."""
    last = row.past[-1]
    for event in reversed(row.past):
        if event.state != row.state:
            break
        last = event
    return last


def latest(events: list[ReferralEvent], kind: Kind) -> ReferralEvent | None:
    """The latest event of *kind*, unless what it says was overtaken since."""
    for event in reversed(events):
        if event.kind == kind:
            return event
        if event.kind in OVERTAKING:
            break
    return None


def open_again(row: Referral) -> None:
    """Put *row*, which was closed or about to be, back to its beginning."""
    row.state, row.closed_at, row.found, row.family = State.OPENED, None, "", ""


def said(event: ReferralEvent) -> str:
    """An event as part of a sentence: "accepted by Dr. Reyes at 10:42"."""
    return f"{event.get_kind_display().lower()} {whom(event)}"


def whom(event: ReferralEvent) -> str:
    """By whom and when: "by Dr. Reyes at 10:42", with the day where it was another."""
    at = timezone.localtime(event.at)
    today = at.date() == timezone.localdate()
    when = f"at {at:%H:%M}" if today else f"on {at:%B} {at.day} at {at:%H:%M}"
    return f"by {event.by} {when}"


def _not_possible(row, to):
    state, by = row.get_state_display(), whom(latest_step(row))
    if row.state == to:
        return f"{row.code} is already {state.lower()} ({by})."
    waits = f"waits for: {row.next_step}" if row.next_step else "is over"
    return (
        f"{row.code} cannot be marked “{State(to).label}” now. It stands at “{state}” "
        f"({by}) and {waits}."
    )
