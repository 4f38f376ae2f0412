from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone

from triage.models.intake import Intake
from triage.models.level import LEVEL_CHOICES, Level
from triage.models.outcome import Outcome

REASON_LENGTH = 20


class Override(models.Model):
    """A clinician's decision that another level is in force, with the reason."""

    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, related_name="overrides"
    )
    from_level = models.CharField(max_length=10, choices=LEVEL_CHOICES)
    to_level = models.CharField(max_length=10, choices=LEVEL_CHOICES)
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="overrides"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    alone_on_duty = models.BooleanField(
        default=False,
        help_text="Lowered an emergency of an own intake: nobody else was on duty.",
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="override_changes_the_level",
                condition=~Q(from_level=F("to_level")),
            ),
            models.CheckConstraint(
                name="override_says_why",
                condition=GreaterThanOrEqual(Length("reason"), REASON_LENGTH),
            ),
        ]

    def __str__(self):
        return f"{self.from_level} to {self.to_level}"

    @property
    def is_raising(self):
        return Level(self.to_level) > Level(self.from_level)


class Retraction(models.Model):
    """A finished intake that must not count: it stays, struck through."""

    class Kind(models.TextChoices):
        WRONG_PATIENT = "wrong_patient", "Wrong patient"
        TEST = "test", "A test, not a patient"
        DUPLICATE = "duplicate", "Entered twice"

    intake = models.OneToOneField(
        Intake, on_delete=models.PROTECT, related_name="retraction"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="retraction_says_why", condition=~Q(reason=""))
        ]

    def __str__(self):
        return f"{self.intake_id} retracted: {self.get_kind_display()}"


class Review(models.Model):
    """A second look at one outcome by somebody who did not take the intake."""

    class Verdict(models.TextChoices):
        AGREE = "agree", "Agree"
        HIGHER = "higher", "Should have been higher"
        LOWER = "lower", "Should have been lower"

    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, related_name="reviews"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    is_blinded = models.BooleanField(
        default=False, help_text="The reviewer gave a level before seeing ours."
    )
    level = models.CharField(max_length=10, choices=LEVEL_CHOICES)
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="review_once_by_each_person", fields=["outcome", "by"]
            ),
            models.CheckConstraint(
                name="review_that_disagrees_says_why",
                condition=Q(verdict="agree") | ~Q(reason=""),
            ),
        ]

    def __str__(self):
        return f"{self.get_verdict_display()} with {self.outcome_id}"
