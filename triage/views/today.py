from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from triage.views.today_lists import TodayLists
from triage.views.today_page import digest, render_live, show_today


@require_safe
@permission_required("triage.view_intake", raise_exception=True)
def today(request):
    """What waits today, and the way to the next patient."""
    return show_today(request, TodayLists(request.GET.get("all", ""), request.user))


@require_safe
@permission_required("triage.view_intake", raise_exception=True)
def today_live(request):
    """The lists again for an open page; 204 where it shows them already."""
    lists = TodayLists(request.GET.get("all", ""), request.user)
    live = render_live(request, lists)
    headers = {
        "X-Backstop-Seen": digest(live),
        "X-Backstop-At": f"{timezone.localtime(lists.now):%H:%M}",
    }
    if request.headers.get("X-Backstop-Seen") == headers["X-Backstop-Seen"]:
        return HttpResponse(status=204, headers=headers)
    return HttpResponse(live, headers=headers)
