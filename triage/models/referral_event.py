from django.conf import settings
from django.db import models
from django.utils import timezone

from triage.models.level import LEVEL_CHOICES
from triage.models.outcome import Outcome
from triage.models.receiver import Receiver
from triage.models.referral import Found, Referral, State


class ReferralEvent(models.Model):
    """
    One step in a referral's life: who did what, when, and how it stood afterwards.

    Never changed. The columns after `note` are what the step recorded; those of COPIED
    are a copy of the referral after it, so that the row can be rebuilt.
    """

    COPIED = (
        "outcome",
        "state",
        "level",
        "level_started_at",
        "owner",
        "receiver",
        "due_at",
        "next_step",
    )

    class Kind(models.TextChoices):
        OPENED = "opened", "Opened"
        TAKEN = "taken", "Taken"
        ASSIGNED = "assigned", "Handed to a colleague"
        SENT = "sent", "Sent"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined by the receiver"
        ARRIVED = "arrived", "Arrived"
        NOT_ARRIVED = "not_arrived", "Did not arrive"
        OUTCOME_RECEIVED = "outcome_received", "Outcome received"
        CANCELLED = "cancelled", "Cancelled"
        PATIENT_DECLINED = "patient_declined", "Patient declined"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Reopened"
        RAISED = "raised", "Level raised"
        LOWERED = "lowered", "Level in force lowered"
        MOVED = "moved", "Moved to a corrected outcome"
        CONTACTED = "contacted", "Tried to reach somebody"
        TOLD = "told", "Told that it is late"
        REPLACED = "replaced", "Outcome replaced, none needed now"
        WRONG_PATIENT = "wrong_patient", "Intake retracted"
        RECEIVER_CALLED_BACK = "receiver_called_back", "Receiver called back"

    class Way(models.TextChoices):
        PHONE = "phone", "Phone"
        IN_PERSON = "in_person", "In person"
        FAX = "fax", "Fax"
        WITH_PATIENT = "with_patient", "Letter given to the patient"
        ELECTRONIC = "electronic", "Electronically"

    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, related_name="events"
    )
    kind = models.CharField(max_length=24, choices=Kind)
    at = models.DateTimeField("true time", default=timezone.now)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True)
    way = models.CharField(max_length=20, choices=Way, blank=True)
    spoke_to = models.CharField(max_length=120, blank=True)
    read_back = models.BooleanField(null=True)
    reached = models.BooleanField(
        null=True, help_text="Whether the person was reached."
    )
    has_capacity = models.BooleanField(null=True)
    advice_given = models.TextField(blank=True)
    safety_net_given = models.BooleanField(null=True)
    found = models.CharField(max_length=20, choices=Found, blank=True)
    family = models.CharField(max_length=40, blank=True)
    told = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=State)
    level = models.CharField(max_length=10, choices=LEVEL_CHOICES)
    level_started_at = models.DateTimeField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    receiver = models.ForeignKey(
        Receiver, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_at = models.DateTimeField(null=True, blank=True)
    next_step = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.referral.code}"
