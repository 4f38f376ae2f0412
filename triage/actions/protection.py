"""Protect the database again after somebody has lifted or weakened its protection."""

from django.db import connection, transaction

from triage.actions import audit
from triage.models import User, protection


@transaction.atomic
def protect_again(*, by: User) -> list[str]:
    """
    Install the protection anew and keep in the audit chain what was wrong with it.

    Returns the faults that were found; writes nothing where there were none.
    """
    faults = protection.faults(connection)
    if faults:
        protection.install(connection)
        audit.record("protected the database again", by=by, faults=faults)
    return faults
