"""Many referrals given to one colleague at once, as at the end of somebody's duty."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from triage.actions.errors import Refused
from triage.actions.referral import give
from triage.actions.referral_event import MoveRefused, audited, locked
from triage.models import Referral, User


@dataclass(frozen=True, slots=True)
class Handed:
    """Which referrals went over, and of those that stay the sentence that says why."""

    moved: tuple[Referral, ...]
    refused: tuple[str, ...]


@transaction.atomic
def assign_many(
    *, seen: Mapping[int, int], to: User, by: User, note: str = ""
) -> Handed:
    """
    Hand the open referrals that *seen* names to the clinician *to*.

    *seen* has for the key of each referral the id of the last event that the page
    showed. Each is judged by itself: one that changed since, is closed or is *to*'s
    already stays as it is and is told, the others go over, each with its event and its
    audit entry, all in one transaction. Held back, the others would wait with somebody
    who has gone home. Refused as a whole: nothing chosen, somebody who is no clinician.
    """
    if not by.is_clinician:
        raise Refused("Only a clinician changes a referral.")
    if not seen:
        raise Refused("Choose at least one referral to hand over.")
    if not to.is_active or not to.is_clinician:
        raise Refused("Only a clinician who works here can own a referral.")
    moved, refused = [], []
    # By key, so that two who hand over the same ones never wait for each other.
    for referral in Referral.objects.filter(pk__in=seen).order_by("pk"):
        try:
            row = locked(referral, by=by, seen=seen[referral.pk])
            give(row, to=to, by=by, note=note.strip())
        except MoveRefused as told:
            refused.append(told.message)
        else:
            moved.append(row)
    gone = sorted(set(seen).difference(row.pk for row in moved))
    if len(moved) + len(refused) < len(seen):
        known = set(Referral.objects.filter(pk__in=gone).values_list("pk", flat=True))
        refused += [f"There is no R-{pk}." for pk in gone if pk not in known]
    # The chain is held until COMMIT: nothing may wait for a referral any more.
    for row in moved:
        audited(row, by=by)
    return Handed(tuple(moved), tuple(refused))
