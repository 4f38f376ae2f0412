"""Finish and Leave from the page: what is open is listed, nothing given is lost."""

import re

import pytest
from django.test import Client

from tests.factories import UserFactory
from tests.intake_pages import FETCH, fields_of, outer, page_of, press, question, url
from tests.intakes import answer, finished, open_one, well
from triage.actions.state import intake_state
from triage.models import Outcome, Referral


@pytest.fixture
def intake(db):
    return open_one()


def finish(client, intake, sent, **given):
    """Press Finish on a plain page that holds *sent* and what was *given*."""
    return client.post(url("intake_detail", intake), sent | {"finish": "1"} | given)


def leave(client, intake, sent, **given):
    return client.post(url("intake_detail", intake), sent | {"leave": "1"} | given)


def as_typed(answers):
    """*answers* as a plain form sends them."""
    return {name: str(value) for name, value in answers.items()} | {
        "temperature_c_unit": "C"
    }


def summary(response):
    html = outer(response.text, "problems")
    text = html[: html.index("<form")] if "<form" in html else html
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


class TestAWholePage:
    def test_it_finishes_with_all_that_the_page_shows(self, as_staff, staff, intake):
        sent = page_of(as_staff, intake)[1] | as_typed(well(intake))

        response = finish(as_staff, intake, sent)

        outcome = Outcome.objects.get()
        assert response.status_code == 302
        assert response.url == outcome.get_absolute_url()
        assert (outcome.disposition, outcome.by) == ("self_care", staff)
        given = {a["finding"]: a["value"] for a in outcome.frozen["answers"]}
        assert given["chest_pain"] == "no"
        assert given["onset_days_ago"] == "1"

    def test_a_script_is_told_where_to_go(self, as_staff, intake):
        sent = page_of(as_staff, intake)[1] | as_typed(well(intake))

        response = as_staff.post(
            url("intake_finish", intake), sent | {"finish": "1"}, headers=FETCH
        )

        assert response.status_code == 204
        assert response["HX-Redirect"] == Outcome.objects.get().get_absolute_url()

    def test_twice_it_is_one_outcome(self, as_staff, intake):
        sent = page_of(as_staff, intake)[1] | as_typed(well(intake))

        first = finish(as_staff, intake, sent)
        again = as_staff.post(url("intake_finish", intake), sent | {"finish": "1"})

        assert Outcome.objects.count() == 1
        assert first.url == again.url


class TestWhatIsOpen:
    def test_the_first_press_lists_it(self, as_staff):
        intake = open_one(channel="phone")
        given = well(intake) | {
            "bilateral_leg_symptoms": "yes",
            "leg_weakness": "unsure",
        }
        del given["saddle_numbness"]
        sent = page_of(as_staff, intake)[1] | as_typed(given)

        response = finish(as_staff, intake, sent)

        said = summary(response)
        assert response.status_code == 422
        assert "Not finished yet: 4 things to fix" in said
        assert "Enter a phone number we can call back" in said
        assert "Saddle area feels numb or different: not answered" in said
        assert "Weakness getting worse over hours or days: not answered" in said
        assert "Both legs: since when, and changing?: not answered" in said
        assert not Outcome.objects.exists()

    def test_each_can_be_answered_where_it_stands(self, as_staff, intake):
        given = well(intake)
        del given["saddle_numbness"]
        sent = page_of(as_staff, intake)[1] | as_typed(given)

        response = finish(as_staff, intake, sent)

        row = question(response.text, "saddle_numbness")
        assert "Not answered" in row
        assert "Answer yes, no or not sure" in row
        assert 'href="#saddle_numbness-y"' in response.text

    def test_nothing_that_was_given_is_lost(self, as_staff, intake):
        """It is kept at once, although the intake is not finished."""
        given = well(intake)
        del given["saddle_numbness"]
        sent = page_of(as_staff, intake)[1] | as_typed(given)

        response = finish(as_staff, intake, sent)

        assert intake_state(intake).answers["chest_pain"] == "no"
        again = fields_of(response.text) | {"saddle_numbness": "no"}
        assert finish(as_staff, intake, again).status_code == 302

    def test_a_line_says_how_many_others_hold_the_level(self, as_staff, intake):
        given = well(intake)
        for name in ("saddle_numbness", "cannot_get_up", "very_unwell"):
            del given[name]
        sent = page_of(as_staff, intake)[1] | as_typed(given)

        said = summary(finish(as_staff, intake, sent))

        assert "1 thing to fix" in said
        assert "2 other questions have no answer and hold the level too." in said

    def test_a_number_that_cannot_be_is_listed(self, as_staff, intake):
        given = as_typed(well(intake)) | {"temperature_c": "400"}
        sent = page_of(as_staff, intake)[1] | given

        response = finish(as_staff, intake, sent)

        assert "400 °C is too high" in summary(response)
        assert "400 °C is too high" in question(response.text, "temperature_c")


