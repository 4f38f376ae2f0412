import json
import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from triage.models.clinic import Paper
from triage.models.level import LEVEL_CHOICES
from triage.models.outcome import Outcome
from triage.models.patient import Patient
from triage.models.release import Release


class HandoutIssued(models.Model):
    """One sheet that a patient was given, with the exact words of that copy."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, related_name="handouts"
    )
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="handouts"
    )
    level = models.CharField("level in force", max_length=10, choices=LEVEL_CHOICES)
    words = models.TextField(help_text="Canonical JSON: all that was printed.")
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    size = models.CharField(max_length=10, choices=Patient.PrintSize)
    paper = models.CharField(max_length=10, choices=Paper)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "handouts issued"

    def __str__(self):
        return f"Handout for {self.outcome.intake.code}"

    def get_absolute_url(self):
        return reverse("triage:handout_detail", args=[self.uuid])

    @property
    def frozen(self):
        """The words of this copy as Python values."""
        return json.loads(self.words)


class TeachBack(models.Model):
    """The patient said it back in their own words, or could not."""

    class Result(models.TextChoices):
        UNDERSTOOD = "understood", "Understood"
        PARTLY = "partly", "Understood in part, explained again"
        NOT_UNDERSTOOD = "not_understood", "Not understood"

    handout = models.ForeignKey(
        HandoutIssued, on_delete=models.PROTECT, related_name="teach_backs"
    )
    result = models.CharField(max_length=20, choices=Result)
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.get_result_display()}: {self.handout_id}"
