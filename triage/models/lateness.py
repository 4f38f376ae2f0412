"""
The ladder of triage.engine.ladder as the database reads it: what concerns one person.

Derived whenever it is read; nothing of it is kept.
"""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from triage.engine.ladder import AFTER, Rung
from triage.engine.level import Level
from triage.models.clinic import Duty
from triage.models.intake import Intake
from triage.models.referral import Referral
from triage.models.user import User


def on_duty(now: dt.datetime) -> QuerySet[Duty]:
    """Who is on duty at *now* and can act: clinicians who work here."""
    return Duty.objects.at(now).filter(
        clinician__is_active=True, clinician__groups__name=User.CLINICIAN
    )


def owner_acts() -> Exists:
    """Whether the owner of a referral is a clinician who works here."""
    clinicians = User.objects.filter(is_active=True, groups__name=User.CLINICIAN)
    return Exists(clinicians.filter(pk=OuterRef("owner")))


def late_for(user: User, now: dt.datetime) -> QuerySet[Referral]:
    """The late referrals that concern *user* at *now*, in the order of the board."""
    unowned = ~Q(owner_acts())
    climbed = _past(Rung.ON_DUTY, now)
    high = _past(Rung.MANAGERS, now)
    concerns = _concerns(user, now, low=unowned | climbed, high=high)
    if user.is_clinician:
        concerns |= Q(owner=user)
    return Referral.objects.overdue(now).filter(concerns)


def late_drafts_for(
    user: User, now: dt.datetime, level: str, due_after: dt.timedelta
) -> QuerySet[Intake]:
    """
    The unfinished intakes of *level* that concern *user*, as referrals without owner.

    Late *due_after* the moment at which the level was reached.
    """
    late = Q(reached_at__lt=now - due_after)
    high = Q(reached_at__lte=now - due_after - AFTER[Rung.MANAGERS][Level(level)])
    concerns = _concerns(user, now, low=late, high=high)
    return Intake.objects.drafts().filter(late, concerns, so_far=level)


def _concerns(user, now, *, low, high):
    """What stands on the rung of clinicians on duty (*low*), of managers (*high*)."""
    duty = on_duty(now)
    uncovered = ~Q(Exists(duty))
    concerns = Q(pk__in=[])
    if user.is_clinician:
        concerns |= low & (Q(Exists(duty.filter(clinician=user))) | uncovered)
    if user.is_manager:
        concerns |= high | (low & uncovered)
    return concerns


def _past(at, now):
    past = Q(pk__in=[])
    for level, after in AFTER[at].items():
        past |= Q(rank=level.rank, due_at__lte=now - after)
    return past
