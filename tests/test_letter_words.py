"""What the letter about a referral says, and how honestly."""

import json
import re

import pytest

from tests.factories import DutyFactory, ReceiverFactory, UserFactory
from tests.handouts import given
from tests.intakes import answer, finished, open_one
from tests.letters import everything, head, in_full, part, row, said
from tests.referrals import step
from triage.actions.answer import save_group
from triage.actions.finish import finish_intake
from triage.actions.handout import record_teach_back
from triage.actions.override import override_outcome
from triage.actions.pages import page_token
from triage.actions.referral import take_referral
from triage.library import current_protocol
from triage.models import State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

RETENTION = "Hard to pass urine"
WEAK = "Leg or foot truly weak"
CRITICAL = [f.label for f in current_protocol().order if f.critical]


def stopped(**answers):
    """An outcome of an intake that was left after *answers*, by phone."""
    intake = open_one(channel="phone", callback_number="555-0142")
    answer(intake, **answers)
    return finish_intake(
        intake=intake, by=intake.started_by, carried=[], unfinished_reason="emergency"
    )


@pytest.mark.parametrize(
    "answers",
    [
        {"leg_weakness": "yes"},
        {"urinary_retention": "unsure"},
        {"chest_pain": "yes", "breathless": "yes", "syncope": "yes"},
    ],
)
def test_every_critical_question_stands_on_page_one(answers):
    for content in (said(finished(**answers)), said(stopped(**answers))):
        told = " ".join(each["question"] for each in content["rows"])
        assert [label for label in CRITICAL if label not in told] == []


def test_yes_unsure_and_not_asked_are_told_apart():
    content = said(stopped(leg_weakness="yes", urinary_retention="unsure"))

    assert row(content, WEAK)["answer"] == "YES"
    assert row(content, RETENTION)["answer"] == "NOT SURE"
    assert row(content, "Fainted")["answer"] == "NOT ASKED"
    assert all(row(content, label)["strong"] for label in (WEAK, RETENTION, "Fainted"))


def test_plain_no_stands_in_one_line_and_says_how_it_was_asked():
    content = said(finished(leg_weakness="yes"))
    line = row(content, "Leaking urine")

    assert line["answer"] == "No to each"
    assert line["note"] == "asked one by one"
    assert "Fainted" in line["question"]


def test_an_answer_that_changed_says_what_it_was_when_and_by_whom():
    intake = open_one()
    answer(intake, chest_pain="yes")
    answer(intake, chest_pain="no")
    content = said(finished(intake=intake, leg_weakness="yes"))

    line = row(content, "Chest pain")
    assert line["answer"] == "No"
    assert re.match(r"first yes, changed to no \w+ \d+, \d\d:\d\d by ", line["said"])
    assert str(intake.started_by) in line["said"]
    [changed] = in_full(content, "Answers that were changed")
    assert changed[0].startswith("Chest pain")


def test_what_was_not_asked_of_the_rest_is_counted_with_the_reason():
    content = said(stopped(leg_weakness="yes"))
    [gap] = [each for each in content["gaps"] if each["answer"] == "NOT ASKED"]

    assert re.search(r"and \d+ more$", gap["question"])
    assert gap["note"] == "Finished early: an emergency came first"


def test_no_asked_together_is_marked_in_full():
    content = said(_with_a_group())

    rows = in_full(content, "Habits and work")
    assert {how for _, _, how in rows} == {"asked together"}


def _with_a_group():
    intake = open_one()
    group = next(s for s in current_protocol().sets if s.title == "Habits and work")
    save_group(
        intake=intake,
        set_id=group.id,
        by=intake.started_by,
        page=page_token(intake),
        counter=1,
    )
    answer(intake, leg_weakness="yes")
    return finish_intake(
        intake=intake, by=intake.started_by, carried=[], unfinished_reason="emergency"
    )


def test_a_rule_that_fired_names_its_sources():
    content = said(finished(leg_weakness="yes"))

    assert "leg-weakness: University Health News" in row(content, WEAK)["note"]
    rule, _, sources = in_full(content, "Rules that fired")[0]
    assert "leg-weakness" in rule
    assert "NHS Lothian RefHelp" in sources


def test_a_rule_that_is_not_excluded_says_what_is_missing():
    content = said(finished(leg_weakness="yes", urinary_retention="unsure"))
    missing = "Hard to pass urine, or cannot feel it (new): NOT SURE"

    assert f"Not excluded: Cauda equina ({missing})" in part(content, "A")
    assert in_full(content, "Rules not excluded, and what is missing")[0][1] == missing
    assert "NOT KNOWN: Hard to pass urine" in part(content, "S")


