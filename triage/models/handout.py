import json
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from triage.models.clinic import Paper
from triage.models.decision import Override, Retraction
from triage.models.intake import Intake
from triage.models.language import language_name
from triage.models.level import LEVEL_CHOICES
from triage.models.outcome import Outcome
from triage.models.patient import Patient
from triage.models.release import Release


class HandoutQuerySet(models.QuerySet):
    def with_what_followed(self):
        """Each copy with what became of it, read in the same query: see `since`."""
        heard = TeachBack.objects.filter(handout=OuterRef("pk")).order_by("-id")
        decided = Override.objects.filter(outcome=OuterRef("outcome")).order_by("-id")
        retracted = Retraction.objects.filter(intake=OuterRef("outcome__intake"))
        corrected = Intake.objects.standing().filter(
            corrects=OuterRef("outcome__intake"), submitted_at__isnull=False
        )
        return self.annotate(
            heard=Subquery(heard.values("result")[:1]),
            changed_at=Subquery(decided.values("at")[:1]),
            changed_to=Subquery(decided.values("to_level")[:1]),
            is_retracted=Exists(retracted),
            is_replaced=Exists(corrected),
        )


class HandoutIssued(models.Model):
    """One sheet that a patient was given, with the exact words of that copy."""

    class Since(models.TextChoices):
        """Why a copy must not be handed out again."""

        RETRACTED = "retracted", "intake retracted"
        REPLACED = "replaced", "given before the correction"
        CHANGED = "changed", "given before the change"

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

    objects = HandoutQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "handouts issued"
        indexes = [models.Index(name="handout_release", fields=["release", "-id"])]

    def __str__(self):
        return f"Handout for {self.outcome.intake.code}"

    def get_absolute_url(self):
        return reverse("triage:handout_detail", args=[self.uuid])

    @property
    def frozen(self):
        """The words of this copy as Python values."""
        return json.loads(self.words)

    @property
    def language_name(self):
        return language_name(self.language)

    @property
    def since(self):
        """
        What came after this copy of `with_what_followed`: one of Since, else None.

        A level that was changed and changed back counts: the days on the sheet are old.
        """
        if self.is_retracted:
            return self.Since.RETRACTED
        if self.is_replaced:
            return self.Since.REPLACED
        if self.changed_at is None:
            return None
        is_old = self.at < self.changed_at or self.level != self.changed_to
        return self.Since.CHANGED if is_old else None

    @property
    def heard_in_words(self):
        """What the patient said back last, of `with_what_followed`; '' if not asked."""
        return TeachBack.Result(self.heard).label if self.heard else ""


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
