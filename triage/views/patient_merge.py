"""Put together two records of one person, and part them again."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from triage.actions.errors import Refused
from triage.actions.patient import merge_patients, undo_merge
from triage.models import Patient
from triage.views.patient import LONGEST, patient_of, record_opening


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("triage.change_patient", raise_exception=True)
def patient_merge(request, uuid):
    """Find the other record, see both side by side, and say which one goes on."""
    patient = patient_of(uuid)
    other = _patient(request.POST.get("other"))
    keep = _patient(request.POST.get("keep"))
    if other and keep in (patient, other):
        duplicate = other if keep == patient else patient
        try:
            merge_patients(duplicate=duplicate, into=keep, by=request.user)
        except Refused as refused:
            messages.warning(request, refused.message)
        else:
            messages.success(
                request, f"{duplicate.code} is now shown with {keep.code}."
            )
            return redirect(keep)
    typed = request.POST.get("q", "").strip()[:LONGEST]
    found = [one for one in Patient.objects.find(typed) if one != patient]
    context = {"patient": patient, "other": other, "typed": typed, "found": found}
    seen = [record_opening(one, by=request.user) for one in (patient, other) if one]
    context["audit_failed"] = not all(seen)
    return render(request, "triage/patient_merge.html", context)


@require_POST
@permission_required("triage.change_patient", raise_exception=True)
def patient_unmerge(request, uuid):
    """Let a record that was merged into another stand by itself again."""
    patient = patient_of(uuid)
    try:
        undo_merge(patient=patient, by=request.user)
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, f"{patient.code} stands by itself again.")
    return redirect(patient)


def _patient(uuid):
    """The patient *uuid*, or None where that names nobody."""
    try:
        return Patient.objects.filter(uuid=uuid).first() if uuid else None
    except ValidationError:
        return None
