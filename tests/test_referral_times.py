"""How long referrals take, worked out by hand and against brute force."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.figures.times import Event, life, measure, nearest_rank, share, span


def event(kind, minutes, *, due=None, started=0, level="emergency", receiver=None):
    return Event(kind, minutes * 60, started * 60, due and due * 60, level, receiver)


def lived(*events):
    return life("2026-11", [event("opened", 1, due=15), *events])


def test_times_run_from_the_start_of_the_level():
    one = lived(event("sent", 12), event("accepted", 30), event("closed", 90))

    assert one.minutes == {"sent": 12, "accepted": 30, "closed": 90}
    assert one.is_over


def test_a_step_is_late_after_the_deadline_that_stood_before_it():
    on_time = lived(event("sent", 15, due=20), event("accepted", 21))

    assert on_time.late == {"sent": False, "accepted": True}


def test_only_the_first_of_each_step_counts():
    one = lived(
        event("sent", 10), event("declined", 20), event("sent", 40), event("closed", 60)
    )

    assert one.minutes["sent"] == 10


def test_what_happened_after_it_was_reopened_is_not_counted_and_told():
    one = lived(
        event("cancelled", 20),
        event("closed", 30),
        event("reopened", 50, level="soon"),
        event("sent", 60, level="soon"),
    )

    assert one.minutes == {"closed": 30}
    assert one.was_reopened
    assert one.level == "emergency"


def test_a_level_raised_later_never_gives_a_time_below_nothing():
    one = lived(event("sent", 5, started=9, level="emergency"))

    assert one.minutes["sent"] == 0


def test_the_worked_example_of_ten():
    """Ten referrals sent after 3 … 100 minutes: the 5th and the 9th in order."""
    minutes = [20, 3, 5, 40, 8, 12, 9, 60, 100, 30]
    lives = [lived(event("sent", each, due=999)) for each in minutes]

    sent = measure(lives, "sent")

    assert (sent.count, sent.median, sent.ninetieth) == (10, 12, 60)
    # 20, 40, 60, 100 and 30 came after minute 15.
    assert sent.late == 5
    assert (sent.waiting, sent.without) == (0, 0)


def test_those_still_open_and_those_that_ended_without_it_are_told_apart():
    lives = [
        lived(),
        lived(event("cancelled", 5), event("closed", 9)),
        lived(event("sent", 4)),
    ]

    sent = measure(lives, "sent")

    assert (sent.count, sent.waiting, sent.without) == (1, 1, 1)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60), st.integers(1, 100))
def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed(values, percent):
    found = nearest_rank(values, percent)

    enough = [
        v for v in values if sum(w <= v for w in values) * 100 >= percent * len(values)
    ]
    assert found == min(enough)


def test_a_percentile_of_nothing_is_nothing_and_of_a_wrong_share_refused():
    assert nearest_rank([], 50) is None
    for percent in (0, 101):
        with pytest.raises(ValueError, match="1 to 100"):
            nearest_rank([1], percent)


@pytest.mark.parametrize(
    ("part", "whole", "says"),
    [
        (0, 0, "none yet"),
        (3, 4, "3 of 4"),
        (0, 4, "0 of 4"),
        (1, 5, "20% (1 of 5)"),
        (5, 20, "25% (5 of 20)"),
    ],
)
def test_of_few_there_is_a_count_and_never_a_bare_percentage(part, whole, says):
    assert share(part, whole) == says


@pytest.mark.parametrize(
    ("minutes", "says"),
    [
        (None, "–"),
        (0.4, "0 min"),
        (59.4, "59 min"),
        (185, "3 h 05"),
        (3600, "2.5 days"),
    ],
)
def test_a_time_is_told_as_coarse_as_it_is_long(minutes, says):
    assert span(minutes) == says


def test_an_empty_month_has_no_times():
    assert measure([], "sent").median is None
