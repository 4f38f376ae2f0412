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

    Run by every command and every start. While migrations wait there is nothing to
    compare: `migrate` must be able to run, and what it installs may be another list.
    """
    messages = []
    for alias in databases or [DEFAULT_DB_ALIAS]:
        try:
            waits = _waits(connections[alias])
            faults = [] if waits else protection.faults(connections[alias])
        except DatabaseError as error:
            problem = f"The database cannot be read: {type(error).__name__}."
            messages.append(checks.Critical(problem, id="triage.C003"))
            continue
        if faults:
            said = " ".join(faults)
            messages.append(checks.Critical(said, hint=UNPROTECTED, id="triage.C002"))
    return messages


def check_migrations(app_configs=None, databases=None, **kwargs):
    """Refuse to serve in production what waits for migrations, protection included."""
    try:
        if not any(_waits(connections[alias]) for alias in databases or ()):
            return []
    except DatabaseError:  # check_protection says so
        return []
    problem = "The database waits for migrations."
    return [checks.Critical(problem, hint="Run `manage.py migrate`.", id="triage.C004")]


def _waits(connection):
    loader = MigrationLoader(connection)
    ours = {key for key in loader.disk_migrations if key[0] == "triage"}
    return not ours <= set(loader.applied_migrations)
