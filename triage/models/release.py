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
        """Whether somebody answers for it: a sign-off stands that nobody withdrew."""
        return self.signoffs.standing().exists()
