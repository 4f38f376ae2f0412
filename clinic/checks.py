"""What a production start refuses. Run by clinic.wsgi, and by `check --deploy`."""

from django.apps import apps
from django.conf import settings
from django.core.checks import Error
from django.db import DatabaseError


def hosts_are_named(app_configs, **kwargs):
    """Refuse to serve under no name, or under any name that a visitor makes up."""
    if not settings.ALLOWED_HOSTS:
        problem = "CLINIC_HOSTS is empty."
    elif "*" in settings.ALLOWED_HOSTS:
        problem = "CLINIC_HOSTS must not be open to every name."
    else:
        return []
    hint = (
        "Set CLINIC_HOSTS to the name that the clinic types into its browsers, such as "
        "backstop.clinic.example; or, to try the product on this machine, CLINIC_DEBUG "
        "to 1."
    )
    return [Error(problem, hint=hint, id="clinic.E001")]


def demonstration_is_not_served(app_configs, databases=None, **kwargs):
    """Refuse a database of invented people as a clinic's own."""
    try:
        is_demo = apps.get_model("triage.Clinic").objects.filter(is_demo=True)
        if not databases or not is_demo.exists():
            return []
    except DatabaseError:
        return [
            Error(
                "The database is not ready.",
                hint="Run `manage.py migrate`, or see that DATABASE_URL is right.",
                id="clinic.E002",
            )
        ]
    hint = (
        "Set DATA_DIR or DATABASE_URL to the clinic's own database. The demonstration "
        "is seen with `make run`."
    )
    return [Error("This is the demonstration clinic.", hint=hint, id="clinic.E003")]
