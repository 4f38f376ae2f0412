"""Finishing judges an intake, freezes it and opens all that follows, or nothing."""

import json

import pytest

from tests.factories import UserFactory
from tests.intakes import answer, finished, open_one, well
from triage.actions import finish
from triage.actions.answer import save_answer
from triage.actions.errors import Conflict, NotFinished, Refused
from triage.actions.finish import finish_intake
from triage.actions.intake import discard_intake
from triage.actions.pages import page_token
from triage.actions.press import Press
from triage.models import (
    AuditEntry,
    FollowUp,
    Intake,
    Outcome,
    RaisedFlag,
    Referral,
)

pytestmark = pytest.mark.django_db


def entry(outcome, finding):
    return next(e for e in outcome.frozen["answers"] if e["finding"] == finding)


def test_a_well_patient_goes_home_with_a_call():
    outcome = finished()

    assert outcome.disposition == "self_care"
    assert not Referral.objects.exists()
    assert FollowUp.objects.get().outcome == outcome
    assert outcome.intake.submitted_at == outcome.at


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({"urinary_retention": "yes"}, "emergency"),
        ({"iv_drug_use": "yes"}, "urgent"),
        ({"cancer_history": "unsure"}, "soon"),
    ],
)
def test_who_needs_a_clinician_has_a_referral_of_that_level(answers, level):
    outcome = finished(**answers)

    assert outcome.disposition == level
    assert outcome.referral.level == level
    assert outcome.referral.is_open
    assert outcome.referral.events.get().kind == "opened"


def test_every_fired_and_every_open_rule_is_a_flag():
    outcome = finished(urinary_retention="yes", cancer_history="unsure")

    flags = {flag.rule: flag for flag in outcome.flags.all()}

    fired = flags["new-trouble-passing-urine"]
    assert fired.fired
    assert fired.because_list == [
        {
            "finding": "urinary_retention",
            "label": "Hard to pass urine, or cannot feel it (new)",
            "says": "Yes",
        }
    ]
    still_open = flags["cancer-history"]
    assert not still_open.fired
    assert still_open.held == "soon"
    assert still_open.missing_list[0]["unsure"] is True


def test_the_clock_of_a_fired_level_began_when_it_was_reached():
    intake = open_one()
    answer(intake, urinary_retention="yes")

    outcome = finished(intake=intake, urinary_retention="yes")

    assert outcome.reached_at == intake.reached_at
    assert outcome.referral.level_started_at == intake.reached_at


def test_the_clock_of_a_held_level_begins_at_the_outcome():
    outcome = finished(urinary_retention="unsure")

    assert outcome.disposition == "urgent"
    assert outcome.reached_at == outcome.at


def test_every_question_is_frozen_with_its_words():
    outcome = finished(chest_pain="no")

    frozen = entry(outcome, "chest_pain")
    names = [each["finding"] for each in outcome.frozen["answers"]]

    assert (frozen["value"], frozen["says"], frozen["critical"]) == ("no", "No", True)
    assert names[:2] == ["age", "sex"]
    assert len(names) == len(set(names)) == 88
    assert not entry(outcome, "both_legs_course")["asked"]


def test_a_changed_answer_shows_both():
    intake = open_one()
    answer(intake, chest_pain="yes")
    answer(intake, chest_pain="no")

    outcome = finished(intake=intake)

    history = entry(outcome, "chest_pain")["history"]
    assert [line["value"] for line in history] == ["yes", "no"]
    assert history[0]["by"] == str(intake.started_by)


