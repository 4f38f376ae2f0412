"""
Tell the people whom late referrals concern, by mail; each is told once on each rung.

A mail names codes and minutes: no patient, no level, nothing of what was found. Who was
told when is an event, written in the transaction that hands the mail over: a mail that
was refused leaves no event and is tried again. If the database fails after the mail has
gone, somebody is told twice, never not at all.
"""

import datetime as dt
import logging
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Exists
from django.utils import timezone

from triage.actions.referral_event import audited, write
from triage.engine.ladder import rung
from triage.models import Referral, ReferralEvent, User
from triage.models.lateness import late_for, on_duty, owner_acts

logger = logging.getLogger(__name__)
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


@dataclass
class Told:
    """What one run did, in numbers."""

    late: int = 0
    people: int = 0
    referrals: int = 0
    without_address: int = 0
    failed: int = 0


def has_mail() -> bool:
    """Whether this clinic has said how mail leaves it."""
    return settings.EMAIL_BACKEND != NO_MAIL


def escalate(*, now: dt.datetime | None = None) -> Told:
    """Tell whoever is concerned at *now* and was not told yet on the rung it is on."""
    now = now or timezone.now()
    told = Told(late=Referral.objects.overdue(now).count())
    if not told.late or not has_mail():
        return told
    people = User.objects.filter(
        is_active=True, groups__name__in=[User.CLINICIAN, User.MANAGER]
    )
    by = automatic()
    try:
        # Opened before any row is held: nobody waits for a slow mail server.
        connection = get_connection()
        connection.open()
    except OSError as error:
        logger.error("No mail server: %s", type(error).__name__)
        told.failed = 1
        return told
    try:
        for person in people.distinct().order_by("pk"):
            _tell(person, told, now=now, by=by, connection=connection)
    finally:
        connection.close()
    return told


def automatic() -> User:
    """Who acts where no person does: an account without password that is never open."""
    return User.objects.get_or_create(
        username=User.AUTOMATIC,
        defaults={"first_name": "Backstop", "is_active": False, "password": "!"},
    )[0]


def _tell(person, told, *, now, by, connection):
    """One mail to *person*, unless there is nothing new; counted in *told*."""
    if not any(_untold(person, now)):
        return
    if not person.email:
        told.without_address += 1
        return
    try:
        told.referrals += _hand_over(person, now=now, by=by, connection=connection)
        told.people += 1
    # What a mail server and an address that is none raise; its words may quote both.
    except (OSError, ValueError) as error:
        logger.error("A mail was not sent: %s", type(error).__name__)
        told.failed += 1


@transaction.atomic
def _hand_over(person, *, now, by, connection):
    """Send the mail and keep that it was; how many referrals it named."""
    pks = sorted(row.pk for row, _ in _untold(person, now))
    # Held in the order of their keys: a second run waits here, and then finds the
    # events of the first.
    locks = Referral.objects.select_for_update(of=["self"], no_key=True)
    list(locks.filter(pk__in=pks).order_by("pk"))
    rows = [pair for pair in _untold(person, now) if pair[0].pk in pks]
    if not rows:
        return 0
    EmailMessage(
        subject=_subject(rows),
        body=_body(rows, now),
        to=[person.email],
        connection=connection,
    ).send()
    for row, at in rows:
        write(row, ReferralEvent.Kind.TOLD, by=by, told=person, note=at.note)
        audited(row, by=by)
    return len(rows)


def _untold(person, now):
    """Each late referral of *person* with its rung, if *person* was not told on it."""
    rows = (
        late_for(person, now)
        .select_related("outcome__intake__patient")
        .annotate(owner_acts=owner_acts(), is_covered=Exists(on_duty(now)))
    )
    told = set(
        ReferralEvent.objects.filter(
            kind=ReferralEvent.Kind.TOLD, told=person, referral__in=rows.values("pk")
        ).values_list("referral_id", "due_at", "note")
    )
    pairs = ((row, _rung_of(row, now)) for row in rows)
    return [(row, at) for row, at in pairs if (row.pk, row.due_at, at.note) not in told]


def _rung_of(row, now):
    """The rung of a late *row* that was read with owner_acts and is_covered."""
    return rung(
        row.level,
        now - row.due_at,
        owner_acts=row.owner_acts,
        is_covered=row.is_covered,
    )


def _subject(rows):
    return f"{len(rows)} late: open Backstop"


def _body(rows, now):
    lines = [f"{row.code} is {_late(now - row.due_at)} late." for row, _ in rows]
    return "\n".join([*lines, "", "Open Backstop to see the next step.", ""])


def _late(by):
    minutes = int(by.total_seconds() // 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
