"""
All that the page of an intake shows, gathered once for each of the ways to it.
"""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from triage.actions.intake import was_answered
from triage.actions.pages import page_token
from triage.actions.state import intake_state
from triage.forms.answer_fields import Number, Question
from triage.forms.intake import form_of
from triage.library import protocol_of
from triage.models import Clinic, Intake
from triage.views.alarm import alarm_of
from triage.views.identity import identifiers
from triage.views.rail import rail_of

LANGUAGES = ("en", "es")
FAHRENHEIT = Clinic.TemperatureUnit.FAHRENHEIT


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of the summary: what is wrong, and the field that it leads to."""

    name: str
    anchor: str
    words: str


def intake_of(uuid) -> Intake:
    """The intake *uuid* with what its pages name, in one query."""
    return get_object_or_404(
        Intake.objects.select_related("patient", "release", "started_by").defer(
            "release__text"
        ),
        uuid=uuid,
    )


def the_clinic() -> Clinic | None:
    """The clinic's particulars, or None before somebody has entered them."""
    return Clinic.objects.first()


def form_on(intake, *, clinic, data=None, script="en", state=None):
    """The form of *intake* as it stands (*state*, if known), or as *data* was sent."""
    return form_class(intake, clinic)(
        state or intake_state(intake),
        data=data,
        page=page_token(intake),
        script=script if script in LANGUAGES else "en",
    )


def form_class(intake, clinic):
    """The class of form that asks the protocol of *intake*."""
    unit = clinic.temperature_unit if clinic else FAHRENHEIT
    return form_of(protocol_of(intake.release), unit)


def show_page(request, intake, form, *, clinic, status=200, audit_failed=False, **more):
    """The page of *intake* with *form* on it; *more* are problems and ways out."""
    state = form.state
    problems = more.pop("problems", [])
    context = {
        "intake": intake,
        "patient": intake.patient,
        "who": identifiers(intake.patient, timezone.localdate(intake.took_place_at)),
        "by_phone": intake.channel == Intake.Channel.PHONE,
        "script_on": more.pop("script_on", intake.channel == Intake.Channel.PHONE),
        "form": form,
        "rail": rail_of(state, intake),
        "alarm": alarm_of(state, intake, clinic),
        "reasons": [
            choice
            for choice in Intake.Unfinished.choices
            if choice[0] != Intake.Unfinished.EMERGENCY
        ],
        "may_discard": not any(was_answered(row) for row in state.log),
        "problems": problems,
        "audit_failed": audit_failed,
        **more,
    }
    return render(request, "triage/intake_detail.html", context, status=status)


def problems_of(form, items=()) -> list[Problem]:
    """
    The summary of *form*: its own errors, what Finish asks for (*items*), and what
    somebody else has answered since; in the order of the page, each question once.
    """
    words = dict(items)
    for name, errors in form.errors.items():
        if name != "__all__":
            words[name] = f"{form.fields[name].label}: {' '.join(errors)}"
    for name in form.clashes:
        words[name] = f"{form.fields[name].label}: somebody else has answered this"
    found = [Problem("", "", error) for error in form.non_field_errors()]
    return found + [
        Problem(name, anchor(name, field), words[name])
        for name, field in form.fields.items()
        if name in words
    ]


def anchor(name: str, field) -> str:
    """The id of the first control of a field."""
    if isinstance(field, Number):
        return f"{name}-v"
    if isinstance(field, Question):
        return f"{name}-{field.options[0].end}"
    return name
