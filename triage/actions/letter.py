"""Write the letter about a referral, and keep it exactly as it was sent."""

import copy
import datetime as dt

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from triage.actions import audit
from triage.actions.errors import Refused
from triage.actions.letter_known import Known, Sending, Times
from triage.actions.letter_words import compose_letter
from triage.actions.lock import lock_outcome, must_count
from triage.actions.referral_clock import set_clock
from triage.actions.release import signed_by
from triage.engine.words import Words
from triage.models import (
    Clinic,
    Duty,
    HandoutIssued,
    Letter,
    Override,
    Paper,
    Receiver,
    Referral,
    ReferralEvent,
    State,
    User,
)

PREVIEW = "Preview: not sent"
DEMO = "Invented patients: a demonstration"
# A second press of the button is not a second letter.
PRESSED_AGAIN = dt.timedelta(seconds=30)
LONGEST_ASKED = 300


@transaction.atomic
def keep_letter(
    *,
    referral: Referral,
    way: str,
    paper: str,
    by: User,
    receiver: Receiver | None = None,
    to: str = "",
    asked: str = "",
) -> Letter:
    """
    Keep the letter about *referral* as it is sent or handed over now.

    It goes to *receiver*, or to whom *to* names; *asked* is what is asked besides, in
    a clinician's words. Pressed twice, it is one letter.
    Refused: nobody to send it to, a way or paper that is none of ours, more than 300
    letters of *asked*, and a referral of an intake that was retracted or replaced.
    """
    if way not in ReferralEvent.Way:
        raise Refused("Choose how the letter goes out.")
    sending = _sending(receiver, to, asked)
    if not sending.to:
        raise Refused("Say to whom the letter goes.")
    lock_outcome(referral.outcome)
    now = timezone.now()
    known = _known(referral, receiver, now)
    must_count(known.referral.outcome)
    if kept := _just_kept(known, sending, way, paper, by, now):
        return kept
    words = _words(known, sending, paper, now)
    letter = Letter.objects.create(
        referral=known.referral,
        words=words.text,
        digest=words.digest,
        paper=paper,
        to=sending.to,
        way=way,
        at=now,
        by=by,
    )
    audit.record(
        "kept letter",
        by=by,
        patient=known.referral.outcome.intake.patient.code,
        record=known.referral.code,
        way=way,
        paper=paper,
        digest=words.digest,
    )
    return letter


def letter_words(
    *,
    referral: Referral,
    paper: str,
    receiver: Receiver | None = None,
    to: str = "",
    asked: str = "",
) -> Words:
    """
    The words that a letter kept now would have, under a line that says it is not sent.

    Nothing is kept. Refused as `keep_letter` refuses, but for nobody to send it to.
    """
    sending = _sending(receiver, to, asked)
    now = timezone.now()
    known = _known(referral, receiver, now)
    must_count(known.referral.outcome)
    return _words(known, sending, paper, now, PREVIEW)


def _sending(receiver, to, asked):
    if len(asked) > LONGEST_ASKED:
        raise Refused(f"Shorten what is asked to {LONGEST_ASKED} characters.")
    if to.strip() or receiver is None:
        return Sending(" ".join(to.split())[:200], asked.strip())
    numbers = (("phone", receiver.phone), ("fax", receiver.fax))
    lines = [f"{name} {number}" for name, number in numbers if number]
    return Sending(
        ". ".join([receiver.name, ", ".join(lines)]).strip(". ")[:200], asked
    )


def _words(known, sending, paper, now, *banners):
    if paper not in Paper:
        raise Refused("Choose the paper.")
    demo = [DEMO] if known.clinic.is_demo else []
    return compose_letter(
        known, sending=sending, paper=paper, at=now, banners=[*demo, *banners]
    )


def _just_kept(known, sending, way, paper, by, now):
    """The last letter, if *by* kept it just now and it says what one of now would."""
    last = known.referral.letters.order_by("-id").first()
    if last is None or now - last.at > PRESSED_AGAIN or last.by_id != by.pk:
        return None
    same = (last.way, last.paper) == (way, paper)
    return (
        last
        if same and _words(known, sending, paper, last.at).text == last.words
        else None
    )


def _known(referral, receiver, now):
    """All that the letter is made of, as it is now."""
    clinic = Clinic.objects.first()
    if clinic is None:
        raise Refused("Enter the clinic's name and numbers first: they are printed.")
    row = (
        Referral.objects.select_related(
            "owner",
            "receiver",
            "outcome__release",
            "outcome__by",
            "outcome__intake__patient",
            "outcome__intake__retraction",
        )
        .defer("outcome__release__text")
        .prefetch_related(
            "outcome__flags",
            Prefetch("outcome__overrides", Override.objects.select_related("by")),
        )
        .get(pk=referral.pk)
    )
    events = ReferralEvent.objects.select_related("by", "receiver").order_by("id")
    sheets = HandoutIssued.objects.with_what_followed().select_related("by")
    duty = Duty.objects.at(now).filter(clinician=row.owner_id).first()
    return Known(
        referral=row,
        clinic=clinic,
        events=list(events.filter(referral=row)),
        handouts=list(sheets.filter(outcome=row.outcome_id).defer("words")),
        duty=duty if row.owner_id else None,
        is_signed=signed_by(row.outcome.release.digest) is not None,
        times=Times(
            *(
                _by_when(row, receiver, state, now)
                for state in (State.SENT, State.ACCEPTED, State.ARRIVED)
            )
        ),
    )


def _by_when(row, receiver, state, now):
    """When the step is due that *state* waits for, by the referral's own clock."""
    then = copy.copy(row)
    then.state, then.receiver = state, receiver or row.receiver
    set_clock(then, since=now)
    return then.due_at
