"""Blank paper intakes, printed beforehand for the day without a network."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from triage.actions.talk_time import LATEST_ENTRY
from triage.forms.pack import PackForm
from triage.library import current_protocol
from triage.models import Clinic
from triage.paper import PaperError
from triage.paper.apart import pack_pdf_apart
from triage.views.pack import pack_of, signed

NO_CLINIC = "Enter the clinic's name and numbers first: they are printed."


@require_safe
@permission_required("triage.view_intake", raise_exception=True)
def intake_paper(request):
    """Say what the paper is for, and choose its words to read and its paper."""
    protocol = current_protocol()
    shown = {
        "form": PackForm(clinic=Clinic.objects.first()),
        "protocol": protocol,
        "signed": signed(protocol),
        "days": LATEST_ENTRY.days,
    }
    return render(request, "triage/intake_paper.html", shown)


@require_safe
@permission_required("triage.view_intake", raise_exception=True)
def intake_paper_pdf(request):
    """Give the PDF to print; no patient is in it."""
    clinic = Clinic.objects.first()
    form = PackForm(request.GET, clinic=clinic)
    if clinic is None:
        return _back(request, NO_CLINIC)
    if not form.is_valid():
        return _back(
            request, *(fault for each in form.errors.values() for fault in each)
        )
    chosen = form.chosen()
    try:
        pdf = pack_pdf_apart(pack_of(clinic, at=timezone.now(), **chosen))
    except PaperError as error:
        return _back(request, str(error))
    name = f"paper-intake-{current_protocol().version}-{chosen['script']}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _back(request, *sentences):
    messages.warning(request, " ".join(sentences))
    return redirect("triage:intake_paper")
