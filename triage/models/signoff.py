from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone

from triage.models.decision import REASON_LENGTH
from triage.models.release import Release


class SignoffQuerySet(models.QuerySet):
    def standing(self):
        """The sign-offs that count: those that nobody has withdrawn."""
        return self.filter(withdrawal=None)


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

    objects = SignoffQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="signoff_names_who_signed",
                condition=~Q(name="") & ~Q(registration=""),
            )
        ]

    def __str__(self):
        return f"{self.release} signed by {self.name}"


class SignoffWithdrawal(models.Model):
    """
    A sign-off that counts no longer: it stays, with who withdrew it, when and why.

    The release is again one that nobody answers for; only a new sign-off changes that.
    """

    signoff = models.OneToOneField(
        Signoff,
        on_delete=models.PROTECT,
        related_name="withdrawal",
        verbose_name="sign-off",
    )
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="withdrawn by",
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "withdrawal of a sign-off"
        verbose_name_plural = "withdrawals of sign-offs"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="signoff_withdrawal_says_why",
                condition=GreaterThanOrEqual(Length("reason"), REASON_LENGTH),
            )
        ]

    def __str__(self):
        return f"{self.signoff}, withdrawn"


def signed_in_words(name: str) -> str:
    """Say that *name* answers for a protocol, or, where it is '', that nobody does."""
    return f"signed by {name}" if name else "draft: needs clinician sign-off"
