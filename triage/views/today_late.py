"""What is late and concerns whoever looks: whom else, and who was told when."""

from django.db.models import Count, Exists, Prefetch, Window
from django.utils import timezone

from triage.engine.ladder import concerned, rung
from triage.models import ReferralEvent
from triage.models.lateness import late_for, on_duty, owner_acts
from triage.views.identity import in_brief


class LateLine:
    """One late referral, with who is concerned now and who was told of this step."""

    def __init__(self, referral, *, now):
        self.referral = referral
        self.now = now
        self.patient = referral.outcome.intake.patient
        self.url = referral.get_absolute_url()

    @property
    def who(self):
        """Age, sex, record number and the referral's code, as far as they are known."""
        known = in_brief(self.patient, timezone.localdate(self.now))
        return " · ".join(part for part in (known, self.referral.code) if part)

    @property
    def concerned(self):
        """The people of the rung on which it stands: "Its owner, managers"."""
        r = self.referral
        seen = {"owner_acts": r.owner_acts, "is_covered": r.is_covered}
        at = rung(r.level, self.now - r.due_at, **seen)
        return ", ".join(concerned(at, **seen)).capitalize()

    @property
    def owner_note(self):
        """Whose it is, or why nobody's."""
        owner = self.referral.owner
        if owner is None:
            return "Nobody has taken it"
        return str(owner) if self.referral.owner_acts else f"{owner} cannot act"

    @property
    def told(self):
        """Who was told that this very step is late, the first at the top."""
        events = [e for e in self.referral.telling if e.due_at == self.referral.due_at]
        for event in events:
            day = timezone.localtime(event.at).date()
            event.is_today = day == timezone.localdate(self.now)
        return events


def late_lines(user, now, length):
    """The first *length* of them, and how many there are: two queries, one if none."""
    told = ReferralEvent.objects.filter(kind=ReferralEvent.Kind.TOLD)
    rows = list(
        late_for(user, now)
        .select_related("outcome__intake__patient", "owner")
        .defer("outcome__answers")
        .annotate(
            owner_acts=owner_acts(),
            is_covered=Exists(on_duty(now)),
            total=Window(Count("*")),
        )
        .prefetch_related(
            Prefetch("events", told.select_related("told"), to_attr="telling")
        )[:length]
    )
    return [LateLine(row, now=now) for row in rows], rows[0].total if rows else 0
