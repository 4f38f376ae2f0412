"""
What must hold before the product serves anybody: Django's system checks of ours.

Each check is a function that returns a list of messages; apps.py registers it.
"""

from django.core import checks
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.loader import MigrationLoader

from triage.engine import ProtocolError
from triage.library import current_protocol, handouts
from triage.models import protection

UNPROTECTED = (
    "What was recorded may have been altered. Find out who changed the database, run "
    "`manage.py audit verify`, then `manage.py protect --by USERNAME`."
)


def check_library(app_configs=None, **kwargs):
    """Refuse data that cannot be trusted: file, entry and what is wrong."""
    try:
        current_protocol()
        handouts()
    except ProtocolError as error:
        return [
            checks.Critical(
                str(error),
                hint="Nothing is triaged by a protocol that cannot be trusted.",
                id="triage.C001",
            )
        ]
    return []


def check_protection(app_configs=None, databases=None, **kwargs):
    """
    Refuse a database that would let somebody change or delete what was recorded.

    Run by every command and every start. Nothing is there to compare before the first
    migration, and while migrations wait, `migrate` must be able to run: then it warns.
    """
    return [
        message
        for alias in databases or [DEFAULT_DB_ALIAS]
        for message in _protection_of(connections[alias])
    ]


def _protection_of(connection):
    try:
        loader = MigrationLoader(connection)
        ours = {key for key in loader.disk_migrations if key[0] == "triage"}
        applied = ours & set(loader.applied_migrations)
        faults = applied == ours and protection.faults(connection)
    except DatabaseError as error:
        problem = f"The database cannot be read: {type(error).__name__}."
        return [checks.Critical(problem, id="triage.C003")]
    if faults:
        return [checks.Critical(" ".join(faults), hint=UNPROTECTED, id="triage.C002")]
    if applied and applied != ours:
        problem = "The database waits for migrations; its protection was not seen."
        hint = "Run `manage.py migrate`."
        return [checks.Warning(problem, hint=hint, id="triage.W002")]
    return []
