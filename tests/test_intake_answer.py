"""One answer from a live page: kept at once, and what the reply changes on the page."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import UserFactory
from tests.intake_pages import FETCH, page_of, press, url
from tests.intakes import answer, finished, open_one, well
from triage.actions.state import intake_state
from triage.models import Intake

BUDGET = 9 + 6


@pytest.fixture
def intake(db):
    return open_one()


@pytest.fixture
def sent(as_staff, intake):
    """What the open page of the intake would send."""
    return page_of(as_staff, intake)[1]


def kept(intake):
    return intake_state(intake).answers


def part(response, ident):
    """The text of one part of a reply."""
    found = re.search(rf'id="{ident}".*?(?=\n<|\Z)', response.text, re.DOTALL)
    return found[0] if found else ""


def test_it_is_kept_at_once_by_whoever_pressed(as_staff, staff, intake, sent):
    response = press(as_staff, intake, sent, "chest_pain", chest_pain="no")

    assert response.status_code == 200
    row = intake_state(intake).rows["chest_pain"]
    assert (row.value, row.by, row.source) == ("no", staff, "asked")
    assert response["Backstop-Rows"] == f"chest_pain:{row.pk}"
    assert int(response["Backstop-Upto"]) == row.pk


def test_the_reply_is_the_rail_as_it_stands_now(as_staff, intake, sent):
    response = press(as_staff, intake, sent, "chest_pain", chest_pain="no")

    assert "1 of 9 critical answered" in part(response, "why")
    assert 'id="now"' in response.text
    assert "Finish intake" in part(response, "finish-b")
    assert len(response.content) < 10_000


def test_an_emergency_raises_the_alarm(as_staff, intake, sent):
    response = press(as_staff, intake, sent, "chest_pain", chest_pain="yes")

    assert "Stop the questions and act" in response.text
    assert 'id="fired-chest_pain"' in response.text
    intake.refresh_from_db()
    assert f"Since {intake.reached_at:%H:%M}" in response.text
    assert intake.so_far == "emergency"


def test_taken_back_the_alarm_goes(as_staff, intake, sent):
    press(as_staff, intake, sent, "chest_pain", chest_pain="yes")

    response = press(as_staff, intake, sent, "chest_pain", counter=2, chest_pain="no")

    assert "Stop the questions" not in response.text
    assert "fired-" not in response.text


# What asks by age and sex alone is on the page of every woman of 47.
SHOWN = "sexual_dysfunction_new pregnant"


def test_a_question_that_begins_to_apply_comes_with_the_reply(as_staff, intake, sent):
    given = {"bilateral_leg_symptoms": "yes", "shown": SHOWN}

    response = press(as_staff, intake, sent, "bilateral_leg_symptoms", **given)

    assert 'id="f-both_legs_course"><fieldset' in response.text
    assert response.text.count('id="f-') == 1


def test_one_that_is_on_the_page_already_is_left_alone(as_staff, intake, sent):
    answer(intake, bilateral_leg_symptoms="yes")

    shown = f"{SHOWN} both_legs_course"
    response = press(as_staff, intake, sent, "chest_pain", chest_pain="no", shown=shown)

    assert 'id="f-' not in response.text


def test_one_that_ceases_to_apply_goes_and_its_answer_is_withdrawn(
    as_staff, intake, sent
):
    shown = f"{SHOWN} both_legs_course"
    answer(intake, bilateral_leg_symptoms="yes", both_legs_course="steady")
    last = intake_state(intake).rows["bilateral_leg_symptoms"].pk

    response = press(
        as_staff,
        intake,
        sent,
        "bilateral_leg_symptoms",
        bilateral_leg_symptoms="no",
        shown=shown,
        seen=f"bilateral_leg_symptoms:{last}",
    )

    assert 'id="f-both_legs_course"></div>' in response.text
    assert "both_legs_course" not in kept(intake)
    assert "both_legs_course:" in response["Backstop-Rows"]


def test_what_comes_is_read_in_the_language_of_the_page(as_staff, intake, sent):
    given = {"bilateral_leg_symptoms": "yes", "script": "es"}

    response = press(as_staff, intake, sent, "bilateral_leg_symptoms", **given)

    assert "¿Eso empezó en las últimas 2 semanas?" in response.text


def test_nothing_given_takes_an_answer_back(as_staff, intake, sent):
    press(as_staff, intake, sent, "chest_pain", chest_pain="yes")

    press(as_staff, intake, sent, "chest_pain", counter=2)

    assert "chest_pain" not in kept(intake)


def test_a_number_comes_with_its_unit(as_staff, intake, sent):
    given = {"temperature_c": "98.6", "temperature_c_unit": "F"}

    press(as_staff, intake, sent, "temperature_c", **given)

    assert kept(intake)["temperature_c"] == 37


def test_what_stands_above_the_sets_is_saved_alone_by_the_same_rules(
    as_staff, intake, sent
):
    press(as_staff, intake, sent, "own_words", own_words="It grips me")

    intake.refresh_from_db()
    assert intake.own_words == "It grips me"


class TestWhatIsSentTwice:
    def test_is_kept_once_and_answered_as_before(self, as_staff, intake, sent):
        first = press(as_staff, intake, sent, "chest_pain", chest_pain="no")
        again = press(as_staff, intake, sent, "chest_pain", chest_pain="no")

        assert again.status_code == 200
        assert part(again, "why") == part(first, "why")
        assert intake.answers.filter(finding="chest_pain").count() == 1

    def test_is_answered_after_finish_too(self, as_staff, intake, sent):
        press(as_staff, intake, sent, "chest_pain", chest_pain="no")
        finished(intake=intake, by=intake.started_by)

        again = press(as_staff, intake, sent, "chest_pain", chest_pain="no")

        assert again.status_code == 200

    def test_and_too_late_does_not_win(self, as_staff, intake, sent):
        press(as_staff, intake, sent, "chest_pain", counter=2, chest_pain="no")

        press(as_staff, intake, sent, "chest_pain", counter=1, chest_pain="yes")

        assert kept(intake)["chest_pain"] == "no"


class TestSomebodyElseAnswered:
    def test_both_come_back_and_nothing_is_overwritten(self, as_staff, intake, sent):
        theirs = answer(intake, chest_pain="yes").row

        response = press(as_staff, intake, sent, "chest_pain", chest_pain="no")

        assert response.status_code == 409
        assert f'data-row="{theirs.pk}"' in response.text
        assert 'data-value="yes"' in response.text
        assert str(theirs.by) in response.text
        assert kept(intake)["chest_pain"] == "yes"

    def test_the_alarm_that_theirs_raised_comes_along(self, as_staff, intake, sent):
        answer(intake, chest_pain="yes")

        response = press(as_staff, intake, sent, "chest_pain", chest_pain="no")

        assert "Stop the questions and act" in response.text

    def test_a_number_comes_back_as_the_page_shows_it(self, as_staff, intake, sent):
        answer(intake, temperature_c="38.5")
        given = {"temperature_c": "98.6", "temperature_c_unit": "F"}

        response = press(as_staff, intake, sent, "temperature_c", **given)

        assert 'data-value="101.3 F"' in response.text
        assert "<b>101.3 °F</b>" in response.text
        assert "You: <b>98.6 °F</b>" in response.text

    def test_having_seen_it_the_page_may_answer(self, as_staff, intake, sent):
        theirs = answer(intake, chest_pain="yes").row
        given = {"chest_pain": "no", "seen": f"chest_pain:{theirs.pk}"}

        response = press(as_staff, intake, sent, "chest_pain", **given)

        assert response.status_code == 200
        assert kept(intake)["chest_pain"] == "no"


class TestBadInput:
    @pytest.mark.parametrize(
        ("finding", "given", "sentence"),
        [
            ("temperature_c", {"temperature_c": "400"}, "400 °F is too high"),
            ("chest_pain", {"chest_pain": "maybe"}, "answered with one of"),
            ("pain_score", {"pain_score": "11"}, "Choose one of the numbers"),
            ("trigger", {"trigger": "yes"}, "answered with one of"),
            ("shoe_size", {"shoe_size": "44"}, "no such question"),
            ("", {}, "no such question"),
            ("place", {"place": "x" * 201}, "Shorten this to 200"),
        ],
    )
    def test_gets_a_sentence_for_its_field(
        self, as_staff, intake, sent, finding, given, sentence
    ):
        response = press(as_staff, intake, sent, finding, **given)

        assert response.status_code == 422
        assert sentence in response.text
        assert f'id="e-{finding}"' in response.text
        assert finding not in kept(intake)

    def test_a_line_of_another_intake(self, as_staff, intake, sent):
        line = answer(open_one(), chest_pain="no").row
        given = {"chest_pain": "no", "seen": f"chest_pain:{line.pk}"}

        response = press(as_staff, intake, sent, "chest_pain", **given)

        assert response.status_code == 422
        assert "another intake" in response.text
        assert "chest_pain" not in kept(intake)

    def test_a_page_of_another_intake_can_save_nothing(self, as_staff, intake):
        other = page_of(as_staff, open_one())[1]

        response = press(as_staff, intake, other, "chest_pain", chest_pain="no")

        assert response.status_code == 410
        assert "another intake" in response.text
        assert "chest_pain" not in kept(intake)

    def test_nor_can_one_whose_intake_is_finished(self, as_staff, intake, sent):
        finished(intake=intake, by=intake.started_by)

        response = press(as_staff, intake, sent, "chest_pain", chest_pain="yes")

        assert response.status_code == 410
        assert "This intake is finished" in response.text

    @pytest.mark.parametrize("broken", [{"counter": "x"}, {"seen": "?"}])
    def test_a_page_that_cannot_be_read(self, as_staff, intake, sent, broken):
        response = press(
            as_staff, intake, sent, "chest_pain", **{"chest_pain": "no"} | broken
        )

        assert response.status_code == 422
        assert "cannot be read any more" in response.text


class TestNoToAll:
    def together(self, client, intake, sent, set_id, counter=1):
        facts = {"page": sent["page"], "counter": counter, "seen": ""}
        return client.post(url("intake_group", intake, set_id), facts, headers=FETCH)

    def test_it_answers_the_set_and_says_which_lines(self, as_staff, intake, sent):
        response = self.together(as_staff, intake, sent, "bones")

        rows = intake_state(intake).rows
        names = ("osteoporosis", "steroid_use_long_term")
        assert {rows[name].source for name in names} == {"group"}
        assert set(response["Backstop-Rows"].split()) == {
            f"{name}:{rows[name].pk}" for name in names
        }

    def test_it_is_refused_one_by_one(self, as_staff, intake, sent):
        response = self.together(as_staff, intake, sent, "legs")

        assert response.status_code == 410
        assert "one by one" in response.text

    def test_a_page_that_cannot_be_read(self, as_staff, intake, sent):
        response = self.together(as_staff, intake, sent, "bones", counter="")

        assert response.status_code == 410


class TestWho:
    def test_a_page_whose_session_ran_out_is_told_to_wait(self, intake, sent):
        response = press(Client(), intake, sent, "chest_pain", chest_pain="no")

        assert response.status_code == 401

    def test_nobody_without_the_right(self, intake, sent):
        stranger = Client()
        stranger.force_login(UserFactory())

        response = press(stranger, intake, sent, "chest_pain", chest_pain="no")

        assert response.status_code == 403

    def test_an_unknown_intake(self, as_staff, sent):
        unknown = Intake(uuid="00000000-0000-4000-8000-000000000000")

        response = press(as_staff, unknown, sent, "chest_pain", chest_pain="no")

        assert response.status_code == 404

    def test_a_link_answers_nothing(self, as_staff, intake):
        assert as_staff.get(url("intake_answer", intake)).status_code == 405


@pytest.mark.parametrize("value", ["no", "yes"])
def test_it_asks_the_database_little(as_staff, intake, sent, value):
    answer(intake, **well(intake))
    last = intake_state(intake).rows["chest_pain"].pk
    given = {"chest_pain": value, "seen": f"chest_pain:{last}"}
    page_of(as_staff, intake)

    with CaptureQueriesContext(connection) as queries:
        press(as_staff, intake, sent, "chest_pain", **given)

    assert len(queries) <= BUDGET, [query["sql"] for query in queries]
