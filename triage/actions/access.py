"""Who opened, printed or exported a patient's record."""

import logging
from collections.abc import Collection

from django.db import Error, transaction

from triage.actions import audit
from triage.models import User

logger = logging.getLogger(__name__)


def record_view(
    *, by: User, action: str, patient: object, record: object, **detail: object
) -> bool:
    """
    Record that *by* did *action* ("viewed intake") to a record of *patient*.

    In a transaction of its own. A patient at the desk is not turned away because the
    chain cannot be written: this says False, and the page shows the record under a bar
    that says so. An export is another matter: it calls `audit.record`, which raises.
    """
    entry = {"by": by, "patient": patient, "record": record, **detail}
    return _kept(audit.record, action, entry)


def record_list(
    *, by: User, action: str, patients: Collection[object], record: object
) -> bool:
    """
    Record that *by* did *action* to a list that shows something of each of *patients*.

    As `record_view`, an entry for each: whoever asks who has read a patient's record
    asks by its code, and finds the lists too. An empty list is one entry of nobody.
    """
    entries = {"by": by, "patients": patients or [""], "record": record}
    return _kept(audit.record_each, action, entries)


def _kept(write, action, entry):
    try:
        with transaction.atomic(durable=True):
            write(action, **entry)
    except Error:
        logger.exception("No audit entry for: %s %s", action, entry["record"])
        return False
    return True
