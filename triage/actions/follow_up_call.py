"""What came of a call that the clinic owed a patient."""

from django.db import transaction
from django.utils import timezone

from triage.actions import audit
from triage.actions.errors import Refused
from triage.models import FollowUp, FollowUpCall, Intake, User

Result, Closed = FollowUpCall.Result, FollowUp.Closed
SETTLED: dict[str, FollowUp.Closed] = {
    Result.BETTER: Closed.REACHED,
    Result.SAME: Closed.REACHED,
}


@transaction.atomic
def record_call(
    *,
    follow_up: FollowUp,
    result: str,
    by: User,
    note: str = "",
    intake: Intake | None = None,
) -> FollowUpCall:
    """
    Record one try to reach a patient.

    Better and the same take the call off the list; so does worse, with the new *intake*
    that it led to. Not reached and wrong number leave it there: somebody has yet to say
    why it may go. Refuses a call that has left the list, and worse without an intake.
    """
    follow_up = (
        FollowUp.objects.select_for_update(of=["self"], no_key=True)
        .select_related("outcome__intake__patient")
        .get(pk=follow_up.pk)
    )
    if follow_up.closed_at:
        raise Refused("This call was made already.")
    if result == Result.WORSE and intake is None:
        raise Refused("The patient is worse: open a new intake now.")
    now = timezone.now()
    call = FollowUpCall.objects.create(
        follow_up=follow_up,
        result=result,
        note=note.strip(),
        intake=intake,
        by=by,
        at=now,
    )
    because = Closed.NEW_INTAKE if intake else SETTLED.get(result)
    if because:
        follow_up.closed_at, follow_up.closed_by = now, by
        follow_up.closed_because = because
        follow_up.save(update_fields=["closed_at", "closed_by", "closed_because"])
    audit.record(
        "called patient",
        by=by,
        patient=follow_up.outcome.intake.patient.code,
        record=follow_up.outcome.intake.code,
        result=result,
        intake=intake.code if intake else None,
    )
    return call
