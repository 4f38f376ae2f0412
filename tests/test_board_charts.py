"""The board's two charts: the numbers in the drawing, the words and the table."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import RaisedFlagFactory
from tests.referrals import opened
from triage.figures.board import by_family, opened_each_day
from triage.models import Level, Referral

TODAY = dt.date(2026, 3, 6)
CHARTS = reverse("triage:referral_charts")


def test_each_of_the_last_days_has_its_bar():
    counts = {
        (TODAY, "emergency"): 3,
        (TODAY, "urgent"): 5,
        (TODAY, "soon"): 1,
        (dt.date(2026, 3, 1), "soon"): 2,
        (dt.date(2026, 2, 1), "soon"): 50,
    }

    chart = opened_each_day(counts, until=TODAY)

    assert [day.total for day in chart.days] == [0] * 8 + [2, 0, 0, 0, 0, 9]
    today = chart.days[-1]
    assert [part.count for part in today.parts] == [3, 5, 1]
    assert [part.height for part in today.parts] == [45, 75, 15]
    # They stand on each other, from the ground up.
    assert [part.y for part in today.parts] == [115, 40, 25]
    assert [count for count, _, _ in chart.lines] == [0, 3, 6, 9]
    assert chart.sentence == (
        "Referrals opened each day, February 21 to March 6. Busiest day: today with 9, "
        "of which 3 emergencies. The table below has every number."
    )


def test_days_without_any_say_so():
    chart = opened_each_day({}, until=TODAY)

    assert chart.sentence.endswith("February 21 to March 6: none.")
    assert [day.label for day in chart.days][:2] == ["Feb 21", "22"]
    assert chart.days[8].label == "Mar 1"
    assert chart.days[-1].label == "Today"


@pytest.mark.parametrize("most", [1, 2, 9, 10, 61, 100, 999, 12345])
def test_no_bar_leaves_the_drawing(most):
    chart = opened_each_day({(TODAY, "soon"): most}, until=TODAY)

    bar = chart.days[-1].parts[-1]
    assert 25 <= bar.y < 160
    assert chart.lines[-1][0] >= most


def test_the_most_frequent_red_flags_are_drawn():
    chart = by_family([("Cancer", 13), ("Infection", 6)] + [("Fracture", 1)] * 9)

    assert [bar.label for bar in chart.bars[:2]] == ["Cancer", "Infection"]
    assert [bar.width for bar in chart.bars[:2]] == [230, 106.2]
    assert len(chart.bars) == 9
    assert chart.sentence.startswith(
        "Referrals by red flag, last 14 days: Cancer 13, Infection 6, "
    )


def test_no_red_flag_at_all_says_so():
    assert by_family([]).sentence == "Referrals by red flag, last 14 days: none."


@pytest.mark.django_db
def test_the_charts_count_referrals_not_flags(as_staff, clinic):
    referral = opened(Level.EMERGENCY)
    RaisedFlagFactory.create_batch(2, outcome=referral.outcome)
    RaisedFlagFactory(outcome=opened(Level.SOON).outcome, fired=False, held="soon")
    old = opened(Level.SOON)
    Referral.objects.filter(pk=old.pk).update(
        opened_at=old.opened_at - dt.timedelta(days=20)
    )

    response = as_staff.get(CHARTS)

    assert [day.total for day in response.context["days"].days][-1] == 2
    assert [(b.label, b.count) for b in response.context["flags"].bars] == [
        ("Weakness", 1)
    ]


@pytest.mark.django_db
def test_the_charts_are_a_page_of_their_own_without_a_script(as_staff, clinic):
    whole = as_staff.get(CHARTS).text
    part = as_staff.get(CHARTS, headers={"HX-Request": "true"}).text

    assert "<title>" in whole
    assert "<title>" not in part
    for page in (whole, part):
        assert 'role="img"' in page
        assert "Show as a table" in page
        assert "style=" not in page
