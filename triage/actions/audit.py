"""The one writer of the audit chain, and the proof that nobody has altered it."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from triage.models import AuditEntry, User

# Any fixed number: everybody who adds to the chain takes this lock first.
CHAIN_LOCK = 20_261_124
CHUNK = 1000


class Head(NamedTuple):
    """The last entry of the chain. Noted elsewhere, it shows whether the end is cut."""

    seq: int
    digest: str


class ChainBroken(Exception):  # noqa: N818 (a finding, not a fault of ours)
    """The chain was altered: a sentence that names the first entry that shows it."""


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

    *patient* and *record* are codes (`P-7`, `I-12`) or what prints as one, never names.
    Call it as the last statement of the transaction: on PostgreSQL it holds the chain
    until COMMIT, so that no two entries follow the same one. An entry that cannot be
    written takes the whole change with it.
    """
    (entry,) = record_each(action, by=by, patients=[patient], record=record, **detail)
    return entry


def record_each(
    action: str,
    *,
    by: User,
    patients: Iterable[object],
    record: object = "",
    **detail: object,
) -> list[AuditEntry]:
    """
    Add an entry as `record` does for each of *patients*, all written together.

    For what shows many records at once: the chain is held for one statement, not for
    one a patient.
    """
    if by is None or not by.pk:
        raise ValueError(f"No audit without an actor: {action}")
    said = {
        "user_id": by.pk,
        "username": by.get_username(),
        "role": by.role,  # may ask the database: before anybody waits for the chain
        "action": action,
        "record": str(record or ""),
        "detail": canonical(detail),
    }
    with transaction.atomic(savepoint=False):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        entries = list(_following(head(), patients, said))
        AuditEntry.objects.bulk_create(entries)
    return entries


def _following(last, patients, said):
    for patient in patients:
        entry = AuditEntry(
            seq=last.seq + 1,
            at=timezone.now(),
            patient=str(patient or ""),
            previous=last.digest,
            **said,
        )
        entry.digest = digest(entry)
        last = Head(entry.seq, entry.digest)
        yield entry


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
            entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
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


def head() -> Head:
    """The last entry as it stands; 0 and '' while there is none."""
    entries = AuditEntry.objects.order_by("-seq").values_list("seq", "digest")
    return Head(*(entries.first() or (0, "")))


def verify(noted: Head | None = None) -> Head:
    """
    Walk the whole chain and return its head, or raise ChainBroken.

    Finds an entry that was changed, one that is missing, and a key that is not the one
    of the chain. Entries cut off at the end leave a whole chain behind: only *noted*, a
    head that was written down earlier, shows that they are gone.
    """
    last = Head(0, "")
    while entries := _after(last):
        for entry in entries:
            _check(entry, last, noted)
            last = Head(entry.seq, entry.digest)
    if noted and last.seq < noted.seq:
        raise ChainBroken(
            f"Entry {last.seq + 1} is missing: the chain ends before entry "
            f"{noted.seq}, which was noted."
        )
    return last


def _after(last, size=None):
    entries = AuditEntry.objects.order_by("seq")
    if last.seq:
        entries = entries.filter(seq__gt=last.seq)
    try:
        return list(entries[: size or CHUNK])
    except ValueError:  # SQLite keeps as a time whatever it was given
        if size == 1:
            raise ChainBroken(f"Entry {last.seq + 1} was changed.") from None
        return _after(last, size=1)


def _check(entry, last, noted):
    if entry.seq != last.seq + 1:
        raise ChainBroken(
            f"Entry {last.seq + 1} is missing: entry {entry.seq} comes instead."
        )
    if not _fits(entry):
        newest = AuditEntry.objects.order_by("-seq").first()
        if entry.seq == 1 and not _fits(newest):
            raise ChainBroken(
                "Entry 1 was changed, or CLINIC_AUDIT_KEY is not the key that the "
                "chain was written with: the last entry does not fit it either."
            )
        raise ChainBroken(f"Entry {entry.seq} was changed.")
    if entry.previous != last.digest:
        raise ChainBroken(f"Entry {entry.seq} does not follow entry {last.seq}.")
    if noted and entry.seq == noted.seq and entry.digest != noted.digest:
        raise ChainBroken(f"Entry {entry.seq} is not the one that was noted.")


def _fits(entry):
    return entry.at is not None and digest(entry) == entry.digest
