import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from triage.models import search
from triage.models.language import Language, language_name
from triage.models.patient_query import PatientQuerySet
from triage.models.phone import NOT_A_PHONE, is_phone

OF_AGE = 16
OLDEST = 120
# They hide in a name, or turn the text around it; joiners inside words may stay.
UNSEEN = "\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
RECORD_NUMBER_TAKEN = "Another patient has this record number."


class Patient(models.Model):
    """
    Somebody whom the clinic cares for. The record may change; what was decided from it
    does not, since every outcome keeps its own copy of what it used.
    """

    # What staff may write; the rest of the row is ours.
    PARTICULARS = (
        "name",
        "sort_name",
        "birth_date",
        "birth_date_is_estimated",
        "sex",
        "record_number",
        "phone",
        "other_phone",
        "address",
        "language",
        "other_language",
        "needs_interpreter",
        "print_size",
        "guardian_name",
        "guardian_phone",
        "contact_notes",
    )

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

    def clean(self):
        """Refuse what cannot be true of a patient, with a sentence for each field."""
        faults = {}
        if not search.words(self.name):
            faults["name"] = "Enter a name with letters."
        elif any(sign in UNSEEN for sign in self.name):
            faults["name"] = "This name has signs that nobody sees. Type it anew."
        born = self.birth_date
        today = timezone.localdate()
        if born and born > today:
            faults["birth_date"] = "The birth date is in the future. Check the year."
        elif born and self.age > OLDEST:
            faults["birth_date"] = (
                f"The birth date is more than {OLDEST} years ago. Check the year."
            )
        if self.is_child and not self.guardian_name:
            faults["guardian_name"] = (
                f"A patient under {OF_AGE} needs a parent or guardian. Enter the name."
            )
        if self.language == Language.OTHER and not self.other_language:
            faults["other_language"] = "Enter which language."
        for field in ("phone", "other_phone", "guardian_phone"):
            number = getattr(self, field)
            if number and not is_phone(number):
                faults[field] = NOT_A_PHONE
        if faults:
            raise ValidationError(faults)

    def unique_error_message(self, model_class, unique_check):
        if unique_check == ("record_number",):
            return ValidationError(RECORD_NUMBER_TAKEN, code="unique")
        return super().unique_error_message(model_class, unique_check)

    def as_text(self):
        """The particulars as text by field, as the page that edits them keeps them."""
        values = {name: getattr(self, name) for name in self.PARTICULARS}
        return {
            name: {None: "", False: "", True: "yes"}.get(value, str(value))
            for name, value in values.items()
        }

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

    @property
    def reads(self):
        """The language that the patient reads, in the words of our pages."""
        named = self.other_language if self.language == Language.OTHER else ""
        return named or language_name(self.language)

    @property
    def age(self):
        """Whole years today; None where the birth date is unknown."""
        return self.age_on(timezone.localdate())

    @property
    def is_child(self):
        """Whether a parent or guardian speaks for the patient today."""
        return self.age is not None and self.age < OF_AGE

    @property
    def also(self):
        """The codes of the records that were merged into this one."""
        return [merged.code for merged in self.merged_from.all()]

    @property
    def latest_intake_at(self):
        """When the last intake took place, with those of merged records."""
        times = [one.last_intake_at for one in (self, *self.merged_from.all())]
        return max((time for time in times if time), default=None)
