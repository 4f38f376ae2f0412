"""Every outcome owes the patient a call, within the window that its protocol gives."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import UserFactory
from tests.intakes import finished
from triage.actions.follow_up import book_follow_up, settle_follow_up
from triage.models import Closure, FollowUp, OpeningHours

pytestmark = pytest.mark.django_db
TUESDAY = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)


def booked(outcome, level, at=TUESDAY):
    """The call of *outcome* as if it had been made at *at*."""
    outcome.follow_up.delete()
    outcome.at = at
    return book_follow_up(outcome=outcome, level=level, by=outcome.by)


@pytest.mark.parametrize("level", ["soon", "self_care"])
def test_two_to_three_days_after_an_outcome_that_can_wait(level):
    call = booked(finished(), level)

    assert call.due_at == TUESDAY + dt.timedelta(hours=48)
    assert call.latest_at == TUESDAY + dt.timedelta(hours=72)


@pytest.mark.parametrize("level", ["emergency", "urgent"])
def test_on_the_next_working_day_after_one_that_cannot(level):
    call = booked(finished(), level)

    assert call.due_at == dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
    assert call.latest_at == dt.datetime(2026, 11, 25, 17, 0, tzinfo=dt.UTC)


def test_the_clinics_own_hours_and_closures_say_what_a_working_day_is():
    for weekday in (OpeningHours.Weekday.WEDNESDAY, OpeningHours.Weekday.FRIDAY):
        OpeningHours.objects.create(
            weekday=weekday, opens=dt.time(8), closes=dt.time(12)
        )
    Closure.objects.create(day=dt.date(2026, 11, 25))

    call = booked(finished(), "urgent")

    assert call.due_at == dt.datetime(2026, 11, 27, 8, 0, tzinfo=dt.UTC)


def test_whoever_knows_the_patient_is_asked_first(staff):
    outcome = finished(by=staff)

    assert outcome.follow_up.caller == staff


def test_the_earliest_call_is_due_first():
    late, early = finished(), finished()
    FollowUp.objects.filter(outcome=early).update(due_at=TUESDAY)

    assert [call.outcome for call in FollowUp.objects.due()] == [early, late]


def test_a_replaced_call_leaves_the_list_with_its_reason():
    by = UserFactory()
    outcome = finished()

    settle_follow_up(outcome=outcome, because="replaced", by=by)

    outcome.follow_up.refresh_from_db()
    assert outcome.follow_up.closed_because == "replaced"
    assert outcome.follow_up.closed_by == by
    assert not FollowUp.objects.due().exists()


def test_a_call_that_was_made_keeps_what_came_of_it():
    outcome = finished()
    FollowUp.objects.update(
        closed_at=timezone.now(), closed_by=outcome.by, closed_because="reached"
    )

    settle_follow_up(outcome=outcome, because="replaced", by=outcome.by)

    assert FollowUp.objects.get().closed_because == "reached"
