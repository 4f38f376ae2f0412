"""
Whatever people press in whatever order, no referral is lost.

Random moves, legal and not: an open referral always has a next step and a deadline, a
closed one what was found; the row is what its events say; and what is refused changes
nothing.
"""

import contextlib
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
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.factories import OutcomeFactory, UserFactory
from tests.intakes import answer, finished
from tests.referrals import STEPS, as_kept, opened, rebuilt, step
from triage.actions.errors import Refused
from triage.actions.finish import finish_intake
from triage.actions.override import override_outcome
from triage.actions.referral import (
    assign_referral,
    lower_referral,
    raise_referral,
    take_referral,
)
from triage.actions.referral_correction import (
    CLOSE_AS_REPLACED,
    move_to_outcome,
    note_wrong_patient,
)
from triage.actions.referral_end import (
    close_as_lowered,
    close_as_replaced,
    close_as_wrong_patient,
    reopen_referral,
)
from triage.actions.referral_step import note_contact
from triage.actions.retraction import correct_intake, retract_intake
from triage.models import (
    LEVELS,
    NEXT,
    REFERRED,
    AuditEntry,
    FollowUp,
    Level,
    Outcome,
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
        self.attempt(
            lower_referral,
            started_at=timezone.now(),
            level=level,
            by=self.people[0],
            note="Settled.",
        )
        assert self.referral.is_open is (was_open or level in REFERRED)

    @rule(level=st.sampled_from(list(LEVELS)))
    def correct(self, level):
        before = Level(self.referral.level)
        outcome = OutcomeFactory(disposition=level)
        if not self.was_retracted:
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


SAID = {
    Level.EMERGENCY: {"urinary_retention": "yes"},
    Level.URGENT: {"iv_drug_use": "yes"},
    Level.SELF_CARE: {},
}
WHY = "Walks well, sensation is normal on examination."
SHORT_WAYS = [
    (close_as_replaced, {}),
    (close_as_lowered, {"found": "nothing_found"}),
    (close_as_wrong_patient, {"spoke_to": "Nurse Abara"}),
]


class Talk(RuleBasedStateMachine):
    """
    One talk with one patient, corrected, overruled and retracted in any order.

    Whatever counts at the end has the referral that its level needs, and that can go
    on: nobody is stranded behind a line that was struck through.
    """

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(level=st.sampled_from(sorted(SAID)))
    def take(self, level):
        self.by = UserFactory(group="Clinician")
        self.outcomes = [finished(by=self.by, **SAID[level])]
        self.draft = None

    def refresh(self):
        kept = Outcome.objects.order_by("pk").select_related("intake")
        self.outcomes = list(kept)

    @property
    def standing(self):
        return [outcome for outcome in self.outcomes if outcome.counts]

    @rule(which=st.integers(0, 9), level=st.sampled_from(list(LEVELS)))
    def override(self, which, level):
        outcome = self.outcomes[which % len(self.outcomes)]
        try:
            override_outcome(outcome=outcome, to_level=level, reason=WHY, by=self.by)
        except Refused:
            assert not outcome.counts or outcome.level_in_force == level
        self.refresh()

    @precondition(lambda self: self.draft is None and self.standing)
    @rule(retracted=st.sampled_from([False, False, True]))
    def correct(self, retracted):
        """Of what counts; sometimes it is retracted while the draft is filled in."""
        intake = self.standing[-1].intake
        self.draft = correct_intake(intake=intake, by=self.by)
        if retracted:
            retract_intake(intake=intake, kind="duplicate", reason="Twice.", by=self.by)
        self.refresh()

    @precondition(lambda self: self.draft)
    @rule(level=st.sampled_from(sorted(SAID)))
    def finish(self, level):
        answers = {"urinary_retention": "no", "iv_drug_use": "no"} | SAID[level]
        answer(self.draft, by=self.by, **answers)
        outcome = finish_intake(
            intake=self.draft, by=self.by, unfinished_reason="patient_left"
        )
        self.draft = None
        if outcome.disposition in REFERRED:
            assert outcome.referral.is_open
        self.refresh()

    @precondition(lambda self: len(self.outcomes) > 1)
    @rule(back=st.sampled_from([1, 1, 1, 2, 3]))
    def retract(self, back):
        outcome = self.outcomes[-min(back, len(self.outcomes))]
        try:
            retract_intake(
                intake=outcome.intake, kind="duplicate", reason="Twice.", by=self.by
            )
        except Refused:
            assert not outcome.counts
        self.refresh()

    @rule(which=st.integers(0, 9), state=st.sampled_from(sorted(STEPS)))
    def move(self, which, state):
        rows = list(Referral.objects.order_by("pk"))
        if rows:
            with contextlib.suppress(Refused):
                step(rows[which % len(rows)], state, by=self.by)
        self.refresh()

    @rule(which=st.integers(0, 9), found=st.booleans())
    def close(self, which, found):
        """By a short way where there is one, else cancelled and closed."""
        rows = list(Referral.objects.order_by("pk"))
        for state in (State.CANCELLED, State.CLOSED) if rows and found else ():
            with contextlib.suppress(Refused):
                row = rows[which % len(rows)]
                step(Referral.objects.get(pk=row.pk), state, by=self.by)
        for close, given in SHORT_WAYS if rows else ():
            row = rows[which % len(rows)]
            with contextlib.suppress(Refused):
                close(referral=row, by=self.by, **given)
        self.refresh()

    @invariant()
    def who_counts_has_the_referral_that_the_level_needs(self):
        for outcome in self.standing:
            referral = getattr(outcome, "referral", None)
            if outcome.level_in_force not in REFERRED:
                continue
            assert referral is not None
            kinds = {event.kind for event in referral.events.all()}
            assert "wrong_patient" not in kinds
            if referral.is_open:
                assert Level(referral.level) >= outcome.level_in_force
                assert referral.next_step != CLOSE_AS_REPLACED
            else:
                last = outcome.overrides.last()
                assert referral.found != "replaced"
                assert last is None or referral.closed_at >= last.at

    @invariant()
    def one_call_is_owed_at_most_for_what_counts(self):
        owed = {call.outcome_id for call in FollowUp.objects.due()}
        assert owed <= {outcome.pk for outcome in self.standing}


def test_no_sequence_of_decisions_strands_a_patient():
    examples = max(1, settings().max_examples // 4)
    run_state_machine_as_test(
        Talk, settings=settings(max_examples=examples, stateful_step_count=12)
    )
