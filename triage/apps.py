from django.apps import AppConfig
from django.core import checks


class TriageConfig(AppConfig):
    """The clinic's intake, triage, referral and handout."""

    name = "triage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what must hold before anything is served."""
        from triage.checks import check_library, check_migrations, check_protection

        checks.register(check_library)
        checks.register(check_protection)
        checks.register(check_migrations, checks.Tags.database, deploy=True)
