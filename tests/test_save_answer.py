"""Answers are kept as they are given, and nobody's is overwritten unseen."""

import pytest
from django.utils import timezone

from tests.factories import PatientFactory
from tests.intakes import answer, open_one
from triage.actions.answer import save_answer, save_group
from triage.actions.errors import AnswerRefused, Conflict, Refused
from triage.actions.intake import discard_intake
from triage.actions.pages import page_token
from triage.actions.state import intake_state
from triage.models import Answer, Intake

pytestmark = pytest.mark.django_db


def press(intake, finding, value, *, page, counter, seen=None):
    return save_answer(
        intake=intake,
        finding=finding,
        value=value,
        by=intake.started_by,
        page=page,
        counter=counter,
        seen=seen,
    )


@pytest.fixture
def intake():
    return open_one()


@pytest.fixture
def tab(intake):
    return page_token(intake)


def test_an_answer_is_one_line_of_the_log(intake, tab):
    saved = press(intake, "chest_pain", "no", page=tab, counter=1)

    assert saved.row.value == "no"
    assert saved.state.answers["chest_pain"] == "no"
    assert intake.answers.filter(finding="chest_pain").count() == 1


def test_a_changed_answer_is_a_new_line(intake, tab):
    first = press(intake, "chest_pain", "yes", page=tab, counter=1)
    press(intake, "chest_pain", "no", page=tab, counter=2, seen=first.row.pk)

    lines = intake.answers.filter(finding="chest_pain")

    assert [line.value for line in lines] == ["yes", "no"]


def test_a_repeat_is_kept_once_and_answered_as_before(intake, tab):
    first = press(intake, "chest_pain", "no", page=tab, counter=1)

    again = press(intake, "chest_pain", "no", page=tab, counter=1)

    assert again.row == first.row
    assert intake.answers.filter(finding="chest_pain").count() == 1


def test_a_repeat_is_answered_after_the_end_too(intake, tab):
    first = press(intake, "chest_pain", "no", page=tab, counter=1)
    Intake.objects.update(discarded_at=timezone.now(), discarded_by=intake.started_by)

    again = press(intake, "chest_pain", "no", page=tab, counter=1)

    assert again.row == first.row


def test_a_late_retry_changes_nothing(intake, tab):
    """The page pressed yes, then no; the yes arrives last and must not win."""
    later = press(intake, "chest_pain", "no", page=tab, counter=2)

    late = press(intake, "chest_pain", "yes", page=tab, counter=1)

    assert late.stale
    assert late.row == later.row
    assert intake_state(intake).answers["chest_pain"] == "no"


def test_questions_of_one_page_overtake_each_other_freely(intake, tab):
    press(intake, "breathless", "no", page=tab, counter=2)

    press(intake, "chest_pain", "no", page=tab, counter=1)

    assert intake_state(intake).answers["chest_pain"] == "no"


def test_another_page_is_not_overwritten_unseen(intake, tab):
    theirs = press(intake, "chest_pain", "yes", page=page_token(intake), counter=1)

    with pytest.raises(Conflict) as conflict:
        press(intake, "chest_pain", "no", page=tab, counter=1)

    assert conflict.value.rows == [theirs.row]
    assert conflict.value.sent == {"chest_pain": "no"}
    assert intake_state(intake).answers["chest_pain"] == "yes"


def test_having_seen_it_a_page_may_change_it(intake, tab):
    theirs = press(intake, "chest_pain", "yes", page=page_token(intake), counter=1)

    press(intake, "chest_pain", "no", page=tab, counter=1, seen=theirs.row.pk)

    assert intake_state(intake).answers["chest_pain"] == "no"


def test_two_pages_may_agree(intake, tab):
    press(intake, "chest_pain", "no", page=page_token(intake), counter=1)

    saved = press(intake, "chest_pain", "no", page=tab, counter=1)

    assert saved.row.value == "no"


def test_a_withdrawn_answer_counts_as_not_asked(intake, tab):
    first = press(intake, "chest_pain", "no", page=tab, counter=1)
    press(intake, "chest_pain", None, page=tab, counter=2, seen=first.row.pk)

    assert "chest_pain" not in intake_state(intake).answers


