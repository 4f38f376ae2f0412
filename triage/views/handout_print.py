"""A sheet on paper: each printing is recorded before there is anything to print."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from triage import paper
from triage.actions.errors import Refused
from triage.actions.handout import preview_words
from triage.forms.handout import SheetForm
from triage.models import HandoutIssued
from triage.views.handout_form import back_to_form, chosen_sheet
from triage.views.handout_page import audited, copy_of, outcome_of, preview_address

NOT_AUDITED = "The audit log could not be written, so no PDF was made. Tell a manager."


@require_safe
@permission_required("triage.view_handoutissued", raise_exception=True)
def handout_pdf(request, uuid):
    """Give the PDF of one copy: always the same bytes; none once it is retracted."""
    copy = copy_of(uuid)
    intake = copy.outcome.intake
    if refusal := _refusal(copy):
        messages.warning(request, refusal)
        return redirect(copy)
    try:
        pdf = paper.handout_pdf(copy.words)
    except paper.PaperError as error:
        messages.warning(request, str(error))
        return redirect(copy)
    if not audited(request, "printed handout", intake, copy):
        messages.warning(request, NOT_AUDITED)
        return redirect(copy)
    return _inline(pdf, f"handout-{intake.code}-{copy.digest[:8]}.pdf")


@require_safe
@permission_required("triage.view_handoutissued", raise_exception=True)
def preview_pdf(request, uuid):
    """Give the PDF of what a copy given now would say. Nothing is kept of it."""
    outcome = outcome_of(uuid)
    try:
        chosen = chosen_sheet(SheetForm(request.GET), outcome)
        words = preview_words(outcome=outcome, **chosen)
    except Refused as refused:
        return back_to_form(request, outcome, refused)
    page = preview_address("handout_preview", outcome, chosen)
    try:
        pdf = paper.handout_pdf(words.text)
    except paper.PaperError as error:
        messages.warning(request, str(error))
        return redirect(page)
    if not audited(request, "printed preview", outcome.intake):
        messages.warning(request, NOT_AUDITED)
        return redirect(page)
    return _inline(pdf, f"preview-{outcome.intake.code}.pdf")


@require_POST
@permission_required("triage.view_handoutissued", raise_exception=True)
def preview_print(request, uuid):
    """Record that a browser is about to print a preview; it waits for this answer."""
    return _may_print(request, "printed preview", outcome_of(uuid).intake)


@require_POST
@permission_required("triage.view_handoutissued", raise_exception=True)
def handout_print(request, uuid):
    """The same for one copy; 409 once it is retracted, which its page then says."""
    copy = copy_of(uuid)
    if refusal := _refusal(copy):
        return HttpResponse(refusal, status=409, content_type="text/plain")
    return _may_print(request, "printed handout", copy.outcome.intake, copy)


def _inline(pdf, name):
    """The bytes *pdf* as an answer that the browser shows; it prints from there."""
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _refusal(copy):
    """Why nobody prints *copy* any more, in words; '' while it may be printed."""
    if copy.since != HandoutIssued.Since.RETRACTED:
        return ""
    return f"{copy.outcome.intake.code} is retracted: its sheet is not printed."


def _may_print(request, action, intake, copy=None):
    return HttpResponse(status=204 if audited(request, action, intake, copy) else 503)
