"""Begin an intake, show its page, and put a draft right or away."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from triage.actions.access import record_view
from triage.actions.errors import Refused
from triage.actions.intake import change_patient, discard_intake, open_intake
from triage.actions.talk_time import AlreadyEntered
from triage.forms.open_intake import IdentifiersForm, OpenIntakeForm
from triage.models import Patient
from triage.views.answer import intake_group
from triage.views.finish import intake_finish
from triage.views.intake_page import form_on, intake_of, show_page, the_clinic
from triage.views.intake_save import save_page


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("triage.add_intake", raise_exception=True)
def intake_new(request):
    """Make sure of the patient and say how the talk takes place; then it begins."""
    patient = _patient(request.POST.get("patient") or request.GET.get("patient"))
    if patient is None:
        messages.info(request, "Find the patient first, or add one.")
        return redirect("triage:patient_search")
    form, entered = OpenIntakeForm(request.POST or None, of=patient), None
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_opened(form, patient, request.user))
        except AlreadyEntered as refused:
            form.add_error("took_place_at", refused.message)
            entered = refused.intake
        except Refused as refused:
            form.add_error(None, refused.message)
    code = patient.code
    seen = record_view(
        by=request.user, action="viewed patient", patient=code, record=code
    )
    context = {
        "form": form,
        "patient": patient,
        "entered": entered,
        "drafts": patient.intakes.drafts().select_related("started_by"),
        "audit_failed": not seen,
    }
    status = 422 if form.errors else 200
    return render(request, "triage/intake_new.html", context, status=status)


def _opened(form, patient, by):
    wanted = {name: value for name, value in form.cleaned_data.items() if value}
    wanted.pop("patient")
    return open_intake(patient=patient, by=by, **wanted)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("triage.change_intake", raise_exception=True)
def intake_detail(request, uuid):
    """The questions of a draft; without a script, also where its answers are sent."""
    intake = intake_of(uuid)
    if request.method == "POST":
        return _plain(request, intake)
    if not intake.is_draft:
        return _over(request, intake)
    seen = _seen(request, intake)
    clinic = the_clinic()
    form = form_on(intake, clinic=clinic, script=request.GET.get("script", ""))
    more = {"script_on": True} if "script" in request.GET else {}
    return show_page(
        request, intake, form, clinic=clinic, audit_failed=not seen, **more
    )


def _plain(request, intake):
    """Do what the button of a plain page says; without one, or with Enter, save."""
    if "no_to_all" in request.POST and intake.is_draft:
        return intake_group(request, intake.uuid, request.POST["no_to_all"])
    if intake.submitted_at or {"finish", "leave"} & request.POST.keys():
        return intake_finish(request, intake.uuid)
    return save_page(request, intake)


@require_safe
@permission_required("triage.view_intake", raise_exception=True)
def intake_signed_in(request):
    """Where signing in again leads: the intake waits in the other tab."""
    return render(request, "triage/intake_signed_in.html")


def _over(request, intake):
    """Lead from an intake that is no draft any more to what came of it."""
    if intake.submitted_at:
        return redirect(intake.outcome)
    messages.warning(
        request, f"{intake.code} was discarded. Nothing was answered in it."
    )
    return redirect(intake.patient)


@require_POST
@permission_required("triage.change_intake", raise_exception=True)
def intake_discard(request, uuid):
    """Put away a draft in which nobody has answered anything."""
    intake = intake_of(uuid)
    try:
        discard_intake(intake=intake, by=request.user)
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect(intake)
    messages.success(request, f"{intake.code} is discarded.")
    return redirect("triage:today")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("triage.change_intake", raise_exception=True)
def intake_change_patient(request, uuid):
    """Find the patient whom a draft is about, and give it to them."""
    intake = intake_of(uuid)
    if not intake.is_draft:
        return _over(request, intake)
    asks = request.POST.get("q", "").strip()[:200]
    is_chosen = {"start", "patient"} & request.POST.keys()
    form = IdentifiersForm(request.POST if is_chosen else None)
    if form.is_bound and form.is_valid():
        try:
            change_patient(
                intake=intake,
                patient=_patient(form.cleaned_data["patient"]),
                identifiers_confirmed=form.cleaned_data["identifiers_confirmed"],
                by=request.user,
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{intake.code} is this patient's now.")
            return redirect(intake)
    found = Patient.objects.current().find(asks) if asks else None
    context = {
        "intake": intake,
        "form": form,
        "asks": asks,
        "found": found,
        "audit_failed": not _seen(request, intake),
    }
    status = 422 if form.errors else 200
    return render(request, "triage/intake_change_patient.html", context, status=status)


def _seen(request, intake):
    """Record who looked at *intake* and the patient whose it is."""
    return record_view(
        by=request.user,
        action="viewed intake",
        patient=intake.patient.code,
        record=intake.code,
    )


def _patient(uuid):
    """The patient *uuid*, in whose record new talks are kept; None without any."""
    if not uuid:
        return None
    try:
        return get_object_or_404(Patient, uuid=uuid)
    except ValidationError:
        return None
