"""What the patient's sheet can say, in one language: for managers, to read only."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from triage.library import current_protocol, handouts
from triage.views.content_page import ContentPage


@require_safe
@permission_required("triage.view_signoff", raise_exception=True)
def handout_content(request, language):
    """Show every block of the sheet with its sources, its grade, and when it prints."""
    level = request.GET.get("level", "")
    if level and level not in current_protocol().levels:
        raise Http404("There is no such level.")
    page = ContentPage(handout_in(language), level)
    return render(request, "triage/handout_content.html", {"page": page})


def handout_in(language):
    """The sheet in *language*; 404 where there is none."""
    if language not in handouts():
        raise Http404("There is no sheet in this language.")
    return handouts()[language]
