"""`manage.py escalate`: who is told by mail of what is late, once on each rung."""

import datetime as dt
import io
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from tests.factories import DutyFactory, UserFactory
from tests.referrals import opened
from triage.actions.escalation import escalate as act
from triage.actions.referral import take_referral
from triage.models import AuditEntry, Referral, ReferralEvent, User

pytestmark = pytest.mark.django_db


class Failing(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("to rosa@example.org")


@pytest.fixture(autouse=True)
def addresses(clinician, manager):
    for person in (clinician, manager):
        person.email = f"{person.username}@clinic.example"
        person.save()


def late(minutes, *, owner=None, level="emergency"):
    """A referral whose step is *minutes* late."""
    referral = opened(level, intake__patient__name="Rosa Delgado")
    if owner:
        take_referral(referral=referral, by=owner)
    return make_late(referral, minutes)


def make_late(referral, minutes):
    due_at = timezone.now() - dt.timedelta(minutes=minutes)
    Referral.objects.filter(pk=referral.pk).update(due_at=due_at)
    return referral


def escalate():
    out, err = io.StringIO(), io.StringIO()
    call_command("escalate", stdout=out, stderr=err)
    return out.getvalue() + err.getvalue()


def told(referral):
    events = ReferralEvent.objects.filter(referral=referral, kind="told")
    return [(event.told.username, event.note) for event in events.order_by("id")]


def recipients():
    return sorted(address for each in mail.outbox for address in each.to)


def test_the_owner_alone_is_told_first(clinician):
    referral = late(2, owner=clinician)

    escalate()

    assert recipients() == ["clinician@clinic.example"]
    assert told(referral) == [("clinician", "Step 1 of 3")]


def test_the_mail_names_a_code_and_minutes_and_nothing_else(clinician):
    referral = late(20, owner=clinician)

    escalate()

    sent = mail.outbox[0]
    assert sent.subject == "1 late: open Backstop"
    assert sent.body == (
        f"{referral.code} is 20 minutes late.\n\nOpen Backstop to see the next step.\n"
    )


def test_nobody_is_told_twice_on_one_rung(clinician):
    referral = late(2, owner=clinician)

    escalate()
    escalate()

    assert len(mail.outbox) == len(told(referral)) == 1


def test_all_of_the_next_rung_are_told_again(clinician):
    referral = late(2, owner=clinician)
    colleague = UserFactory(group="Clinician", email="duty@clinic.example")
    DutyFactory(clinician=colleague)
    escalate()
    due_at = Referral.objects.get(pk=referral.pk).due_at

    act(now=due_at + dt.timedelta(minutes=6))
    assert set(told(referral)[1:]) == {
        ("clinician", "Step 2 of 3"),
        (colleague.username, "Step 2 of 3"),
    }
    act(now=due_at + dt.timedelta(minutes=16))
    assert {who for who, note in told(referral) if note == "Step 3 of 3"} == {
        "clinician",
        colleague.username,
        "manager",
    }


def test_a_new_deadline_is_told_anew(clinician):
    referral = late(2, owner=clinician)
    escalate()

    make_late(referral, 3)
    escalate()

    assert len(told(referral)) == 2


def test_several_come_in_one_mail(clinician):
    late(2, owner=clinician)
    late(3, owner=clinician)

    escalate()

    assert len(mail.outbox) == 1
    assert mail.outbox[0].subject == "2 late: open Backstop"


def test_with_nobody_on_duty_all_clinicians_and_managers_are_told():
    late(2)

    escalate()

    assert recipients() == ["clinician@clinic.example", "manager@clinic.example"]


def test_a_mail_that_was_refused_is_no_event_and_is_tried_again(
    clinician, settings, caplog
):
    referral = late(2, owner=clinician)
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Failing"

    with pytest.raises(CommandError, match="1 failed"):
        escalate()
    assert told(referral) == []
    assert "rosa" not in caplog.text

    settings.EMAIL_BACKEND = works
    escalate()
    assert len(told(referral)) == 1


def test_without_a_mail_server_it_says_so_and_ends_well(clinician, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    referral = late(2, owner=clinician)

    assert "CLINIC_MAIL_HOST is not set" in escalate()
    assert told(referral) == []


def test_one_without_an_address_is_counted_not_told(clinician):
    clinician.email = ""
    clinician.save()
    referral = late(2, owner=clinician)

    assert "1 could not be told" in escalate()
    assert told(referral) == []


def test_it_prints_numbers_and_no_names(clinician):
    late(2, owner=clinician)

    assert escalate() == "1 late.\n1 told, of 1 steps in all.\n"


def test_each_is_audited_by_an_account_that_nobody_opens(clinician, as_manager):
    referral = late(2, owner=clinician)
    escalate()

    entry = AuditEntry.objects.get(action="referral told")
    assert (entry.username, entry.record) == (User.AUTOMATIC, referral.code)
    automatic = User.objects.get(username=User.AUTOMATIC)
    assert not automatic.is_active
    assert not automatic.has_usable_password()
    people = as_manager.get(reverse("admin:triage_user_changelist"))
    assert User.AUTOMATIC not in people.content.decode()
