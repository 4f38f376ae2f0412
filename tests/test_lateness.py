"""What is late, above every page of those concerned, and on Today."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from tests.factories import DutyFactory, UserFactory
from tests.intakes import answer, finished, open_one
from tests.test_escalation import late
from triage.engine.ladder import AFTER, Circle, Rung, concerned, rung
from triage.models import Intake, Referral
from triage.models.lateness import late_for
from triage.views.bar import Bar

pytestmark = pytest.mark.django_db
PAGES = ["today", "referral_list", "patient_search"]


def shows(client, words, page="today"):
    text = client.get(reverse(f"triage:{page}")).content.decode()
    return words in " ".join(text.split())


@pytest.mark.parametrize("page", PAGES)
def test_the_owner_sees_it_above_every_page(page, clinician, as_clinician, as_manager):
    late(2, owner=clinician)

    assert shows(as_clinician, "<b>1 late</b>", page)
    assert not shows(as_manager, "<b>1 late</b>", page)


def test_a_colleague_on_duty_sees_it_a_rung_later(clinician):
    owner = UserFactory(group="Clinician")
    DutyFactory(clinician=clinician)
    late(2, owner=owner)
    assert Bar(clinician).late is None

    late(6, owner=owner)
    assert Bar(clinician).late.count == 1


def test_managers_see_it_on_the_last_rung(clinician, manager):
    DutyFactory(clinician=clinician)
    late(14, owner=clinician)
    assert Bar(manager).late is None

    late(15, owner=clinician)
    assert Bar(manager).late.count == 1


def test_staff_are_not_asked_to_see_to_it(staff, as_staff):
    late(600)

    assert Bar(staff).late is None
    assert not shows(as_staff, "Late, and yours to see to")


def test_of_an_owner_who_left_it_concerns_who_is_on_duty(clinician):
    left = UserFactory(group="Clinician")
    DutyFactory(clinician=clinician)
    late(1, owner=left)
    left.is_active = False
    left.save()

    assert Bar(clinician).late.count == 1


def test_an_emergency_that_waits_is_told_once(as_clinician):
    late(2)

    assert shows(as_clinician, "1 emergency waits")
    assert shows(as_clinician, "2 min late")
    assert not shows(as_clinician, "<b>1 late</b>")


def test_an_unfinished_intake_past_its_clock_counts(clinician, manager):
    intake = open_one()
    answer(intake, iv_drug_use="yes")
    reached = timezone.now() - dt.timedelta(minutes=61)
    Intake.objects.filter(pk=intake.pk).update(reached_at=reached)

    assert Bar(clinician).late.count == Bar(manager).late.count == 1
    assert Bar(clinician).late.worst == reached + dt.timedelta(minutes=60)


def test_the_link_leads_to_just_those(clinician, as_clinician):
    mine, other = (
        late(2, owner=clinician),
        late(2, owner=UserFactory(group="Clinician")),
    )

    page = as_clinician.get(reverse("triage:referral_list"), {"clock": "for-me"})
    text = page.content.decode()

    assert f"r-{mine.pk}" in text
    assert f"r-{other.pk}" not in text


def test_today_names_who_is_concerned_and_who_was_told(clinician, as_clinician):
    clinician.email = "clinician@clinic.example"
    clinician.save()
    late(2, owner=clinician)
    assert shows(as_clinician, "Nobody was told by mail")

    call_command("escalate")

    assert shows(as_clinician, "Late, and yours to see to")
    assert shows(as_clinician, "Its owner")
    assert not shows(as_clinician, "Nobody was told by mail")


@pytest.mark.parametrize("level", ["emergency", "urgent", "soon"])
@pytest.mark.parametrize("owned", ["by a clinician", "by one who left", "by nobody"])
@pytest.mark.parametrize("is_covered", [True, False])
def test_the_database_reads_the_same_ladder(level, owned, is_covered):
    owner, on_duty, other = (UserFactory(group="Clinician") for _ in range(3))
    manager = UserFactory(group="Manager")
    if is_covered:
        ends = timezone.now() + dt.timedelta(days=10)
        DutyFactory(clinician=on_duty, until_at=ends)
    referral = late(1, owner=None if owned == "by nobody" else owner, level=level)
    owner_acts = owned == "by a clinician"
    owner.is_active = owned != "by one who left"
    owner.save()
    due_at = Referral.objects.get(pk=referral.pk).due_at
    seen = {"owner_acts": owner_acts, "is_covered": is_covered}
    steps = [AFTER[each][level] for each in (Rung.ON_DUTY, Rung.MANAGERS)]

    for lateness in (dt.timedelta(seconds=1), *steps):
        circles = concerned(rung(level, lateness, **seen), **seen)
        everyone = Circle.CLINICIANS in circles
        expected = {
            on_duty: everyone or Circle.ON_DUTY in circles,
            other: everyone,
            manager: Circle.MANAGERS in circles,
        }
        if owner_acts:
            expected[owner] = True
        found = {who: late_for(who, due_at + lateness).exists() for who in expected}
        assert found == expected
        assert any(found.values())


def test_what_is_closed_or_in_time_concerns_nobody(clinician):
    finished(urinary_retention="yes")

    assert not late_for(clinician, timezone.now()).exists()
