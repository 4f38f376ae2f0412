"""The patient's sheet: given once by POST, then read and printed as it was given."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from triage import paper
from triage.actions.access import record_view
from triage.actions.errors import Refused
from triage.actions.handout import issue_handout, preview_words, record_teach_back
from triage.forms.handout import SheetForm, TeachBackForm
from triage.models import Clinic, HandoutIssued, Outcome, Paper, TeachBack
from triage.views.sheet import Sheet

NOT_AUDITED = "The audit log could not be written, so no PDF was made. Tell a manager."


@require_POST
@permission_required("triage.add_handoutissued", raise_exception=True)
def handout_issue(request, uuid):
    """Give the sheet, then show the copy that was given."""
    outcome = _outcome(uuid)
    form = SheetForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_faults(form))
        chosen = form.chosen(outcome.intake.patient, Clinic.objects.first())
        copy = issue_handout(outcome=outcome, by=request.user, **chosen)
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect(f"{outcome.get_absolute_url()}#handout")
    return redirect(copy)


@require_safe
@permission_required("triage.view_handoutissued", raise_exception=True)
def handout_preview(request, uuid):
    """Show what a copy given now would say. Nothing is kept, and the paper says so."""
    outcome = _outcome(uuid)
    form = SheetForm(request.GET)
    try:
        if not form.is_valid():
            raise Refused(_faults(form))
        chosen = form.chosen(outcome.intake.patient, Clinic.objects.first())
        words = preview_words(outcome=outcome, **chosen)
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect(f"{outcome.get_absolute_url()}#handout")
    return _page(request, "previewed handout", outcome, Sheet(words.content))


@require_safe
@permission_required("triage.view_handoutissued", raise_exception=True)
def handout_detail(request, uuid):
    """Show one copy in the words that were given."""
    copy = _copy(uuid)
    return _page(
        request,
        "viewed handout",
        copy.outcome,
        Sheet(copy.frozen),
        handout=copy,
        results=TeachBack.Result.choices,
        is_before_change=copy.level != copy.outcome.level_in_force,
    )


@require_safe
@permission_required("triage.view_handoutissued", raise_exception=True)
def handout_pdf(request, uuid):
    """Give the PDF of one copy: the same bytes every time."""
    copy = _copy(uuid)
    intake = copy.outcome.intake
    try:
        pdf = paper.handout_pdf(copy.words)
    except paper.PaperError as error:
        messages.warning(request, str(error))
        return redirect(copy)
    if not _audited(request, "printed handout", intake, copy):
        messages.warning(request, NOT_AUDITED)
        return redirect(copy)
    name = f"handout-{intake.code}-{copy.digest[:8]}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@require_POST
@permission_required("triage.view_handoutissued", raise_exception=True)
def preview_print(request, uuid):
    """Record that a browser is about to print a preview; it waits for this answer."""
    return _may_print(request, "printed preview", _outcome(uuid).intake)


@require_POST
@permission_required("triage.view_handoutissued", raise_exception=True)
def handout_print(request, uuid):
    """Record that a browser is about to print one copy; it waits for this answer."""
    copy = _copy(uuid)
    return _may_print(request, "printed handout", copy.outcome.intake, copy)


def _may_print(request, action, intake, copy=None):
    return HttpResponse(status=204 if _audited(request, action, intake, copy) else 503)


@require_POST
@permission_required("triage.add_teachback", raise_exception=True)
def handout_teach_back(request, uuid):
    """Record what the patient said back."""
    copy = _copy(uuid)
    form = TeachBackForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_faults(form))
        record_teach_back(handout=copy, by=request.user, **form.cleaned_data)
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, "Recorded.")
    return redirect(f"{copy.get_absolute_url()}#teach-back")


def _page(request, action, outcome, sheet, **shown):
    """Show a sheet, and record who looked at it."""
    intake = outcome.intake
    is_audited = _audited(request, action, intake, shown.get("handout"))
    shown |= {
        "outcome": outcome,
        "intake": intake,
        "sheet": sheet,
        "paper": Paper(sheet.content["paper"]).label,
        "audit_failed": not is_audited,
    }
    return render(request, "triage/handout_detail.html", shown)


def _audited(request, action, intake, copy=None):
    detail = {"digest": copy.digest} if copy else {}
    return record_view(
        by=request.user,
        action=action,
        patient=intake.patient.code,
        record=intake.code,
        **detail,
    )


def _faults(form):
    return " ".join(fault for faults in form.errors.values() for fault in faults)


def _outcome(uuid):
    return get_object_or_404(
        Outcome.objects.select_related("intake__patient"), uuid=uuid
    )


def _copy(uuid):
    heard = TeachBack.objects.select_related("by")
    return get_object_or_404(
        HandoutIssued.objects.select_related(
            "by", "outcome__intake__patient", "outcome__intake__retraction"
        ).prefetch_related(Prefetch("teach_backs", heard), "outcome__overrides"),
        uuid=uuid,
    )
