"""
What must hold before the product serves anybody: Django's system checks of ours.

Each check is a function that returns a list of messages; apps.py registers it.
"""

from django.core import checks

from triage.engine import ProtocolError
from triage.library import current_protocol


def check_library(app_configs=None, **kwargs):
    """Refuse a protocol that cannot be trusted: file, entry and what is wrong."""
    try:
        current_protocol()
    except ProtocolError as error:
        return [
            checks.Critical(
                str(error),
                hint="Nothing is triaged by a protocol that cannot be trusted.",
                id="triage.C001",
            )
        ]
    return []
