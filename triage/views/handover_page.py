"""
Everything that is open at one moment, for whoever goes off duty and whoever comes.

Nothing is cut off: a page that leaves a patient out is worse than a long one. The
number of queries is the same for any number of rows.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils import timezone

from triage.models import (
    REFERRED,
    FollowUp,
    Override,
    RaisedFlag,
    Referral,
    ReferralEvent,
    User,
)
from triage.models.callee import callee_of
from triage.models.clinic import clinic_hours
from triage.views.board_line import Line
from triage.views.unfinished import CALLED, SHOWN, Unfinished, unfinished

OWNER, LEVEL = "owner", "level"


class HandoverLine(Line):
    """One open referral, with the last thing that happened to it."""

    def __init__(self, referral: Referral, last: ReferralEvent | None, *, now, acts):
        super().__init__(referral, now=now, acts=acts)
        self.last = last
        self.intake = referral.outcome.intake
        self.callee = callee_of(self.intake)

    @property
    def token(self) -> str:
        """What its box sends: which referral, and as of which event; '' without one."""
        return f"{self.referral.pk}.{self.last.pk}" if self.last else ""


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one owner or of one level; *level* is '' where it is an owner's."""

    title: str
    level: str
    lines: list[HandoverLine]


class Handover:
    """The page for one person, grouped by owner or by level."""

    def __init__(self, user: User, by: str = ""):
        self.user = user
        self.by = LEVEL if by == LEVEL else OWNER
        self.now = timezone.now()
        self.acts = user.has_perm("triage.change_referral")

    @cached_property
    def lines(self) -> list[HandoverLine]:
        """All open referrals, in the order of the board."""
        overrides = Override.objects.only("outcome_id", "to_level")
        flags = RaisedFlag.objects.defer("reason", "sources")
        rows = (
            Referral.objects.open()
            .select_related("outcome__intake__patient", "owner", "receiver")
            .defer("outcome__answers")
            .prefetch_related(
                Prefetch("outcome__flags", flags),
                Prefetch("outcome__overrides", overrides),
            )
        )
        last = _last_events()
        return [
            HandoverLine(row, last.get(row.pk), now=self.now, acts=self.acts)
            for row in rows
        ]

    @cached_property
    def groups(self) -> list[Group]:
        """The lines by owner, those without one first; or by level, the worst first."""
        if self.by == LEVEL:
            keys = list(map(str, REFERRED))
            found = {
                key: [x for x in self.lines if x.referral.level == key] for key in keys
            }
            return [Group("", key, lines) for key, lines in found.items() if lines]
        nobody = [line for line in self.lines if not line.referral.owner]
        groups = [Group("Nobody has taken these", "", nobody)] if nobody else []
        owners = {line.referral.owner for line in self.lines} - {None}
        for owner in sorted(owners, key=lambda u: (u.last_name, u.first_name, u.pk)):
            theirs = [line for line in self.lines if line.referral.owner == owner]
            groups.append(Group(str(owner), "", theirs))
        return groups

    @property
    def mine(self) -> list[HandoverLine]:
        return [x for x in self.lines if x.referral.owner_id == self.user.pk]

    @property
    def late(self) -> int:
        """How many are late with their next step."""
        return sum(line.is_late for line in self.lines)

    @cached_property
    def unfinished(self) -> list[Unfinished]:
        """Intakes nobody has finished that have reached emergency or urgent."""
        found = unfinished(clinic_hours(), shown=(*SHOWN, *CALLED))
        for each in found:
            each.intake.callee = callee_of(each.intake)
        return found

    @cached_property
    def calls(self) -> list[FollowUp]:
        """Follow-up calls that are due today or were due before."""
        day = timezone.localtime(self.now) + dt.timedelta(days=1)
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        rows = (
            FollowUp.objects.due()
            .filter(due_at__lt=midnight)
            .select_related("outcome__intake__patient", "caller")
            .defer("outcome__answers")
        )
        calls = list(rows)
        for call in calls:
            call.callee = callee_of(call.outcome.intake)
        return calls

    @property
    def patients(self) -> list[str]:
        """The codes of all patients that the page names, each once."""
        named = [line.patient for line in self.lines]
        named += [each.intake.patient for each in self.unfinished]
        named += [call.outcome.intake.patient for call in self.calls]
        return list(dict.fromkeys(patient.code for patient in named))


def _last_events() -> dict[int, ReferralEvent]:
    """The last event of each open referral that was a step, not a reminder."""
    steps = ReferralEvent.objects.exclude(kind=ReferralEvent.Kind.TOLD)
    last = steps.filter(referral=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    newest = Referral.objects.open().order_by().annotate(last=Subquery(last))
    events = ReferralEvent.objects.filter(pk__in=newest.values("last"))
    return {e.referral_id: e for e in events.select_related("by", "owner").order_by()}
