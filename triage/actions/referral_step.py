"""
The steps of a referral on its way: each a move of the table NEXT, a clinician's act.

Each takes the keywords of Made as well, which referral_event.move judges.
"""

from typing import Unpack

from django.db import transaction

from triage.actions.errors import Refused
from triage.actions.referral_event import (
    Made,
    MoveRefused,
    audited,
    locked,
    move,
    true_time,
    write,
)
from triage.models import Receiver, Referral, ReferralEvent, State

Kind, Way = ReferralEvent.Kind, ReferralEvent.Way
SPOKEN = {Way.PHONE, Way.IN_PERSON}


def send_referral(
    *,
    referral: Referral,
    receiver: Receiver,
    way: str,
    spoke_to: str = "",
    read_back: bool | None = None,
    note: str = "",
    **made: Unpack[Made],
) -> Referral:
    """
    Send the patient to *receiver* by *way*.

    What was said aloud names the person spoken to and whether they read it back.
    """
    if not receiver.is_active:
        raise Refused(f"{receiver} is not on the list of receivers any more.")
    if way not in Way:
        raise Refused("Say by which way the referral was sent.")
    if way in SPOKEN:
        spoke_to = said_to(spoke_to, "Give the name of the person you spoke to.")
        if read_back is None:
            raise Refused("Say whether they read back what you told them.")
    return move(
        referral,
        State.SENT,
        receiver=receiver,
        way=way,
        spoke_to=spoke_to.strip(),
        read_back=read_back if way in SPOKEN else None,
        note=note.strip(),
        **made,
    )


def accept_referral(
    *, referral: Referral, spoke_to: str, note: str = "", **made: Unpack[Made]
) -> Referral:
    """Record that the receiver took the patient on; *spoke_to* is who said so."""
    spoke_to = said_to(spoke_to, "Give the name of the person who accepted.")
    return move(referral, State.ACCEPTED, spoke_to=spoke_to, note=note.strip(), **made)


def decline_referral(
    *, referral: Referral, reason: str, spoke_to: str = "", **made: Unpack[Made]
) -> Referral:
    """Record that the receiver declined, and why: the patient goes elsewhere."""
    reason = said_to(reason, "Say why the receiver declined.")
    return move(
        referral, State.DECLINED, spoke_to=spoke_to.strip(), note=reason, **made
    )


def arrive_referral(
    *, referral: Referral, spoke_to: str = "", note: str = "", **made: Unpack[Made]
) -> Referral:
    """Record that the patient arrived at the receiver."""
    return move(
        referral, State.ARRIVED, spoke_to=spoke_to.strip(), note=note.strip(), **made
    )


def not_arrive_referral(
    *, referral: Referral, spoke_to: str = "", note: str = "", **made: Unpack[Made]
) -> Referral:
    """Record that the patient did not arrive: somebody must reach them."""
    return move(
        referral,
        State.NOT_ARRIVED,
        spoke_to=spoke_to.strip(),
        note=note.strip(),
        **made,
    )


def receive_outcome(
    *, referral: Referral, note: str, spoke_to: str = "", **made: Unpack[Made]
) -> Referral:
    """Record what the receiver reports back about the patient."""
    note = said_to(note, "Say what the receiver reported.")
    return move(
        referral, State.OUTCOME_RECEIVED, spoke_to=spoke_to.strip(), note=note, **made
    )


def cancel_referral(
    *, referral: Referral, reason: str, **made: Unpack[Made]
) -> Referral:
    """Cancel the way on: a clinician's decision with its reason; closing comes next."""
    reason = said_to(reason, "Say why the referral is cancelled.")
    return move(referral, State.CANCELLED, note=reason, **made)


def patient_declined(
    *,
    referral: Referral,
    has_capacity: bool | None,
    advice_given: str,
    safety_net_given: bool | None,
    is_confirmed: bool = False,
    note: str = "",
    **made: Unpack[Made],
) -> Referral:
    """
    Record that the patient will not go: able to decide or not, and what they were told.

    One who cannot decide, or who was not told the warning signs, is not let go in
    passing: the clinician hears of it and says so a second time (*is_confirmed*).
    """
    if has_capacity is None:
        raise Refused("Say whether the patient is able to make this decision.")
    if safety_net_given is None:
        raise Refused("Say whether the warning signs were given to the patient.")
    if not is_confirmed and (lacking := _lacking(has_capacity, safety_net_given)):
        raise Refused(
            f"Stop: {lacking}. This would end the way to a clinician. Nothing was "
            "saved. If it is to end all the same, tick “Record it all the same”."
        )
    return move(
        referral,
        State.PATIENT_DECLINED,
        has_capacity=has_capacity,
        advice_given=said_to(advice_given, "Say what the patient was advised."),
        safety_net_given=safety_net_given,
        note=note.strip(),
        **made,
    )


@transaction.atomic
def note_contact(
    *,
    referral: Referral,
    spoke_to: str,
    reached: bool | None,
    note: str = "",
    **made: Unpack[Made],
) -> Referral:
    """Record a try to reach the patient or the receiver; the next step stays."""
    spoke_to = said_to(spoke_to, "Say whom you tried to reach.")
    if reached is None:
        raise Refused("Say whether you reached them.")
    row = locked(referral, by=made["by"], seen=made.get("seen"))
    if not row.is_open:
        raise MoveRefused(f"{row.code} is closed. Reopen it first.")
    write(
        row,
        Kind.CONTACTED,
        by=made["by"],
        at=true_time(row, made.get("at")),
        spoke_to=spoke_to,
        reached=reached,
        note=note.strip(),
    )
    return audited(row, by=made["by"])


def _lacking(has_capacity, safety_net_given):
    """What a patient's refusal lacks, as part of a sentence; "" where it is whole."""
    lacks = []
    if not has_capacity:
        lacks.append("you say that the patient is not able to make this decision")
    if not safety_net_given:
        lacks.append("the warning signs were not given to the patient")
    return ", and ".join(lacks)


def said_to(text: str, otherwise: str) -> str:
    """*text* without outer spaces; refused with the sentence *otherwise* if blank."""
    if not text.strip():
        raise Refused(otherwise)
    return text.strip()
