"""On which day the clinic is open for the last time before something is due."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.engine.hours import Hours

NEW_YORK = ZoneInfo("America/New_York")
QUARTER = timedelta(minutes=15)
# The clocks go back in the night to Sunday, November 1.
FIRST = date(2026, 10, 28)
DAYS = [FIRST + timedelta(days=n) for n in range(12)]
MONDAY, THURSDAY = date(2026, 11, 23), date(2026, 11, 26)


def at(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), tzinfo=NEW_YORK).astimezone(UTC)


moments = st.builds(
    at, st.sampled_from(DAYS), st.integers(0, 23), st.sampled_from([0, 15, 30, 45])
)
openings = st.tuples(st.integers(0, 11), st.integers(12, 23)).map(
    lambda hours: ((time(hours[0]), time(hours[1])),)
)
weeks = st.builds(
    Hours,
    zone=st.just(NEW_YORK),
    weekly=st.dictionaries(st.integers(0, 6), openings, max_size=7),
    closures=st.frozensets(st.sampled_from(DAYS), max_size=9),
)


@given(hours=weeks, since=moments, until=moments)
def test_it_is_the_day_of_the_last_moment_that_is_open(hours, since, until):
    count = max((until - since) // QUARTER, 0)
    asked = (since + QUARTER * n for n in range(count))
    open_ones = [moment for moment in asked if hours.is_open(moment)]

    last = open_ones[-1].astimezone(NEW_YORK).date() if open_ones else None

    assert hours.last_open_day(since, until) == last


@pytest.mark.parametrize(
    ("since", "until", "closures", "day"),
    [
        pytest.param(at(MONDAY, 10), at(THURSDAY, 10), (), THURSDAY, id="due day"),
        pytest.param(
            at(MONDAY, 10),
            at(THURSDAY, 10),
            (THURSDAY,),
            date(2026, 11, 25),
            id="the day before a holiday",
        ),
        pytest.param(
            at(MONDAY, 10), at(date(2026, 11, 29), 10), (), date(2026, 11, 27), id="Sun"
        ),
        pytest.param(
            at(MONDAY, 10), at(THURSDAY, 8), (), date(2026, 11, 25), id="before opening"
        ),
        pytest.param(
            at(MONDAY, 18), at(date(2026, 11, 24), 8), (), None, id="one night"
        ),
        pytest.param(at(THURSDAY, 12), at(THURSDAY, 10), (), None, id="overdue"),
    ],
)
def test_nobody_is_asked_to_come_to_a_closed_door(since, until, closures, day):
    hours = Hours(zone=NEW_YORK, closures=frozenset(closures))

    assert hours.last_open_day(since, until) == day
