"""The referrals in numbers: what is counted, for which days, and the file of it."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.asked import asked
from tests.factories import ReceiverFactory, RetractionFactory
from tests.handouts import text
from tests.referrals import in_state, opened, step
from triage.forms.numbers import three_months_before
from triage.models import AuditEntry, Level, Referral, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

NUMBERS = "/referrals/numbers/"


def rows(client, **query):
    response = client.get(reverse("triage:referral_numbers_csv"), query)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def row(client, by, which, step):
    (found,) = (
        each
        for each in rows(client)
        if (each["Counted by"], each["Which"], each["Step"]) == (by, which, step)
    )
    return found


def test_times_are_the_true_ones_from_the_start_of_the_level(as_clinician):
    referral = opened(ago=30)
    step(referral, State.SENT, at=referral.level_started_at + dt.timedelta(minutes=10))
    late = opened(ago=30)
    step(late, State.SENT, at=late.level_started_at + dt.timedelta(minutes=20))
    opened()

    sent = row(as_clinician, "level", "Emergency", "Sent")

    assert sent["Came to it"] == "2"
    assert float(sent["Median minutes"]) == pytest.approx(10, abs=0.1)
    assert float(sent["90th percentile minutes"]) == pytest.approx(20, abs=0.1)
    assert sent["Late"] == "1"
    assert (sent["Open without it"], sent["Ended without it"]) == ("1", "0")


def test_who_did_not_arrive_and_by_which_receiver(as_manager):
    receiver = ReceiverFactory(name="Night Desk")
    one = step(opened(), State.SENT, receiver=receiver)
    step(step(one, State.ACCEPTED), State.NOT_ARRIVED)
    step(opened(), State.SENT, receiver=receiver)

    page = text(as_manager.get(NUMBERS))

    assert "Did not arrive: 1 of 2; arrived after all: 0 of 1." in page
    night = row(as_manager, "receiver", "Night Desk", "Sent")
    assert (night["Referrals"], night["Did not arrive"]) == ("2", "1")


def test_what_was_retracted_is_left_out_and_said_so(as_clinician):
    RetractionFactory(intake=opened().outcome.intake)
    opened()

    page = text(as_clinician.get(NUMBERS))

    assert "1 referral, of which 1 still open" in page
    assert "1 left out, because the intake was retracted" in page


def test_a_name_is_never_a_formula_in_the_file(as_clinician):
    step(opened(), State.SENT, receiver=ReceiverFactory(name="=HYPERLINK(1)"))

    names = {each["Which"] for each in rows(as_clinician)}

    assert "'=HYPERLINK(1)" in names
    assert AuditEntry.objects.filter(action="exported referral numbers").count() == 1


def test_only_those_opened_in_the_days_asked_for_are_counted(as_clinician):
    old, new = opened(), opened(Level.SOON)
    moved = timezone.now() - dt.timedelta(days=200)
    Referral.objects.filter(pk=old.pk).update(opened_at=moved)
    day = timezone.localtime(moved).date().isoformat()

    def counted(**query):
        return [each["Level"] for each in rows(as_clinician, **query) if each["Level"]]

    assert set(counted()) == {"Soon"}
    assert set(counted(**{"from": day, "to": day})) == {"Emergency"}
    assert set(counted(**{"from": day})) == {"Emergency", "Soon"}
    assert new.code not in as_clinician.get(NUMBERS).text


@pytest.mark.parametrize("name", ["referral_numbers", "referral_numbers_csv"])
@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("x", "", "Give a day, like 2026-11-24."),
        ("2026-02-30", "", "Give a day, like 2026-11-24."),
        ("2026-03-02", "2026-03-01", "The first day is after the last one."),
        ("2999-01-01", "2999-02-01", "The first day is still to come."),
        ("2001-01-01", "2020-01-01", "Ask for at most three years at once."),
        ("0001-01-01", "0001-01-02", "Give a day from the year 2000 on."),
        ("9999-12-31", "9999-12-31", "Give a day up to the year 2999."),
        ("", "0001-01-02", "Give a day from the year 2000 on."),
    ],
)
def test_days_that_cannot_be_are_refused_with_a_sentence(
    first, last, says, name, as_clinician
):
    answer = as_clinician.get(reverse(f"triage:{name}"), {"from": first, "to": last})

    assert answer.status_code == 422
    assert says in answer.text


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("2026-11-24", "2026-08-25"),
        ("2026-05-31", "2026-03-01"),
        ("2026-02-28", "2025-12-01"),
        ("2026-05-29", "2026-02-28"),
        ("2026-12-31", "2026-10-01"),
    ],
)
def test_three_months_end_with_their_last_day(last, first):
    day = dt.date.fromisoformat
    assert three_months_before(day(last)) == day(first)


def test_nothing_opened_is_said_and_an_empty_file_has_its_head(as_clinician):
    assert "No referral was opened in these days." in as_clinician.get(NUMBERS).text
    assert {each["Counted by"] for each in rows(as_clinician)} == {"all"}


@pytest.mark.django_db(transaction=True)
def test_it_asks_as_much_for_many_as_for_few(as_clinician):
    def numbers():
        as_clinician.get(NUMBERS)
        return asked(lambda: as_clinician.get(NUMBERS))

    in_state(State.CLOSED)
    few = numbers()
    for _ in range(12):
        in_state(State.ARRIVED, Level.SOON)

    many = numbers()
    assert len(many) == len(few), f"{few}\n\n{many}"
    assert len(many) <= 9 + 8, many
