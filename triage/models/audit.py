from django.db import models


class AuditEntry(models.Model):
    """
    Who did what to whose record, in one unbroken chain.

    Plain text without foreign keys, so that the log never stands in the way of the
    live tables and outlives them. Each digest covers its entry and the digest before
    it, under a key that is never in the database. For investigation only: what a page
    shows has its own rows. Written by triage.actions.audit alone.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    username = models.CharField(max_length=150)
    role = models.CharField(max_length=20, blank=True)
    action = models.CharField(max_length=60)
    patient = models.CharField(max_length=40, blank=True)
    record = models.CharField(max_length=60, blank=True)
    detail = models.TextField(default="{}", help_text="Canonical JSON.")
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-seq"]
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(name="audit_patient", fields=["patient", "seq"]),
            models.Index(name="audit_username", fields=["username", "seq"]),
            models.Index(name="audit_action", fields=["action", "seq"]),
            models.Index(name="audit_at", fields=["at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_entry_names_its_actor",
                condition=~models.Q(username="") & ~models.Q(action=""),
            )
        ]

    def __str__(self):
        return f"{self.seq}: {self.username} {self.action}"
