"""What was chosen of a sheet, and the way back where it cannot be made."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from triage.actions.errors import Refused
from triage.actions.release import approved_languages
from triage.forms.handout import SheetForm
from triage.models import Clinic, Outcome


def chosen_sheet(form: SheetForm, outcome: Outcome) -> dict[str, str]:
    """What was chosen of the sheet, or what suits the patient; Refused if it cannot."""
    if not form.is_valid():
        raise Refused(
            " ".join(each for faults in form.errors.values() for each in faults)
        )
    return form.chosen(
        outcome.intake.patient, Clinic.objects.first(), approved_languages()
    )


def back_to_form(
    request: HttpRequest, outcome: Outcome, refused: Refused
) -> HttpResponse:
    """Lead to the form of the sheet, which says why nothing was made of it."""
    messages.warning(request, refused.message)
    return redirect(f"{outcome.get_absolute_url()}#handout")
