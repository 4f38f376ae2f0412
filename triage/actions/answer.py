"""Keep answers as they are given: one line a press, in the order it was meant."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from triage.actions.errors import Refused
from triage.actions.lock import lock_intake
from triage.actions.pages import check_page
from triage.actions.press import Press, judge
from triage.actions.state import (
    IntakeState,
    current_answers,
    intake_state,
    reached_since,
)
from triage.engine import ceasing
from triage.models import Answer, Intake, User

# What the board and Today show of a draft, kept on its own row.
TOUCHED = ("so_far", "reached_at", "touched_at", "touched_by", *Answer.DETAILS)


@dataclass(frozen=True, kw_only=True)
class Saved:
    """
    What came of one press.

    *row* is the line that stands now for the finding (None where nothing does), *state*
    the intake after it, *changed* the lines written, *withdrawn* the follow-ups that
    cease to apply, *stale* whether a later press of the same page was there already.
    """

    row: Answer | None
    state: IntakeState
    changed: tuple[Answer, ...] = ()
    withdrawn: tuple[str, ...] = ()
    stale: bool = False


@transaction.atomic
def save_answer(
    *,
    intake: Intake,
    finding: str,
    value: str | None,
    by: User,
    page: str,
    counter: int,
    seen: int | None,
) -> Saved:
    """
    Keep one answer, or withdraw it (*value* None).

    A repeated press is kept once and answered as before, also after Finish. A press
    older than the last one of its page writes nothing. Refuses a value that the
    catalogue does not allow, a page or a line of another intake, and an intake that is
    finished; raises Conflict where another page answered since.
    """
    intake = lock_intake(intake)
    press = Press(finding=finding, value=value, page=page, counter=counter, seen=seen)
    check_page(intake, page)
    state = intake_state(intake)
    if _is_repeated(state, press):
        return Saved(row=state.rows[finding], state=state)

    must_be_draft(intake)
    row = judge(state, press)
    if row is None:
        return Saved(row=state.rows.get(finding), state=state, stale=True)
    return write(intake, state, [row], by=by)


@transaction.atomic
def save_group(
    *, intake: Intake, set_id: str, by: User, page: str, counter: int
) -> Saved:
    """
    'No to all of these': write no to what the set's sentence asked and nobody answered.

    Never in a critical set, never to a follow-up, a number or a choice: their words
    were not read (design, the flow of one intake).
    """
    intake = lock_intake(intake)
    check_page(intake, page)
    state = intake_state(intake)
    protocol = state.protocol
    chosen = next((each for each in protocol.sets if each.id == set_id), None)
    if chosen is None or chosen.critical:
        raise Refused("These questions are answered one by one.")
    if any(row.page == page and row.counter == counter for row in state.log):
        return Saved(row=None, state=state)

    must_be_draft(intake)
    lines = [
        Answer(
            finding=name,
            value="no",
            source=Answer.Source.GROUP,
            page=page,
            counter=counter,
        )
        for name in answered_together(state, chosen)
    ]
    return write(intake, state, lines, by=by)


def answered_together(state: IntakeState, chosen) -> list[str]:
    """Name what 'No to all' of the set *chosen* would answer now."""
    findings = state.protocol.findings
    return [
        name
        for name in chosen.findings
        if name in state.shown
        and name not in state.answers
        and findings[name].kind == "answer"
        and not findings[name].is_follow_up
    ]


def must_be_draft(intake: Intake) -> None:
    """Refuse to change an intake that is finished or discarded."""
    if intake.submitted_at:
        raise Refused("This intake is finished. Correct it from its outcome page.")
    if intake.discarded_at:
        raise Refused("This intake was discarded. Start a new one.")


def write(
    intake: Intake,
    state: IntakeState,
    lines: Iterable[Answer],
    *,
    by: User,
    save: bool = True,
) -> Saved:
    """
    Write *lines*, withdraw the follow-ups that cease to apply, and bring the level so
    far up to date. The intake must be locked and a draft; without *save* it is for the
    caller to save its row.
    """
    lines, now = list(lines), timezone.now()
    gone = _ceasing(state, lines)
    written = [*lines, *gone]
    for line in written:
        line.intake, line.by, line.at = intake, by, now
    Answer.objects.bulk_create(written)
    after = intake_state(intake, [*state.log, *written])
    touch(intake, after, at=now, by=by, lines=lines, save=save)
    return Saved(
        row=lines[0] if lines else None,
        state=after,
        changed=tuple(written),
        withdrawn=tuple(line.finding for line in gone),
    )


def touch(
    intake: Intake, state: IntakeState, *, at, by: User, lines=(), save: bool = True
) -> None:
    """Keep on the draft itself what the board shows of it, and who was last here."""
    for line in lines:
        if line.finding in Answer.DETAILS:
            setattr(intake, line.finding, line.value or "")
    new, old = state.assessment.so_far, intake.so_far or None
    if new is None:
        intake.so_far, intake.reached_at = "", None
    elif old is None or new > old:
        intake.so_far, intake.reached_at = new, at
    elif new < old:
        since = reached_since(state.log, state.protocol, new)
        if since == state.log[0].at and intake.carried_reached_at:
            # Unbroken since the draft was opened: so it has stood since before that.
            since = intake.carried_reached_at
        intake.so_far, intake.reached_at = new, since
    intake.touched_at, intake.touched_by = at, by
    if save:
        intake.save(update_fields=TOUCHED)


def _ceasing(state, lines):
    """The answered follow-ups that the form no longer asks, as lines that withdraw."""
    rows = state.rows | {line.finding: line for line in lines}
    after = current_answers(rows, state.protocol)
    return [
        Answer(finding=name, value=None, page=lines[0].page, counter=lines[0].counter)
        for name in ceasing(state.answers, after, state.protocol)
    ]


def _is_repeated(state, press):
    return any(
        (row.finding, row.page, row.counter)
        == (press.finding, press.page, press.counter)
        for row in state.log
    )
