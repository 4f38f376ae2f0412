"""Today: who is half asked, who waits, who is to be called, and who is on duty."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.conftest import signed_in
from tests.factories import DutyFactory, PatientFactory, UserFactory
from tests.intakes import answer, finished, open_one
from triage.actions.override import override_outcome
from triage.actions.referral import take_referral
from triage.actions.retraction import retract_intake
from triage.models import Duty, FollowUp, Intake, OpeningHours
from triage.views.today_lists import TodayLists

pytestmark = pytest.mark.django_db
FRAME, BAR, PAGE = 9, 3, 8


def text(client, **query):
    response = client.get(reverse("triage:today"), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def untouched(intake, minutes):
    at = timezone.now() - dt.timedelta(minutes=minutes)
    Intake.objects.filter(pk=intake.pk).update(touched_at=at)
    return intake


def call_due(outcome, **due):
    start = timezone.now() + dt.timedelta(**due)
    FollowUp.objects.filter(outcome=outcome).update(
        due_at=start, latest_at=start + dt.timedelta(hours=1)
    )
    return outcome


# Unfinished intakes.


def test_an_emergency_left_in_the_middle_is_there_for_another_at_once(as_clinician):
    patient = PatientFactory(name="Rosa Delgado")
    answer(open_one(patient=patient), urinary_retention="yes")

    shown = text(as_clinician)

    assert "Not finished, and already urgent" in shown
    assert "Rosa Delgado" in shown
    assert "15 min left" in shown


def test_the_worst_and_longest_stand_first():
    urgent = open_one()
    answer(urgent, iv_drug_use="yes")
    first, second = open_one(), open_one()
    answer(first, urinary_retention="yes")
    answer(second, urinary_retention="yes")

    reached = TodayLists().reached

    assert [draft.intake for draft in reached] == [first, second, urgent]


def test_what_is_urgent_already_is_never_cut_short():
    for _ in range(11):
        answer(open_one(), urinary_retention="yes")

    assert len(TodayLists().reached) == 11


def test_a_draft_tells_how_many_critical_questions_are_answered(as_staff):
    intake = open_one()
    answer(intake, urinary_retention="no", saddle_numbness="unsure", chest_pain="no")
    answer(intake, chest_pain=None)

    (draft,) = TodayLists().in_work.rows

    assert (draft.answered, draft.critical) == (2, 9)
    assert draft.words == "Undecided"
    assert "2 of 9" in text(as_staff)


def test_a_skipped_critical_question_keeps_a_draft_undecided():
    answer(open_one(), pain_radiates_buttock_or_leg="yes")

    (draft,) = TodayLists().in_work.rows

    assert draft.intake.so_far == "soon"
    assert draft.words == "Undecided"


def test_a_draft_untouched_for_half_an_hour_is_left_open(as_staff):
    left = untouched(open_one(patient=PatientFactory(name="Walt Jensen")), 31)
    in_work = untouched(open_one(), 29)

    lists = TodayLists()

    assert [draft.intake for draft in lists.left.rows] == [left]
    assert [draft.intake for draft in lists.in_work.rows] == [in_work]
    assert "Left open for 30 minutes or more" in text(as_staff)


def test_finished_and_discarded_intakes_are_no_drafts(staff):
    finished()
    Intake.objects.filter(pk=open_one().pk).update(
        discarded_at=timezone.now(), discarded_by=staff
    )

    lists = TodayLists()

    assert not lists.in_work.rows
    assert not lists.left.rows


# Waiting for a clinician, and calls.


def test_referrals_that_nobody_has_taken_wait(clinician, as_staff):
    taken, waits = finished(iv_drug_use="yes"), finished(urinary_retention="yes")
    finished()
    take_referral(referral=taken.referral, by=clinician)

    (line,) = TodayLists().waiting.rows

    assert line.referral == waits.referral
    assert "Hard to pass urine, or cannot feel it (new)" in text(as_staff)


def test_a_call_is_listed_on_the_day_on_which_it_may_be_made():
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    today, tomorrow = finished(), finished()
    for outcome, due_at in (
        (today, midnight + dt.timedelta(hours=23, minutes=59)),
        (tomorrow, midnight + dt.timedelta(days=1)),
    ):
        latest = due_at + dt.timedelta(days=1)
        FollowUp.objects.filter(outcome=outcome).update(due_at=due_at, latest_at=latest)

    assert [call.outcome for call in TodayLists().calls.rows] == [today]


def test_a_call_names_the_number_and_how_late_it_is(as_staff):
    patient = PatientFactory(name="Kofi Mensah", phone="555-0142")
    call_due(finished(intake=open_one(patient=patient)), hours=-3)

    shown = text(as_staff)

    assert "Kofi Mensah" in shown
    assert 'href="tel:555-0142"' in shown
    assert "2 h late" in shown
    assert "1 overdue" in shown


def test_the_number_given_in_the_talk_comes_first():
    intake = open_one(channel="phone", callback_number="555-0177")
    call_due(finished(intake=intake), hours=-1)

    assert TodayLists().calls.rows[0].callee.number == "555-0177"


def test_a_childs_call_asks_for_the_guardian():
    child = PatientFactory(
        birth_date=timezone.localdate() - dt.timedelta(days=3650),
        guardian_name="Ana Lima",
        guardian_phone="555-0111",
    )
    call_due(finished(intake=open_one(patient=child), reason="other"), hours=-1)

    assert TodayLists().calls.rows[0].callee == ("Ana Lima", "555-0111")


def test_a_call_shows_the_level_in_force(clinician):
    outcome = finished()
    why = "Looks ill, more than the answers say."
    override_outcome(outcome=outcome, to_level="soon", reason=why, by=clinician)
    call_due(outcome, hours=-1)

    assert TodayLists().calls.rows[0].level == "soon"


def test_a_retracted_intake_asks_for_no_call(staff):
    outcome = call_due(finished(), hours=-1)
    retract_intake(intake=outcome.intake, kind="test", reason="Training", by=staff)

    assert not TodayLists().calls.rows


# Duty.


def test_that_nobody_is_on_duty_is_shown_to_all(as_staff, as_clinician, as_manager):
    DutyFactory(until_at=timezone.now())

    for client in (as_staff, as_clinician, as_manager):
        assert "No clinician is on duty." in text(client)


def test_who_is_on_duty_is_shown_with_the_extension(as_staff):
    DutyFactory(extension="214", clinician__last_name="Whitfield")

    shown = text(as_staff)

    assert "Whitfield" in shown
    assert "extension 214" in shown


def test_one_click_puts_a_clinician_on_duty(as_clinician, clinician):
    until = (timezone.localtime() + dt.timedelta(hours=4)).strftime("%H:%M")
    sent = {"until": until, "extension": "214"}

    response = as_clinician.post(reverse("triage:duty_start"), sent, follow=True)

    duty = Duty.objects.get()
    assert duty.clinician == clinician
    assert timezone.localtime(duty.until_at).strftime("%H:%M") == until
    assert "You are on duty until" in response.content.decode()


def test_a_time_that_is_past_today_is_tomorrows(as_clinician):
    until = (timezone.localtime() - dt.timedelta(minutes=2)).strftime("%H:%M")

    as_clinician.post(reverse("triage:duty_start"), {"until": until})

    assert Duty.objects.get().until_at > timezone.now() + dt.timedelta(hours=23)


@pytest.mark.parametrize("until", ["", "half past five", "25:00"])
def test_an_end_that_is_no_time_is_given_back(as_clinician, until):
    response = as_clinician.post(
        reverse("triage:duty_start"), {"until": until, "extension": "214"}
    )

    assert response.status_code == 422
    assert 'value="214"' in response.content.decode()
    assert not Duty.objects.exists()


def test_a_clinician_goes_off_duty(as_clinician, clinician):
    DutyFactory(clinician=clinician)

    as_clinician.post(reverse("triage:duty_end"))

    assert not Duty.objects.at(timezone.now()).exists()


def test_staff_have_no_duty_to_begin(as_staff):
    assert "Go on duty" not in text(as_staff)
    assert as_staff.post(reverse("triage:duty_start")).status_code == 403
    assert as_staff.get(reverse("triage:duty_start")).status_code == 405


def test_a_manager_who_is_no_clinician_is_refused(as_manager):
    response = as_manager.post(reverse("triage:duty_start"), {"until": "23:59"})

    assert response.status_code == 422
    assert not Duty.objects.exists()


def test_hours_that_nobody_entered_are_said_to_be_assumed(as_staff):
    assert "open Monday to Friday, 9 to 17" in text(as_staff)

    OpeningHours.objects.create(weekday=0, opens=dt.time(8), closes=dt.time(18))

    assert "open Monday to Friday, 9 to 17" not in text(as_staff)


# The page as a whole.


def test_lists_are_cut_short_and_lead_to_the_rest(as_staff):
    for _ in range(12):
        open_one()

    assert "and 2 more" in text(as_staff)
    assert "and 2 more" not in text(as_staff, all="in_work")


def test_it_takes_as_many_queries_for_a_hundred_as_for_one(as_staff):
    def fill(n):
        for _ in range(n):
            answer(open_one(), urinary_retention="yes")
            untouched(open_one(), 40)
            open_one()
            call_due(finished(iv_drug_use="yes"), hours=-1)
            DutyFactory()

    fill(1)
    text(as_staff)
    with CaptureQueriesContext(connection) as few:
        text(as_staff)
    fill(12)
    with CaptureQueriesContext(connection) as many:
        text(as_staff)

    assert len(few) == len(many) <= FRAME + BAR + PAGE


def test_an_open_page_is_told_only_what_is_new(as_staff):
    url = reverse("triage:today_live")
    first = as_staff.get(url)
    seen = {"X-Backstop-Poll": "1", "X-Backstop-Seen": first["X-Backstop-Seen"]}

    same = as_staff.get(url, headers=seen)
    answer(open_one(), urinary_retention="yes")
    news = as_staff.get(url, headers=seen)

    assert (same.status_code, same.content) == (204, b"")
    assert news.status_code == 200
    assert "already urgent" in news.content.decode()
    assert "csrf" not in news.content.decode()


def test_an_open_page_of_somebody_signed_out_gets_401(client):
    response = client.get(
        reverse("triage:today_live"), headers={"X-Requested-With": "fetch"}
    )

    assert response.status_code == 401


def test_nobody_without_a_role_sees_it():
    client = signed_in(UserFactory())

    assert client.get(reverse("triage:today")).status_code == 403
    assert client.get(reverse("triage:today_live")).status_code == 403


def test_the_title_names_no_patient(as_staff):
    open_one(patient=PatientFactory(name="Rosa Delgado"))

    assert "<title>Today – Backstop</title>" in text(as_staff)
