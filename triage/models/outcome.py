import json
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from triage.models.clinic import clinic_hours
from triage.models.intake import Intake
from triage.models.level import LEVEL_CHOICES, Level
from triage.models.release import Release


class Outcome(models.Model):
    """
    What the protocol said of one finished intake, frozen with the answers of that day.

    Pages, letters, replay and reports read `answers`, never the log.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    intake = models.OneToOneField(
        Intake, on_delete=models.PROTECT, related_name="outcome"
    )
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="outcomes"
    )
    disposition = models.CharField(max_length=10, choices=LEVEL_CHOICES)
    so_far = models.CharField(max_length=10, choices=LEVEL_CHOICES, blank=True)
    could_be = models.CharField(max_length=10, choices=LEVEL_CHOICES)
    reached_at = models.DateTimeField(
        help_text="When the clock of the disposition began."
    )
    answers = models.TextField(help_text="Canonical JSON, with the labels of that day.")
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="outcomes"
    )

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(name="outcome_at", fields=["at"])]

    def __str__(self):
        return f"Outcome of {self.intake.code}"

    def get_absolute_url(self):
        return reverse("triage:outcome_detail", args=[self.uuid])

    @property
    def frozen(self):
        """The frozen answers as Python values."""
        return json.loads(self.answers)

    @property
    def level_in_force(self):
        """The latest override's level, else the computed one."""
        last = max(self.overrides.all(), key=lambda o: o.pk, default=None)
        return Level(last.to_level if last else self.disposition)

    @property
    def in_force_since(self):
        """When the clock of the level in force began; one that is lowered runs on."""
        raised = (o for o in self.overrides.all() if o.is_raising)
        return max((o.at for o in raised), default=self.reached_at)

    @cached_property
    def hours(self):
        """The clinic's hours as they are now, read once for all that is due."""
        return clinic_hours()

    @property
    def replaced_by(self):
        """The finished intake that corrects this one; None while there is none."""
        correction = self.intake.correction
        return None if correction is None or correction.is_draft else correction

    @property
    def counts(self):
        """Whether it stands: neither retracted nor replaced."""
        return not self.intake.is_retracted and self.replaced_by is None


class RaisedFlag(models.Model):
    """One rule that fired or stayed open in an outcome, in the words of that day."""

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="flags")
    rule = models.CharField(max_length=80)
    level = models.CharField(
        "the rule's own level", max_length=10, choices=LEVEL_CHOICES
    )
    fired = models.BooleanField()
    held = models.CharField("level held", max_length=10, choices=LEVEL_CHOICES)
    family = models.CharField(max_length=40)
    family_label = models.CharField(max_length=80)
    reason = models.TextField()
    because = models.TextField(
        default="[]", help_text="Canonical JSON: finding, label and answer of each."
    )
    missing = models.TextField(
        default="[]", help_text="Canonical JSON: finding and label of what is open."
    )
    sources = models.TextField(default="[]", help_text="Canonical JSON: key and title.")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(name="flag_rule", fields=["rule", "fired"])]
        constraints = [
            models.UniqueConstraint(
                name="flag_of_a_rule_is_raised_once", fields=["outcome", "rule"]
            ),
            models.CheckConstraint(
                name="flag_that_fired_holds_its_own_level",
                condition=Q(fired=False) | Q(held=F("level")),
            ),
        ]

    def __str__(self):
        return f"{self.rule} of {self.outcome_id}"

    @property
    def because_list(self):
        return json.loads(self.because)

    @property
    def missing_list(self):
        return json.loads(self.missing)

    @property
    def source_list(self):
        return json.loads(self.sources)
