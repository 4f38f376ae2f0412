"""The board: who waits for the next step, in which order, and what staff see of it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.conftest import signed_in
from tests.factories import IntakeFactory, OutcomeFactory, RaisedFlagFactory
from tests.factories import UserFactory as People
from tests.referrals import in_state, opened, step
from triage.actions.referral import open_referral, take_referral
from triage.actions.release import current_release
from triage.models import Level, OpeningHours, Override, Referral, State

pytestmark = pytest.mark.django_db

LIST = reverse("triage:referral_list")
# What every page costs (design, part 10), and a list of 50 beside it.
FRAME, LIST_OF_50 = 9, 8


@pytest.fixture(autouse=True)
def at_the_clinic(clinic):
    pass


def codes(response):
    return [line.referral.code for line in response.context["board"].lines]


def late(level, **particulars):
    return opened(level, ago=30 * 24 * 60, **particulars)


def draft(level, ago=5, **particulars):
    return IntakeFactory(
        release=current_release(),
        so_far=level,
        reached_at=timezone.now() - dt.timedelta(minutes=ago),
        **particulars,
    )


def test_the_most_urgent_stands_first_then_what_is_due_first(as_clinician):
    soon = late(Level.SOON)
    urgent = opened(Level.URGENT)
    calm, pressing = opened(Level.EMERGENCY, ago=1), opened(Level.EMERGENCY, ago=9)

    board = as_clinician.get(LIST)

    assert codes(board) == [each.code for each in (pressing, calm, urgent, soon)]


def test_a_closed_referral_leaves_the_board(as_clinician):
    in_state(State.CLOSED)

    response = as_clinician.get(LIST)

    assert codes(response) == []
    assert "Nobody is waiting" in response.text


def test_a_row_says_who_it_is_why_and_what_comes_next(as_clinician, clinician):
    referral = in_state(State.SENT)
    RaisedFlagFactory(outcome=referral.outcome)
    take_referral(referral=referral, by=clinician)

    page = as_clinician.get(LIST).text

    patient = referral.outcome.intake.patient
    for words in (patient.name, "Weakness", "Leg weakness", "Mark accepted", "Sent"):
        assert words in page
    assert f"{clinician}" in page
    assert reverse("triage:referral_detail", args=[referral.uuid]) in page


def test_an_undecided_rule_is_told_from_one_that_fired(as_clinician):
    RaisedFlagFactory(
        outcome=opened().outcome,
        fired=False,
        level="emergency",
        held="urgent",
        because="[]",
        missing='[{"finding": "x", "label": "Leaking urine", "unsure": false}]',
    )

    assert "Not known: Leaking urine" in as_clinician.get(LIST).text


def test_the_computed_level_stands_beside_the_one_in_force(as_clinician, clinician):
    outcome = OutcomeFactory(disposition=Level.SELF_CARE)
    Override.objects.create(
        outcome=outcome,
        from_level=Level.SELF_CARE,
        to_level=Level.URGENT,
        reason="Looks ill, grey and sweating.",
        by=clinician,
    )
    open_referral(
        outcome=outcome, level=Level.URGENT, started_at=timezone.now(), by=clinician
    )

    page = as_clinician.get(LIST)

    assert page.context["board"].lines[0].computed == Level.SELF_CARE
    assert "Rules: Self-care" in page.text
    assert "clinician’s decision" in page.text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, {"late", "taken", "urgent"}),
        ({"level": "emergency"}, {"taken"}),
        ({"level": "urgent"}, {"urgent"}),
        ({"clock": "late"}, {"late"}),
        ({"owner": "none"}, {"late", "urgent"}),
        ({"owner": "me"}, {"taken"}),
        ({"owner": "me", "level": "urgent"}, set()),
        ({"state": "closed"}, {"closed"}),
        ({"level": "worst", "owner": "everybody"}, {"late", "taken", "urgent"}),
    ],
)
def test_links_filter_the_board(query, shown, as_clinician, clinician):
    rows = {
        "late": late(Level.SOON),
        "taken": take_referral(referral=opened(Level.EMERGENCY), by=clinician),
        "urgent": opened_in_time(Level.URGENT),
        "closed": in_state(State.CLOSED),
    }

    response = as_clinician.get(LIST, query)

    assert set(codes(response)) == {rows[name].code for name in shown}


def opened_in_time(level):
    """Open at any hour of the day on which the tests are run."""
    referral = opened(level)
    referral.due_at = timezone.now() + dt.timedelta(minutes=30)
    referral.save(update_fields=["due_at"])
    return referral


def test_tiles_and_chips_count_what_their_links_show(as_clinician, clinician):
    late(Level.SOON)
    take_referral(referral=opened(Level.EMERGENCY), by=clinician)
    in_state(State.CLOSED)
    in_state(State.CLOSED)

    board = as_clinician.get(LIST).context["board"]

    assert board.closed == "2"
    counts = {chip.name: chip.count for chip in board.chips}
    assert counts == {
        "All open": 2,
        "Overdue": 1,
        "emergency": 1,
        "urgent": 0,
        "soon": 1,
        "No owner": 1,
        "Mine": 1,
    }
    for chip in board.chips:
        assert len(codes(as_clinician.get(chip.url))) == chip.count


def test_a_chip_adds_to_the_filter_and_takes_itself_away(as_clinician):
    board = as_clinician.get(LIST, {"level": "emergency"}).context["board"]

    chips = {chip.name: chip for chip in board.chips}
    assert chips["emergency"].is_current
    assert chips["emergency"].url == LIST
    assert chips["No owner"].url == LIST + "?level=emergency&owner=none"


def test_what_was_closed_before_this_week_is_not_in_it(as_clinician):
    referral = in_state(State.CLOSED)
    Referral.objects.filter(pk=referral.pk).update(
        closed_at=timezone.now() - dt.timedelta(days=8)
    )

    response = as_clinician.get(LIST, {"state": "closed"})

    assert response.context["board"].closed == "0"
    assert "Nothing was closed this week" in response.text


@pytest.mark.parametrize("query", [{}, {"level": "soon"}, {"state": "closed"}])
def test_unfinished_emergencies_stand_on_top_whatever_is_shown(query, as_staff):
    emergency = draft(Level.EMERGENCY)
    urgent = draft(Level.URGENT, ago=90)
    draft(Level.SOON)
    IntakeFactory()

    response = as_staff.get(LIST, query)

    intakes = [each.intake for each in response.context["board"].unfinished]
    assert intakes == [emergency, urgent]
    assert emergency.get_absolute_url() in response.text
    text = response.text
    assert text.index(emergency.code) < text.index("Referrals, the most urgent first")


def test_the_clock_of_an_unfinished_intake_runs_from_when_it_was_reached(as_staff):
    intake = draft(Level.EMERGENCY, ago=40)

    (shown,) = as_staff.get(LIST).context["board"].unfinished

    assert shown.due_at == intake.reached_at + dt.timedelta(minutes=15)
    assert "25 min late" in as_staff.get(LIST).text


def test_pages_follow_each_other_without_a_gap_or_a_double(as_clinician):
    referrals = [opened(Level.SOON, ago=n % 7) for n in range(120)]
    # Many are due at one moment: only the last part of the order parts them.
    Referral.objects.update(due_at=referrals[0].due_at)
    for _ in range(3):
        opened(Level.EMERGENCY)

    seen, address = [], LIST
    while address:
        response = as_clinician.get(address)
        seen += codes(response)
        following = response.context["board"].next_page
        address = following

    assert len(seen) == len(set(seen)) == 123
    assert seen == [each.code for each in Referral.objects.open()]


def test_closed_pages_follow_each_other_too(as_clinician):
    doctor = People(group="Clinician")
    for _ in range(53):
        in_state(State.CLOSED, by=doctor)

    first = as_clinician.get(LIST, {"state": "closed"})
    second = as_clinician.get(first.context["board"].next_page)

    assert (len(codes(first)), len(codes(second))) == (50, 3)
    assert not set(codes(first)) & set(codes(second))


@pytest.mark.parametrize("after", ["x", "MC4x", "LTEuLTEuLTE", "é", "9" * 40])
def test_a_made_up_page_is_the_first_page(after, as_clinician):
    referral = opened()

    assert codes(as_clinician.get(LIST, {"after": after})) == [referral.code]


def test_no_address_on_the_board_names_a_patient(as_clinician):
    referrals = [opened() for _ in range(51)]

    response = as_clinician.get(LIST)

    patient = referrals[0].outcome.intake.patient
    assert patient.name.split()[0] not in response.context["board"].next_page
    assert "<title>Referrals" in response.text


@pytest.mark.parametrize("role", ["Staff", "Manager"])
def test_whoever_is_no_clinician_reads_and_presses_nothing(role):
    referral = in_state(State.SENT)

    page = signed_in(People(group=role)).get(LIST).text

    assert referral.code in page
    assert "Get an answer" in page
    assert "Take it" not in page
    assert "Mark accepted" not in page


def test_nobody_else_sees_the_board(client):
    client.force_login(People())

    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize("name", ["referral_list", "referral_live", "referral_charts"])
def test_looking_is_all_that_the_board_does(name, as_clinician):
    assert as_clinician.post(reverse(f"triage:{name}")).status_code == 405


def test_the_board_takes_as_many_queries_for_60_as_for_5(as_clinician):
    doctor = People(group="Clinician")
    draft(Level.URGENT)

    def queries(rows):
        while Referral.objects.count() < rows:
            referral = in_state(State.SENT, by=doctor)
            RaisedFlagFactory(outcome=referral.outcome)
            step(in_state(State.OPENED), State.CANCELLED, by=doctor)
        as_clinician.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert as_clinician.get(LIST).status_code == 200
        return [query["sql"] for query in captured]

    few, many = queries(5), queries(60)

    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= FRAME + LIST_OF_50, "\n".join(many)


def test_without_opening_hours_the_board_says_what_it_counts_with(as_clinician):
    assert "counted as Monday to Friday, 9 to 17" in as_clinician.get(LIST).text

    OpeningHours.objects.create(weekday=0, opens=dt.time(8), closes=dt.time(18))

    assert "counted as Monday" not in as_clinician.get(LIST).text
