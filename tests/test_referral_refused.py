"""Every move at every state, pressed on a real page: made, or refused and nothing."""

import pytest
from django.urls import reverse

from tests.factories import ReceiverFactory, UserFactory
from tests.referrals import as_kept, in_state
from triage.models import AuditEntry, State
from triage.views.referral_move import MOVES, offered

pytestmark = pytest.mark.django_db

PAIRS = [(state, move) for state in State for move in MOVES]


@pytest.fixture(autouse=True)
def at_the_clinic(clinic):
    pass


def filled(move):
    """All that the form of *move* must be given."""
    return {
        "sent": lambda: {"receiver": ReceiverFactory().pk, "way": "fax"},
        "accepted": lambda: {"spoke_to": "Dr. Osei"},
        "declined": lambda: {"reason": "No bed."},
        "outcome_received": lambda: {"note": "Scan is clear."},
        "cancelled": lambda: {"reason": "Seen here instead."},
        "patient_declined": lambda: {
            "has_capacity": "yes",
            "advice_given": "To go.",
            "safety_net_given": "yes",
        },
        "closed": lambda: {"found": "nothing_found"},
        "lowered": lambda: {"found": "nothing_found"},
        "opened": lambda: {"reason": "Came back."},
        "contacted": lambda: {"spoke_to": "The patient", "reached": "no"},
        "assigned": lambda: {"to": UserFactory(group="Clinician").pk},
    }.get(move, dict)()


def changes():
    """The audit entries of whatever was more than looking."""
    return list(AuditEntry.objects.exclude(action__startswith="viewed").values())


@pytest.mark.parametrize(("state", "move"), PAIRS)
def test_a_move_is_made_where_it_is_offered_and_refused_elsewhere(
    as_clinician, state, move
):
    referral = in_state(state)
    events = list(referral.events.all())
    given = {"seen": events[-1].pk, **filled(move)}
    kept, entries = as_kept(referral), changes()

    response = as_clinician.post(
        reverse("triage:referral_move", args=[referral.uuid, move]),
        {f"{move}-{name}": value for name, value in given.items()},
    )

    if move in offered(referral, events):
        assert response.status_code == 302
        assert len(changes()) == len(entries) + 1
        return
    assert response.status_code == 409
    assert (
        response.context["form"]
        .non_field_errors()[0]
        .startswith(("R-", "The level of R-", "The outcome of R-", "The intake of R-"))
    )
    assert as_kept(referral) == kept
    assert changes() == entries
