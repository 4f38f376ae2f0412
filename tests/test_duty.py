"""A clinician says with one click that they are on duty, and until when."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import DutyFactory
from triage.actions.duty import end_duty, start_duty
from triage.actions.errors import Refused
from triage.models import AuditEntry, Duty

pytestmark = pytest.mark.django_db


def in_hours(hours):
    return timezone.now() + dt.timedelta(hours=hours)


def on_duty():
    return list(Duty.objects.at(timezone.now()))


def test_a_clinician_goes_on_duty_from_now(clinician):
    duty = start_duty(until_at=in_hours(8), extension=" 214 ", by=clinician)

    assert on_duty() == [duty]
    assert duty.clinician == clinician
    assert duty.extension == "214"
    assert AuditEntry.objects.first().action == "began duty"


def test_a_second_click_moves_the_end_of_the_same_duty(clinician):
    start_duty(until_at=in_hours(4), by=clinician)

    start_duty(until_at=in_hours(8), by=clinician)

    (duty,) = on_duty()
    assert duty.until_at - duty.from_at > dt.timedelta(hours=7)


def test_several_clinicians_are_on_duty_at_once(clinician):
    DutyFactory()

    start_duty(until_at=in_hours(4), by=clinician)

    assert len(on_duty()) == 2


def test_a_past_duty_is_left_as_it_was(clinician):
    past = DutyFactory(clinician=clinician, until_at=in_hours(-0.5))

    start_duty(until_at=in_hours(4), by=clinician)

    assert past in Duty.objects.all()
    assert Duty.objects.count() == 2


def test_going_off_duty_ends_it_now(clinician):
    other = DutyFactory()
    start_duty(until_at=in_hours(8), by=clinician)

    assert end_duty(by=clinician) == 1

    assert on_duty() == [other]
    assert AuditEntry.objects.first().action == "ended duty"


def test_going_off_duty_without_being_on_it_changes_nothing(clinician):
    assert end_duty(by=clinician) == 0

    assert not AuditEntry.objects.exists()


def test_only_a_clinician_goes_on_duty(staff, manager):
    for person in (staff, manager):
        with pytest.raises(Refused, match="Only a clinician"):
            start_duty(until_at=in_hours(8), by=person)


@pytest.mark.parametrize(
    ("hours", "why"), [(-1, "past"), (0, "past"), (25, "24 hours")]
)
def test_a_duty_ends_within_a_day_from_now(clinician, hours, why):
    with pytest.raises(Refused, match=why):
        start_duty(until_at=in_hours(hours), by=clinician)

    assert not on_duty()
