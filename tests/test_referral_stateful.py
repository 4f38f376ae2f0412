"""
Whatever people press in whatever order, no referral is lost.

Random moves, legal and not: an open referral always has a next step and a deadline, a
closed one what was found; the row is what its events say; and what is refused changes
nothing.
"""

import datetime as dt
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.factories import OutcomeFactory, UserFactory
from tests.referrals import STEPS, as_kept, opened, rebuilt, step
from triage.actions.errors import Refused
from triage.actions.referral import (
    assign_referral,
    lower_referral,
    move_to_outcome,
    note_wrong_patient,
    raise_referral,
    take_referral,
)
from triage.actions.referral_end import (
    close_as_lowered,
    close_as_replaced,
    close_as_wrong_patient,
    reopen_referral,
)
from triage.actions.referral_step import note_contact
from triage.models import (
    LEVELS,
    NEXT,
    REFERRED,
    AuditEntry,
    Level,
    Referral,
    State,
)

pytestmark = pytest.mark.django_db


class Life(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(level=st.sampled_from(REFERRED), ago=st.integers(0, 3000))
    def open(self, level, ago):
        self.people = [UserFactory(group="Clinician") for _ in range(2)]
        self.people.append(UserFactory(group="Staff"))
        self.referral = opened(level, ago=ago)
        self.was_retracted = False

    def attempt(self, action, *, is_lawful=None, **given):
        """Do it; if refused, nothing has changed. *is_lawful*: what must happen."""
        before, entries = as_kept(self.referral), AuditEntry.objects.count()
        said = None
        try:
            action(referral=self.referral, **given)
        except Refused as refused:
            said = refused.message
        if said is None:
            assert is_lawful is not False
        else:
            assert is_lawful is not True, said
            assert as_kept(self.referral) == before
            assert AuditEntry.objects.count() == entries
        self.referral = Referral.objects.get(pk=self.referral.pk)

    people_ = st.integers(0, 2)

    @rule(state=st.sampled_from(sorted(STEPS)), who=people_)
    def move(self, state, who):
        is_lawful = (
            who < 2 and not self.was_retracted and state in NEXT[self.referral.state]
        )
        self.attempt(step, state=state, by=self.people[who], is_lawful=is_lawful)

    @rule(state=st.sampled_from(sorted(STEPS)), minutes=st.integers(-5000, 60))
    def move_at_some_time(self, state, minutes):
        at = timezone.now() + dt.timedelta(minutes=minutes)
        is_lawful = False if minutes > 0 else None
        self.attempt(step, state=state, by=self.people[0], at=at, is_lawful=is_lawful)

    @rule(state=st.sampled_from(sorted(STEPS)), behind=st.integers(0, 2))
    def move_from_a_page(self, state, behind):
        events = self.referral.events.order_by("-id")
        seen = events[min(behind, len(events) - 1)]
        is_lawful = None if seen == events[0] else False
        self.attempt(
            step, state=state, by=self.people[0], seen=seen.pk, is_lawful=is_lawful
        )

    @rule(who=people_)
    def take(self, who):
        is_lawful = who < 2 and not self.referral.owner and self.referral.is_open
        self.attempt(take_referral, by=self.people[who], is_lawful=is_lawful)

    @rule(who=people_, to=people_)
    def assign(self, who, to):
        self.attempt(assign_referral, to=self.people[to], by=self.people[who])

    @rule(reached=st.booleans())
    def contact(self, reached):
        self.attempt(
            note_contact, spoke_to="The patient", reached=reached, by=self.people[0]
        )

    @rule(level=st.sampled_from(REFERRED))
    def override_up(self, level):
        if not self.was_retracted:
            now = timezone.now()
            self.attempt(raise_referral, level=level, started_at=now, by=self.people[0])
            assert self.referral.is_open
            assert Level(self.referral.level) >= level

    @rule(level=st.sampled_from(list(LEVELS)))
    def override_down(self, level):
        was_open = self.referral.is_open
        self.attempt(lower_referral, level=level, by=self.people[0], note="Settled.")
        assert self.referral.is_open is was_open

    @rule(level=st.sampled_from(list(LEVELS)))
    def correct(self, level):
        before = Level(self.referral.level)
        outcome = OutcomeFactory(disposition=level)
        self.attempt(move_to_outcome, outcome=outcome, by=outcome.by)
        assert Level(self.referral.level) >= before

    @rule()
    def retract(self):
        self.attempt(note_wrong_patient, by=self.people[2], note="Twins.")
        self.was_retracted = True

    @rule(
        close=st.sampled_from([close_as_replaced, close_as_lowered]),
        spoke_to=st.sampled_from(["", "Nurse Abara"]),
    )
    def close_at_once(self, close, spoke_to):
        given = {"found": "nothing_found"} if close == close_as_lowered else {}
        self.attempt(close, by=self.people[0], **given)
        self.attempt(close_as_wrong_patient, by=self.people[0], spoke_to=spoke_to)

    @rule()
    def reopen(self):
        self.attempt(
            reopen_referral,
            reason="Came back.",
            by=self.people[1],
            is_lawful=not self.referral.is_open and not self.was_retracted,
        )

    @invariant()
    def nobody_is_lost(self):
        row = self.referral
        waits = bool(row.next_step), bool(row.due_at)
        ended = bool(row.found), bool(row.closed_at)
        assert waits == ((True, True) if row.is_open else (False, False))
        assert ended == ((False, False) if row.is_open else (True, True))

    @invariant()
    def the_row_is_what_its_events_say(self):
        kept = {name: getattr(self.referral, name) for name in rebuilt(self.referral)}
        assert kept == rebuilt(self.referral)

    @invariant()
    def states_follow_the_table(self):
        events = list(self.referral.events.order_by("id"))
        for before, after in pairwise(events):
            opened_again = after.kind in ("raised", "moved", "reopened")
            assert (
                after.state == before.state
                or after.state in NEXT[State(before.state)]
                or (opened_again and after.state == State.OPENED)
            )


def test_no_sequence_of_moves_loses_a_patient():
    examples = max(1, settings().max_examples // 5)
    run_state_machine_as_test(
        Life, settings=settings(max_examples=examples, stateful_step_count=20)
    )
