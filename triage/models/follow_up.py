import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from triage.models.intake import Intake
from triage.models.outcome import Outcome


class FollowUpQuerySet(models.QuerySet):
    def due(self):
        """Calls still to be made, the earliest first."""
        return self.filter(closed_at=None).order_by("due_at", "id")


class FollowUp(models.Model):
    """A call that the clinic owes a patient, until somebody says why it is done."""

    class Closed(models.TextChoices):
        REACHED = "reached", "Reached"
        NEW_INTAKE = "new_intake", "A new intake was opened"
        NOT_REACHED = "not_reached", "Not reached after several tries"
        WRONG_NUMBER = "wrong_number", "Wrong number"
        REPLACED = "replaced", "The intake was corrected"
        RETRACTED = "retracted", "The intake was retracted"
        OTHER = "other", "Another reason"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    outcome = models.OneToOneField(
        Outcome, on_delete=models.PROTECT, related_name="follow_up"
    )
    due_at = models.DateTimeField("not before")
    latest_at = models.DateTimeField("not after")
    caller = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    closed_because = models.CharField(max_length=20, choices=Closed, blank=True)
    closed_note = models.CharField(max_length=200, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(
                name="follow_up_due",
                fields=["due_at", "id"],
                condition=Q(closed_at=None),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="follow_up_window_is_in_order",
                condition=Q(latest_at__gte=F("due_at")),
            ),
            models.CheckConstraint(
                name="follow_up_leaves_the_list_with_a_reason",
                condition=(
                    Q(closed_at=None, closed_by=None, closed_because="")
                    | Q(closed_at__isnull=False, closed_by__isnull=False)
                    & ~Q(closed_because="")
                ),
            ),
        ]

    def __str__(self):
        return f"Call after {self.outcome.intake.code}"


class FollowUpCall(models.Model):
    """One try to reach a patient, and what came of it."""

    class Result(models.TextChoices):
        BETTER = "better", "Better"
        SAME = "same", "The same"
        WORSE = "worse", "Worse"
        NOT_REACHED = "not_reached", "Not reached"
        WRONG_NUMBER = "wrong_number", "Wrong number"

    follow_up = models.ForeignKey(
        FollowUp, on_delete=models.PROTECT, related_name="calls"
    )
    result = models.CharField(max_length=20, choices=Result)
    note = models.TextField(blank=True)
    intake = models.ForeignKey(
        Intake, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.get_result_display()}: {self.follow_up_id}"
