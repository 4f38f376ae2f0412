"""What stands above and below every page, read only when a page shows it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Value
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property

from triage.library import current_protocol
from triage.models import Clinic, Intake, Level, Referral, Signoff
from triage.models.lateness import late_drafts_for, late_for

# The levels that an unfinished intake can have reached.
DRAFTS = (Level.EMERGENCY, Level.URGENT)


@dataclass(frozen=True)
class ProtocolInUse:
    """The protocol that new intakes are opened with, and whether somebody signed it."""

    version: str
    is_signed: bool


@dataclass(frozen=True, slots=True)
class Late:
    """What is late and concerns one person: how many, and since when the worst."""

    count: int
    worst: dt.datetime


class Bar:
    """
    The clinic, the protocol in use and what waits: three queries, each made once.

    Nobody who is not signed in learns what waits.
    """

    def __init__(self, user):
        self.user = user

    @cached_property
    def clinic(self):
        """The clinic's particulars, or None before somebody has entered them."""
        return Clinic.objects.first()

    @cached_property
    def protocol(self):
        protocol = current_protocol()
        signoffs = Signoff.objects.standing().filter(release__digest=protocol.digest)
        return ProtocolInUse(protocol.version, signoffs.exists())

    @property
    def emergencies(self):
        """
        How many emergencies wait for a clinician, told to clinicians: referrals that
        nobody has taken, and unfinished intakes in which an emergency has fired.
        """
        if not self._user_may("view_referral") or not self.user.is_clinician:
            return 0
        return self._count("untaken") + self._count("unfinished")

    @property
    def emergencies_due(self):
        """The deadline of the emergency that waits longest; None if none waits."""
        due = [at for what in ("untaken", "unfinished") if (at := self._first(what))]
        return min(due, default=None)

    @property
    def overdue(self):
        """How many open referrals are past the deadline of their next step."""
        return self._count("overdue") if self._user_may("view_referral") else 0

    @cached_property
    def late(self):
        """
        What is late and concerns whoever looks, beside the emergencies; or None.

        An emergency that waits is told to clinicians once, by `emergencies`.
        """
        if not self._user_may("view_referral"):
            return None
        kinds = ("late", *(f"late {level}" for level in DRAFTS))
        due = [at for what in kinds if (at := self._first(what))]
        count = sum(map(self._count, kinds))
        return Late(count, min(due)) if count else None

    def _count(self, what):
        return self._waiting[what][0] if what in self._waiting else 0

    def _first(self, what):
        """The first deadline of *what*; drafts are counted from a level's beginning."""
        if what not in self._waiting:
            return None
        at = self._waiting[what][1]
        if what == "unfinished":
            return at + _to_send(Level.EMERGENCY)
        return at + _to_send(what.split()[1]) if " " in what else at

    @cached_property
    def _waiting(self):
        now = timezone.now()
        open_referrals = Referral.objects.open()
        untaken = open_referrals.filter(level=Level.EMERGENCY, owner=None)
        unfinished = Intake.objects.drafts().filter(so_far=Level.EMERGENCY)
        counted = [
            _counted("overdue", open_referrals.filter(due_at__lt=now), "due_at"),
            *self._late(now),
        ]
        if self.user.is_clinician:
            counted.append(_counted("unfinished", unfinished, "reached_at"))
        first = _counted("untaken", untaken, "due_at")
        rows = first.union(*counted, all=True)
        return {what: (count, since) for what, count, since in rows if count}

    def _late(self, now):
        """What concerns this person; the emergencies that wait are counted apart."""
        clinician = self.user.is_clinician
        if not clinician and not self.user.is_manager:
            return
        late = late_for(self.user, now)
        if clinician:
            late = late.exclude(level=Level.EMERGENCY, owner=None)
        yield _counted("late", late, "due_at")
        for level in DRAFTS[1:] if clinician else DRAFTS:
            drafts = late_drafts_for(self.user, now, level, _to_send(level))
            yield _counted(f"late {level}", drafts, "reached_at")

    def _user_may(self, permission):
        return self.user is not None and self.user.has_perm(f"triage.{permission}")


def _to_send(level):
    """
    The time that *level* gives for its first step.

    As long as it ever is: the clinic's hours, which may shorten it, are not read for
    every page. Today and the board show the exact clock of an unfinished intake.
    """
    return dt.timedelta(minutes=current_protocol().levels[level].clock.sent)


def _counted(what, rows, since):
    """One row, of *what*: how many, and the first *since*; to join with others."""
    return (
        rows.order_by()
        .annotate(what=Value(what))
        .values("what")
        .annotate(n=Count("pk"), since=Min(since))
        .values_list("what", "n", "since")
    )


def bar(request):
    """
    Give every template of *request* the same `bar`.

    A partial that does not use it costs nothing.
    """
    if not hasattr(request, "bar"):
        user = getattr(request, "user", None)
        request.bar = SimpleLazyObject(lambda: Bar(user))
    return {"bar": request.bar}
