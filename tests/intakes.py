"""Intakes in the states that tests need, made by the actions as staff make them."""

import itertools

from tests.factories import ClinicFactory, PatientFactory, UserFactory
from triage.actions.answer import save_answer
from triage.actions.finish import finish_intake
from triage.actions.intake import open_intake
from triage.actions.pages import page_token
from triage.actions.press import Press
from triage.actions.state import intake_state
from triage.engine import from_text, shown

counters = itertools.count(1)


def open_one(*, patient=None, by=None, channel="face_to_face", **details):
    """A fresh draft of a woman born in 1979 whom nobody has asked anything."""
    ClinicFactory()
    return open_intake(
        patient=patient or PatientFactory(),
        channel=channel,
        by=by or UserFactory(group="Staff"),
        identifiers_confirmed=True,
        **details,
    )


def answer(intake, *, by=None, page=None, **answers):
    """Answer each finding on one page, as the last person who touched the intake."""
    page = page or page_token(intake)
    for finding, value in answers.items():
        row = intake.answers.filter(finding=finding).last()
        saved = save_answer(
            intake=intake,
            finding=finding,
            value=value,
            by=by or intake.started_by,
            page=page,
            counter=next(counters),
            seen=row.pk if row else None,
        )
    intake.refresh_from_db()
    return saved


NUMBERS = {"onset_days_ago": "1", "pain_score": "3", "temperature_c": "36.8"}
CHOICES = {"episode_pattern": "minutes", "trigger": "twisting"}


def well(intake, **answers):
    """
    What a patient without any sign of danger answers to all that is asked, but for
    *answers*; follow-ups that those open are answered too.
    """
    state = intake_state(intake)
    findings = state.protocol.findings
    given = {name: str(value) for name, value in answers.items()}
    while True:
        known = state.answers | {
            name: from_text(findings[name], value) for name, value in given.items()
        }
        open_ones = [name for name in shown(known, state.protocol) if name not in known]
        if not open_ones:
            return given
        for name in open_ones:
            given[name] = (NUMBERS | CHOICES).get(name, "no")


def finished(*, intake=None, by=None, reason="", **answers):
    """The outcome of a well patient's intake in which *answers* differ."""
    intake = intake or open_one(by=by)
    page = page_token(intake)
    presses = [
        Press(finding=name, value=value, page=page, counter=next(counters))
        for name, value in well(intake, **answers).items()
    ]
    return finish_intake(
        intake=intake,
        by=by or intake.started_by,
        carried=presses,
        unfinished_reason=reason,
    )
