"""Two people act on one referral at once: one wins, the other sees what changed."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from tests.conftest import signed_in
from tests.factories import ClinicFactory, ReceiverFactory, UserFactory
from tests.referrals import in_state, opened
from triage.models import AuditEntry, State, User

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
    return together([partial(press, client) for client in doctors])


def together(acts):
    """What each of *acts* got, all begun at the same moment."""
    gate = Barrier(len(acts))

    def one(act):
        gate.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


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


@pytest.mark.parametrize(
    ("state", "one", "other"),
    [
        (State.OUTCOME_RECEIVED, "closed", "assigned"),
        (State.SENT, "accepted", "declined"),
        (State.ACCEPTED, "cancelled", "arrived"),
        (State.ACCEPTED, "not_arrived", "arrived"),
        (State.DECLINED, "sent", "patient_declined"),
    ],
)
def test_of_two_different_acts_one_wins_and_the_other_hears_of_it(
    doctors, state, one, other
):
    referral, receiver = in_state(state), ReceiverFactory()
    seen, entries = referral.events.last().pk, AuditEntry.objects.count()
    colleague = User.objects.filter(last_name="Reyes5").get()
    fields = {
        "closed": {"found": "nothing_found", "note": "Typed by one"},
        "assigned": {"to": colleague.pk, "note": "Typed by one"},
        "accepted": {"spoke_to": "Typed by one"},
        "declined": {"reason": "Typed by one"},
        "cancelled": {"reason": "Typed by one"},
        "arrived": {"note": "Typed by one"},
        "not_arrived": {"note": "Typed by one"},
        "sent": {"receiver": receiver.pk, "way": "fax", "note": "Typed by one"},
        "patient_declined": {
            "has_capacity": "yes",
            "advice_given": "Typed by one",
            "safety_net_given": "yes",
        },
    }

    def act(client, move):
        address = reverse("triage:referral_move", args=[referral.uuid, move])
        given = {"seen": seen, **fields[move]}
        return client.post(address, {f"{move}-{k}": v for k, v in given.items()})

    answers = together([partial(act, doctors[0], one), partial(act, doctors[1], other)])

    assert sorted(answer.status_code for answer in answers) == [302, 409]
    lost = next(answer for answer in answers if answer.status_code == 409)
    assert "has changed since you opened this page" in lost.text
    assert "Typed by one" in lost.text
    won = one if lost is answers[1] else other
    assert [e.kind for e in referral.events.filter(pk__gt=seen)] == [won]
    changes = AuditEntry.objects.exclude(action__startswith="viewed")
    assert changes.count() == entries + 1
