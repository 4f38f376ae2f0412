"""Today as a whole: the lists that keep themselves fresh, and who goes on duty."""

import datetime as dt
import hashlib

from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from triage.forms.duty import DutyForm

USUALLY = dt.timedelta(hours=8)


def show_today(request, lists, form=None):
    """The page of *lists*, with the *form* of somebody who goes on duty."""
    mine = next((d for d in lists.on_duty if d.clinician_id == request.user.pk), None)
    form = form or DutyForm(initial=_usual(mine, lists))
    live = render_live(request, lists)
    shown = {
        "lists": lists,
        "live": live,
        "seen": digest(live),
        "form": form,
        "mine": mine,
    }
    status = 422 if form.errors else 200
    return render(request, "triage/today.html", shown, status=status)


def render_live(request, lists):
    """What of Today keeps itself fresh."""
    return render_to_string("triage/_today_live.html", {"lists": lists}, request)


def digest(html):
    """*html* in one word: the same as long as nothing that it shows has changed."""
    return hashlib.sha256(html.encode()).hexdigest()[:16]


def _usual(mine, lists):
    """The duty that stands, or else one until closing time."""
    if mine:
        until, extension = mine.until_at, mine.extension
    else:
        until, extension = lists.hours.closing(lists.now) or lists.now + USUALLY, ""
    return {"until": timezone.localtime(until).time(), "extension": extension}
