from django.conf import settings
from django.db import models
from django.utils import timezone

from triage.models.language import language_name


class Release(models.Model):
    """
    The full text of content that has judged or advised a patient.

    Found by its digest; never changed, so that every outcome can be replayed and every
    sheet explained years later.
    """

    class Kind(models.TextChoices):
        PROTOCOL = "protocol", "Protocol"
        HANDOUT = "handout", "Handout"

    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    text = models.TextField(help_text="Canonical JSON: file name to file text.")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="release_language_is_the_handouts",
                condition=(
                    models.Q(kind="protocol", language="")
                    | models.Q(kind="handout") & ~models.Q(language="")
                ),
            )
        ]

    def __str__(self):
        return f"{self.kind_in_words} {self.version} ({self.digest[:8]})"

    @property
    def kind_in_words(self):
        """What it is the text of: Protocol, or Handout in Spanish."""
        if self.kind == self.Kind.PROTOCOL:
            return self.get_kind_display()
        return f"{self.get_kind_display()} in {language_name(self.language)}"

    @property
    def is_signed(self):
        return self.signoffs.exists()


class Signoff(models.Model):
    """A named clinician (for a translation, a translator) answers for a release."""

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="signoffs"
    )
    name = models.CharField("signed by", max_length=200)
    registration = models.CharField(max_length=60)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="signoff_names_who_signed",
                condition=~models.Q(name="") & ~models.Q(registration=""),
            )
        ]

    def __str__(self):
        return f"{self.release} signed by {self.name}"
