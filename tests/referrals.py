"""Referrals in the states that tests need, brought there by the actions."""

import datetime as dt

from django.utils import timezone

from tests.factories import OutcomeFactory, ReceiverFactory, UserFactory
from triage.actions.referral import open_referral
from triage.actions.referral_end import close_referral
from triage.actions.referral_step import (
    accept_referral,
    arrive_referral,
    cancel_referral,
    decline_referral,
    not_arrive_referral,
    patient_declined,
    receive_outcome,
    send_referral,
)
from triage.models import Level, ReferralEvent, State

# What each step records, besides the referral and who took it.
STEPS = {
    State.SENT: (send_referral, {"way": "fax"}),
    State.ACCEPTED: (accept_referral, {"spoke_to": "Dr. Osei"}),
    State.DECLINED: (decline_referral, {"reason": "No bed."}),
    State.ARRIVED: (arrive_referral, {}),
    State.NOT_ARRIVED: (not_arrive_referral, {}),
    State.OUTCOME_RECEIVED: (receive_outcome, {"note": "Scan is clear."}),
    State.CANCELLED: (cancel_referral, {"reason": "Seen here instead."}),
    State.PATIENT_DECLINED: (
        patient_declined,
        {"has_capacity": True, "advice_given": "To go.", "safety_net_given": True},
    ),
    State.CLOSED: (close_referral, {"found": "nothing_found"}),
}
ROADS = {
    State.OPENED: (),
    State.SENT: (State.SENT,),
    State.ACCEPTED: (State.SENT, State.ACCEPTED),
    State.DECLINED: (State.SENT, State.DECLINED),
    State.ARRIVED: (State.SENT, State.ACCEPTED, State.ARRIVED),
    State.NOT_ARRIVED: (State.SENT, State.ACCEPTED, State.NOT_ARRIVED),
    State.OUTCOME_RECEIVED: (State.SENT, State.ARRIVED, State.OUTCOME_RECEIVED),
    State.CANCELLED: (State.CANCELLED,),
    State.PATIENT_DECLINED: (State.PATIENT_DECLINED,),
    State.CLOSED: (State.CANCELLED, State.CLOSED),
}


def opened(level=Level.EMERGENCY, *, ago=0, **particulars):
    """A referral whose level was reached *ago* minutes before now."""
    started_at = timezone.now() - dt.timedelta(minutes=ago)
    outcome = OutcomeFactory(disposition=level, reached_at=started_at, **particulars)
    return open_referral(
        outcome=outcome, level=level, started_at=started_at, by=outcome.by
    )


def step(referral, state, *, by=None, **recorded):
    """*referral* after the plainest step to *state*."""
    action, plain = STEPS[state]
    if state == State.SENT and "receiver" not in recorded:
        recorded["receiver"] = ReceiverFactory()
    by = by or UserFactory(group="Clinician")
    return action(referral=referral, by=by, **plain | recorded)


def in_state(state, level=Level.EMERGENCY, *, by=None, **particulars):
    """A referral that has come to *state* by the shortest road."""
    referral = opened(level, **particulars)
    for each in ROADS[state]:
        referral = step(referral, each, by=by)
    return referral


def as_kept(referral):
    """All that the database keeps of *referral*: its row and its events."""
    events = ReferralEvent.objects.filter(referral=referral).order_by("id")
    return (
        type(referral).objects.filter(pk=referral.pk).values().get(),
        list(events.values()),
    )


def rebuilt(referral):
    """The columns of the row, as the events alone tell them."""
    events = list(referral.events.order_by("id"))
    last = events[-1]
    row = {name: getattr(last, name) for name in ReferralEvent.COPIED}
    end = last if last.state == State.CLOSED else None
    if end:
        end = next(e for e in reversed(events) if e.kind == "closed")
    return row | {
        "closed_at": end.at if end else None,
        "found": end.found if end else "",
        "family": end.family if end else "",
    }
