"""One invented intake: what was asked, answered and pressed, by the staff's actions."""

from random import Random

from triage.actions.answer import save_answer, save_group
from triage.actions.errors import NotFinished
from triage.actions.finish import finish_intake
from triage.actions.intake import open_intake
from triage.actions.pages import page_token
from triage.actions.press import Press
from triage.actions.state import intake_state
from triage.engine import from_text, shown
from triage.management.demo.stories import Story
from triage.models import Intake, Outcome, Patient, User

WELL = {
    "onset_days_ago": "2",
    "pain_score": "4",
    "temperature_c": "unsure",
    "episode_pattern": "minutes",
    "trigger": "twisting",
    "both_legs_course": "new",
    "someone_with_patient": "yes",
}


def begin(*, patient: Patient, story: Story, by: User, rng: Random) -> Intake:
    """Open a draft with what comes before the first question."""
    by_phone = rng.random() < 0.6
    return open_intake(
        patient=patient,
        channel="phone" if by_phone else "face_to_face",
        by=by,
        identifiers_confirmed=True,
        informant="parent" if patient.guardian_name else "patient",
        interpreter="professional" if patient.language == "es" else "none",
        callback_number=patient.phone if by_phone else "",
        place=patient.address if by_phone else f"Room {rng.randint(1, 7)}",
    )


def answers_of(intake: Intake, story: Story) -> dict[str, str]:
    """All that the form asks a patient with *story*, follow-ups included, as text."""
    state = intake_state(intake)
    findings = state.protocol.findings
    given = dict(story.answers)
    while True:
        known = state.answers | {
            name: from_text(findings[name], value) for name, value in given.items()
        }
        asked = [name for name in shown(known, state.protocol) if name not in known]
        if not asked:
            return given
        given |= {name: WELL.get(name, "no") for name in asked}


def press_one_by_one(intake, answers, *, by, clock, stop_after=None):
    """
    Answer as somebody at the desk does, a few seconds a press: critical questions one
    by one, the other plain ones by 'No to all of these' where nothing was a yes.
    """
    page, state = page_token(intake), intake_state(intake)
    presses = 0
    for each in state.protocol.sets:
        names = [name for name in each.findings if name in answers]
        together = not each.critical and any(answers[n] == "no" for n in names)
        for name in names:
            if together and answers[name] == "no":
                continue
            presses += 1
            if stop_after is not None and presses > stop_after:
                return
            clock.shift(4)
            save_answer(
                intake=intake,
                finding=name,
                value=answers[name],
                by=by,
                page=page,
                counter=presses,
                seen=None,
            )
        if together:
            presses += 1
            clock.shift(6)
            save_group(intake=intake, set_id=each.id, by=by, page=page, counter=presses)


def finish(intake, answers, *, by: User, reason: str = "") -> Outcome:
    """Finish with *answers* as the page shows them; the newest were pressed before."""
    page, rows = page_token(intake), intake_state(intake).rows
    carried = [
        Press(
            finding=name,
            value=value,
            page=page,
            counter=number,
            seen=rows[name].pk if name in rows else None,
        )
        for number, (name, value) in enumerate(answers.items())
    ]
    try:
        return finish_intake(
            intake=intake, by=by, carried=carried, unfinished_reason=reason
        )
    except NotFinished:
        return finish_intake(
            intake=intake, by=by, carried=carried, unfinished_reason="other"
        )
