import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from triage.models.level import LEVEL_CHOICES, Level
from triage.models.patient import Patient
from triage.models.release import Release


class IntakeQuerySet(models.QuerySet):
    def drafts(self):
        """Intakes that somebody began and nobody has finished or discarded."""
        return self.filter(submitted_at=None, discarded_at=None)

    def standing(self):
        """What was neither discarded nor retracted, the oldest first."""
        return self.filter(discarded_at=None, retraction=None).order_by("id")

    def reached(self):
        """Drafts in which a rule of emergency or urgent has fired, the worst first."""
        return (
            self.drafts()
            .filter(so_far__in=[Level.EMERGENCY, Level.URGENT])
            .order_by("so_far", "reached_at", "id")
        )


class Intake(models.Model):
    """
    One talk with one patient about one bout of back pain.

    A draft until it is finished; from then on the database refuses to change it. It
    keeps the release of the protocol with which it was opened.
    """

    class Channel(models.TextChoices):
        FACE_TO_FACE = "face_to_face", "Face to face"
        PHONE = "phone", "By phone"

    class Informant(models.TextChoices):
        PATIENT = "patient", "The patient"
        PARENT = "parent", "A parent or guardian"
        OTHER = "other", "Somebody else"

    class Interpreter(models.TextChoices):
        NONE = "none", "No interpreter"
        PROFESSIONAL = "professional", "Professional interpreter"
        OTHER = "other", "Family or somebody else"

    class Unfinished(models.TextChoices):
        CALL_DROPPED = "call_dropped", "The call dropped"
        PATIENT_LEFT = "patient_left", "The patient left"
        TOO_ILL = "too_ill", "Too ill to go on"
        EMERGENCY = "emergency", "An emergency came first"
        OTHER = "other", "Another reason"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="intakes"
    )
    channel = models.CharField(max_length=20, choices=Channel)
    informant = models.CharField(
        max_length=10, choices=Informant, default=Informant.PATIENT
    )
    interpreter = models.CharField(
        max_length=20, choices=Interpreter, default=Interpreter.NONE
    )
    callback_number = models.CharField(max_length=40, blank=True)
    place = models.CharField("where the patient is now", max_length=200, blank=True)
    own_words = models.TextField("in the patient's own words", blank=True)
    medicines = models.TextField(blank=True)
    allergies = models.TextField(blank=True)
    identifiers_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    identifiers_confirmed_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="intakes"
    )
    took_place_at = models.DateTimeField(
        default=timezone.now,
        help_text="The true time of the talk; age is counted on this day.",
    )
    taken_by_name = models.CharField(
        "taken on paper by",
        max_length=120,
        blank=True,
        help_text="Who held the talk, where somebody else enters it afterwards.",
    )
    is_late_entry = models.BooleanField(
        "entered after the visit",
        default=False,
        editable=False,
        help_text="Its time was given by hand when it was opened, as from a paper.",
    )
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="intakes"
    )
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        help_text="An earlier intake of the same bout.",
    )
    so_far = models.CharField(max_length=10, choices=LEVEL_CHOICES, blank=True)
    reached_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Since when `so_far` has stood at its level or above, unbroken.",
    )
    carried_reached_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Since when the level has stood that came with the carried answers.",
    )
    touched_at = models.DateTimeField(default=timezone.now)
    touched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    unfinished_reason = models.CharField(max_length=20, choices=Unfinished, blank=True)
    unfinished_note = models.CharField(max_length=200, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)
    discarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(name="intake_patient", fields=["patient", "-id"]),
            models.Index(
                name="intake_drafts",
                fields=["so_far", "reached_at", "id"],
                condition=Q(submitted_at=None, discarded_at=None),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="intake_is_corrected_in_one_draft",
                fields=["corrects"],
                condition=Q(submitted_at=None, discarded_at=None),
            ),
            models.CheckConstraint(
                name="intake_level_so_far_has_its_time",
                condition=(
                    Q(so_far="", reached_at=None)
                    | ~Q(so_far="") & Q(reached_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="intake_submitted_by_somebody",
                condition=(
                    Q(submitted_at=None, submitted_by=None)
                    | Q(submitted_at__isnull=False, submitted_by__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="intake_discarded_by_somebody",
                condition=(
                    Q(discarded_at=None, discarded_by=None)
                    | Q(discarded_at__isnull=False, discarded_by__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="intake_identifiers_confirmed_by_somebody",
                condition=(
                    Q(identifiers_confirmed_at=None, identifiers_confirmed_by=None)
                    | Q(
                        identifiers_confirmed_at__isnull=False,
                        identifiers_confirmed_by__isnull=False,
                    )
                ),
            ),
            models.CheckConstraint(
                name="intake_is_submitted_or_discarded_not_both",
                condition=Q(submitted_at=None) | Q(discarded_at=None),
            ),
            models.CheckConstraint(
                name="intake_unfinished_only_when_submitted",
                condition=Q(unfinished_reason="") | Q(submitted_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("triage:intake_detail", args=[self.uuid])

    @property
    def code(self):
        """What people say and type for this intake. Safe in titles and logs."""
        return f"I-{self.pk}"

    @property
    def is_draft(self):
        return self.submitted_at is None and self.discarded_at is None

    @property
    def is_retracted(self):
        return hasattr(self, "retraction")

    @property
    def correction(self):
        """The intake, draft or finished, that corrects this one; None without any."""
        return self.corrected_by.standing().first()