class TestLeaving:
    @pytest.fixture
    def sent(self, as_staff, intake):
        given = well(intake)
        del given["saddle_numbness"]
        return page_of(as_staff, intake)[1] | as_typed(given)

    def test_it_is_offered_with_its_reasons(self, as_staff, intake, sent):
        said = summary(finish(as_staff, intake, sent))

        assert "Cannot ask any more?" in said
        assert "it would be same day" in said
        for reason in ("The call dropped", "The patient left", "Too ill to go on"):
            assert reason in said

    def test_with_a_reason_it_finishes_with_what_is_known(self, as_staff, intake, sent):
        response = leave(
            as_staff, intake, sent, reason="call_dropped", note="Rang twice"
        )

        outcome = Outcome.objects.get()
        assert response.url == outcome.get_absolute_url()
        assert outcome.disposition == "urgent"
        intake.refresh_from_db()
        assert intake.unfinished_reason == "call_dropped"
        assert intake.unfinished_note == "Rang twice"
        assert Referral.objects.get().outcome == outcome

    def test_without_a_reason_it_asks_for_one(self, as_staff, intake, sent):
        said = summary(leave(as_staff, intake, sent))

        assert "Say why you cannot go on." in said
        assert not Outcome.objects.exists()

    def test_a_reason_that_is_not_offered(self, as_staff, intake, sent):
        response = leave(as_staff, intake, sent, reason="bored")

        assert response.status_code == 422
        assert "choose one of the reasons" in summary(response)

    def test_a_number_that_cannot_be_stays_unanswered_and_is_kept_as_typed(
        self, as_staff, intake, sent
    ):
        sent |= {"saddle_numbness": "no", "temperature_c": "400"}

        leave(as_staff, intake, sent, reason="other")

        outcome = Outcome.objects.get()
        assert outcome.frozen["typed"] == {"temperature_c": "400 °C"}
        assert "temperature_c" not in intake_state(intake).answers

    @pytest.mark.parametrize(
        ("parent", "name"),
        [
            ("bilateral_leg_symptoms", "both_legs_course"),
            ("cannot_get_up", "someone_with_patient"),
        ],
    )
    def test_what_not_sure_would_make_an_emergency_is_asked_first(
        self, as_staff, intake, sent, parent, name
    ):
        sent |= {parent: "yes"}

        response = leave(as_staff, intake, sent, reason="patient_left")

        said = summary(response)
        assert "Ask this first: " in said
        assert "“Not sure” will do, also when the patient is gone." in said
        assert "Cannot ask any more?" not in said
        assert question(response.text, name)
        assert not Outcome.objects.exists()

    def test_not_sure_will_do(self, as_staff, intake, sent):
        sent |= {"bilateral_leg_symptoms": "yes"}
        page = leave(as_staff, intake, sent, reason="patient_left").text

        again = fields_of(page) | {"both_legs_course": "not_sure"}
        leave(as_staff, intake, again, reason="patient_left")

        assert Outcome.objects.get().disposition == "emergency"


class TestAnEmergency:
    def test_finishes_at_once_without_a_reason(self, as_staff, intake):
        answer(intake, chest_pain="yes")

        finish(as_staff, intake, page_of(as_staff, intake)[1])

        outcome = Outcome.objects.get()
        assert outcome.disposition == "emergency"
        intake.refresh_from_db()
        assert intake.unfinished_reason == "emergency"
        assert outcome.reached_at == intake.reached_at

    def test_given_with_finish_it_counts(self, as_staff, intake):
        sent = page_of(as_staff, intake)[1]

        finish(as_staff, intake, sent, chest_pain="yes")

        assert Outcome.objects.get().disposition == "emergency"


class TestSomebodyElseAnswered:
    def test_it_does_not_finish_but_shows_both(self, as_staff, intake):
        sent = page_of(as_staff, intake)[1] | as_typed(well(intake))
        theirs = answer(intake, chest_pain="yes").row

        response = finish(as_staff, intake, sent)

        assert response.status_code == 409
        assert not Outcome.objects.exists()
        assert "somebody else has answered this" in summary(response)
        assert str(theirs.by) in question(response.text, "chest_pain")
        assert intake_state(intake).answers["chest_pain"] == "yes"

    def test_what_the_page_never_showed_is_not_carried(self, as_staff, intake):
        given = well(intake)
        del given["night_pain"]
        sent = page_of(as_staff, intake)[1] | as_typed(given)
        answer(intake, night_pain="yes")

        finish(as_staff, intake, sent)

        assert Outcome.objects.get().disposition == "soon"

    def test_having_chosen_it_finishes(self, as_staff, intake):
        sent = page_of(as_staff, intake)[1] | as_typed(well(intake))
        answer(intake, chest_pain="yes")
        page = finish(as_staff, intake, sent).text

        finish(as_staff, intake, fields_of(page) | {"chest_pain": "yes"})

        assert Outcome.objects.get().disposition == "emergency"


