"""Above every page: emergencies that wait, what is late, whose clinic it is."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from tests.factories import UserFactory
from tests.intakes import answer, finished, open_one
from triage.actions.override import override_outcome
from triage.actions.referral import take_referral
from triage.actions.release import current_release, sign_off
from triage.models import Referral
from triage.views.bar import Bar, bar

pytestmark = pytest.mark.django_db


def test_a_clinician_is_told_how_many_emergencies_wait(clinician):
    finished(urinary_retention="yes")
    finished(chest_pain="yes")
    finished(iv_drug_use="yes")
    answer(open_one(), urinary_retention="yes")

    assert Bar(clinician).emergencies == 3


def test_one_that_somebody_has_taken_waits_no_more(clinician):
    outcome = finished(urinary_retention="yes")
    take_referral(referral=outcome.referral, by=clinician)

    assert Bar(clinician).emergencies == 0


def test_the_level_in_force_is_what_counts(clinician):
    raised, lowered = finished(), finished(urinary_retention="yes")
    why = "Examined here, sensation is normal."
    override_outcome(outcome=raised, to_level="emergency", reason=why, by=clinician)
    override_outcome(outcome=lowered, to_level="urgent", reason=why, by=clinician)

    assert Bar(clinician).emergencies == 1


def test_an_unfinished_emergency_that_was_finished_is_counted_once(clinician):
    intake = open_one()
    answer(intake, urinary_retention="yes")
    finished(intake=intake, urinary_retention="yes")

    assert Bar(clinician).emergencies == 1


def test_others_are_not_told_of_emergencies_but_of_what_is_late(staff, manager):
    outcome = finished(urinary_retention="yes")
    Referral.objects.filter(pk=outcome.referral.pk).update(
        due_at=timezone.now() - dt.timedelta(minutes=1)
    )

    for person in (staff, manager):
        assert Bar(person).emergencies == 0
        assert Bar(person).overdue == 1


@pytest.mark.parametrize("person", [AnonymousUser(), None])
def test_who_is_not_signed_in_learns_nothing(person):
    finished(urinary_retention="yes")

    assert Bar(person).emergencies == 0
    assert Bar(person).overdue == 0


def test_it_says_whether_somebody_signed_the_protocol(clinic, manager):
    assert not Bar(None).protocol.is_signed

    sign_off(
        release=current_release(), name="Dr. Sena Abebe", registration="1", by=manager
    )

    assert Bar(None).protocol.is_signed


def test_all_of_it_takes_three_queries(clinic, clinician, django_assert_num_queries):
    assert clinician.has_perm("triage.view_referral")
    assert clinician.is_clinician
    shown = Bar(clinician)

    with django_assert_num_queries(3):
        for _ in range(2):
            assert shown.clinic == clinic
            assert shown.protocol.version
            assert shown.emergencies == shown.overdue == 0


def test_a_page_that_does_not_show_it_asks_nothing(django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = UserFactory()

    with django_assert_num_queries(0):
        bar(request)


def test_the_pages_of_a_clinician_name_what_waits(as_clinician, as_staff):
    outcome = finished(urinary_retention="yes")
    url = outcome.get_absolute_url()

    assert "1 emergency waits" in as_clinician.get(url).content.decode()
    assert "1 emergency waits" not in as_staff.get(url).content.decode()
