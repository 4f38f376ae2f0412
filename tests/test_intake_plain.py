"""The page of an intake sent whole: the plain form, bad input, and two people."""

import re

import pytest

from tests.intake_pages import fields_of, page_of, question, url
from tests.intakes import answer, finished, open_one
from triage.actions.state import intake_state


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

    def test_sending_it_again_chooses_nothing(self, as_staff, intake):
        _, sent = page_of(as_staff, intake)
        answer(intake, chest_pain="yes")
        page = send(as_staff, intake, sent, chest_pain="no").text

        response = send(as_staff, intake, fields_of(page))

        assert response.status_code == 409
        assert values(intake)["chest_pain"] == "yes"

    def test_a_choice_over_an_older_answer_counts_for_nothing(self, as_staff, intake):
        """A third person has answered while two answers stood there to choose from."""
        _, sent = page_of(as_staff, intake)
        theirs = answer(intake, chest_pain="yes").row
        page = send(as_staff, intake, sent, chest_pain="no").text
        answer(intake, chest_pain="unsure")

        mine = {"choose-chest_pain": f"mine:{theirs.pk}"}
        response = send(as_staff, intake, fields_of(page), **mine)

        assert response.status_code == 409
        assert values(intake)["chest_pain"] == "unsure"

    def test_what_only_they_answered_is_left_alone(self, as_staff, intake):
        _, sent = page_of(as_staff, intake)
        answer(intake, chest_pain="yes")

        response = send(as_staff, intake, sent, breathless="no")

        assert response.status_code == 302
        assert values(intake)["chest_pain"] == "yes"


class TestAfterItIsFinished:
    def test_what_came_late_is_named_and_not_taken_for_kept(self, as_staff, intake):
        _, sent = page_of(as_staff, intake)
        outcome = finished(intake=intake, by=intake.started_by)

        response = as_staff.post(
            url("intake_detail", intake),
            sent | {"chest_pain": "yes", "breathless": "no"},
            follow=True,
        )

        assert response.redirect_chain[-1][0] == outcome.get_absolute_url()
        late = "Not in it, from your page: Chest pain or tight chest."
        assert f"{intake.code} was finished before. {late}" in response.text
        assert values(intake)["chest_pain"] == "no"

    def test_what_is_in_it_is_not_named(self, as_staff, intake):
        _, sent = page_of(as_staff, intake)
        finished(intake=intake, by=intake.started_by)

        response = as_staff.post(
            url("intake_detail", intake), sent | {"breathless": "no"}, follow=True
        )

        assert "was finished before" not in response.text
