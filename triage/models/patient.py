import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    SPANISH = "es", "Español"
    OTHER = "other", "Another language"


class PatientQuerySet(models.QuerySet):
    def current(self):
        """Patients whose record was not merged into another."""
        return self.filter(merged_into=None)


class Patient(models.Model):
    """
    Somebody whom the clinic cares for. The record may change; what was decided from it
    does not, since every outcome keeps its own copy of what it used.
    """

    class Sex(models.TextChoices):
        FEMALE = "female", "Female"
        MALE = "male", "Male"
        OTHER = "other", "Other"

    class PrintSize(models.TextChoices):
        NORMAL = "normal", "Normal"
        LARGE = "large", "Large print (18 point)"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, help_text="As the patient writes it.")
    sort_name = models.CharField(max_length=200, help_text="Surname first.")
    birth_date = models.DateField(null=True, blank=True)
    birth_date_is_estimated = models.BooleanField(
        default=False, help_text="The year is about right; month and day are not known."
    )
    sex = models.CharField(
        "sex recorded at birth", max_length=10, choices=Sex, blank=True
    )
    record_number = models.CharField(max_length=40, null=True, blank=True, unique=True)
    phone = models.CharField(max_length=40, blank=True)
    other_phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True)
    language = models.CharField(
        max_length=10, choices=Language, default=Language.ENGLISH
    )
    other_language = models.CharField(max_length=60, blank=True)
    needs_interpreter = models.BooleanField(default=False)
    print_size = models.CharField(
        max_length=10, choices=PrintSize, default=PrintSize.NORMAL
    )
    guardian_name = models.CharField(max_length=200, blank=True)
    guardian_phone = models.CharField(max_length=40, blank=True)
    contact_notes = models.TextField(blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "id"]
        indexes = [models.Index(name="patient_birth_date", fields=["birth_date", "id"])]
        constraints = [
            models.CheckConstraint(
                name="patient_has_a_name", condition=~Q(name="") & ~Q(sort_name="")
            ),
            models.CheckConstraint(
                name="patient_record_number_is_not_empty",
                condition=~Q(record_number=""),
            ),
            models.CheckConstraint(
                name="patient_is_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
        ]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("triage:patient_detail", args=[self.uuid])

    @property
    def code(self):
        """What people say and type for this record. Safe in titles and logs."""
        return f"P-{self.pk}"

    def age_on(self, day):
        """Whole years on *day*; None where the birth date is unknown or later."""
        born = self.birth_date
        if born is None or born > day:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class PatientToken(models.Model):
    """
    One word by which a patient is found: case-folded, without accents.

    A prefix is looked up as a range (`>= 'jo'` and `< 'jp'`), compared byte by byte, so
    that both databases use the index; on SQLite `startswith` would read every row.
    """

    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="tokens"
    )
    token = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="patient_token_is_kept_once", fields=["token", "patient"]
            )
        ]

    def __str__(self):
        return f"a token of {self.patient_id}"
