"""The handover: all that is open on one page, and who goes on with it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from triage.actions.access import record_list
from triage.actions.errors import Refused
from triage.actions.referral_handover import assign_many
from triage.forms.handover import HandoverForm
from triage.models import Referral
from triage.views.handover_page import Handover


@require_safe
@permission_required("triage.view_referral", raise_exception=True)
def referral_handover(request):
    """Everything that is open, with who has it and what comes next."""
    return _shown(request, _handover(request), HandoverForm())


@require_POST
@permission_required("triage.change_referral", raise_exception=True)
def referral_handover_assign(request):
    """Hand the chosen ones over; what did not go is told, each with its reason."""
    form = HandoverForm(request.POST)
    if not form.is_valid():
        return _shown(request, _handover(request), form, status=422)
    to, seen = form.cleaned_data["to"], form.cleaned_data["seen"]
    try:
        handed = assign_many(
            seen=seen, to=to, by=request.user, note=form.cleaned_data["note"]
        )
    except Refused as refused:
        form.add_error(None, refused.message)
        return _shown(request, _handover(request), form, status=422)
    left = []
    if form.cleaned_data["all_mine"] and to != request.user:
        mine = Referral.objects.open().filter(owner=request.user).exclude(pk__in=seen)
        left = [f"{row.code} became yours since you opened this page." for row in mine]
    if handed.refused or left:
        shown = {"handed": handed, "to": to, "stayed": [*handed.refused, *left]}
        return _shown(request, _handover(request), HandoverForm(), status=409, **shown)
    messages.success(request, f"{_counted(handed.moved)} handed to {to}.")
    return redirect("triage:referral_handover")


@require_POST
@permission_required("triage.view_referral", raise_exception=True)
def referral_handover_print(request):
    """Record that a browser is about to print the page; it waits for this answer."""
    may_print = _audited(request, "printed handover", _handover(request))
    return HttpResponse(status=204 if may_print else 503)


def _handover(request):
    return Handover(request.user, request.GET.get("by", ""))


def _counted(referrals):
    return f"{len(referrals)} referral{'' if len(referrals) == 1 else 's'}"


def _audited(request, action, handover):
    return record_list(
        by=request.user, action=action, patients=handover.patients, record="handover"
    )


def _shown(request, handover, form, *, status=200, **more):
    is_audited = _audited(request, "viewed handover", handover)
    tokens = {line.token for line in handover.lines}
    shown = {
        "handover": handover,
        "form": form,
        "ticked": form.ticked & tokens,
        # They changed since: what they decide next, they decide about what they see.
        "unticked": sorted(
            f"R-{token.partition('.')[0]}"
            for token in form.ticked - tokens
            if token.partition(".")[0].isdecimal()
        ),
        "audit_failed": not is_audited,
        **more,
    }
    return render(request, "triage/referral_handover.html", shown, status=status)
