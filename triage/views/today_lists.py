"""
What stands on Today: who is half asked, who waits, who is to be called, who is on duty.

Eight queries at any table size, and two more for whom something late concerns; each
list is cut short, with how many more there are.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery, Window
from django.db.models.functions import Coalesce
from django.utils import timezone

from triage.models import (
    Duty,
    FollowUp,
    FollowUpCall,
    Override,
    RaisedFlag,
    Referral,
)
from triage.models.callee import callee_of
from triage.models.clinic import clinic_hours
from triage.views.board_line import Line
from triage.views.today_drafts import (
    IN_WORK,
    LEFT,
    REACHED,
    Draft,
    critical_answered,
    drafts_by_part,
)
from triage.views.today_late import late_lines
from triage.views.unfinished import clocked

SHORT, LONG = 10, 200
WAITING, CALLS, LATE = "waiting", "calls", "late"


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows of one list, and how many there are in all."""

    rows: list
    total: int

    @property
    def more(self):
        return self.total - len(self.rows)


class TodayLists:
    """
    The lists of Today at one moment; *whole* names the one that is not cut short.

    All are the same for everybody but what is late: that is told to whom it concerns.
    """

    def __init__(self, whole="", user=None):
        self.now = timezone.now()
        self.user = user
        self.whole = whole if whole in (IN_WORK, LEFT, WAITING, CALLS, LATE) else ""

    @cached_property
    def hours(self):
        return clinic_hours()

    @cached_property
    def on_duty(self):
        """Who is on duty, the one who stays longest first."""
        on_duty = Duty.objects.at(self.now).select_related("clinician")
        return list(on_duty.order_by("-until_at", "id"))

    @cached_property
    def reached(self):
        """Unfinished intakes at emergency or urgent, the worst first; all of them."""
        drafts = sorted(
            self._drafts[REACHED], key=lambda d: (d.so_far, d.reached_at, d.pk)
        )
        return [self._draft(d, clocked(d, self.hours).due_at) for d in drafts]

    @cached_property
    def late(self):
        """Late referrals that concern whoever looks."""
        if self.user is None or not (self.user.is_clinician or self.user.is_manager):
            return Shown([], 0)
        return Shown(*late_lines(self.user, self.now, self._length(LATE)))

    @cached_property
    def in_work(self):
        return self._part(IN_WORK)

    @cached_property
    def left(self):
        """Unfinished intakes that nobody has touched for half an hour."""
        return self._part(LEFT)

    @cached_property
    def waiting(self):
        """Open referrals that no clinician has taken, in the order of the board."""
        flags = RaisedFlag.objects.defer("reason", "sources")
        rows = list(
            Referral.objects.waiting()
            .select_related("outcome__intake__patient", "receiver")
            .defer("outcome__answers")
            .annotate(total=Window(Count("*")))
            .prefetch_related(Prefetch("outcome__flags", flags))[
                : self._length(WAITING)
            ]
        )
        lines = [Line(row, now=self.now, acts=False) for row in rows]
        return Shown(lines, rows[0].total if rows else 0)

    @cached_property
    def calls(self):
        """Calls that may be made today, the one due first at the top."""
        day = timezone.localtime(self.now) + dt.timedelta(days=1)
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        in_force = Override.objects.filter(outcome=OuterRef("outcome")).order_by("-id")
        tried = FollowUpCall.objects.filter(follow_up=OuterRef("pk")).order_by()
        rows = list(
            FollowUp.objects.due()
            .filter(due_at__lt=midnight)
            .select_related("outcome__intake__patient", "caller")
            .defer("outcome__answers")
            .annotate(
                total=Window(Count("*")),
                late=Window(Count("pk", filter=Q(latest_at__lt=self.now))),
                level=Coalesce(
                    Subquery(in_force.values("to_level")[:1]), "outcome__disposition"
                ),
                tries=Subquery(
                    tried.values("follow_up").annotate(n=Count("pk")).values("n")
                ),
            )[: self._length(CALLS)]
        )
        for call in rows:
            call.callee = callee_of(call.outcome.intake)
            call.days = (self.now - call.outcome.at).days
        return Shown(rows, rows[0].total if rows else 0)

    @cached_property
    def _drafts(self):
        return drafts_by_part(self.now, self._length)

    @cached_property
    def _answered(self):
        return critical_answered([d for part in self._drafts.values() for d in part])

    def _draft(self, intake, due_at=None):
        return Draft(intake, self._answered[intake.pk], now=self.now, due_at=due_at)

    def _part(self, part):
        rows = self._drafts[part]
        return Shown([self._draft(d) for d in rows], rows[0].total if rows else 0)

    def _length(self, name):
        return LONG if name == self.whole else SHORT
