"""Before the first question: the right patient, how the talk takes place, and when."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import ClinicFactory, PatientFactory
from tests.intake_pages import url
from tests.intakes import answer, finished, open_one
from triage.actions.state import intake_state
from triage.models import AuditEntry, Intake

NEW = reverse("triage:intake_new")


@pytest.fixture
def patient(db):
    ClinicFactory()
    return PatientFactory()


def opening(patient, **given):
    """What the form sends when it is filled in for a talk face to face."""
    return {
        "patient": str(patient.uuid),
        "identifiers_confirmed": "on",
        "channel": "face_to_face",
        "informant": "patient",
        "interpreter": "none",
    } | given


def picked(html):
    """What is picked on the page before anybody has picked."""
    return set(re.findall(r'<input[^>]*value="(\w+)"[^>]* checked>', html))


class TestOpening:
    def test_it_leads_to_the_questions(self, as_staff, staff, patient):
        response = as_staff.post(NEW, opening(patient))

        intake = Intake.objects.get()
        assert response.url == url("intake_detail", intake)
        assert (intake.patient, intake.started_by) == (patient, staff)
        assert intake.identifiers_confirmed_by == staff

    def test_by_phone_number_and_place_come_along(self, as_staff, patient):
        given = {"channel": "phone", "callback_number": "555-0117", "place": "Room 7"}

        as_staff.post(NEW, opening(patient, **given))

        intake = Intake.objects.get()
        assert (intake.channel, intake.callback_number) == ("phone", "555-0117")
        assert intake.place == "Room 7"

    def test_a_talk_of_yesterday_may_be_entered_late(self, as_staff, patient):
        then = timezone.localtime() - dt.timedelta(days=1)

        as_staff.post(NEW, opening(patient, took_place_at=f"{then:%Y-%m-%dT%H:%M}"))

        at = Intake.objects.get().took_place_at
        assert abs(at - then) < dt.timedelta(minutes=1)


class TestBadInput:
    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"identifiers_confirmed": ""}, "Check two identifiers with the patient"),
            ({"channel": ""}, "Say whether this is face to face or by phone."),
            ({"channel": "pigeon"}, "pigeon is not one of the available choices"),
            ({"took_place_at": "2999-01-01T10:00"}, "cannot take place in the future"),
            ({"took_place_at": "0001-01-01T10:00"}, "within 7 days"),
            ({"took_place_at": "1900-01-01T10:00"}, "within 7 days"),
            ({"took_place_at": "soon"}, "Give day and time"),
            ({"callback_number": "12"}, "at least 5 digits"),
            ({"place": "x" * 201}, "at most 200 characters"),
        ],
    )
    def test_gets_a_sentence_and_loses_nothing(
        self, as_staff, patient, given, sentence
    ):
        response = as_staff.post(
            NEW, opening(patient, place="Corner of Elm and 5th") | given
        )

        assert response.status_code == 422
        assert "<title>Error: " in response.text
        assert response.text.count(sentence) >= 2
        assert given.get("place", "Corner of Elm and 5th") in response.text
        assert not Intake.objects.exists()

    def test_nothing_is_preselected_that_must_be_made_sure_of(self, as_staff, patient):
        html = as_staff.get(NEW, {"patient": patient.uuid}).text

        boxes = re.findall(
            r'<input[^>]*name="(?:identifiers_confirmed|channel)"[^>]*>', html
        )
        assert len(boxes) == 3
        assert not [box for box in boxes if " checked" in box]

    @pytest.mark.parametrize("who", ["", "x", "00000000-0000-4000-8000-000000000000"])
    def test_without_a_patient_one_is_found_first(self, as_staff, db, who):
        response = as_staff.get(NEW, {"patient": who} if who else {})

        assert response.status_code in (302, 404)
        if response.status_code == 302:
            assert response.url == reverse("triage:patient_search")

    def test_a_merged_record_opens_nothing(self, as_staff, patient):
        patient.merged_into = PatientFactory()
        patient.save(update_fields=["merged_into"])

        response = as_staff.post(NEW, opening(patient))

        assert "merged into another" in response.text
        assert not Intake.objects.exists()


class TestWhatItKnows:
    def page(self, client, patient):
        return client.get(NEW, {"patient": patient.uuid}).text

    def test_a_draft_of_the_patient_comes_first(self, as_staff):
        intake = open_one()

        html = self.page(as_staff, intake.patient)

        assert f"{intake.code} is not finished" in html
        assert html.index("Go on with it") < html.index("Begin the questions")
        assert url("intake_detail", intake) in html

    def test_a_finished_intake_does_not(self, as_staff):
        intake = finished().intake

        assert "is not finished" not in self.page(as_staff, intake.patient)

    def test_the_number_in_the_record_is_the_first_guess(self, as_staff, patient):
        assert 'value="555-0142"' in self.page(as_staff, patient)

    def test_for_a_child_the_guardian_answers(self, as_staff, db):
        child = PatientFactory(
            birth_date=timezone.localdate() - dt.timedelta(days=3650),
            guardian_name="Ana Delgado",
            guardian_phone="555-0199",
        )

        html = self.page(as_staff, child)

        assert picked(html) == {"parent", "none"}
        assert 'value="555-0199"' in html

    def test_who_needs_an_interpreter_is_not_taken_to_have_none(self, as_staff, db):
        html = self.page(as_staff, PatientFactory(needs_interpreter=True))

        assert picked(html) == {"patient"}

    def test_it_names_the_patient_but_not_in_the_title(self, as_staff, patient):
        html = self.page(as_staff, patient)

        assert patient.name in html
        assert "<title>New intake – Backstop</title>" in html
        assert AuditEntry.objects.latest("seq").patient == patient.code


class TestChangingThePatient:
    @pytest.fixture
    def intake(self, db):
        return open_one()

    @pytest.fixture
    def other(self, db):
        return PatientFactory(
            name="Bao Nguyen", sort_name="Nguyen Bao", sex="male", birth_date=None
        )

    def change(self, client, intake, **given):
        return client.post(url("intake_change_patient", intake), given)

    def test_the_answers_stay_and_age_and_sex_come_anew(
        self, as_staff, staff, intake, other
    ):
        answer(intake, chest_pain="no")

        response = self.change(
            as_staff, intake, patient=str(other.uuid), identifiers_confirmed="on"
        )

        assert response.url == url("intake_detail", intake)
        intake.refresh_from_db()
        assert (intake.patient, intake.identifiers_confirmed_by) == (other, staff)
        answers = intake_state(intake).answers
        assert answers["chest_pain"] == "no"
        assert answers["sex"] == "male"
        assert "age" not in answers

    def test_the_identifiers_are_checked_again(self, as_staff, intake, other):
        response = self.change(as_staff, intake, patient=str(other.uuid))

        assert response.status_code == 422
        assert "Check two identifiers" in response.text
        intake.refresh_from_db()
        assert intake.patient != other

    @pytest.mark.parametrize(
        "patient", ["", "x", "00000000-0000-4000-8000-000000000000"]
    )
    def test_there_must_be_such_a_patient(self, as_staff, intake, patient):
        response = self.change(
            as_staff, intake, patient=patient, identifiers_confirmed="on"
        )

        assert response.status_code in (404, 422)

    def test_a_finished_intake_keeps_its_patient(self, as_staff, other):
        intake = finished().intake

        response = self.change(
            as_staff, intake, patient=str(other.uuid), identifiers_confirmed="on"
        )

        assert response.status_code in (302, 422)
        intake.refresh_from_db()
        assert intake.patient != other

    def test_the_page_names_the_intake_by_its_number(self, as_staff, intake):
        html = as_staff.get(url("intake_change_patient", intake)).text

        assert f"<title>Change the patient of {intake.code} – Backstop</title>" in html
