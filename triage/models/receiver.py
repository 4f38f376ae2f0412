from django.db import models


class Receiver(models.Model):
    """Who can take a patient from us, and how to reach them."""

    class Kind(models.TextChoices):
        CLINICIAN = "clinician", "Our clinician"
        EMERGENCY = "emergency", "Emergency department"
        OUT_OF_HOURS = "out_of_hours", "Out of hours"
        OTHER = "other", "Other"

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind)
    phone = models.CharField(max_length=40, blank=True)
    fax = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind", "name"]

    def __str__(self):
        return self.name
