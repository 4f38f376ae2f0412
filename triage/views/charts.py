"""The two charts of the board, apart from it, so that it stays quick."""

import datetime as dt

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Max
from django.db.models.functions import TruncDate
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from triage.figures.board import by_family, opened_each_day
from triage.models import RaisedFlag, Referral

DAYS = 14


@require_safe
@permission_required("triage.view_referral", raise_exception=True)
def referral_charts(request):
    """How many referrals were opened each day, and why; a part, or a whole page."""
    today = timezone.localdate()
    begin = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    begin -= dt.timedelta(days=DAYS - 1)
    opened = (
        Referral.objects.filter(opened_at__gte=begin)
        .order_by()
        .annotate(day=TruncDate("opened_at"))
        .values("day", "level")
        .annotate(n=Count("pk"))
        .values_list("day", "level", "n")
    )
    families = (
        RaisedFlag.objects.filter(fired=True, outcome__referral__opened_at__gte=begin)
        .order_by()
        .values("family")
        .annotate(label=Max("family_label"), n=Count("outcome", distinct=True))
        .order_by("-n", "label")
        .values_list("label", "n")
    )
    counts = {(day, level): n for day, level, n in opened}
    template = "_charts" if request.htmx else "referral_charts"
    return render(
        request,
        f"triage/{template}.html",
        {
            "days": opened_each_day(counts, until=today, days=DAYS),
            "flags": by_family(families),
        },
    )
