from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from triage.actions.access import record_view
from triage.actions.errors import Refused
from triage.actions.referral import take_referral
from triage.actions.referral_event import MoveRefused
from triage.models import Override, Referral, ReferralEvent
from triage.views.board import Board
from triage.views.referral_move import MOVES
from triage.views.referral_page import ReferralPage


@require_safe
@permission_required("triage.view_referral", raise_exception=True)
def referral_list(request):
    """The board: every patient who waits for the next step, the most urgent first."""
    board = Board(request.GET, request.user)
    return render(request, "triage/referral_list.html", {"board": board})


@require_safe
@permission_required("triage.view_referral", raise_exception=True)
def referral_live(request):
    """The parts of the board that change; 204 while they are as the page has them."""
    board = Board(request.GET, request.user)
    if request.GET.get("digest") == board.digest:
        return HttpResponse(status=204)
    return render(request, "triage/_board.html", {"board": board})


@require_safe
@permission_required("triage.view_referral", raise_exception=True)
def referral_detail(request, uuid):
    """One referral: to whom, why, what happened, and the steps that it allows."""
    return _shown(request, ReferralPage(_referral(uuid), request.user))


@require_POST
@permission_required("triage.change_referral", raise_exception=True)
def referral_take(request, uuid):
    """Take a referral that nobody has; then its page, for the next step."""
    referral = _referral(uuid)
    try:
        referral = take_referral(referral=referral, by=request.user)
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(
            request, f"{referral.code} is yours. Next: {referral.next_step}."
        )
    return redirect(referral)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("triage.change_referral", raise_exception=True)
def referral_move(request, uuid, state):
    """Take one step of a referral; the page again, with what is wrong, if refused."""
    if state not in MOVES:
        raise Http404
    page = ReferralPage(_referral(uuid), request.user)
    if request.method != "POST":
        return _shown(request, page, opened=state)
    form = page.form(state, request.POST)
    if not form.is_valid():
        return _shown(request, page, opened=state, form=form, status=422)
    try:
        referral = MOVES[state].action(
            referral=page.referral, by=request.user, **form.cleaned_data
        )
    except Refused as refused:
        form.add_error(None, refused.message)
        page = ReferralPage(_referral(uuid), request.user)
        # What they decide next, they decide about what they see now.
        form.data = form.data.copy()
        form.data[form.add_prefix("seen")] = page.events[-1].pk
        status = 409 if isinstance(refused, MoveRefused) else 422
        return _shown(request, page, opened=state, form=form, status=status)
    said = MOVES[state].title
    after = f" Next: {referral.next_step}." if referral.next_step else ""
    messages.success(request, f"{referral.code}: {said.lower()}, saved.{after}")
    return redirect(referral)


def _referral(uuid):
    """The referral with all that its page shows; as many queries for one as for any."""
    events = ReferralEvent.objects.select_related("by", "owner", "receiver", "told")
    return get_object_or_404(
        Referral.objects.select_related(
            "owner",
            "receiver",
            "outcome__release",
            "outcome__by",
            "outcome__intake__patient",
            "outcome__intake__retraction",
        )
        .defer("outcome__answers", "outcome__release__text")
        .prefetch_related(
            "outcome__flags",
            Prefetch("outcome__overrides", Override.objects.select_related("by")),
            Prefetch("events", events),
        ),
        uuid=uuid,
    )


def _shown(request, page, *, opened="", form=None, status=200):
    """Show the page with the form of *opened* unfolded, and record who looked at it."""
    is_audited = record_view(
        by=request.user,
        action="viewed referral",
        patient=page.patient.code,
        record=page.referral.code,
    )
    first = opened or next(iter(page.offered), "")
    moves = list(page.offered)
    if form is not None and opened not in moves:
        # It cannot be done any more, but what was typed is not thrown away.
        moves.insert(0, opened)
    steps = [
        (name, MOVES[name], form if form and name == opened else page.form(name))
        for name in moves
    ]
    shown = {
        "page": page,
        "referral": page.referral,
        "patient": page.patient,
        "steps": steps,
        "first": first,
        "form": form,
        "audit_failed": not is_audited,
    }
    return render(request, "triage/referral_detail.html", shown, status=status)
