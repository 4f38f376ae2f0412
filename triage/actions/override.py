"""A clinician's own decision about an outcome: the level in force from then on."""

from django.db import transaction
from django.utils import timezone

from triage.actions import audit
from triage.actions.errors import Refused
from triage.actions.follow_up import move_follow_up
from triage.actions.lock import lock_outcome, must_count
from triage.actions.referral import lower_referral, open_referral, raise_referral
from triage.models import (
    LEVELS,
    REASON_LENGTH,
    REFERRED,
    Duty,
    Level,
    Outcome,
    Override,
    Referral,
    User,
)


class LevelChanged(Refused):
    """Somebody put another level in force since the form was opened."""


@transaction.atomic
def override_outcome(
    *, outcome: Outcome, to_level: str, reason: str, by: User, seen: str = ""
) -> Override:
    """
    Put *to_level* in force for *outcome*; what was computed stays beside it.

    Up: the referral is opened, or raised and its clock started again, in the same
    transaction. Down: the referral stays open until a clinician closes it. The
    follow-up call moves with the level. *seen* is the level in force that the form
    showed; '' where there was no form.

    Refused: somebody who is no clinician, a reason under 20 characters, the level that
    is in force already, an outcome that was retracted or replaced, and, unless no other
    clinician is on duty, lowering an emergency of an intake that *by* took.
    """
    outcome = lock_outcome(outcome)
    in_force, to_level = outcome.level_in_force, Level(to_level)
    reason = reason.strip()
    must_count(outcome)
    _refuse_what_changed(outcome, in_force, seen)
    _refuse_the_decision(in_force, to_level, reason, by)
    override = Override.objects.create(
        outcome=outcome,
        from_level=in_force,
        to_level=to_level,
        reason=reason,
        by=by,
        at=timezone.now(),
        alone_on_duty=_lowers_own_emergency_alone(outcome, in_force, by),
    )
    referral = _settle_referral(override)
    call = move_follow_up(
        outcome=outcome,
        level=to_level,
        since=override.at,
        is_raised=override.is_raising,
    )
    audit.record(
        "changed level",
        by=by,
        patient=outcome.intake.patient.code,
        record=outcome.intake.code,
        computed=outcome.disposition,
        from_level=in_force,
        to_level=to_level,
        alone_on_duty=override.alone_on_duty,
        referral=referral.code if referral else "",
        call_was=call.closed_because or "open",
    )
    return override


def _refuse_what_changed(outcome, in_force, seen):
    if seen and seen != in_force:
        last = outcome.overrides.last()
        changed = f"{last.by} changed the level to" if last else "In force is"
        raise LevelChanged(
            f"{changed} {LEVELS[in_force]}, which your page did not show. Nothing of "
            "yours was saved. Read the reason, then decide again."
        )


def _refuse_the_decision(in_force, to_level, reason, by):
    if not by.is_clinician:
        raise Refused("Only a clinician changes a level.")
    if to_level not in LEVELS:
        raise Refused("Choose one of the levels.")
    if to_level == in_force:
        raise Refused(f"{LEVELS[in_force]} is in force already. Choose another level.")
    if len(reason) < REASON_LENGTH:
        raise Refused(
            f"Give a reason of {REASON_LENGTH} characters or more: "
            "what you saw that the rules did not."
        )


def _lowers_own_emergency_alone(outcome, in_force, by):
    """Whether *by* lowers an own emergency; refused while a colleague is on duty."""
    if in_force != Level.EMERGENCY or not _took(outcome, by):
        return False
    others = Duty.objects.at(timezone.now()).exclude(clinician=by)
    if others.filter(clinician__is_active=True).exists():
        raise Refused(
            "You took this intake yourself. Ask a clinician on duty to lower the "
            "emergency."
        )
    return True


def _took(outcome, by):
    intake = outcome.intake
    return (
        by.pk in (intake.started_by_id, intake.submitted_by_id)
        or intake.answers.filter(by=by).exists()
    )


def _settle_referral(override: Override) -> Referral | None:
    """
    Keep the referral of the outcome true to the level now in force.

    At a level that needs one it is open afterwards, whichever way the level went.
    """
    outcome, level, by = override.outcome, override.to_level, override.by
    referral = getattr(outcome, "referral", None)
    if referral is None:
        if level not in REFERRED:
            return None
        return open_referral(
            outcome=outcome, level=level, started_at=override.at, by=by
        )
    settle = raise_referral if override.is_raising else lower_referral
    return settle(
        referral=referral,
        level=level,
        started_at=override.at,
        by=by,
        note=override.reason,
    )
