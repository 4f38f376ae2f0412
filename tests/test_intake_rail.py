"""What the page says beside the questions: the level, why, and the alarm."""

import re

import pytest

from tests.factories import DutyFactory, PatientFactory
from tests.intake_pages import outer, page_of, question
from tests.intakes import answer, open_one, well


@pytest.fixture
def intake(db):
    return open_one()


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

    NO_NUMBER = "No phone number is recorded for the call-back. Ask for one now."

    def test_the_call_that_we_owe_needs_a_number(self, as_staff, db):
        intake = open_one(patient=PatientFactory(phone="", other_phone=""))
        answer(intake, **well(intake))
        assert self.NO_NUMBER in self.rail(as_staff, intake)

        answer(intake, callback_number="555-0117")

        assert self.NO_NUMBER not in self.rail(as_staff, intake)

    def test_the_number_of_the_record_will_do(self, as_staff, db):
        intake = open_one(patient=PatientFactory(phone="", other_phone="555-0142"))
        answer(intake, **well(intake))

        assert self.NO_NUMBER not in self.rail(as_staff, intake)

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


def test_the_ambulance_of_the_alarm_says_why(as_staff, intake):
    answer(intake, chest_pain="yes")

    alarm = outer(page_of(as_staff, intake)[0], "alarm")

    assert "It did: Heart or lung." in alarm


def test_it_says_nothing_where_its_rules_did_not_fire(as_staff, intake):
    answer(intake, urinary_retention="yes")

    assert "It did:" not in page_of(as_staff, intake)[0]
