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
        return _clash(request, form, conflict)
    except Refused as refused:
        return _refused(name, refused.message, status=GONE)
    return _changes(request, intake, saved, clinic=clinic)


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
    return _changes(request, intake, saved, clinic=clinic)


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


def _changes(request, intake, saved, *, clinic):
    """
    What a kept answer changes on its page, each part under its id: the rail, the alarm,
    the line under each question that made a rule fire, and the questions that begin or
    cease to apply.
    """
    state, script = saved.state, script_of(request)
    form = form_on(intake, clinic=clinic, state=state, script=script)
    rail = rail_of(state)
    if rail.is_emergency:
        intake.refresh_from_db(fields=["reached_at", "place"])
    on_page = set(request.POST.get("shown", "").split())
    came_and_went = [
        wrapped(name, row(form, name) if name in form.asked else "")
        for name, finding in form.protocol.findings.items()
        if finding.asked_if and (name in form.asked) != (name in on_page)
    ]
    response = render(
        request,
        "triage/_answer_saved.html",
        {
            "rail": rail,
            "alarm": alarm_of(state, intake, clinic),
            "fired": form.fired.values(),
            "questions": came_and_went,
        },
    )
    response["Backstop-Rows"] = " ".join(
        f"{line.finding}:{line.pk}" for line in saved.changed
    )
    response["Backstop-Upto"] = state.log[-1].pk if state.log else 0
    return response


def _clash(request, form, conflict):
    """Both answers, for the question to show."""
    note_clashes(form, conflict)
    clash = next(iter(form.clashes.values()))
    return render(request, "triage/_clash.html", {"clash": clash}, status=409)


def _sentence(refused):
    return refused.message if isinstance(refused, Refused) else refused.messages[0]


def _refused(name, sentence, *, status=422):
    """The sentence that says why nothing was kept."""
    html = render_to_string(
        "triage/_trouble.html", {"name": name, "errors": [sentence]}
    )
    return HttpResponse(html, status=status)
