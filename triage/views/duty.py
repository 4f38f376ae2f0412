import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from triage.actions.duty import end_duty, start_duty
from triage.actions.errors import Refused
from triage.forms.duty import DutyForm
from triage.views.today_lists import TodayLists
from triage.views.today_page import show_today


@require_POST
@permission_required("triage.add_duty", raise_exception=True)
def duty_start(request):
    """Go on duty until a time of day: today's or, where that is past, tomorrow's."""
    form = DutyForm(request.POST)
    if form.is_valid():
        try:
            duty = start_duty(
                until_at=_next(form.cleaned_data["until"]),
                extension=form.cleaned_data["extension"],
                by=request.user,
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            until = timezone.localtime(duty.until_at)
            messages.success(request, f"You are on duty until {until:%H:%M}.")
            return redirect("triage:today")
    return show_today(request, TodayLists(user=request.user), form)


@require_POST
@permission_required("triage.add_duty", raise_exception=True)
def duty_end(request):
    """Go off duty now."""
    if end_duty(by=request.user):
        messages.success(request, "You are off duty.")
    return redirect("triage:today")


def _next(time):
    """The next moment at which the clinic's clocks show *time*."""
    now = timezone.localtime()
    day = now.date() if time > now.time() else now.date() + dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(day, time))
