"""Who opened, printed or exported a patient's record."""

import logging

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
    try:
        with transaction.atomic(durable=True):
            audit.record(action, by=by, patient=patient, record=record, **detail)
    except Error:
        logger.exception("No audit entry for: %s %s", action, record)
        return False
    return True