def test_the_frozen_text_is_canonical():
    text = finished().answers

    assert text == json.dumps(
        json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def test_finishing_twice_gives_the_same_outcome():
    outcome = finished()

    again = finish_intake(intake=outcome.intake, by=UserFactory(group="Staff"))

    assert again == outcome
    assert FollowUp.objects.count() == 1


def test_one_audit_entry_names_the_intake_and_its_referral():
    outcome = finished(chest_pain="yes")

    made = AuditEntry.objects.filter(action="finished intake").get()

    assert made.record == outcome.intake.code
    assert json.loads(made.detail)["referral"] == outcome.referral.code
    assert outcome.intake.patient.name not in made.detail


class TestNotFinished:
    def test_open_critical_questions_are_listed(self):
        intake = open_one()

        with pytest.raises(NotFinished) as stopped:
            finish_intake(intake=intake, by=intake.started_by)

        names = [name for name, _ in stopped.value.items]
        assert names[0] == "urinary_retention"
        assert len(names) == 9
        assert not Outcome.objects.exists()

    def test_follow_ups_that_are_asked_are_listed(self):
        intake = open_one()
        answer(intake, **well(intake))
        answer(intake, recurrent="yes")

        with pytest.raises(NotFinished) as stopped:
            finish_intake(intake=intake, by=intake.started_by)

        assert [name for name, _ in stopped.value.items] == [
            "episodes_getting_more_frequent"
        ]

    def test_a_talk_by_phone_needs_a_number_to_call_back(self):
        intake = open_one(channel="phone")

        with pytest.raises(NotFinished) as stopped:
            finished(intake=intake)

        assert stopped.value.items[0][0] == "callback_number"

    def test_others_that_hold_the_level_are_counted(self):
        intake = open_one()
        shown = well(intake)
        for name in ("cancer_history", "anticoagulant", "chest_pain"):
            del shown[name]
        answer(intake, **shown)

        with pytest.raises(NotFinished) as stopped:
            finish_intake(intake=intake, by=intake.started_by)

        assert [name for name, _ in stopped.value.items] == ["chest_pain"]
        assert stopped.value.holding >= 1

    def test_with_a_reason_it_is_finished_with_what_is_known(self):
        intake = open_one()
        answer(intake, chest_pain="no")

        outcome = finish_intake(
            intake=intake, by=intake.started_by, unfinished_reason="call_dropped"
        )

        assert outcome.disposition == "urgent"
        assert outcome.intake.unfinished_reason == "call_dropped"
        assert entry(outcome, "syncope")["value"] is None

    def test_once_an_emergency_has_fired_it_never_stops(self):
        intake = open_one()
        answer(intake, chest_pain="yes")

        outcome = finish_intake(intake=intake, by=intake.started_by)

        assert outcome.disposition == "emergency"
        assert outcome.intake.unfinished_reason == "emergency"

    @pytest.mark.parametrize(
        ("parent", "question"),
        [
            ("bilateral_leg_symptoms", "both_legs_course"),
            ("cannot_get_up", "someone_with_patient"),
        ],
    )
    def test_what_may_hide_an_emergency_is_asked_first(self, parent, question):
        """No answer holds urgent, 'not sure' is an emergency: a reason will not do."""
        intake = open_one()
        answer(intake, **{parent: "yes"})

        with pytest.raises(NotFinished) as stopped:
            finish_intake(
                intake=intake, by=intake.started_by, unfinished_reason="patient_left"
            )

        assert stopped.value.must == [question]

    def test_not_sure_will_do(self):
        intake = open_one()
        answer(intake, bilateral_leg_symptoms="yes", both_legs_course="not_sure")

        outcome = finish_intake(
            intake=intake, by=intake.started_by, unfinished_reason="patient_left"
        )

        assert outcome.disposition == "emergency"

    def test_an_impossible_number_stops_the_first_press(self):
        intake = open_one()
        answer(intake, **well(intake) | {"temperature_c": None})

        with pytest.raises(NotFinished) as stopped:
            finish_intake(
                intake=intake, by=intake.started_by, typed={"temperature_c": "400"}
            )

        assert [name for name, _ in stopped.value.items] == ["temperature_c"]

    def test_and_stays_unanswered_but_not_forgotten(self):
        intake = open_one()
        answer(intake, **well(intake) | {"temperature_c": None})

        outcome = finish_intake(
            intake=intake,
            by=intake.started_by,
            typed={"temperature_c": "400"},
            unfinished_reason="other",
        )

        assert outcome.frozen["typed"] == {"temperature_c": "400"}
        assert entry(outcome, "temperature_c")["value"] is None


class TestCarried:
    """Finish carries what the page shows, in case a request was lost."""

    def test_an_answer_in_the_air_is_kept(self):
        intake = open_one()
        shown = well(intake)
        answer(intake, **{k: v for k, v in shown.items() if k != "chest_pain"})
        lost = Press(
            finding="chest_pain", value="no", page=page_token(intake), counter=99
        )

        outcome = finish_intake(intake=intake, by=intake.started_by, carried=[lost])

        assert entry(outcome, "chest_pain")["value"] == "no"

    def test_a_newer_answer_of_another_page_stops_it(self):
        intake = open_one()
        shown = well(intake)
        answer(intake, **shown)
        answer(intake, chest_pain="yes")
        old = Press(
            finding="chest_pain",
            value="no",
            page=page_token(intake),
            counter=1,
            seen=intake.answers.filter(finding="chest_pain").first().pk,
        )

        with pytest.raises(Conflict) as conflict:
            finish_intake(intake=intake, by=intake.started_by, carried=[old])

        assert conflict.value.sent == {"chest_pain": "no"}
        assert Intake.objects.get().submitted_at is None

    def test_a_question_the_page_shows_empty_withdraws_nothing_unseen(self):
        intake = open_one()
        answer(intake, **well(intake))
        empty = Press(
            finding="chest_pain", value=None, page=page_token(intake), counter=1
        )

        outcome = finish_intake(intake=intake, by=intake.started_by, carried=[empty])

        assert entry(outcome, "chest_pain")["value"] == "no"


def test_a_discarded_intake_is_not_finished():
    intake = open_one()
    discard_intake(intake=intake, by=intake.started_by)

    with pytest.raises(Refused, match="discarded"):
        finish_intake(intake=intake, by=intake.started_by)


@pytest.mark.parametrize("last_write", ["open_referral", "book_follow_up"])
def test_half_an_outcome_is_never_kept(monkeypatch, last_write):
    def broken(**kwargs):
        raise RuntimeError("no disk")

    monkeypatch.setattr(finish, last_write, broken)

    with pytest.raises(RuntimeError):
        finished(chest_pain="yes")

    assert not Outcome.objects.exists()
    assert not RaisedFlag.objects.exists()
    assert not Referral.objects.exists()
    assert Intake.objects.get().submitted_at is None


def test_an_outcome_without_its_audit_entry_is_never_kept(monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("no chain")

    intake = open_one()
    monkeypatch.setattr(finish.audit, "record", broken)

    with pytest.raises(RuntimeError):
        finished(intake=intake, chest_pain="yes")

    assert not Outcome.objects.exists()
    assert not Referral.objects.exists()


def test_a_page_sent_twice_with_another_answer_is_shown_both(staff):
    """Without JavaScript: sent, gone back to, changed, and sent once more."""
    intake = open_one(by=staff)
    page = page_token(intake)
    first = Press(finding="chest_pain", value="no", page=page, counter=1)
    save_answer(intake=intake, by=staff, **vars(first))
    again = Press(finding="chest_pain", value="yes", page=page, counter=1)

    with pytest.raises(Conflict) as refused:
        finish_intake(intake=intake, by=staff, carried=(again,))

    assert [row.value for row in refused.value.rows] == ["no"]
    assert refused.value.sent == {"chest_pain": "yes"}
