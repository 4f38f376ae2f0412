from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from triage.models.intake import Intake


class Answer(models.Model):
    """
    One line of the log of an intake: what was answered, when, by whom, how asked.

    Never changed and never deleted; the current answer is the latest line of its
    finding. A null value withdraws: the question counts as not asked again. The lines
    above the question sets (own words, medicines, call-back number, ...) are kept by
    the same rules under the names in DETAILS.
    """

    class Source(models.TextChoices):
        ASKED = "asked", "Asked"
        GROUP = "group", "Asked together"
        RECORD = "record", "From the patient's record"
        CARRIED = "carried", "Carried from an earlier intake"

    DETAILS = (
        "callback_number",
        "place",
        "own_words",
        "medicines",
        "allergies",
        "informant",
        "interpreter",
    )

    intake = models.ForeignKey(
        Intake, on_delete=models.PROTECT, related_name="answers", db_index=False
    )
    finding = models.CharField(max_length=60)
    value = models.TextField(null=True)  # noqa: DJ001 (null is withdrawn, '' is not)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=10, choices=Source, default=Source.ASKED)
    page = models.CharField(max_length=36, blank=True)
    counter = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(name="answer_intake", fields=["intake", "id"])]
        constraints = [
            models.UniqueConstraint(
                name="answer_of_a_page_is_kept_once",
                fields=["intake", "finding", "page", "counter"],
                condition=~Q(page=""),
            )
        ]

    def __str__(self):
        return f"{self.finding} of {self.intake_id}"
