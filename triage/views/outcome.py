from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import OuterRef, Prefetch, Subquery
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from triage.actions.access import record_view
from triage.actions.errors import Refused
from triage.actions.override import LevelChanged, override_outcome
from triage.actions.retraction import (
    AlreadyCorrected,
    correct_intake,
    restart_for,
    retract_intake,
)
from triage.forms.open_intake import IdentifiersForm
from triage.forms.outcome import OverrideForm, RetractionForm
from triage.models import (
    FollowUpCall,
    HandoutIssued,
    Outcome,
    Override,
    Patient,
    Signoff,
)
from triage.views.outcome_page import OutcomePage


@require_safe
@permission_required("triage.view_outcome", raise_exception=True)
def outcome_detail(request, uuid):
    """The outcome: what staff do now, why, what was not known, and what followed."""
    page = OutcomePage(_outcome(uuid))
    form = OverrideForm(initial={"seen": page.level})
    return _record(request, "triage/outcome_detail.html", page, form)


@require_POST
@permission_required("triage.add_override", raise_exception=True)
def outcome_override(request, uuid):
    """Put another level in force; the page again, with what is wrong, if refused."""
    outcome = _outcome(uuid)
    form = OverrideForm(request.POST)
    if form.is_valid():
        try:
            override_outcome(outcome=outcome, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
            outcome = _outcome(uuid)
            if isinstance(refused, LevelChanged):
                # What they decide next, they decide about the level they see now.
                form.data = form.data.copy()
                form.data["seen"] = outcome.level_in_force
        else:
            return _overruled(request, OutcomePage(_outcome(uuid)))
    page = OutcomePage(outcome)
    return _record(request, "triage/outcome_detail.html", page, form)


def _overruled(request, page):
    """Say what is in force now; of a referral that stays open, where it is closed."""
    messages.success(request, f"{page.words['label']} is in force now.")
    if page.is_lowered:
        return redirect(f"{page.outcome.get_absolute_url()}#referral")
    return redirect(page.outcome)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("triage.add_retraction", raise_exception=True)
def outcome_retract(request, uuid):
    """Strike an intake through that must not count."""
    outcome = _outcome(uuid)
    form = RetractionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            retract_intake(intake=outcome.intake, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{outcome.intake.code} is retracted.")
            return redirect(outcome)
    page = OutcomePage(outcome)
    return _record(request, "triage/outcome_retract.html", page, form)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("triage.add_intake", raise_exception=True)
def outcome_restart(request, uuid):
    """Find the right patient of a retracted intake, and start again with them."""
    outcome = _outcome(uuid)
    if not outcome.intake.is_retracted:
        messages.warning(request, "Retract it as the wrong patient's first.")
        return redirect("triage:outcome_retract", outcome.uuid)
    asks = request.POST.get("q", "").strip()[:200]
    form = IdentifiersForm(request.POST if "start" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            draft = restart_for(
                intake=outcome.intake,
                patient=_patient(form.cleaned_data["patient"]),
                identifiers_confirmed=form.cleaned_data["identifiers_confirmed"],
                by=request.user,
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return redirect(draft)
    found = Patient.objects.current().find(asks) if asks else None
    page, template = OutcomePage(outcome), "triage/outcome_restart.html"
    return _record(request, template, page, form, asks=asks, found=found)


@require_POST
@permission_required("triage.add_intake", raise_exception=True)
def outcome_correct(request, uuid):
    """Open the draft that corrects this intake, or go to the one that does already."""
    outcome = _outcome(uuid)
    try:
        return redirect(correct_intake(intake=outcome.intake, by=request.user))
    except AlreadyCorrected as refused:
        messages.warning(request, refused.message)
        return redirect(refused.intake)
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect(outcome)


def _outcome(uuid):
    """The outcome with all that its page shows; as many queries for one as for any."""
    by = Override.objects.select_related("by")
    given = HandoutIssued.objects.with_what_followed()
    given = given.select_related("by").defer("words")
    calls = FollowUpCall.objects.select_related("by")
    signed = Signoff.objects.standing().filter(release=OuterRef("release"))
    return get_object_or_404(
        Outcome.objects.select_related(
            "by",
            "release",
            "intake__patient",
            "intake__corrects__outcome",
            "intake__retraction__by",
            "referral__owner",
            "referral__receiver",
            "follow_up__caller",
            "follow_up__closed_by",
        )
        .defer("release__text")
        .prefetch_related(
            "flags",
            Prefetch("overrides", by),
            Prefetch("handouts", given),
            Prefetch("follow_up__calls", calls),
        )
        .annotate(signed_by=Subquery(signed.order_by("id").values("name")[:1])),
        uuid=uuid,
    )


def _patient(uuid):
    return get_object_or_404(Patient, uuid=uuid)


def _record(request, template, page, form, **shown):
    """Show a page about an outcome, and record who looked at it."""
    outcome, intake = page.outcome, page.intake
    is_audited = record_view(
        by=request.user,
        action="viewed outcome",
        patient=intake.patient.code,
        record=intake.code,
    )
    shown |= {
        "page": page,
        "outcome": outcome,
        "intake": intake,
        "patient": intake.patient,
        "form": form,
        "audit_failed": not is_audited,
    }
    return render(request, template, shown, status=422 if form.errors else 200)
