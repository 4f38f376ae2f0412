"""Several hand the same referrals over at once; and what the page asks for."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests.asked import FRAME, asked
from tests.conftest import signed_in
from tests.factories import (
    ClinicFactory,
    FollowUpFactory,
    RaisedFlagFactory,
    UserFactory,
)
from tests.referrals import opened
from triage.models import AuditEntry, Level, Referral

pytestmark = pytest.mark.django_db(transaction=True)

HANDOVER = "/referrals/handover/"
PEOPLE = 4


def test_each_referral_goes_over_once_and_the_others_hear_of_it():
    ClinicFactory()
    clients = [signed_in(UserFactory(group="Clinician")) for _ in range(PEOPLE)]
    heirs = [UserFactory(group="Clinician") for _ in range(PEOPLE)]
    rows = [opened() for _ in range(5)]
    sent = [f"{row.pk}.{row.events.last().pk}" for row in rows]
    gate = Barrier(PEOPLE)

    def press(client, heir):
        gate.wait()
        try:
            # In another order each, as people tick.
            chosen = sent if heir.pk % 2 else sent[::-1]
            return client.post(f"{HANDOVER}assign/", {"chosen": chosen, "to": heir.pk})
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(press, clients, heirs))

    assert sorted(a.status_code for a in answers) == [302] + [409] * (PEOPLE - 1)
    for row in Referral.objects.filter(pk__in=[row.pk for row in rows]):
        given = row.events.get(kind="assigned")
        assert row.owner == given.owner
        told = AuditEntry.objects.filter(action="referral assigned", record=row.code)
        assert told.count() == 1
    for answer in answers:
        if answer.status_code == 409:
            assert answer.text.count("has changed since you opened this page") == 5


def test_the_page_asks_as_much_for_many_as_for_few(as_clinician):
    ClinicFactory()

    def page():
        as_clinician.get(HANDOVER)
        all_of_it = asked(lambda: as_clinician.get(HANDOVER)).all
        # An entry for each patient: as many rows as fit, in each statement.
        return [sql for sql in all_of_it if "triage_auditentry" not in sql]

    def more(n):
        for _ in range(n):
            row = opened(Level.SOON)
            RaisedFlagFactory(outcome=row.outcome)
            FollowUpFactory(outcome=row.outcome, due_at=row.opened_at)

    more(2)
    few = page()
    more(30)

    many = page()
    assert len(many) == len(few), "\n".join(many)
    # The frame, what stands above every page, and what the page is of.
    assert len(many) <= FRAME + 3 + 9, "\n".join(many)
