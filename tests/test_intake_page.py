"""The page of one intake: what it asks, what it says, and what its plain form keeps."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import DutyFactory, PatientFactory
from tests.intake_pages import fields_of, outer, page_of, question, url
from tests.intakes import answer, finished, open_one, well
from triage.actions.state import intake_state
from triage.models import AuditEntry, Clinic, Intake

BUDGET = 9 + 6  # the frame, and what the page itself may ask


@pytest.fixture
def intake(db):
    return open_one()


def values(intake):
    """What is kept of *intake*, by finding."""
    rows = intake_state(intake).rows
    return {name: row.value for name, row in rows.items() if row.value}


def send(client, intake, sent, **given):
    """Send the plain form with all that it showed, and what was *given* besides."""
    return client.post(url("intake_detail", intake), sent | given)


class TestWhatItShows:
    def test_nothing_is_preselected(self, as_staff, intake):
        html, sent = page_of(as_staff, intake)

        assert " checked" not in html[html.index("<form") :]
        assert set(sent) - {"page", "counter", "seen", "script"} == {
            "own_words",
            "medicines",
            "allergies",
            "callback_number",
            "place",
            "informant",
            "interpreter",
            "temperature_c",
            "temperature_c_unit",
            "onset_days_ago",
            "onset_days_ago_unit",
        }
        assert sent["temperature_c"] == sent["onset_days_ago"] == ""

    def test_it_asks_what_applies_and_nothing_else(self, as_staff, intake):
        html, _ = page_of(as_staff, intake)

        asked = re.findall(r'<fieldset[^>]* id="q-(\w+)"', html)

        known = {"age", "sex"}
        assert asked == [n for n in intake_state(intake).shown if n not in known]

    def test_a_man_is_not_asked_whether_he_is_pregnant(self, as_staff):
        html, _ = page_of(as_staff, open_one(patient=PatientFactory(sex="male")))

        assert not question(html, "pregnant")
        assert re.search(r'id="s-pregnancy"[^>]* hidden', html)

    def test_what_the_record_does_not_know_is_asked_above_the_sets(self, as_staff):
        patient = PatientFactory(birth_date=None, sex="")
        html, _ = page_of(as_staff, open_one(patient=patient))

        assert question(html, "age")
        assert question(html, "sex")
        assert html.index('id="q-sex"') < html.index('id="q-urinary_retention"')

    def test_an_answered_follow_up_stands_after_its_parent(self, as_staff, intake):
        answer(intake, bilateral_leg_symptoms="yes")

        html, _ = page_of(as_staff, intake)

        assert "bk-follow" in question(html, "both_legs_course")
        parent = html.index('id="q-bilateral_leg_symptoms"')
        assert parent < html.index('id="q-both_legs_course"')

    def test_what_was_answered_is_shown(self, as_staff, intake):
        answer(intake, chest_pain="no", temperature_c="38.5", onset_days_ago="unsure")
        answer(intake, own_words="It grips <me>", pain_score="7")

        _, sent = page_of(as_staff, intake)

        assert sent["chest_pain"] == "no"
        assert (sent["temperature_c"], sent["temperature_c_unit"]) == ("101.3", "F")
        assert sent["onset_days_ago"] == ""
        assert sent["own_words"] == "It grips <me>"
        assert sent["pain_score"] == "7"

    def test_the_temperature_is_shown_in_the_clinics_unit(self, as_staff, intake):
        Clinic.objects.update(temperature_unit="C")
        answer(intake, temperature_c="38.5")

        _, sent = page_of(as_staff, intake)

        assert (sent["temperature_c"], sent["temperature_c_unit"]) == ("38.5", "C")

    def test_the_script_is_read_in_either_language(self, as_staff, intake):
        english = as_staff.get(url("intake_detail", intake)).text
        spanish = as_staff.get(url("intake_detail", intake) + "?script=es").text

        assert "Did you faint, or nearly faint" in english
        assert "¿Se desmayó, o casi se desmaya" in spanish
        assert "Did you faint" not in spanish
        assert 'id="ask-syncope" lang="es"' in spanish

    def test_the_script_is_on_by_phone(self, as_staff):
        html, _ = page_of(as_staff, open_one(channel="phone"))

        assert re.search(r'id="phone-script"[^>]* checked', html)

    def test_title_and_address_name_no_patient(self, as_staff, intake):
        html, _ = page_of(as_staff, intake)

        assert f"<title>Intake {intake.code} – Backstop</title>" in html
        assert intake.patient.name not in url("intake_detail", intake)

    def test_who_opened_it_is_recorded(self, as_staff, staff, intake):
        page_of(as_staff, intake)

        entry = AuditEntry.objects.latest("seq")
        assert entry.action == "viewed intake"
        assert (entry.record, entry.username) == (intake.code, staff.username)

    def test_it_is_shown_under_a_bar_when_it_cannot_be_recorded(
        self, as_staff, intake, monkeypatch
    ):
        monkeypatch.setattr("triage.views.intake.record_view", lambda **kwargs: False)

        html, _ = page_of(as_staff, intake)

        assert "could not be entered in the audit log" in html
        assert question(html, "chest_pain")

    @pytest.mark.parametrize("answers", [{}, {"urinary_retention": "yes"}])
    def test_it_asks_the_database_little(self, as_staff, intake, answers):
        answer(intake, **well(intake) | answers)
        page_of(as_staff, intake)

        with CaptureQueriesContext(connection) as queries:
            page_of(as_staff, intake)

        assert len(queries) <= BUDGET + bool(answers), [q["sql"] for q in queries]


class TestTheRail:
    def rail(self, client, intake):
        html = outer(page_of(client, intake)[0], "heard")
        return " ".join(re.sub(r"<[^>]+>", " ", html).split())

    def test_nothing_is_decided_while_a_critical_question_is_open(
        self, as_staff, intake
    ):
        rail = self.rail(as_staff, intake)

        assert "Not decided yet" in rail
        assert "0 of 9 critical answered" in rail
        assert "If you finished now it would be same day" in rail
        assert "9 critical questions have no answer" in rail

    def test_what_has_fired_stands_at_least(self, as_staff, intake):
        answer(intake, iv_drug_use="yes")

        rail = self.rail(as_staff, intake)

        assert "So far , at least" in rail
        assert "Same-day clinician" in rail
        assert "Injects drugs: yes" in rail

    def test_what_open_questions_hold_is_for_now(self, as_staff, intake):
        given = dict(list(well(intake).items())[:30]) | {"leg_weakness": "unsure"}
        answer(intake, **given)

        rail = self.rail(as_staff, intake)

        assert "For now , because of open questions" in rail
        assert "9 of 9 critical answered, 1 not sure" in rail
        assert "Could still be an emergency" in rail

    def test_an_emergency_is_one_at_once(self, as_staff, intake):
        answer(intake, chest_pain="yes")

        rail = self.rail(as_staff, intake)

        assert "Emergency now" in rail
        assert "other questions can wait. You can finish now." in rail
        assert "Finish with what you have" in rail

    def test_when_all_is_answered_it_says_what_comes_after(self, as_staff, intake):
        answer(intake, **well(intake))

        rail = self.rail(as_staff, intake)

        assert "Outcome · all answered Self-care" in rail
        assert "No rule has fired." in rail
        assert "After you finish Give the handout" in rail
        assert "Finish intake" in rail

    def test_answers_that_are_not_sure_hold_the_outcome(self, as_staff, intake):
        answer(
            intake,
            **well(intake) | {"night_pain": "unsure", "fever_or_chills": "unsure"},
        )
        answer(intake, vomiting_or_rigors="no")

        rail = self.rail(as_staff, intake)

        assert "Answers that are not sure hold it at" in rail

    def test_each_question_says_which_rule_its_answer_fired(self, as_staff, intake):
        answer(intake, chest_pain="yes", recurrent="yes")

        html, _ = page_of(as_staff, intake)

        fired = question(html, "chest_pain")
        assert "Emergency now · chest-pain-or-breathless" in fired
        assert "At least soon" in question(html, "recurrent")
        assert "bk-fired" not in question(html, "breathless")


class TestTheAlarm:
    def alarm(self, client, intake):
        html = page_of(client, intake)[0]
        part = html[html.index('id="alarm"') : html.index("<main")]
        return " ".join(re.sub(r"<[^>]+>", " ", part).split())

    def test_there_is_none_before_an_emergency(self, as_staff, intake):
        answer(intake, iv_drug_use="yes")

        assert "Emergency" not in self.alarm(as_staff, intake)

    def test_it_says_what_to_do_and_with_whom(self, as_staff, intake):
        DutyFactory(extension="214")
        answer(intake, urinary_retention="yes", place="118 Cannery Row")

        alarm = self.alarm(as_staff, intake)

        assert "Hard to pass urine, or cannot feel it (new): yes." in alarm
        assert alarm.index("Tell a clinician at once") < alarm.index("ambulance")
        assert "ext. 214" in alarm
        assert "Call 911" in alarm
        assert "118 Cannery Row" in alarm
        assert "988" not in alarm

    @pytest.mark.parametrize(
        "given",
        [
            {"chest_pain": "yes"},
            {"tearing_pain": "yes"},
            {"cannot_get_up": "yes", "someone_with_patient": "no"},
        ],
    )
    def test_the_ambulance_comes_first_for_those_who_may_not_travel(
        self, as_staff, intake, given
    ):
        answer(intake, **given)

        alarm = self.alarm(as_staff, intake)

        assert alarm.index("ambulance") < alarm.index("Tell a clinician")

    def test_nobody_in_a_crisis_is_left_alone(self, as_staff, intake):
        answer(intake, onset_days_ago="100", self_harm_thoughts="yes")
        answer(intake, self_harm_plan="yes")

        alarm = self.alarm(as_staff, intake)

        assert alarm.index("do not hang up") < alarm.index("Tell a clinician")

    def test_nobody_on_duty_is_said(self, as_staff, intake):
        answer(intake, chest_pain="yes")

        alarm = self.alarm(as_staff, intake)

        assert "Nobody is entered as on duty" in alarm
        assert "555-0199" in alarm

    def test_by_phone_an_unknown_place_is_asked(self, as_staff):
        intake = open_one(channel="phone")
        answer(intake, chest_pain="yes")

        assert "Ask where the patient is now." in self.alarm(as_staff, intake)

    def test_it_never_locks_the_form(self, as_staff, intake):
        answer(intake, chest_pain="yes")

        html, _ = page_of(as_staff, intake)

        assert question(html, "breathless")
        assert "disabled" not in html
        assert "<title>Emergency: Intake" in html


class TestThePlainForm:
    def test_it_keeps_all_that_it_sends(self, as_staff, staff, intake):
        _, sent = page_of(as_staff, intake)

        response = send(
            as_staff,
            intake,
            sent,
            chest_pain="no",
            onset_days_ago="2",
            onset_days_ago_unit="weeks",
            own_words="It grips me",
        )

        assert response.status_code == 302
        assert values(intake) == {
            "age": "47",
            "sex": "female",
            "informant": "patient",
            "interpreter": "none",
            "chest_pain": "no",
            "onset_days_ago": "14",
            "own_words": "It grips me",
        }
        assert intake_state(intake).rows["chest_pain"].by == staff

    def test_the_questions_that_follow_stand_on_the_next_page(self, as_staff, intake):
        html, sent = page_of(as_staff, intake)
        assert not question(html, "both_legs_course")

        response = as_staff.post(
            url("intake_detail", intake),
            sent | {"bilateral_leg_symptoms": "yes"},
            follow=True,
        )

        assert question(response.text, "both_legs_course")

    def test_a_page_that_nobody_touched_writes_nothing(self, as_staff, intake):
        answer(intake, chest_pain="no", temperature_c="37")
        _, sent = page_of(as_staff, intake)
        before = intake.answers.count()

        send(as_staff, intake, sent)

        assert intake.answers.count() == before

    def test_no_to_all_keeps_the_rest_of_the_page_too(self, as_staff, intake):
        _, sent = page_of(as_staff, intake)

        response = send(as_staff, intake, sent, no_to_all="bones", chest_pain="no")

        assert response.url.endswith("#s-bones")
        kept = values(intake)
        assert kept["osteoporosis"] == kept["steroid_use_long_term"] == "no"
        assert kept["chest_pain"] == "no"

    def test_no_to_all_is_refused_where_questions_are_asked_one_by_one(
        self, as_staff, intake
    ):
        _, sent = page_of(as_staff, intake)

        response = as_staff.post(
            url("intake_detail", intake), sent | {"no_to_all": "legs"}, follow=True
        )

        assert "answered one by one" in response.text
        assert "leg_weakness" not in values(intake)

    def test_the_language_of_the_script_is_kept(self, as_staff, intake):
        html = as_staff.get(url("intake_detail", intake) + "?script=es").text

        response = send(as_staff, intake, fields_of(html))

        assert "script=es" in response.url


class TestBadInput:
    """Each gets a sentence at its field and in the summary, and loses nothing."""

    def bad(self, client, intake, **given):
        sent = page_of(client, intake)[1] | {"breathless": "no", "own_words": "Ouch"}
        response = send(client, intake, sent, **given)
        assert response.status_code in (409, 422)
        assert "<title>Error: " in response.text
        again = fields_of(response.text)
        assert again["breathless"] == "no"
        assert again["own_words"] == "Ouch"
        return response.text, again

    def problems(self, html):
        part = html[html.index('id="problems"') :]
        return part[: part.index("</ul>")]

    def test_a_temperature_that_cannot_be(self, as_staff, intake):
        html, again = self.bad(as_staff, intake, temperature_c="400")

        sentence = "400 °F is too high. Enter 86 to 113 °F, or choose “Not taken”."
        assert sentence in question(html, "temperature_c")
        assert sentence in self.problems(html)
        assert 'href="#temperature_c-v"' in self.problems(html)
        assert again["temperature_c"] == "400"
        assert values(intake)["breathless"] == "no"

    def test_an_answer_that_is_not_offered(self, as_staff, intake):
        html, _ = self.bad(as_staff, intake, chest_pain="maybe")

        assert "is answered with one of: Yes, No, Not sure" in self.problems(html)
        assert 'href="#chest_pain-y"' in self.problems(html)
        assert "Error: " in question(html, "chest_pain")
        assert "chest_pain" not in values(intake)

    def test_words_that_are_too_long(self, as_staff, intake):
        html, again = self.bad(as_staff, intake, medicines="x" * 2001)

        assert "Shorten this to 2000 characters" in self.problems(html)
        assert again["medicines"] == "x" * 2001

    def test_a_line_of_another_intake(self, as_staff, intake):
        line = answer(open_one(), chest_pain="no").row

        html, _ = self.bad(
            as_staff, intake, chest_pain="no", seen=f"chest_pain:{line.pk}"
        )

        assert "This page belongs to another intake" in self.problems(html)
        assert "another intake" in question(html, "chest_pain")
        assert "chest_pain" not in values(intake)

    def test_a_page_of_another_intake(self, as_staff, intake):
        other = page_of(as_staff, open_one())[1]["page"]

        html, _ = self.bad(as_staff, intake, page=other)

        assert "This page belongs to another intake" in self.problems(html)
        assert "breathless" not in values(intake)

    def test_a_page_that_cannot_be_read(self, as_staff, intake):
        html, _ = self.bad(as_staff, intake, counter="many")

        assert "cannot be read any more" in self.problems(html)

    def test_sent_again_after_the_error_it_is_all_kept(self, as_staff, intake):
        _, again = self.bad(as_staff, intake, temperature_c="400")

        send(as_staff, intake, again | {"temperature_c": "98.6"})

        kept = values(intake)
        assert kept["temperature_c"] == "37"
        assert kept["breathless"] == "no"


class TestSomebodyElseAnswered:
    def test_both_answers_are_shown_and_nothing_is_overwritten(self, as_staff, intake):
        _, sent = page_of(as_staff, intake)
        theirs = answer(intake, chest_pain="yes").row

        response = send(as_staff, intake, sent, chest_pain="no", breathless="no")

        assert response.status_code == 409
        row = question(response.text, "chest_pain")
        text = " ".join(re.sub(r"<[^>]+>", " ", row).split())
        assert f"{theirs.by} answered this at" in text
        assert ": Yes . You: No" in text
        assert values(intake)["chest_pain"] == "yes"
        assert values(intake)["breathless"] == "no"
        assert fields_of(response.text)["chest_pain"] == "no"

    def test_sending_it_again_keeps_ones_own(self, as_staff, intake):
        _, sent = page_of(as_staff, intake)
        answer(intake, chest_pain="yes")
        page = send(as_staff, intake, sent, chest_pain="no").text

        send(as_staff, intake, fields_of(page))

        assert values(intake)["chest_pain"] == "no"

    def test_what_only_they_answered_is_left_alone(self, as_staff, intake):
        _, sent = page_of(as_staff, intake)
        answer(intake, chest_pain="yes")

        response = send(as_staff, intake, sent, breathless="no")

        assert response.status_code == 302
        assert values(intake)["chest_pain"] == "yes"


def test_a_finished_intake_leads_to_its_outcome(as_staff):
    outcome = finished()

    response = as_staff.get(url("intake_detail", outcome.intake))

    assert response.status_code == 302
    assert response.url == outcome.get_absolute_url()


def test_another_person_goes_on_with_a_draft(as_clinician, intake):
    html, _ = page_of(as_clinician, intake)

    assert question(html, "chest_pain")


def test_a_talk_of_another_day_counts_age_on_that_day(as_staff, db):
    patient = PatientFactory(birth_date=dt.date(2000, 6, 15))
    day = timezone.make_aware(dt.datetime(2020, 6, 14, 12))  # noqa: DTZ001
    intake = open_one(patient=patient, took_place_at=day)

    html, _ = page_of(as_staff, intake)

    assert "19 · Female" in html
    assert Intake.objects.get().took_place_at == day
