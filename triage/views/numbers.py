"""The referrals in numbers, for those who answer for how the clinic works."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from triage.actions.access import record_list
from triage.forms.numbers import DaysForm
from triage.views.numbers_csv import numbers_csv
from triage.views.numbers_page import Numbers

NOT_AUDITED = (
    "The audit log could not be written, so nothing was exported. Tell a manager."
)


@require_safe
@permission_required("triage.view_review", raise_exception=True)
def referral_numbers(request):
    """How long each step took, how often it was late, and who did not arrive."""
    form = DaysForm(request.GET)
    if not form.is_valid():
        return _refused(request, form)
    numbers = Numbers(form.cleaned_data["from"], form.cleaned_data["to"])
    shown = {"form": DaysForm(form.cleaned_data), "numbers": numbers}
    return render(request, "triage/referral_numbers.html", shown)


@require_safe
@permission_required("triage.view_review", raise_exception=True)
def referral_numbers_csv(request):
    """The same numbers as a file, which begins once its export is recorded."""
    form = DaysForm(request.GET)
    if not form.is_valid():
        return _refused(request, form)
    first, last = form.cleaned_data["from"], form.cleaned_data["to"]
    if not record_list(
        by=request.user,
        action="exported referral numbers",
        patients=[],
        record=f"{first} to {last}",
    ):
        messages.warning(request, NOT_AUDITED)
        return redirect("triage:referral_numbers")
    name = f"referrals-{first}-{last}.csv"
    return HttpResponse(
        numbers_csv(Numbers(first, last)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _refused(request, form):
    return render(request, "triage/referral_numbers.html", {"form": form}, status=422)
