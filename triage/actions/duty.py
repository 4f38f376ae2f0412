"""Who is on duty: a clinician says so with one click, and until when."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from triage.actions import audit
from triage.actions.errors import Refused
from triage.models import Duty, User

LONGEST = dt.timedelta(hours=24)


@transaction.atomic
def start_duty(*, until_at: dt.datetime, by: User, extension: str = "") -> Duty:
    """
    Put *by* on duty from now until *until_at*, reached under *extension*.

    Somebody already on duty goes on under the new particulars, in the same row.
    Refused: somebody who is no clinician, an end that is past or over 24 hours away.
    """
    now = timezone.now()
    if not by.is_clinician:
        raise Refused("Only a clinician goes on duty.")
    if until_at <= now:
        raise Refused("The end of the duty is past. Give a time that is still to come.")
    if until_at - now > LONGEST:
        raise Refused("A duty ends within 24 hours. Give an earlier time.")
    # The row of the clinician is the lock: two clicks make one duty.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    duty = by.duties.at(now).first() or Duty(clinician=by, from_at=now)
    duty.until_at, duty.extension = until_at, extension.strip()
    duty.save()
    audit.record("began duty", by=by, until_at=until_at.isoformat())
    return duty


@transaction.atomic
def end_duty(*, by: User) -> int:
    """Take *by* off duty now; give how many duties that ended, 0 if there was none."""
    now = timezone.now()
    ended = by.duties.at(now).update(until_at=now)
    if ended:
        audit.record("ended duty", by=by)
    return ended
