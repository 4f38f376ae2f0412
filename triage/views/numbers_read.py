"""
The lives of the referrals that were opened in some days, for figures/times.py.

Four queries. Times are read as seconds: for the events of ten thousand referrals, to
make moments of them takes longer than all the rest.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from django.db.models import FloatField, Func
from django.utils import timezone

from triage.figures.times import Event, Life, life
from triage.models import Receiver, Referral, ReferralEvent


class Seconds(Func):
    """A moment in seconds since 1970, or on SQLite since another fixed day."""

    arity = 1
    output_field = FloatField()
    template = "EXTRACT(EPOCH FROM %(expressions)s)::float8"

    def as_sqlite(self, compiler, connection, **context):
        template = "(julianday(%(expressions)s) * 86400.0)"
        return self.as_sql(compiler, connection, template=template, **context)


EVENT = ("referral_id", "kind", "at_s", "started_s", "due_s", "level", "receiver_id")


def opened_between(first: dt.date, last: dt.date):
    """The referrals opened on the days from *first* to *last* of the clinic."""
    begin, end = (
        timezone.make_aware(dt.datetime.combine(day, dt.time.min))
        for day in (first, last + dt.timedelta(days=1))
    )
    return Referral.objects.filter(opened_at__gte=begin, opened_at__lt=end).order_by()


def read_lives(first: dt.date, last: dt.date) -> list[Life]:
    """Each life, in the order of opening; those of retracted intakes are left out."""
    opened = opened_between(first, last).filter(outcome__intake__retraction=None)
    months = {
        pk: f"{timezone.localtime(at):%Y-%m}"
        for pk, at in opened.values_list("pk", "opened_at")
    }
    rows = (
        ReferralEvent.objects.filter(referral__in=opened.values("pk"))
        .exclude(kind=ReferralEvent.Kind.TOLD)
        .annotate(
            at_s=Seconds("at"),
            started_s=Seconds("level_started_at"),
            due_s=Seconds("due_at"),
        )
        .order_by("referral_id", "pk")
        .values_list(*EVENT)
    )
    return list(_lives(rows.iterator(chunk_size=5000), months))


def _lives(rows, months) -> Iterator[Life]:
    for pk, events in groupby(rows, key=itemgetter(0)):
        if pk in months:  # else opened between the two queries
            yield life(months[pk], (Event(*event[1:]) for event in events))


def left_out(first: dt.date, last: dt.date) -> int:
    """How many are not counted because their intake was retracted."""
    rows = opened_between(first, last)
    return rows.filter(outcome__intake__retraction__isnull=False).count()


def receiver_names() -> dict[int, str]:
    """The name of each receiver by its key."""
    return dict(Receiver.objects.values_list("pk", "name"))
