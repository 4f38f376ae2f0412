"""Finish an intake: judge it, freeze it, and open all that follows, or nothing."""

from django.db import transaction
from django.utils import timezone

from triage.actions import audit
from triage.actions.answer import TOUCHED, must_be_draft, write
from triage.actions.errors import Conflict, NotFinished
from triage.actions.follow_up import book_follow_up, settle_follow_up
from triage.actions.frozen import frozen_answers, raised_flags
from triage.actions.lock import lock_corrected, lock_intake
from triage.actions.press import Press, judge
from triage.actions.referral import open_referral
from triage.actions.referral_correction import move_to_outcome
from triage.actions.state import IntakeState, intake_state
from triage.engine import Level
from triage.models import REFERRED, FollowUp, Intake, Outcome, RaisedFlag, User

# While one of these is asked without an answer it holds urgent only, yet "not sure" is
# an emergency (clinical notes, 'Open clinic decisions'): so it is asked before leaving.
SETTLED_FIRST = ("both_legs_course", "someone_with_patient")


@transaction.atomic
def finish_intake(
    *,
    intake: Intake,
    by: User,
    carried: tuple[Press, ...] = (),
    unfinished_reason: str = "",
    unfinished_note: str = "",
    typed: dict[str, str] | None = None,
) -> Outcome:
    """
    Judge *intake* with all that its page shows, and keep the outcome.

    *carried* are the answers on the page, *typed* the numbers that cannot be, by
    finding: they stay unanswered and the outcome keeps what was typed. In one
    transaction: outcome, raised flags, referral with its first event (emergency, urgent
    and soon), follow-up call, audit entry. Finishing twice gives the same outcome.

    Raises Conflict where somebody answered since, and NotFinished while a critical
    question, a follow-up that is asked, a number or a call-back number is open, unless
    a reason is given or an emergency has fired.
    """
    intake = lock_intake(intake)
    if intake.submitted_at:
        return intake.outcome
    must_be_draft(intake)
    corrected = lock_corrected(intake)
    state = _with_carried(intake, carried, by=by)
    typed = {name: text for name, text in (typed or {}).items() if text}
    unfinished_reason = _why_unfinished(intake, state, typed, unfinished_reason)

    outcome = _outcome(intake, state, typed, by=by)
    RaisedFlag.objects.bulk_create(raised_flags(outcome, state))
    referral = _refer(outcome, corrected, by=by)
    if corrected:
        settle_follow_up(outcome=corrected, because=FollowUp.Closed.REPLACED, by=by)
    book_follow_up(outcome=outcome, level=outcome.disposition, by=by)
    intake.submitted_at, intake.submitted_by = outcome.at, by
    intake.unfinished_reason = unfinished_reason
    intake.unfinished_note = unfinished_note if unfinished_reason else ""
    intake.save(
        update_fields=[
            *TOUCHED,
            "submitted_at",
            "submitted_by",
            "unfinished_reason",
            "unfinished_note",
        ]
    )
    audit.record(
        "finished intake",
        by=by,
        patient=intake.patient.code,
        record=intake.code,
        disposition=outcome.disposition,
        referral=referral.code if referral else None,
        unfinished=unfinished_reason,
        release=intake.release.digest,
    )
    return outcome


def _with_carried(intake, carried, *, by) -> IntakeState:
    """Keep what the page shows and the log does not, or raise with every conflict."""
    state, lines, rows = intake_state(intake), [], []
    sent: dict = {}
    for press in carried:
        row = state.rows.get(press.finding)
        if press.value is None and (press.seen is None or row is None):
            continue
        try:
            line = judge(state, press)
        except Conflict as conflict:
            rows += conflict.rows
            sent |= conflict.sent
            continue
        if line is not None and (row is None or row.value != line.value):
            lines.append(line)
    if rows:
        raise Conflict(rows, sent)
    if not lines:
        return state
    return write(intake, state, lines, by=by, save=False).state


def open_items(
    intake: Intake, state: IntakeState, typed: dict[str, str]
) -> list[tuple[str, str]]:
    """
    Name what stops the first press of Finish, each with a sentence, in page order.

    Critical questions and follow-ups that are asked without an answer, numbers that
    cannot be, and the call-back number of an intake by phone.
    """
    items = []
    if intake.channel == Intake.Channel.PHONE and not intake.callback_number:
        items.append(("callback_number", "Enter a phone number we can call back"))
    findings = state.protocol.findings
    for name in state.shown:
        finding = findings[name]
        if name in typed:
            items.append((name, f"{finding.label}: {typed[name]} cannot be"))
        elif name not in state.answers and (finding.critical or finding.is_follow_up):
            items.append((name, f"{finding.label}: not answered"))
    return items


def _why_unfinished(intake, state, typed, reason):
    """Return the reason to keep, or raise NotFinished while there must be one."""
    items = open_items(intake, state, typed)
    if not items:
        return reason
    if state.assessment.so_far == Level.EMERGENCY:
        return reason or Intake.Unfinished.EMERGENCY
    must = [name for name in state.unanswered() if name in SETTLED_FIRST]
    if must or not reason:
        raise NotFinished(items, must, _holding(state, {name for name, _ in items}))
    return reason


def _holding(state, listed):
    """Count the other unanswered questions that hold the level."""
    level = state.assessment.disposition
    asked = {
        name
        for rule in state.assessment.open
        if rule.level == level
        for name in rule.findings
    }
    return len(asked & set(state.unanswered()) - listed)


def _outcome(intake, state, typed, *, by):
    assessment, now = state.assessment, timezone.now()
    fired = assessment.so_far == assessment.disposition
    return Outcome.objects.create(
        intake=intake,
        release=intake.release,
        disposition=assessment.disposition,
        so_far=assessment.so_far or "",
        could_be=assessment.could_be,
        # A level that is only held starts at the outcome (safety rule 11).
        reached_at=intake.reached_at if fired and intake.reached_at else now,
        answers=frozen_answers(intake, state, typed),
        at=now,
        by=by,
    )


def _refer(outcome, corrected, *, by):
    """
    Open the referral that the outcome needs, or move that of the *corrected* one.

    An open one goes with the patient to the new outcome; where that needs none it stays
    open, to be closed as replaced. That of a retracted intake stays where it is: its
    receiver is called back.
    """
    old = getattr(corrected, "referral", None)
    is_needed = outcome.disposition in REFERRED
    if old is not None and not corrected.intake.is_retracted:
        moved = move_to_outcome(referral=old, outcome=outcome, by=by)
        return moved if is_needed else None
    if not is_needed:
        return None
    return open_referral(
        outcome=outcome,
        level=outcome.disposition,
        started_at=outcome.reached_at,
        by=by,
    )