def test_a_follow_up_goes_with_its_parent(intake):
    answer(intake, bilateral_leg_symptoms="yes", both_legs_course="steady")

    saved = answer(intake, bilateral_leg_symptoms="no")

    assert saved.withdrawn == ("both_legs_course",)
    assert "both_legs_course" not in saved.state.answers


def test_a_follow_up_comes_back_unanswered(intake):
    answer(intake, bilateral_leg_symptoms="yes", both_legs_course="steady")
    answer(intake, bilateral_leg_symptoms="no")

    saved = answer(intake, bilateral_leg_symptoms="yes")

    assert "both_legs_course" in saved.state.unanswered()


def test_follow_ups_of_follow_ups_go_too(intake):
    answer(
        intake,
        interferes_with_daily_life="yes",
        self_harm_thoughts="yes",
        self_harm_plan="no",
    )

    saved = answer(intake, interferes_with_daily_life="no", repeat_contact="no")

    assert {"self_harm_thoughts", "self_harm_plan"}.isdisjoint(saved.state.answers)


@pytest.mark.parametrize(
    ("finding", "value", "sentence"),
    [
        ("temperature_c", "400", "temperature|Temperature|between|400"),
        ("temperature_c", "warm", "number"),
        ("chest_pain", "maybe", "."),
        ("chest_pain", "longstanding", "."),
        ("both_legs_course", "unsure", "."),
        ("shoe_size", "44", "no such question"),
        ("own_words", "x" * 5000, "Shorten"),
        ("informant", "the dog", "Choose"),
    ],
)
def test_a_value_that_cannot_be_is_refused(intake, tab, finding, value, sentence):
    with pytest.raises(AnswerRefused, match=sentence) as refused:
        press(intake, finding, value, page=tab, counter=1)

    assert refused.value.finding == finding
    assert not intake.answers.filter(finding=finding, page=tab).exists()


def test_a_line_of_another_intake_is_refused(intake, tab):
    other = open_one()
    line = answer(other, chest_pain="no").row

    with pytest.raises(AnswerRefused, match="another intake"):
        press(intake, "chest_pain", "no", page=tab, counter=1, seen=line.pk)


def test_a_page_of_another_intake_is_refused(intake):
    with pytest.raises(Refused, match="another intake"):
        press(intake, "chest_pain", "no", page=page_token(open_one()), counter=1)


@pytest.mark.parametrize("made_up", ["", "made-up", "made.up", "."])
def test_a_page_nobody_opened_is_refused(intake, made_up):
    with pytest.raises(Refused, match="another intake"):
        press(intake, "chest_pain", "no", page=made_up, counter=1)


def test_details_are_kept_by_the_same_rules(intake, tab):
    press(intake, "own_words", "  It grips me. ", page=tab, counter=1)

    intake.refresh_from_db()

    assert intake.own_words == "It grips me."
    assert Answer.objects.get(finding="own_words").page == tab


def test_a_discarded_intake_takes_no_answer(intake, tab):
    discard_intake(intake=intake, by=intake.started_by)

    with pytest.raises(Refused, match="discarded"):
        press(intake, "chest_pain", "no", page=tab, counter=1)


class TestNoToAll:
    def test_it_answers_what_was_asked_together(self, intake, tab):
        saved = save_group(
            intake=intake, set_id="bones", by=intake.started_by, page=tab, counter=1
        )

        assert {row.finding for row in saved.changed} == {
            "osteoporosis",
            "steroid_use_long_term",
        }
        assert {row.source for row in saved.changed} == {"group"}

    def test_it_never_changes_an_answer(self, intake, tab):
        answer(intake, osteoporosis="yes")

        save_group(
            intake=intake, set_id="bones", by=intake.started_by, page=tab, counter=1
        )

        assert intake_state(intake).answers["osteoporosis"] == "yes"

    def test_it_never_answers_a_follow_up_number_or_choice(self, intake, tab):
        answer(intake, recurrent="yes", pregnant="unsure")

        for set_id in ("course", "pregnancy", "this_pain", "fever"):
            save_group(
                intake=intake, set_id=set_id, by=intake.started_by, page=tab, counter=1
            )

        answers = intake_state(intake).answers
        assert "episodes_getting_more_frequent" not in answers
        assert "pregnancy_warning_signs" not in answers
        assert "temperature_c" not in answers
        assert "trigger" not in answers

    @pytest.mark.parametrize("set_id", ["bladder_bowel_saddle", "getting_up", "no-set"])
    def test_critical_sets_are_answered_one_by_one(self, intake, tab, set_id):
        with pytest.raises(Refused, match="one by one"):
            save_group(
                intake=intake, set_id=set_id, by=intake.started_by, page=tab, counter=1
            )

        assert not intake.answers.filter(page=tab).exists()

    def test_a_repeat_writes_nothing(self, intake, tab):
        for _ in range(2):
            save_group(
                intake=intake,
                set_id="bones",
                by=intake.started_by,
                page=tab,
                counter=1,
            )

        assert intake.answers.filter(page=tab).count() == 2


