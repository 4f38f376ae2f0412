"""Add a patient, or edit the particulars of one."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from triage.actions.errors import Refused
from triage.actions.patient import (
    ChangedMeanwhile,
    PatientRefused,
    add_patient,
    edit_patient,
)
from triage.forms.patient import PatientForm, first_guess
from triage.forms.patient_edit import PatientEditForm
from triage.models import Patient
from triage.views.patient import LONGEST, patient_of, record_opening


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("triage.add_patient", raise_exception=True)
def patient_add(request):
    """
    A new patient. Whoever may be the same person is shown first, and the record is
    made when somebody has said of exactly these words that it is none of them.
    """
    if "name" not in request.POST:
        typed = request.POST.get("q", "").strip()[:LONGEST]
        return _show_add(request, PatientForm(initial=first_guess(typed)))
    form = PatientForm(request.POST)
    valid = form.is_valid()
    alike = _alike(form)
    if not valid or (alike and not form.is_none_of(alike)):
        return _show_add(request, form, alike)
    try:
        patient = add_patient(
            by=request.user, key=form.cleaned_data["key"], **form.particulars
        )
    except PatientRefused as refused:
        _add_faults(form, refused)
        return _show_add(request, form, _alike(form))
    messages.success(request, f"{patient.code} is added.")
    if "then_intake" in request.POST:
        return redirect(f"{reverse('triage:intake_new')}?patient={patient.uuid}")
    return redirect(patient)


def _alike(form):
    """Who may be the patient that was typed, but for a record that this form made."""
    if not form.cleaned_data.get("name"):
        return []
    key = form.cleaned_data.get("key")
    return [one for one in Patient.objects.alike(form.instance) if one.uuid != key]


def _show_add(request, form, alike=()):
    context = {"form": form, "alike": alike}
    if alike:
        context["token"] = form.token(alike)
    status = 422 if form.errors else 409 if alike else 200
    return render(request, "triage/patient_add.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("triage.change_patient", raise_exception=True)
def patient_edit(request, uuid):
    """The particulars of a patient; what two people change at once is shown to both."""
    patient = patient_of(uuid)
    if patient.merged_into:
        messages.warning(request, f"{patient.code} is merged into this record.")
        return redirect(patient.merged_into)
    if request.method != "POST":
        return _show_edit(request, patient, PatientEditForm(patient=patient))
    form = PatientEditForm(request.POST, patient=patient)
    if not form.is_valid():
        return _show_edit(request, patient, form, status=422)
    try:
        edit_patient(
            patient=patient,
            by=request.user,
            seen=form.cleaned_data["seen"],
            **form.changes,
        )
    except ChangedMeanwhile as changed:
        now = patient_of(uuid)
        form = form.beside(now, changed.theirs)
        return _show_edit(request, now, form, status=409)
    except PatientRefused as refused:
        _add_faults(form, refused)
        return _show_edit(request, patient, form, status=422)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _show_edit(request, patient, form, status=422)
    messages.success(request, "Saved." if form.changes else "Nothing was changed.")
    return redirect(patient)


def _show_edit(request, patient, form, status=200):
    is_audited = record_opening(patient, by=request.user)
    context = {"patient": patient, "form": form, "audit_failed": not is_audited}
    return render(request, "triage/patient_edit.html", context, status=status)


def _add_faults(form, refused):
    for name, sentences in refused.faults.items():
        form.add_error(name if name in form.fields else None, sentences)