def test_what_is_not_recorded_says_so_in_capitals():
    content = said(finished(leg_weakness="yes"))

    assert "Medicines: NOT RECORDED. Allergies: NOT RECORDED." in part(content, "B")
    assert head(content)["Where now"] == "NOT RECORDED"
    assert head(content)["Spoken to"] == "NOBODY YET"
    assert "Told to the patient: NOT RECORDED" in part(content, "R")


def test_medicines_and_allergies_stand_in_the_background():
    intake = open_one()
    answer(intake, medicines="Apixaban", allergies="Penicillin", place="At home")
    content = said(finished(intake=intake, leg_weakness="yes"))

    assert "Medicines: Apixaban. Allergies: Penicillin." in part(content, "B")
    assert head(content)["Where now"] == "At home"


def test_long_words_are_cut_on_page_one_and_whole_overleaf():
    own = "It grips " * 100
    intake = open_one()
    answer(intake, own_words=own)
    content = said(finished(intake=intake, leg_weakness="yes"))

    assert "all of it under “Answers in full”" in part(content, "B")
    told = in_full(content, "Told, decided and done")
    assert own.strip() in {text for name, text, _ in told if name == "Own words"}.pop()


def test_a_phone_intake_says_that_nobody_examined():
    assert "Phone intake: nobody examined" in part(
        said(stopped(leg_weakness="yes")), "A"
    )
    face_to_face = part(said(finished(leg_weakness="yes")), "A")
    assert "Phone" not in face_to_face
    assert "no examination is recorded" in face_to_face


def test_the_level_in_force_stands_beside_the_computed_one():
    outcome = finished(numbness_or_tingling="yes")
    override_outcome(
        outcome=outcome,
        to_level="emergency",
        reason="Reflexes are gone on the left.",
        by=UserFactory(group="Clinician"),
    )
    content = said(outcome)

    assert content["title"] == "Referral: Emergency now"
    assert content["judged"].startswith("Level in force: Emergency now, set by ")
    assert "By the rules: Clinician soon." in content["judged"]
    assert "Reflexes are gone" in content["judged"]


def test_the_owner_is_named_with_the_number_and_extension():
    outcome = finished(leg_weakness="yes")
    clinician = UserFactory(group="Clinician")
    take_referral(referral=outcome.referral, by=clinician)
    DutyFactory(clinician=clinician, extension="214")
    content = said(outcome)

    assert head(content)["Call back"] == "555-0100, ext. 214"
    assert head(content)["From"].startswith(str(clinician))
    assert f"{clinician} keeps this open until we hear" in part(content, "R")


def test_without_an_owner_it_says_that_nobody_has_taken_it():
    content = said(finished(leg_weakness="yes"))

    assert "NOBODY HAS TAKEN IT YET" in head(content)["From"]


def test_whom_we_spoke_to_and_when_is_told():
    outcome = finished(leg_weakness="yes")
    step(outcome.referral, State.SENT, receiver=ReceiverFactory(name="St. Brendan’s"))
    step(outcome.referral, State.ACCEPTED, spoke_to="Dr. Osei")

    assert head(said(outcome))["Spoken to"].startswith("Dr. Osei, ")


def test_it_asks_by_when_from_the_clock():
    content = said(finished(leg_weakness="yes"))

    assert content["request"].startswith("Please acknowledge by ")
    for what in ("an answer by", "the patient with you by", "your result by"):
        assert what in part(content, "R")


def test_what_the_patient_was_told_is_told():
    outcome = finished(leg_weakness="yes")
    copy = given(outcome)
    record_teach_back(handout=copy, result="understood", by=copy.by)

    text = part(said(outcome), "R")
    assert "Sheet with the warning signs in English given" in text
    assert "said back: understood" in text


def test_what_is_asked_besides_is_said_in_the_senders_words():
    content = said(finished(leg_weakness="yes"), asked="Post-void scan, then call.")

    assert "Asked besides: Post-void scan, then call." in part(content, "R")


@pytest.mark.parametrize("level", ["emergency", "soon"])
def test_it_promises_nothing_and_names_no_dose(level):
    answers = {"emergency": {"leg_weakness": "yes"}, "soon": {"diabetes": "unsure"}}
    text = everything(
        said(finished(**answers[level] | {"numbness_or_tingling": "yes"}))
    )

    assert not re.search(r"\b\d+ ?mg\b|\bsafe\b|all clear|no danger", text)


def test_equal_words_are_equal_text():
    content = said(finished(leg_weakness="yes"))
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)

    assert json.loads(text) == content
