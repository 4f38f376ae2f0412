"""The patient's sheet: given once by POST, then read and printed as it was given."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from triage.actions.errors import Refused
from triage.actions.handout import issue_handout, preview_words, record_teach_back
from triage.forms.handout import SheetForm, TeachBackForm
from triage.views.handout_form import back_to_form, chosen_sheet
from triage.views.handout_page import copy_of, outcome_of, show_copy, show_preview


@require_POST
@permission_required("triage.add_handoutissued", raise_exception=True)
def handout_issue(request, uuid):
    """Give the sheet, then show the copy that was given."""
    outcome = outcome_of(uuid)
    try:
        chosen = chosen_sheet(SheetForm(request.POST), outcome)
        return redirect(issue_handout(outcome=outcome, by=request.user, **chosen))
    except Refused as refused:
        return back_to_form(request, outcome, refused)


@require_safe
@permission_required("triage.view_handoutissued", raise_exception=True)
def handout_preview(request, uuid):
    """Show what a copy given now would say. Nothing is kept, and the paper says so."""
    outcome = outcome_of(uuid)
    try:
        chosen = chosen_sheet(SheetForm(request.GET), outcome)
        words = preview_words(outcome=outcome, **chosen)
    except Refused as refused:
        return back_to_form(request, outcome, refused)
    return show_preview(request, outcome, words)


@require_safe
@permission_required("triage.view_handoutissued", raise_exception=True)
def handout_detail(request, uuid):
    """Show one copy in the words that were given."""
    return show_copy(request, copy_of(uuid))


@require_POST
@permission_required("triage.add_teachback", raise_exception=True)
def handout_teach_back(request, uuid):
    """Record what the patient said back; the page again, with what is wrong, if not."""
    copy = copy_of(uuid)
    form = TeachBackForm(request.POST)
    if form.is_valid():
        try:
            record_teach_back(handout=copy, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, "Recorded.")
            return redirect(f"{copy.get_absolute_url()}#teach-back")
    return show_copy(request, copy, form)