class TestBadInput:
    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"chest_pain": "maybe"}, "is answered with one of"),
            ({"page": "made.up"}, "This page belongs to another intake"),
            ({"seen": "chest_pain"}, "cannot be read any more"),
        ],
    )
    def test_gets_a_sentence_and_loses_nothing(self, as_staff, intake, given, sentence):
        sent = page_of(as_staff, intake)[1] | as_typed(well(intake)) | given

        response = finish(as_staff, intake, sent)

        assert response.status_code == 422
        assert sentence in summary(response)
        assert fields_of(response.text)["breathless"] == "no"
        assert not Outcome.objects.exists()

    def test_a_line_of_another_intake(self, as_staff, intake):
        line = answer(open_one(), chest_pain="no").row
        sent = page_of(as_staff, intake)[1] | as_typed(well(intake))

        response = finish(as_staff, intake, sent, seen=f"chest_pain:{line.pk}")

        assert "belongs to another intake" in summary(response)
        assert not Outcome.objects.exists()


class TestWho:
    def test_somebody_without_the_right(self, as_staff, intake):
        stranger = Client()
        stranger.force_login(UserFactory())

        assert stranger.post(url("intake_finish", intake)).status_code == 403

    def test_a_link_finishes_nothing(self, as_staff, intake):
        assert as_staff.get(url("intake_finish", intake)).status_code == 405


class TestDiscarding:
    def test_a_draft_that_nobody_answered_in_is_put_away(self, as_staff, intake):
        html, sent = page_of(as_staff, intake)
        assert 'id="discard"' in html

        response = as_staff.post(url("intake_discard", intake), sent)

        intake.refresh_from_db()
        assert intake.discarded_at
        assert response.status_code == 302

    def test_one_with_an_answer_is_not(self, as_staff, intake):
        answer(intake, chest_pain="no")
        html, sent = page_of(as_staff, intake)
        assert 'id="discard"' not in html

        response = as_staff.post(url("intake_discard", intake), sent, follow=True)

        intake.refresh_from_db()
        assert intake.is_draft
        assert "cannot be discarded" in response.text

    def test_a_discarded_intake_leads_to_its_patient(self, as_staff, intake):
        as_staff.post(url("intake_discard", intake))

        response = as_staff.get(url("intake_detail", intake))

        assert response.url == intake.patient.get_absolute_url()

    def test_a_finished_one_is_not(self, as_staff):
        intake = finished().intake

        response = as_staff.post(url("intake_discard", intake))

        intake.refresh_from_db()
        assert response.status_code == 302
        assert intake.discarded_at is None


def test_a_number_that_the_page_shows_rounded_is_not_changed_by_it(as_staff, intake):
    """36.8 °C is shown as 98.2 °F, which would be 36.78 °C."""
    answer(intake, **well(intake, temperature_c="36.8"))
    sent = page_of(as_staff, intake)[1]
    assert (sent["temperature_c"], sent["temperature_c_unit"]) == ("98.2", "F")

    as_staff.post(url("intake_finish", intake), sent)

    frozen = {a["finding"]: a for a in Outcome.objects.get().frozen["answers"]}
    assert frozen["temperature_c"]["value"] == "36.8"
    assert len(frozen["temperature_c"]["history"]) == 1


def test_finishing_keeps_what_a_live_page_had_sent(as_staff, intake):
    sent = page_of(as_staff, intake)[1]
    given = well(intake)
    for counter, (name, value) in enumerate(given.items(), 1):
        extra = {"temperature_c_unit": "C"} if name == "temperature_c" else {}
        press(as_staff, intake, sent, name, counter=counter, **{name: value}, **extra)

    facts = {"counter": str(len(given) + 1), "finish": "1"}
    as_staff.post(
        url("intake_finish", intake), sent | as_typed(given) | facts, headers=FETCH
    )

    frozen = Outcome.objects.get().frozen["answers"]
    assert {a["finding"]: a["value"] for a in frozen}["temperature_c"] == "36.8"
    assert intake.answers.filter(finding="chest_pain").count() == 1


class TestANumberThatNobodyCanCall:
    BAD = "ask the boy"

    def test_it_is_put_right_before_a_calm_patient_leaves(self, as_staff, intake):
        sent = page_of(as_staff, intake)[1] | as_typed(well(intake))

        response = finish(as_staff, intake, sent, callback_number=self.BAD)

        assert response.status_code == 422
        assert "Call back: A phone number has at least 5 digits" in summary(response)
        assert fields_of(response.text)["callback_number"] == self.BAD
        assert not Outcome.objects.exists()

    def test_an_emergency_does_not_wait_for_it(self, as_staff, intake):
        answer(intake, chest_pain="yes")
        sent = page_of(as_staff, intake)[1]

        response = finish(as_staff, intake, sent, callback_number=self.BAD)

        outcome = Outcome.objects.get()
        assert response.url == outcome.get_absolute_url()
        shown = as_staff.get(response.url).text
        assert f"“{self.BAD}” was typed, and is no phone number" in shown
        assert "It did: Heart or lung." in shown

    def test_nor_does_somebody_who_leaves_with_a_reason(self, as_staff, intake):
        sent = page_of(as_staff, intake)[1] | {"callback_number": self.BAD}

        assert leave(as_staff, intake, sent).status_code == 422
        response = leave(as_staff, intake, sent, reason="call_dropped")

        assert response.status_code == 302
        assert Outcome.objects.get().frozen["typed"]["callback_number"] == self.BAD
