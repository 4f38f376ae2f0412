"""Keep all that a plain page sends, one answer after the other."""

from django.contrib import messages
from django.shortcuts import redirect

from triage.actions.answer import save_answer
from triage.actions.errors import AnswerRefused, Conflict, Refused
from triage.actions.pages import page_token
from triage.actions.state import intake_state
from triage.views.intake_page import form_on, problems_of, show_page, the_clinic

SIDES = (("theirs", "Keep theirs"), ("mine", "Use mine"))


def save_page(request, intake):
    """Keep what a plain page sends, and show it again."""
    form = form_on(
        intake, clinic=the_clinic(), data=request.POST, script=script_of(request)
    )
    keep_page(form, intake, by=request.user)
    return show_again(request, intake, form)


def show_again(request, intake, form, *, at=""):
    """
    Show a page whose answers were kept: with the questions that follow, or with what
    could not be kept. *at* is the id of the part that it opens at.
    """
    if not form.errors and not form.clashes:
        messages.success(request, "The answers are saved.")
        return redirect(f"{intake.get_absolute_url()}?script={form.script}#{at}")
    form.renew(intake_state(intake), page_token(intake))
    more = {"script_on": True} if "read_in" in request.POST else {}
    status = 409 if form.clashes else 422
    return show_page(
        request,
        intake,
        form,
        clinic=the_clinic(),
        status=status,
        problems=problems_of(form),
        is_saving=True,
        **more,
    )


def name_what_came_late(request, intake, form):
    """
    Name the answers of a page that its intake was finished without, so that nobody
    takes them for kept.
    """
    if not form.is_valid() and form.non_field_errors():
        return
    rows = form.state.rows
    lost = [
        press
        for press in form.presses()
        if press.finding not in rows or rows[press.finding].value != press.value
    ]
    if lost:
        labels = "; ".join(form.fields[press.finding].label for press in lost)
        messages.warning(
            request,
            f"{intake.code} was finished before. Not in it, from your page: {labels}.",
        )


def script_of(request) -> str:
    """The language of the script on the page that was sent, or that is asked for."""
    return request.POST.get("read_in") or request.POST.get("script", "")


def keep_page(form, intake, *, by) -> None:
    """
    Save each answer of the page that differs from what is kept.

    What cannot be kept stands at its field as an error, what somebody else has answered
    since as a clash; nothing is lost, since the page that comes next shows both.
    """
    if form.non_field_errors():
        return
    for press in form.presses():
        row = form.state.rows.get(press.finding)
        if row is not None and row.value == press.value:
            continue
        try:
            save_answer(intake=intake, by=by, **vars(press))
        except AnswerRefused as refused:
            form.add_error(refused.finding, refused.message)
        except Conflict as conflict:
            note_clashes(form, conflict)
        except Refused as refused:
            form.add_error(None, refused.message)
            return


def note_clashes(form, conflict: Conflict) -> None:
    """Put both answers at each question that somebody else has answered since."""
    for row in conflict.rows:
        field = form.fields[row.finding]
        form.clashes[row.finding] = {
            "name": row.finding,
            "row": row,
            "value": field.whole(row.value),
            "theirs": field.told(row.value),
            "yours": field.told(conflict.sent[row.finding]),
            "sides": SIDES,
        }
