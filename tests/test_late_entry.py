"""A paper intake entered afterwards: by its numbers, at the true time of the visit."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import PatientFactory
from tests.intake_pages import page_of, press, question
from tests.intakes import answer, finished, open_one
from triage.actions.intake import discard_intake
from triage.actions.retraction import correct_intake, restart_for, retract_intake
from triage.actions.talk_time import AlreadyEntered
from triage.library import current_protocol
from triage.models import Intake, Patient
from triage.views.frozen_words import told

NEW = reverse("triage:intake_new")
YESTERDAY = dt.timedelta(days=1)

pytestmark = pytest.mark.usefixtures("clinic")


def entered_late(**given):
    return open_one(took_place_at=timezone.now() - YESTERDAY, **given)


class TestBeginning:
    def given(self, patient, **more):
        then = timezone.localtime() - YESTERDAY
        return {
            "patient": patient.uuid,
            "identifiers_confirmed": "on",
            "channel": "face_to_face",
            "informant": "patient",
            "interpreter": "none",
            "took_place_at": f"{then:%Y-%m-%dT%H:%M}",
            "taken_by_name": "Noor Haddad, nurse",
            **more,
        }

    def test_it_asks_for_the_true_time_in_plain_words(self, as_staff):
        html = as_staff.get(NEW, {"patient": PatientFactory().uuid}).text

        assert "Entered from paper, or after the visit" in html
        assert "True date and time of the visit" in html
        assert "within the last 7 days" in html

    def test_who_took_it_is_kept(self, as_staff):
        as_staff.post(NEW, self.given(PatientFactory()))

        intake = Intake.objects.get()
        assert intake.taken_by_name == "Noor Haddad, nurse"
        assert intake.is_late_entry

    @pytest.mark.parametrize(
        ("more", "sentence"),
        [
            ({"took_place_at": ""}, "Give the true date and time of the visit."),
            ({"taken_by_name": "N" * 121}, "at most 120 characters"),
        ],
    )
    def test_bad_input_gets_a_sentence_and_loses_nothing(
        self, as_staff, more, sentence
    ):
        sent = self.given(PatientFactory(), **more)

        response = as_staff.post(NEW, sent)

        assert response.status_code == 422
        assert sentence in response.text
        assert sent["taken_by_name"] in response.text
        assert re.search(r"<details[^>]* open>", response.text)
        assert not Intake.objects.exists()

    def test_a_talk_of_now_has_nobody_else_who_took_it(self, db):
        intake = open_one(taken_by_name="Noor Haddad")

        assert intake.taken_by_name == ""
        assert not intake.is_late_entry


class TestTwice:
    """Two people enter one paper, or one person enters its copy too."""

    def test_the_second_is_refused_and_led_to_the_first(self, as_staff):
        patient = PatientFactory()
        sent = TestBeginning().given(patient)
        as_staff.post(NEW, sent)

        response = as_staff.post(NEW, sent)

        intake = Intake.objects.get()
        assert response.status_code == 422
        assert f"This visit was entered already: {intake.code}" in response.text
        link = f'href="{intake.get_absolute_url()}">Open {intake.code}</a>'
        assert link in response.text
        assert sent["taken_by_name"] in response.text

    def test_the_first_may_be_a_talk_of_that_minute_or_be_finished(self, db):
        intake = finished().intake
        at = intake.took_place_at.replace(second=0, microsecond=0)

        with pytest.raises(AlreadyEntered) as refused:
            open_one(patient=intake.patient, took_place_at=at)
        assert refused.value.intake == intake

    def test_of_a_corrected_one_it_is_the_correction(self, db):
        outcome = finished(intake=entered_late())
        draft = correct_intake(intake=outcome.intake, by=outcome.by)

        with pytest.raises(AlreadyEntered) as refused:
            entered_again(outcome.intake)
        assert refused.value.intake == draft

    def test_it_may_stand_under_a_record_that_was_merged(self, db):
        intake, goes_on = entered_late(), PatientFactory()
        Patient.objects.filter(pk=intake.patient_id).update(merged_into=goes_on)

        with pytest.raises(AlreadyEntered):
            entered_again(intake, patient=goes_on)

    def test_what_was_discarded_or_retracted_does_not_stand(self, db):
        discarded = entered_late()
        discard_intake(intake=discarded, by=discarded.started_by)
        retracted = finished(intake=entered_late()).intake
        retract_intake(
            intake=retracted, kind="test", reason="Tried out", by=retracted.started_by
        )

        for intake in (discarded, retracted):
            assert entered_again(intake).pk != intake.pk

    def test_another_minute_or_another_patient_is_another_talk(self, db):
        intake = entered_late()

        assert entered_again(intake, patient=PatientFactory())
        assert entered_again(intake, later=dt.timedelta(minutes=1))


def entered_again(intake, *, patient=None, later=dt.timedelta()):
    at = (intake.took_place_at + later).replace(second=0, microsecond=0)
    return open_one(patient=patient or intake.patient, took_place_at=at)


class TestStartedAgain:
    """For the right patient, after it was finished under the wrong one."""

    def started_again(self, outcome):
        retract_intake(
            intake=outcome.intake,
            kind="wrong_patient",
            reason="The next one in the list",
            by=outcome.by,
        )
        return restart_for(
            intake=outcome.intake,
            patient=PatientFactory(),
            by=outcome.by,
            identifiers_confirmed=True,
        )

    def test_a_talk_that_goes_on_is_not_late(self, as_staff, db):
        draft = self.started_again(finished(chest_pain="yes"))

        html, _ = page_of(as_staff, draft)

        assert not draft.is_late_entry
        assert "Emergency. Stop the questions" in html
        assert "The visit was" not in html
        assert "Entered after the visit" not in html
        assert "bk-numbered" not in html

    def test_a_paper_that_was_entered_late_still_is(self, as_staff, db):
        draft = self.started_again(finished(intake=entered_late(), chest_pain="yes"))

        html, _ = page_of(as_staff, draft)

        assert draft.is_late_entry
        assert "The visit was" in html
        assert "bk-numbered" in html


class TestThePage:
    def test_each_question_says_its_number_on_the_paper(self, as_staff, db):
        html, _ = page_of(as_staff, entered_late())

        assert 'class="bk-intake bk-numbered"' in html
        for finding in current_protocol().order:
            if shown := question(html, finding.name):
                number = f'<span class="bk-no">{finding.number}</span>'
                assert number in shown, finding.name

    def test_a_follow_up_that_comes_brings_its_number(self, as_staff, db):
        intake = entered_late()
        _, sent = page_of(as_staff, intake)

        html = press(
            as_staff,
            intake,
            sent,
            "bilateral_leg_symptoms",
            bilateral_leg_symptoms="yes",
        ).text

        number = current_protocol().findings["both_legs_course"].number
        assert f'<span class="bk-no">{number}</span>' in html

    def test_it_says_of_which_protocol_the_numbers_are(self, as_staff, db):
        html, _ = page_of(as_staff, entered_late(taken_by_name="Noor Haddad"))

        protocol = current_protocol()
        assert f"protocol {protocol.version} ({protocol.digest[:12]})" in html
        assert "taken by Noor Haddad" in html

    @pytest.mark.parametrize("kind", ["now", "correction"])
    def test_other_intakes_show_no_numbers(self, as_staff, db, kind):
        intake = open_one()
        if kind == "correction":
            outcome = finished()
            intake = correct_intake(intake=outcome.intake, by=outcome.by)

        html, _ = page_of(as_staff, intake)

        assert "bk-numbered" not in html
        assert "Entered after the visit" not in html


class TestWhatFollows:
    def test_an_emergency_says_at_once_that_time_has_passed(self, as_staff, db):
        intake = entered_late()
        _, sent = page_of(as_staff, intake)

        html = press(as_staff, intake, sent, "chest_pain", chest_pain="yes").text

        when = timezone.localtime(intake.took_place_at)
        said = f"The visit was {when:%b} {when.day}, {when:%H:%M}, 1\xa0day ago."
        assert said in html
        assert "where the patient is now" in html

    def test_an_emergency_of_now_says_nothing_of_the_kind(self, as_staff, db):
        intake = open_one()
        _, sent = page_of(as_staff, intake)

        html = press(as_staff, intake, sent, "chest_pain", chest_pain="yes").text

        assert "Emergency. Stop the questions" in html
        assert "The visit was" not in html

    def test_the_clock_runs_from_when_the_clinic_could_know(self, db):
        """Backstop learns of the level when it is entered, not when it was said."""
        intake = entered_late()
        before = timezone.now()
        answer(intake, chest_pain="yes")

        outcome = finished(intake=intake, chest_pain="yes")

        assert intake.reached_at >= before
        referral = outcome.referral
        assert referral.level_started_at == intake.reached_at
        assert referral.due_at == intake.reached_at + dt.timedelta(minutes=15)

    def test_the_outcome_keeps_the_true_time_and_who_took_it(self, as_staff, db):
        intake = entered_late(taken_by_name="Noor Haddad, nurse")

        outcome = finished(intake=intake)

        details = outcome.frozen["details"]
        assert details["took_place_at"] == intake.took_place_at.isoformat()
        assert details["taken_by_name"] == "Noor Haddad, nurse"
        html = as_staff.get(outcome.get_absolute_url()).text
        assert "Taken on paper by" in html
        assert "entered after it" in html

    def test_a_correction_keeps_who_took_it(self, db):
        outcome = finished(intake=entered_late(taken_by_name="Noor Haddad"))

        draft = correct_intake(intake=outcome.intake, by=outcome.by)

        assert draft.taken_by_name == "Noor Haddad"

    def test_an_outcome_from_before_has_no_such_line(self, as_staff, db):
        outcome = finished()
        frozen = dict(outcome.frozen)
        frozen["details"] = dict(frozen["details"])
        del frozen["details"]["taken_by_name"]

        assert told(frozen) == []
