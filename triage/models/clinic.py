from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from triage.engine.clock import Hours


class Paper(models.TextChoices):
    LETTER = "letter", "US Letter"
    A4 = "a4", "A4"


class Clinic(models.Model):
    """The clinic's own particulars: one row, printed on every paper."""

    class TemperatureUnit(models.TextChoices):
        FAHRENHEIT = "F", "°F"
        CELSIUS = "C", "°C"

    name = models.CharField(max_length=120)
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    fax = models.CharField(max_length=40, blank=True)
    out_of_hours_phone = models.CharField(max_length=40, blank=True)
    emergency_number = models.CharField(max_length=20, default="911")
    fallback_number = models.CharField(
        max_length=40, blank=True, help_text="When nobody at the clinic answers."
    )
    paper = models.CharField(max_length=10, choices=Paper, default=Paper.LETTER)
    temperature_unit = models.CharField(
        max_length=1, choices=TemperatureUnit, default=TemperatureUnit.FAHRENHEIT
    )
    is_demo = models.BooleanField(
        "demonstration", default=False, help_text="Invented patients; marked for good."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="clinic_is_one_row", condition=Q(pk=1))
        ]

    def __str__(self):
        return self.name


class OpeningHours(models.Model):
    """When the clinic is open on one weekday. Two rows make a lunch break."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0
        TUESDAY = 1
        WEDNESDAY = 2
        THURSDAY = 3
        FRIDAY = 4
        SATURDAY = 5
        SUNDAY = 6

    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name_plural = "opening hours"
        constraints = [
            models.CheckConstraint(
                name="opening_hours_end_after_they_begin",
                condition=Q(closes__gt=F("opens")),
            ),
            models.UniqueConstraint(
                name="opening_hours_begin_once", fields=["weekday", "opens"]
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M} to {self.closes:%H:%M}"


class Closure(models.Model):
    """A day on which the clinic is closed, whatever its opening hours say."""

    day = models.DateField(unique=True)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self):
        return f"{self.day}: {self.reason}" if self.reason else str(self.day)


def clinic_hours():
    """When the clinic is open, as the clocks of the protocol read it: two queries."""
    return Hours.of(
        OpeningHours.objects.values_list("weekday", "opens", "closes"),
        Closure.objects.values_list("day", flat=True),
        timezone.get_default_timezone(),
    )


class DutyQuerySet(models.QuerySet):
    def at(self, moment):
        """Who is on duty at *moment*."""
        return self.filter(from_at__lte=moment, until_at__gt=moment)


class Duty(models.Model):
    """A clinician on duty from one moment until another, and how to reach them."""

    clinician = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duties"
    )
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    extension = models.CharField(max_length=40, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["-from_at"]
        verbose_name_plural = "duties"
        indexes = [models.Index(name="duty_until", fields=["until_at"])]
        constraints = [
            models.CheckConstraint(
                name="duty_does_not_end_before_it_begins",
                condition=Q(until_at__gte=F("from_at")),
            )
        ]

    def __str__(self):
        return f"{self.clinician} on duty"
