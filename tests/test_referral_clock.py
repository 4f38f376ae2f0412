"""By when each step of a referral is due, from its level, its state and the hours."""

import datetime as dt

import pytest

from tests.factories import OutcomeFactory, ReceiverFactory
from tests.intakes import finished
from tests.referrals import ROADS, in_state, opened, step
from triage.actions.referral import open_referral
from triage.actions.referral_clock import set_clock
from triage.models import Closure, Level, OpeningHours, Referral, State

pytestmark = pytest.mark.django_db

OUT_OF_HOURS = "send to out of hours or the emergency department"
MONDAY = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def always_open():
    for weekday in range(7):
        OpeningHours.objects.create(
            weekday=weekday, opens=dt.time(0), closes=dt.time(23, 59, 59)
        )


def open_at(moment, level=Level.URGENT, **particulars):
    outcome = OutcomeFactory(disposition=level, reached_at=moment, **particulars)
    return open_referral(outcome=outcome, level=level, started_at=moment, by=outcome.by)


def minutes(referral):
    return (referral.due_at - referral.level_started_at) / dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("level", "state", "due", "next_step"),
    [
        (Level.EMERGENCY, State.OPENED, 15, "send"),
        (Level.EMERGENCY, State.SENT, 30, "get an answer"),
        (Level.EMERGENCY, State.ACCEPTED, 240, "confirm arrival"),
        (Level.EMERGENCY, State.ARRIVED, 1440, "get the outcome"),
        (Level.SOON, State.OPENED, 1440, "send"),
        (Level.SOON, State.ARRIVED, 20160, "get the outcome"),
    ],
)
def test_the_clock_runs_from_the_start_of_the_level(level, state, due, next_step):
    referral = in_state(state, level, ago=1)

    assert (minutes(referral), referral.next_step) == (due, next_step)


@pytest.mark.parametrize(
    ("state", "due", "next_step"),
    [
        (State.DECLINED, 15, "send elsewhere"),
        (State.NOT_ARRIVED, 15, "contact the patient"),
        (State.OUTCOME_RECEIVED, 1440, "close, with what was found"),
        (State.CANCELLED, 1440, "close, with what was found"),
        (State.PATIENT_DECLINED, 1440, "close, with what was found"),
    ],
)
def test_the_clock_of_the_other_states_runs_from_their_event(state, due, next_step):
    referral = in_state(state, ago=300)

    since = referral.events.last().at
    assert referral.due_at == since + dt.timedelta(minutes=due)
    assert referral.next_step == next_step


def test_the_urgent_clock_is_shorter_than_the_day(always_open):
    referral = open_at(MONDAY)

    assert (minutes(referral), referral.next_step) == (60, "send")
    referral = step(referral, State.SENT, at=MONDAY, receiver=ours())
    assert (minutes(referral), referral.next_step) == (120, "get an answer")


def ours():
    return ReceiverFactory(kind="clinician", name="Dr. Whitfield")


def test_urgent_before_closing_goes_to_out_of_hours_half_an_hour_before_it():
    """Friday 16:50, open until 17:00 as nobody has said otherwise."""
    friday = dt.datetime(2026, 3, 6, 16, 20, tzinfo=dt.UTC)

    referral = open_at(friday)

    assert referral.next_step == OUT_OF_HOURS
    assert referral.due_at == friday.replace(minute=30)


@pytest.mark.parametrize("closed", ["night", "closure"])
def test_urgent_reached_when_closed_says_so_at_once(closed):
    moment = MONDAY
    if closed == "night":
        moment = MONDAY.replace(hour=23)
    else:
        Closure.objects.create(day=MONDAY.date(), reason="Holiday")

    referral = open_at(moment)

    assert (referral.due_at, referral.next_step) == (moment, OUT_OF_HOURS)


@pytest.mark.parametrize("level", [Level.EMERGENCY, Level.SOON])
def test_hours_do_not_move_emergency_and_soon(level):
    referral = open_at(MONDAY.replace(hour=23), level)

    assert referral.next_step == "send"
    assert minutes(referral) == {Level.EMERGENCY: 15, Level.SOON: 1440}[level]


def test_who_works_at_night_answers_by_their_own_clock():
    night = MONDAY.replace(hour=23)

    sent = step(open_at(night), State.SENT, at=night)

    assert (minutes(sent), sent.next_step) == (120, "get an answer")


@pytest.mark.parametrize(
    ("answers", "days"),
    [
        ({"pain_score": "9"}, 7),
        ({"pain_score": "9", "cancer_history": "unsure"}, 3),
        ({"pain_radiates_buttock_or_leg": "yes"}, 3),
    ],
)
@pytest.mark.parametrize("state", [State.SENT, State.ACCEPTED])
def test_an_appointment_is_sooner_for_those_whom_the_protocol_names(
    answers, days, state
):
    """An open question is no reason to wait: not asked is never no."""
    outcome = finished(**answers)
    assert outcome.disposition == Level.SOON

    referral = outcome.referral
    for each in ROADS[state]:
        referral = step(referral, each)

    assert minutes(referral) == days * 1440


def test_hours_are_read_for_the_urgent_clock_alone(django_assert_num_queries):
    for level, queries in [(Level.EMERGENCY, 0), (Level.SOON, 0), (Level.URGENT, 2)]:
        kept = Referral.objects.select_related("outcome__release")
        referral = kept.get(pk=opened(level).pk)
        with django_assert_num_queries(queries):
            set_clock(referral, since=referral.level_started_at)
