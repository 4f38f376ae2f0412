"""Find a patient, and show what the clinic keeps of one."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from triage.actions.access import record_view
from triage.models import Intake, Patient, Referral, search
from triage.views.patient_page import PatientPage

LONGEST = 200
CODED = {
    "P": (Patient, "triage.view_patient"),
    "I": (Intake, "triage.view_intake"),
    "R": (Referral, "triage.view_referral"),
}
PARTS = ("intakes", "referrals", "handouts", "calls")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("triage.view_patient", raise_exception=True)
def patient_search(request):
    """
    Find patients by what is typed, which comes by POST and is in no address.

    A code leads straight to its record. A page that asks while somebody types gets the
    results alone.
    """
    typed = request.POST.get("q", "").strip()[:LONGEST]
    coded = _coded(typed, request.user)
    found = Patient.objects.find(typed)
    if coded and not found and not request.htmx:
        return redirect(coded)
    context = {"typed": typed, "found": found, "coded": coded}
    if request.htmx:
        return render(request, "triage/_patient_found.html", context)
    return render(request, "triage/patient_search.html", context)


def _coded(typed, user):
    """The record whose code was typed, if there is one that *user* may see."""
    code = search.code(typed)
    if code is None:
        return None
    model, permission = CODED[code[0]]
    if not user.has_perm(permission):
        return None
    return model.objects.filter(pk=code[1]).first()


@require_safe
@permission_required("triage.view_patient", raise_exception=True)
def patient_detail(request, uuid):
    """One patient: particulars, intakes, referrals, handouts, follow-up calls."""
    patient = patient_of(uuid)
    page = PatientPage(patient, _before(request.GET))
    is_audited = record_opening(patient, by=request.user)
    context = {"patient": patient, "page": page, "audit_failed": not is_audited}
    return render(request, "triage/patient_detail.html", context)


def patient_of(uuid) -> Patient:
    """The patient *uuid* with the record it was merged into and who made it."""
    patients = Patient.objects.select_related("merged_into", "created_by")
    return get_object_or_404(patients, uuid=uuid)


def record_opening(patient, *, by) -> bool:
    """Record that *by* opened the record of *patient*; False if that cannot be."""
    return record_view(
        by=by, action="viewed patient", patient=patient.code, record=patient.code
    )


def _before(asked):
    """From which row on each part is shown, as the address asks."""
    before = {name: asked[name] for name in PARTS if name in asked}
    if not all(key.isdecimal() and len(key) < 19 for key in before.values()):
        raise Http404
    return {name: int(key) for name, key in before.items()}
