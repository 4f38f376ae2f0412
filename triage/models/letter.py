import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from triage.models.referral import Referral
from triage.models.referral_event import ReferralEvent


class Letter(models.Model):
    """The letter about a referral, exactly as it was sent or handed over."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, related_name="letters"
    )
    words = models.TextField(help_text="Canonical JSON: all that was printed.")
    digest = models.CharField(max_length=64)
    paper = models.CharField(max_length=10)
    to = models.CharField(max_length=200, blank=True)
    way = models.CharField(max_length=20, choices=ReferralEvent.Way, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"Letter about {self.referral.code}"
