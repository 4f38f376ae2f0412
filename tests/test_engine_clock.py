"""By when the next step is due: the protocol's minutes, and the clinic's hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.lawful import PROTOCOL, WELL
from triage.engine import Level, assess
from triage.engine.clock import (
    NEXT_STEP,
    OUT_OF_HOURS,
    deadline,
    follow_up_window,
    is_sooner,
)
from triage.engine.hours import Hours

NEW_YORK = ZoneInfo("America/New_York")
HOURS = Hours(zone=NEW_YORK)  # nobody entered any: Monday to Friday, 9 to 17
TUESDAY = date(2025, 11, 25)
FRIDAY = date(2025, 11, 28)


def at(day, hour, minute=0, zone=NEW_YORK):
    return datetime.combine(day, time(hour, minute), tzinfo=zone).astimezone(UTC)


def due(level, state, start, event=None, hours=HOURS, **given):
    return deadline(
        PROTOCOL.levels[level],
        state,
        level_started_at=start,
        event_at=event or start,
        hours=hours,
        **given,
    )


def minutes_after(start, minutes):
    return start + timedelta(minutes=minutes)


# ---- the protocol's minutes


@pytest.mark.parametrize(
    ("level", "state", "minutes"),
    [
        (Level.EMERGENCY, "opened", 15),
        (Level.EMERGENCY, "sent", 30),
        (Level.EMERGENCY, "accepted", 240),
        (Level.EMERGENCY, "arrived", 1440),
        (Level.URGENT, "opened", 60),
        (Level.URGENT, "sent", 120),
        (Level.SOON, "opened", 1440),
        (Level.SOON, "sent", 10080),  # soon asks for no answer: it waits for arrival
        (Level.SOON, "accepted", 10080),
        (Level.SOON, "arrived", 20160),
    ],
)
def test_a_state_is_due_by_the_clock_of_its_level(level, state, minutes):
    start = at(TUESDAY, 10)

    assert due(level, state, start, event=at(TUESDAY, 10, 40)) == (
        minutes_after(start, minutes),
        NEXT_STEP[state],
    )


@pytest.mark.parametrize("state", ["accepted", "arrived"])
def test_a_same_day_patient_arrives_and_is_seen_before_closing(state):
    assert due(Level.URGENT, state, at(TUESDAY, 10)).due_at == at(TUESDAY, 17)


@pytest.mark.parametrize("state", ["declined", "not_arrived"])
def test_what_was_declined_or_missed_is_sent_again_within_the_first_time(state):
    event = at(TUESDAY, 13)

    step = due(Level.EMERGENCY, state, at(TUESDAY, 10), event=event)
    assert step == (minutes_after(event, 15), NEXT_STEP[state])


@pytest.mark.parametrize("level", [Level.EMERGENCY, Level.URGENT, Level.SOON])
@pytest.mark.parametrize("state", ["outcome_received", "cancelled", "patient_declined"])
def test_the_last_step_has_a_day_whatever_the_hours(level, state):
    event = at(FRIDAY, 16, 50)

    step = due(level, state, at(FRIDAY, 10), event=event)
    assert step == (minutes_after(event, 1440), "close, with what was found")


def test_a_closed_referral_has_no_deadline():
    assert due(Level.URGENT, "closed", at(TUESDAY, 10)) is None


def test_self_care_has_no_clock():
    with pytest.raises(ValueError, match="self_care has no clock"):
        due(Level.SELF_CARE, "opened", at(TUESDAY, 10))


@pytest.mark.parametrize("state", ["sent", "accepted"])
def test_sooner_is_three_days_to_arrival(state):
    start = at(TUESDAY, 10)

    assert due(Level.SOON, state, start, sooner=True).due_at == minutes_after(
        start, 4320
    )
    assert due(Level.SOON, "opened", start, sooner=True).due_at == minutes_after(
        start, 1440
    )


# ---- the clinic's hours


def test_minutes_that_end_at_closing_stand():
    assert due(Level.URGENT, "opened", at(FRIDAY, 16)) == (at(FRIDAY, 17), "send")


def test_minutes_that_would_end_after_closing_end_half_an_hour_before_it():
    step = due(Level.URGENT, "opened", at(FRIDAY, 16, 10))

    assert step == (at(FRIDAY, 16, 30), OUT_OF_HOURS)


def test_friday_at_ten_to_five_says_so_at_once():
    start = at(FRIDAY, 16, 50)

    assert due(Level.URGENT, "opened", start) == (start, OUT_OF_HOURS)


@pytest.mark.parametrize(
    "start",
    [
        at(TUESDAY, 23),
        at(TUESDAY, 17),
        at(TUESDAY, 7),
        at(date(2025, 11, 29), 11),  # a Saturday
    ],
    ids=["eleven at night", "closing time", "before opening", "Saturday"],
)
@pytest.mark.parametrize("state", ["opened", "sent"])
def test_reached_when_closed_it_says_so_at_once(start, state):
    assert due(Level.URGENT, state, start) == (start, OUT_OF_HOURS)


def test_a_closure_day_is_closed():
    hours = Hours(zone=NEW_YORK, closures=frozenset({TUESDAY}))
    start = at(TUESDAY, 10)

    assert due(Level.URGENT, "opened", start, hours=hours) == (start, OUT_OF_HOURS)
    assert due(Level.URGENT, "opened", start).next_step == "send"


def test_no_closing_is_left_for_a_patient_who_comes_at_night():
    start, event = at(TUESDAY, 23), at(TUESDAY, 23, 40)

    assert due(Level.URGENT, "accepted", start, event=event) == (
        event,
        "confirm arrival",
    )


def test_closing_is_still_ahead_before_opening():
    assert due(Level.URGENT, "arrived", at(TUESDAY, 7)).due_at == at(TUESDAY, 17)


@pytest.mark.parametrize("level", [Level.EMERGENCY, Level.SOON])
@pytest.mark.parametrize("state", ["opened", "sent", "accepted", "arrived", "declined"])
def test_emergency_and_soon_are_not_moved_by_hours(level, state):
    open_ = due(level, state, at(TUESDAY, 10))
    night = due(level, state, at(TUESDAY, 23))

    assert night.due_at - at(TUESDAY, 23) == open_.due_at - at(TUESDAY, 10)
    assert night.next_step == open_.next_step


def test_who_did_not_arrive_is_contacted_before_being_sent_on():
    event = at(FRIDAY, 16, 45)

    assert due(Level.URGENT, "not_arrived", at(FRIDAY, 10), event=event) == (
        event,
        f"contact the patient, then {OUT_OF_HOURS}",
    )


def test_a_receiver_who_is_always_open_is_waited_for_as_long_as_the_clock_says():
    start = at(TUESDAY, 23)

    assert due(Level.URGENT, "sent", start, always_open=True) == (
        minutes_after(start, 120),
        "get an answer",
    )
    # to be sent at all is the clinic's own step
    assert due(Level.URGENT, "opened", start, always_open=True).due_at == start


@pytest.mark.parametrize(
    ("day", "hour"),
    [(date(2025, 11, 2), 0), (date(2026, 3, 8), 0)],
    ids=["clocks go back", "clocks go forward"],
)
def test_minutes_are_real_minutes_on_a_day_that_clocks_change(day, hour):
    start = at(day, hour, 30)

    step = due(Level.EMERGENCY, "accepted", start)
    assert step.due_at - start == timedelta(minutes=240)


@pytest.mark.parametrize(
    ("day", "closing"),
    [
        (date(2025, 11, 2), datetime(2025, 11, 2, 22, tzinfo=UTC)),
        (date(2026, 3, 8), datetime(2026, 3, 8, 21, tzinfo=UTC)),
    ],
    ids=["clocks go back", "clocks go forward"],
)
def test_closing_is_by_the_clock_on_the_wall_on_a_day_that_clocks_change(day, closing):
    sundays = Hours.of([(6, time(0), time(17))], [], NEW_YORK)

    for start in (at(day, 0, 30), at(day, 9)):
        assert due(Level.URGENT, "accepted", start, hours=sundays).due_at == closing
        assert due(Level.URGENT, "opened", start, hours=sundays).next_step == "send"
    late = due(Level.URGENT, "opened", at(day, 16, 20), hours=sundays)
    assert late == (closing - timedelta(minutes=30), OUT_OF_HOURS)


def test_the_day_is_the_clinics_not_utcs():
    """At 20:30 in New York it is already tomorrow in UTC."""
    late = Hours.of([(1, time(9), time(22))], [], NEW_YORK)
    start = at(TUESDAY, 20, 30)

    assert start.date() == date(2025, 11, 26)
    assert due(Level.URGENT, "opened", start, hours=late) == (
        at(TUESDAY, 21, 30),
        "send",
    )


def test_a_break_does_not_close_the_day():
    hours = Hours.of(
        [(1, time(13, 30), time(18)), (1, time(8), time(12))], [], NEW_YORK
    )

    assert due(Level.URGENT, "opened", at(TUESDAY, 12, 30), hours=hours).due_at == at(
        TUESDAY, 13, 30
    )
    assert due(Level.URGENT, "accepted", at(TUESDAY, 9), hours=hours).due_at == at(
        TUESDAY, 18
    )


def test_hours_say_that_they_are_assumed():
    assert HOURS.assumed
    assert not Hours.of([(1, time(9), time(12))], [], NEW_YORK).assumed


# ---- the call after an outcome


@pytest.mark.parametrize("level", [Level.EMERGENCY, Level.URGENT])
def test_the_call_is_made_on_the_next_working_day(level):
    window = follow_up_window(PROTOCOL, level, at(FRIDAY, 16, 50), HOURS)

    monday = date(2025, 12, 1)
    assert window == (at(monday, 9), at(monday, 17))


def test_a_closure_is_no_working_day():
    hours = Hours(zone=NEW_YORK, closures=frozenset({date(2025, 12, 1)}))

    window = follow_up_window(PROTOCOL, Level.URGENT, at(FRIDAY, 10), hours)
    assert window.earliest == at(date(2025, 12, 2), 9)


def test_the_working_day_after_a_late_evening_is_by_the_clinics_date():
    window = follow_up_window(PROTOCOL, Level.URGENT, at(TUESDAY, 23), HOURS)

    assert window.earliest == at(date(2025, 11, 26), 9)


@pytest.mark.parametrize("level", [Level.SOON, Level.SELF_CARE])
def test_the_call_is_made_after_two_to_three_days(level):
    finished = at(TUESDAY, 10)

    assert follow_up_window(PROTOCOL, level, finished, HOURS) == (
        finished + timedelta(hours=48),
        finished + timedelta(hours=72),
    )


# ---- who is seen sooner


@pytest.mark.parametrize(
    ("answers", "sooner"),
    [
        ({"recurrent": "yes"}, False),
        ({"pain_radiates_buttock_or_leg": "yes"}, True),
        ({"age": 72}, True),
        ({"cancer_history": "unsure"}, True),
        # an open history question that the condition does not read
        ({"recurrent": "yes", "immunosuppressed": "unsure"}, True),
    ],
)
def test_sooner_holds_for_the_listed_and_while_a_question_is_open(answers, sooner):
    answers = WELL | answers

    assert is_sooner(answers, assess(answers, PROTOCOL), PROTOCOL) is sooner
