"""The day by which a sheet asks somebody to come is one on which the door is open."""

import datetime as dt

import pytest
import time_machine

from tests.handouts import FORM
from tests.intakes import finished
from triage.actions.handout import preview_words
from triage.models import Closure, OpeningHours

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)


def visit(now=MONDAY, *, closed=(), hours=()):
    """What a sheet given at *now* says of the visit, which is due in three days."""
    with time_machine.travel(now, tick=False):
        for day in closed:
            Closure.objects.create(day=dt.date(2026, 11, day))
        for weekday, opens, closes in hours:
            OpeningHours.objects.create(weekday=weekday, opens=opens, closes=closes)
        outcome = finished(cancer_history="unsure")
        words = preview_words(outcome=outcome, **FORM).text
    return words.partition("We want to see you by ")[2].partition(".")[0]


def test_the_day_of_the_visit_is_the_day_on_which_it_is_due():
    assert visit() == "Thursday, November 26"


def test_nobody_is_asked_to_come_on_a_holiday():
    assert visit(closed=[26]) == "Wednesday, November 25"


def test_nobody_is_asked_to_come_on_a_day_without_hours():
    hours = [(0, "08:00", "18:00"), (1, "08:00", "12:00"), (3, "14:00", "18:00")]

    assert visit(hours=hours) == "Tuesday, November 24"


def test_where_the_clinic_does_not_open_before_it_is_due_no_day_is_named():
    evening = MONDAY.replace(hour=18)

    assert visit(evening, closed=[24, 25, 26]) == ""
