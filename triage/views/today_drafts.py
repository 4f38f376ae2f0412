"""The unfinished intakes on Today: how far each is, and since when it is left alone."""

import datetime as dt
from collections import Counter

from django.db.models import Case, Count, F, Q, Value, When, Window
from django.db.models.functions import RowNumber

from triage.library import protocol_of
from triage.models import Answer, Intake, Level

REACHED, IN_WORK, LEFT = "reached", "in_work", "left"
SHOWN = (
    "uuid",
    "patient",
    "release",
    "channel",
    "place",
    "so_far",
    "reached_at",
    "touched_at",
    *(
        f"touched_by__{n}"
        for n in ("username", "first_name", "last_name", "credentials")
    ),
)
LEFT_OPEN = dt.timedelta(minutes=30)  # safety rule 11


class Draft:
    """One unfinished intake. *due_at*: the clock of a level that has fired."""

    def __init__(self, intake, answered, *, now, due_at=None):
        self.intake, self.patient = intake, intake.patient
        self.answered, self.due_at = answered, due_at
        self.protocol = protocol_of(intake.release)
        self.untouched = now - intake.touched_at
        self.is_left = self.untouched >= LEFT_OPEN

    @property
    def critical(self):
        """How many critical questions there are."""
        return len(self.protocol.critical)

    @property
    def is_decided(self):
        """Whether its level so far says anything: a skipped question is never a no."""
        return self.due_at is not None or self.answered == self.critical

    @property
    def level(self):
        return self.intake.so_far if self.is_decided else ""

    @property
    def words(self):
        """What its tag says of the level so far."""
        if not self.is_decided:
            return "Undecided"
        if not self.intake.so_far:
            return "Nothing fired so far"
        tag = self.protocol.levels[self.intake.so_far].tag
        is_highest = self.intake.so_far == Level.EMERGENCY
        return tag if is_highest else f"At least {tag.lower()}"

    @property
    def touched(self):
        return ago(self.untouched)


def drafts_by_part(now, length):
    """
    The drafts of each list, the last touched first; `total` on each row. One query.

    What has reached emergency or urgent is never cut short; *length* gives how many
    rows of the others are shown.
    """
    ranked = Intake.objects.drafts().annotate(
        part=Case(
            When(so_far__in=[Level.EMERGENCY, Level.URGENT], then=Value(REACHED)),
            When(touched_at__lte=now - LEFT_OPEN, then=Value(LEFT)),
            default=Value(IN_WORK),
        ),
        nth=Window(
            RowNumber(), partition_by=F("part"), order_by=["-touched_at", "-id"]
        ),
        total=Window(Count("*"), partition_by=F("part")),
    )
    shown = Q(part=REACHED)
    for part in (IN_WORK, LEFT):
        shown |= Q(part=part, nth__lte=length(part))
    rows = (
        ranked.filter(shown)
        .select_related("patient", "release", "touched_by")
        .only(*SHOWN, "patient__name", "patient__record_number", "release__digest")
        .order_by("nth")
    )
    parts = {REACHED: [], IN_WORK: [], LEFT: []}
    for row in rows:
        parts[row.part].append(row)
    return parts


def critical_answered(drafts):
    """How many critical questions of each of *drafts* have an answer: by its key."""
    names = {name for d in drafts for name in protocol_of(d.release).critical}
    log = Answer.objects.filter(intake__in=drafts, finding__in=names).order_by("id")
    latest = {
        (intake, finding): value
        for intake, finding, value in log.values_list("intake", "finding", "value")
    }
    return Counter(intake for (intake, _), value in latest.items() if value is not None)


def ago(span):
    """A stretch of time as staff say it: "just now", "4 min ago", "2 h 05 ago"."""
    whole = int(span.total_seconds() // 60)
    if whole < 1:
        return "just now"
    if whole < 60:
        return f"{whole} min ago"
    hours, rest = divmod(whole, 60)
    return f"{hours} h {rest:02} ago" if hours < 24 else f"{hours // 24} d ago"
