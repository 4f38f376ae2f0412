"""One press of a live page: keep it, and send back what it changes on the page."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from clinic.middleware import is_script
from triage.actions.answer import save_answer, save_group
from triage.actions.errors import AnswerRefused, Conflict, Refused
from triage.actions.state import intake_state
from triage.forms.layout import row, wrapped
from triage.views.alarm import alarm_of
from triage.views.intake_page import form_class, form_on, intake_of, the_clinic
from triage.views.intake_save import keep_page, note_clashes, script_of, show_again
from triage.views.rail import rail_of

GONE = 410  # the page cannot save any more: its intake is over, or another


@require_POST
@permission_required("triage.change_intake", raise_exception=True)
def intake_answer(request, uuid):
    """Keep one answer of a page."""
    intake, clinic = intake_of(uuid), the_clinic()
    form = form_class(intake, clinic)(None, data=request.POST)
    name = request.POST.get("finding", "")
    try:
        press = form.only(name)
        saved = save_answer(intake=intake, by=request.user, **vars(press))
    except (ValidationError, AnswerRefused) as refused:
        return _refused(name, _sentence(refused))
    except Conflict as conflict:
        return _clash(request, intake, form, conflict, clinic=clinic)
    except Refused as refused:
        return _refused(name, refused.message, status=GONE)
    return _kept(request, intake, saved, clinic=clinic)


@require_POST
@permission_required("triage.change_intake", raise_exception=True)
def intake_group(request, uuid, set_id):
    """No to all of these: a plain page sends its other answers along."""
    intake, clinic = intake_of(uuid), the_clinic()
    if not is_script(request):
        return _plain_group(request, intake, set_id, clinic=clinic)
    form = form_class(intake, clinic)(None, data=request.POST)
    try:
        form.clean()
        saved = save_group(
            intake=intake,
            set_id=set_id,
            by=request.user,
            page=form.page,
            counter=form.counter,
        )
    except ValidationError as refused:
        return _refused("", _sentence(refused), status=GONE)
    except Refused as refused:
        return _refused("", refused.message, status=GONE)
    return _kept(request, intake, saved, clinic=clinic)


def _plain_group(request, intake, set_id, *, clinic):
    form = form_on(intake, clinic=clinic, data=request.POST, script=script_of(request))
    keep_page(form, intake, by=request.user)
    try:
        save_group(
            intake=intake,
            set_id=set_id,
            by=request.user,
            page=form.page,
            counter=form.counter + 1,
        )
    except Refused as refused:
        messages.warning(request, refused.message)
    return show_again(request, intake, form, at=f"s-{set_id}")


def _kept(request, intake, saved, *, clinic):
    """What a kept answer changes, and the lines that it wrote."""
    response = _changes(request, intake, saved.state, clinic=clinic)
    response["Backstop-Rows"] = " ".join(
        f"{line.finding}:{line.pk}" for line in saved.changed
    )
    return response


def _clash(request, intake, form, conflict, *, clinic):
    """Both answers for the question, and where somebody else's has led meanwhile."""
    note_clashes(form, conflict)
    clash = next(iter(form.clashes.values()))
    state = intake_state(intake)
    response = _changes(request, intake, state, clinic=clinic, clash=clash)
    response.status_code = 409
    return response


def _changes(request, intake, state, *, clinic, clash=None):
    """
    The parts of the page that are not as it shows them, each under its id: the rail,
    the alarm, the line under each question that made a rule fire, and the questions
    that begin or cease to apply.
    """
    form = form_on(intake, clinic=clinic, state=state, script=script_of(request))
    rail = rail_of(state, intake)
    if rail.is_emergency:
        intake.refresh_from_db(fields=["reached_at", "place"])
    on_page = set(request.POST.get("shown", "").split())
    came_and_went = [
        wrapped(name, row(form, name) if name in form.asked else "")
        for name, finding in form.protocol.findings.items()
        if finding.asked_if and (name in form.asked) != (name in on_page)
    ]
    parts = {
        "clash": clash,
        "rail": rail,
        "alarm": alarm_of(state, intake, clinic),
        "fired": form.fired.values(),
        "questions": came_and_went,
    }
    response = render(request, "triage/_changes.html", parts)
    response["Backstop-Upto"] = state.log[-1].pk if state.log else 0
    return response


def _sentence(refused):
    return refused.message if isinstance(refused, Refused) else refused.messages[0]


def _refused(name, sentence, *, status=422):
    """The sentence that says why nothing was kept."""
    html = render_to_string(
        "triage/_trouble.html", {"name": name, "errors": [sentence]}
    )
    return HttpResponse(html, status=status)
