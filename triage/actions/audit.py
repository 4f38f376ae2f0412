"""The one writer of the audit chain, and what everybody else calls."""

import hashlib
import hmac
import json

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from triage.models import AuditEntry, User

# Any fixed number: everybody who adds to the chain takes this lock first.
CHAIN_LOCK = 20_261_124


def record(
    action: str,
    *,
    by: User,
    patient: object = "",
    record: object = "",
    **detail: object,
) -> AuditEntry:
    """
    Add to the audit chain that *by* did *action*.

    *patient* and *record* are codes (`P-7`, `I-12`), never names. Call it as the last
    statement of the transaction: on PostgreSQL it holds the chain until COMMIT, so that
    no two entries follow the same one.
    """
    if by is None or not by.pk:
        raise ValueError(f"No audit without an actor: {action}")
    # No savepoint of its own: an entry that fails takes the whole change with it.
    with transaction.atomic(savepoint=False):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        last = AuditEntry.objects.order_by("-seq").values_list("seq", "digest").first()
        seq, previous = last or (0, "")
        entry = AuditEntry(
            seq=seq + 1,
            at=timezone.now(),
            user_id=by.pk,
            username=by.get_username(),
            role=by.role,
            action=action,
            patient=str(patient or ""),
            record=str(record or ""),
            detail=canonical(detail),
            previous=previous,
        )
        entry.digest = digest(entry)
        entry.save(force_insert=True)
    return entry


def canonical(value: object) -> str:
    """Write *value* as JSON that is the same text for the same content."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str
    )


def digest(entry: AuditEntry) -> str:
    """The keyed digest of one entry: all its columns and the digest before it."""
    text = canonical(
        [
            entry.seq,
            entry.at.isoformat(timespec="microseconds"),
            entry.user_id,
            entry.username,
            entry.role,
            entry.action,
            entry.patient,
            entry.record,
            entry.detail,
            entry.previous,
        ]
    )
    key = settings.AUDIT_KEY.encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
