"""Finish an intake, or leave it with what is known."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from clinic.middleware import is_script
from triage.actions.errors import AnswerRefused, Conflict, NotFinished, Refused
from triage.actions.finish import finish_intake
from triage.actions.pages import check_page, page_token
from triage.actions.state import intake_state
from triage.engine import Level
from triage.forms.answer_fields import Question
from triage.models import Intake
from triage.views.intake_page import (
    form_on,
    intake_of,
    problems_of,
    show_page,
    the_clinic,
)
from triage.views.intake_save import (
    keep_page,
    name_what_came_late,
    note_clashes,
    script_of,
)

WHY = "Say why you cannot go on"


@require_POST
@permission_required("triage.change_intake", raise_exception=True)
def intake_finish(request, uuid):
    """
    Judge the intake with all that its page shows.

    Where something is open the page comes back with what it is, and with the way out:
    'Finish with what you have', which is this view again with a reason.
    """
    intake, clinic = intake_of(uuid), the_clinic()
    form = form_on(intake, clinic=clinic, data=request.POST, script=script_of(request))
    if intake.submitted_at:
        name_what_came_late(request, intake, form)
        return _go_to(request, intake.outcome)
    items, more = [], {}
    if _may_try(form, request):
        try:
            return _go_to(request, _finish(request, intake, form))
        except NotFinished as refused:
            items, more = refused.items, _way_out(request, form, refused)
        except Conflict as conflict:
            note_clashes(form, conflict)
        except AnswerRefused as refused:
            form.add_error(refused.finding, refused.message)
        except Refused as refused:
            form.add_error(None, refused.message)
    if intake.is_draft:
        keep_page(form, intake, by=request.user)
    return _not_finished(request, intake, form, items, clinic=clinic, **more)


def _may_try(form, request):
    """
    Whether the page can be judged: it can be read, and what is wrong on it, if
    anything, is a number that cannot be (the outcome keeps it as it was typed). The
    number to call back is put right first, unless there is no time for it: in an
    emergency, or when somebody leaves with a reason.
    """
    wrong = form.errors.keys()
    is_pressing = (
        form.state.assessment.so_far == Level.EMERGENCY
        or {"leave", "reason"} <= request.POST.keys()
    )
    if "callback_number" in wrong and not is_pressing:
        return False
    return not form.non_field_errors() and wrong <= form.typed().keys()


def _finish(request, intake, form):
    leaving = "leave" in request.POST
    reason = request.POST.get("reason", "") if leaving else ""
    if reason and reason not in Intake.Unfinished.values:
        raise Refused(f"{WHY}: choose one of the reasons.")
    check_page(intake, form.page)
    return finish_intake(
        intake=intake,
        by=request.user,
        carried=form.presses(),
        unfinished_reason=reason,
        unfinished_note=request.POST.get("note", "").strip()[:200],
        typed=form.typed(),
    )


def _go_to(request, outcome):
    """Lead to the outcome; a script is told where, so that it opens it only once."""
    where = outcome.get_absolute_url()
    if is_script(request):
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    return redirect(where)


def _way_out(request, form, refused):
    """What the summary says besides what is open, and whether leaving is offered."""
    if refused.must:
        label = form.protocol.findings[refused.must[0]].label
        also = "“Not sure” will do, also when the patient is gone."
        return {"first_ask": f"Ask this first: {label.rstrip('?')}. {also}"}
    more = {"offer_leave": True}
    if "leave" in request.POST:
        more["why_missing"] = f"{WHY}."
    if refused.holding:
        others = (
            "1 other question has"
            if refused.holding == 1
            else (f"{refused.holding} other questions have")
        )
        more["holding"] = f"{others} no answer and hold the level too."
    return more


def _not_finished(request, intake, form, items, *, clinic, **more):
    """The page again, with all that stands in the way of finishing."""
    for name, _ in items:
        if name not in form.errors:
            form.todo[name] = _todo(form, name)
    state = intake_state(intake)
    form.renew(state, page_token(intake))
    return show_page(
        request,
        intake,
        form,
        clinic=clinic,
        status=409 if form.clashes else 422,
        problems=problems_of(form, items),
        **more,
    )


def _todo(form, name):
    """What to do at the question *name*, which has no answer yet."""
    field = form.fields[name]
    if not isinstance(field, Question):
        return "Enter a phone number we can call back"
    return {
        "answer": "Answer yes, no or not sure",
        "choice": "Choose one",
        "scale": f"Choose 0 to 10, or “{field.unsure}”",
        "number": f"Enter a number, or choose “{field.unsure}”",
    }[field.kind]
