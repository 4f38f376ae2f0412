"""When a talk took place, of one that is entered afterwards."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from triage.actions.errors import Refused
from triage.models import Intake, Patient

# The longest clock of a protocol is a week (soon): of an older talk every deadline
# would be over at Finish. Then the patient is asked again, as of now.
LATEST_ENTRY = timedelta(days=7)
# A time on paper has no seconds.
EXACTNESS = timedelta(minutes=1)


class AlreadyEntered(Refused):
    """The same talk stands in Backstop, as *intake*."""

    def __init__(self, intake: Intake):
        self.intake = intake
        super().__init__(
            f"This visit was entered already: {intake.code} of this patient has the "
            "same time. Go on there, or give the time of the other visit."
        )


def check_time(took_place_at: datetime, patient: Patient, *, is_new: bool) -> None:
    """
    Refuse a talk in the future, one before *patient* was born, and a new one that is
    entered more than seven days late. One whose answers are carried over may be older.
    """
    now = timezone.now()
    if took_place_at > now:
        raise Refused(
            "An intake cannot take place in the future. Check the day and the time."
        )
    if is_new and now - took_place_at > LATEST_ENTRY:
        raise Refused(
            f"A talk is entered within {LATEST_ENTRY.days} days. Check the day; of an "
            "older one, ask the patient again and enter the answers of now."
        )
    must_be_born(patient, took_place_at)


def must_be_born(patient: Patient, took_place_at: datetime) -> None:
    """Of a birth date that is about right, only the year counts."""
    day, born = timezone.localdate(took_place_at), patient.birth_date
    if born is None or born <= day:
        return
    if not patient.birth_date_is_estimated or born.year > day.year:
        raise Refused(
            "The patient was not born yet on that day. Check the day, and the birth "
            "date in the record."
        )


def must_be_entered_once(patient: Patient, took_place_at: datetime) -> None:
    """
    Refuse (AlreadyEntered) a talk that stands in the record of *patient*, or in one
    merged into it: two people enter one paper, or it was entered from its copy before.

    One that was discarded or retracted does not stand.
    """
    minute = took_place_at.replace(second=0, microsecond=0)
    entered = (
        Intake.objects.standing()
        .filter(Q(patient=patient) | Q(patient__merged_into=patient))
        .filter(took_place_at__gte=minute, took_place_at__lt=minute + EXACTNESS)
        .last()
    )
    if entered:
        raise AlreadyEntered(entered)
