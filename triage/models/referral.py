import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.urls import reverse
from django.utils import timezone

from triage.models.level import LEVEL_CHOICES, LEVELS
from triage.models.outcome import Outcome
from triage.models.receiver import Receiver


class State(models.TextChoices):
    OPENED = "opened", "Opened"
    SENT = "sent", "Sent"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    ARRIVED = "arrived", "Arrived"
    NOT_ARRIVED = "not_arrived", "Did not arrive"
    OUTCOME_RECEIVED = "outcome_received", "Outcome received"
    CANCELLED = "cancelled", "Cancelled"
    PATIENT_DECLINED = "patient_declined", "Patient declined"
    CLOSED = "closed", "Closed"


# Every legal move and the step that each state waits for: the whole life of a referral.
NEXT = {
    State.OPENED: (State.SENT, State.CANCELLED, State.PATIENT_DECLINED),
    State.SENT: (
        State.ACCEPTED,
        State.DECLINED,
        State.ARRIVED,
        State.CANCELLED,
        State.PATIENT_DECLINED,
    ),
    State.ACCEPTED: (
        State.ARRIVED,
        State.NOT_ARRIVED,
        State.CANCELLED,
        State.PATIENT_DECLINED,
    ),
    State.DECLINED: (State.SENT, State.CANCELLED, State.PATIENT_DECLINED),
    State.NOT_ARRIVED: (
        State.ARRIVED,
        State.SENT,
        State.CANCELLED,
        State.PATIENT_DECLINED,
    ),
    State.ARRIVED: (State.OUTCOME_RECEIVED,),
    State.OUTCOME_RECEIVED: (State.CLOSED,),
    State.CANCELLED: (State.CLOSED,),
    State.PATIENT_DECLINED: (State.CLOSED,),
    State.CLOSED: (State.OPENED,),
}


class Found(models.TextChoices):
    """What was found in the end: no referral closes without it."""

    CONFIRMED_SERIOUS = "confirmed_serious", "Confirmed serious"
    OTHER_DIAGNOSIS = "other_diagnosis", "Another diagnosis"
    NOTHING_FOUND = "nothing_found", "Nothing serious found"
    PATIENT_DECLINED = "patient_declined", "Patient declined"
    REPLACED = "replaced", "Replaced by a correction"
    WRONG_PATIENT = "wrong_patient", "Wrong patient, or a test"


class ReferralQuerySet(models.QuerySet):
    def open(self):
        """Referrals that nobody has closed, in the board's order."""
        return self.exclude(state=State.CLOSED).order_by("-rank", "due_at", "id")

    def waiting(self):
        """Open referrals that no clinician has taken."""
        return self.open().filter(owner=None)

    def overdue(self, now):
        """Open referrals whose next step is late at *now*."""
        return self.open().filter(due_at__lt=now)

    def closed_since(self, moment):
        """Referrals closed since *moment*, the latest first."""
        return self.filter(state=State.CLOSED, closed_at__gte=moment).order_by(
            "-closed_at", "-id"
        )

    def after(self, rank, due_at, pk):
        """What follows the row of this *rank*, *due_at*, *pk* on the board."""
        # The first condition says nothing new: it lets the index begin where it should.
        return self.filter(rank__lte=rank).filter(
            Q(rank__lt=rank)
            | Q(rank=rank, due_at__gt=due_at)
            | Q(rank=rank, due_at=due_at, id__gt=pk)
        )

    def closed_before(self, closed_at, pk):
        """What follows the row of this *closed_at*, *pk* among the closed ones."""
        return self.filter(closed_at__lte=closed_at).filter(
            Q(closed_at__lt=closed_at) | Q(closed_at=closed_at, id__lt=pk)
        )


class Referral(models.Model):
    """
    A patient handed on because of an outcome, until somebody says what was found.

    The row is a cache of its events and is changed only by
    triage.actions.referral_event, which writes the event beside it. The database
    refuses an open referral without a next step and a deadline, and a closed one
    without what was found.
    """

    past: list  # the events, oldest first, of a row that an action has locked

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    outcome = models.OneToOneField(
        Outcome, on_delete=models.PROTECT, related_name="referral"
    )
    state = models.CharField(max_length=20, choices=State, default=State.OPENED)
    level = models.CharField(max_length=10, choices=LEVEL_CHOICES)
    rank = models.GeneratedField(
        expression=Case(
            *(When(level=level, then=Value(level.rank)) for level in LEVELS),
            output_field=models.PositiveSmallIntegerField(),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    level_started_at = models.DateTimeField(
        help_text="When the clock of the level began."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
        # Asked for among the open ones only: all that anybody ever owned is too much.
        db_index=False,
    )
    receiver = models.ForeignKey(
        Receiver, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    next_step = models.CharField(max_length=120, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    found = models.CharField(max_length=20, choices=Found, blank=True)
    family = models.CharField(
        max_length=40, blank=True, help_text="What was found belongs to this family."
    )

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                name="referral_board",
                fields=["-rank", "due_at", "id"],
                condition=~Q(state="closed"),
            ),
            models.Index(
                name="referral_owner",
                fields=["owner", "-rank", "due_at", "id"],
                condition=~Q(state="closed"),
            ),
            models.Index(
                name="referral_closed",
                fields=["closed_at"],
                condition=Q(state="closed"),
            ),
            models.Index(name="referral_opened", fields=["opened_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="referral_has_a_next_step_until_closed",
                condition=(
                    Q(state="closed", next_step="", due_at=None)
                    | ~Q(state="closed") & ~Q(next_step="") & Q(due_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="referral_closes_with_what_was_found",
                condition=(
                    Q(state="closed", closed_at__isnull=False) & ~Q(found="")
                    | ~Q(state="closed") & Q(closed_at=None, found="")
                ),
            ),
            models.CheckConstraint(
                name="referral_is_never_for_self_care",
                condition=~Q(level="self_care"),
            ),
        ]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("triage:referral_detail", args=[self.uuid])

    @property
    def code(self):
        """What people say and type for this referral. Safe in titles and logs."""
        return f"R-{self.pk}"

    @property
    def is_open(self):
        return self.state != State.CLOSED

    def can_become(self, state):
        """Whether the table of moves allows *state* next."""
        return state in NEXT[State(self.state)]

    def is_late(self, now):
        """Whether the next step is overdue at *now*; derived, never stored."""
        return self.due_at is not None and self.due_at < now
