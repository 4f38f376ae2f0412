"""
Hold the rows that an action is about to judge, as they are now.

Whoever holds several takes them in this order, so that nobody waits in a ring:
patients, a draft, the intake that it corrects, its outcome, referral, follow-up call;
the audit chain last. `no_key`, because a row that refers to a held one may still be
written: PostgreSQL checks that at COMMIT, when the chain is held.
"""

from triage.actions.errors import Refused
from triage.models import Intake, Outcome, Patient


def lock_patients(*patients: Patient) -> list[Patient]:
    """*patients* as they are now, held in the order of their keys."""
    pks = [patient.pk for patient in patients]
    rows = Patient.objects.select_for_update(no_key=True).filter(pk__in=pks)
    found = {row.pk: row for row in rows.order_by("pk")}
    return [found[pk] for pk in pks]


def lock_intake(intake: Intake) -> Intake:
    """*intake* with patient and release, held until the end of the transaction."""
    rows = (
        Intake.objects.select_for_update(of=["self"], no_key=True)
        .select_related("patient", "release")
        .defer("release__text")
    )
    try:
        return rows.get(pk=intake.pk)
    except Intake.DoesNotExist:
        # PostgreSQL leaves out a row that got another patient while we waited for it.
        return rows.get(pk=intake.pk)


def lock_corrected(intake: Intake) -> Outcome | None:
    """What the held *intake* corrects, its intake held too; None if nothing."""
    if intake.corrects_id is None:
        return None
    Intake.objects.select_for_update(no_key=True).only("pk").get(pk=intake.corrects_id)
    outcomes = Outcome.objects.select_related("referral", "intake__retraction")
    return outcomes.defer("answers").get(intake=intake.corrects_id)


def lock_outcome(outcome: Outcome) -> Outcome:
    """*outcome* and its intake, both held: nobody retracts or replaces them now."""
    # Not what may be written while we wait: that is read once the rows are held.
    rows = Outcome.objects.select_for_update(of=("self", "intake"), no_key=True)
    return rows.select_related("intake__patient").get(pk=outcome.pk)


def must_count(outcome: Outcome) -> None:
    """Refuse to go on with an outcome that was retracted or replaced."""
    code = outcome.intake.code
    if outcome.intake.is_retracted:
        raise Refused(f"{code} is retracted: it counts for nothing any more.")
    if correction := outcome.replaced_by:
        raise Refused(f"{code} was replaced by {correction.code}. Go on there.")
