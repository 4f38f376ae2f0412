"""The page of one intake: what it asks, and under which words."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import PatientFactory
from tests.intake_pages import page_of, question, url
from tests.intakes import answer, finished, open_one, well
from triage.actions.state import intake_state
from triage.models import AuditEntry, Clinic, Intake

BUDGET = 9 + 6  # the frame, and what the page itself may ask


@pytest.fixture
def intake(db):
    return open_one()


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


def test_a_finished_intake_leads_to_its_outcome(as_staff):
    outcome = finished()

    response = as_staff.get(url("intake_detail", outcome.intake))

    assert response.status_code == 302
    assert response.url == outcome.get_absolute_url()


def test_another_person_goes_on_with_a_draft(as_clinician, intake):
    html, _ = page_of(as_clinician, intake)

    assert question(html, "chest_pain")


def test_a_talk_of_another_day_counts_age_on_that_day(as_staff, db):
    """A birthday between the talk and its entry does not make the patient older."""
    talk = timezone.now() - dt.timedelta(days=3)
    birthday = timezone.localdate() - dt.timedelta(days=1)
    patient = PatientFactory(birth_date=birthday.replace(year=birthday.year - 20))
    intake = open_one(patient=patient, took_place_at=talk)

    html, _ = page_of(as_staff, intake)

    assert "19 · F · born" in html
    assert Intake.objects.get().took_place_at == talk