class TestLevelSoFar:
    def test_a_fired_rule_stands_on_the_draft_at_once(self, intake):
        answer(intake, urinary_retention="yes")

        assert intake.so_far == "emergency"
        assert list(Intake.objects.reached()) == [intake]

    def test_it_follows_the_answers_down(self, intake):
        answer(intake, urinary_retention="yes")
        answer(intake, urinary_retention="no")

        assert intake.so_far == ""
        assert intake.reached_at is None

    def test_the_clock_does_not_start_again_at_the_same_level(self, intake):
        answer(intake, urinary_retention="yes")
        before = intake.reached_at

        answer(intake, chest_pain="yes")

        assert intake.reached_at == before

    def test_a_lower_level_keeps_the_time_since_which_it_has_stood(self, intake):
        """Urgent since 10:05, emergency at 10:10, urgent again: since 10:05."""
        answer(intake, iv_drug_use="yes")
        urgent_since = intake.reached_at
        answer(intake, chest_pain="yes")
        assert intake.so_far == "emergency"

        answer(intake, chest_pain="no")

        assert intake.so_far == "urgent"
        assert intake.reached_at == urgent_since

    def test_a_level_reached_only_by_way_of_a_higher_one_dates_from_that(self, intake):
        answer(intake, leg_weakness="yes")
        since = intake.reached_at
        answer(intake, iv_drug_use="yes")

        answer(intake, leg_weakness="no")

        assert intake.so_far == "urgent"
        assert intake.reached_at == since

    def test_a_level_that_is_only_held_is_not_reached(self, intake):
        answer(intake, urinary_retention="unsure")

        assert intake.so_far == ""


@pytest.mark.parametrize(("finding", "value"), [("age", "20"), ("sex", "male")])
def test_what_the_record_knows_is_not_answered_otherwise(intake, tab, finding, value):
    known = intake_state(intake).rows[finding]

    for seen in (None, known.pk):
        with pytest.raises(AnswerRefused, match="record") as refused:
            press(intake, finding, value, page=tab, counter=1, seen=seen)
        assert refused.value.finding == finding
    with pytest.raises(AnswerRefused):
        press(intake, finding, None, page=tab, counter=2, seen=known.pk)

    assert intake_state(intake).rows[finding] == known


def test_the_same_as_the_record_says_writes_nothing(intake, tab):
    known = intake_state(intake).rows["sex"]

    saved = press(intake, "sex", known.value, page=tab, counter=1)

    assert saved.row == known


def test_what_the_record_does_not_know_is_answered(tab):
    intake = open_one(patient=PatientFactory(birth_date=None, sex=""))
    page = page_token(intake)

    press(intake, "age", "46", page=page, counter=1)

    assert intake_state(intake).answers["age"] == 46


@pytest.mark.parametrize("text", ["x", "none", "1234", "ext. 12"])
def test_a_number_to_call_back_can_be_called(intake, tab, text):
    with pytest.raises(AnswerRefused, match="at least 5 digits"):
        press(intake, "callback_number", text, page=tab, counter=1)


def test_a_number_to_call_back_may_be_emptied(intake, tab):
    first = press(intake, "callback_number", "+1 (555) 0142", page=tab, counter=1)
    press(intake, "callback_number", "", page=tab, counter=2, seen=first.row.pk)

    intake.refresh_from_db()
    assert intake.callback_number == ""
