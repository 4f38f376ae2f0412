"""Two people act on one referral at once: one wins, the other sees what changed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from tests.conftest import signed_in
from tests.factories import ClinicFactory, ReceiverFactory, UserFactory
from tests.referrals import opened
from triage.models import AuditEntry, State

PEOPLE = 6


@pytest.fixture
def doctors(transactional_db):
    ClinicFactory()
    return [
        signed_in(UserFactory(group="Clinician", last_name=f"Reyes{n}"))
        for n in range(PEOPLE)
    ]


def at_once(doctors, press):
    """What each got who pressed at the same moment."""
    gate = Barrier(PEOPLE)

    def one(client):
        gate.wait()
        try:
            return press(client)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(one, doctors))


def test_one_of_many_sends_and_the_others_hear_who_did(doctors):
    referral, receiver = opened(), ReceiverFactory()
    address = reverse("triage:referral_move", args=[referral.uuid, "sent"])
    sent = {
        "sent-seen": referral.events.last().pk,
        "sent-receiver": receiver.pk,
        "sent-way": "fax",
    }

    answers = at_once(doctors, lambda client: client.post(address, sent))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [302] + [409] * (PEOPLE - 1)
    for answer in answers:
        if answer.status_code == 409:
            assert "has changed since you opened this page: sent by Maya" in answer.text
    referral.refresh_from_db()
    assert (referral.state, referral.receiver) == (State.SENT, receiver)
    assert referral.events.filter(kind="sent").count() == 1
    assert AuditEntry.objects.filter(action="referral sent").count() == 1


def test_one_of_many_takes_it(doctors):
    referral = opened()
    address = reverse("triage:referral_take", args=[referral.uuid])

    at_once(doctors, lambda client: client.post(address))

    referral.refresh_from_db()
    taken = referral.events.get(kind="taken")
    assert referral.owner == taken.by == taken.owner
