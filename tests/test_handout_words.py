"""
The words of the patient's sheet: what they say to whom, and from where they come.
"""

import json
import random

import pytest
import textstat

from tests.lawful import CASES, WELL, mostly_no
from tests.sheets import (
    ARTICLE_RUNS,
    RUN,
    ids,
    runs,
    said_in,
    section,
    sheet,
    whole_text,
)
from triage.engine import Level, assess
from triage.engine.handout_sentence import is_of_article
from triage.engine.phrases import Flag, Phrases
from triage.engine.words import passages
from triage.library import current_protocol, handouts

PROTOCOL = current_protocol()
HANDOUT = handouts()["en"]
LEVELS = ("emergency", "urgent", "soon", "self_care")
CHILD = WELL | {"age": 9}
rng = random.Random("sheets")
DRAWN = [mostly_no(rng) for _ in range(30)]


in_every_language = pytest.mark.parametrize("language", handouts())


def everybody(language="en"):
    """Sheets of the shared patients and of drawn answers, at their own level."""
    for answers in [case["answers"] for case in CASES] + DRAWN:
        yield sheet(answers, language=language)


def every_level(answers, language="en"):
    return {level: sheet(answers, level=level, language=language) for level in LEVELS}


# ---------------------------------------------------------------- in our own words
def test_no_six_words_in_a_row_are_the_articles():
    texts = [whole_text(words) for words in everybody()]
    texts += [each.text for each in HANDOUT.sentences()]
    texts += [each.child for each in HANDOUT.sentences()]
    texts += [*HANDOUT.tell.values(), *HANDOUT.open.values(), *HANDOUT.topics.values()]

    assert not ARTICLE_RUNS & set().union(*map(runs, texts))


def test_the_measure_of_six_words_finds_a_copied_run():
    copied = "some say a muscle spasm is another word for a muscle cramp, and so"

    assert ARTICLE_RUNS & runs(copied)
    assert RUN == 6


@in_every_language
def test_every_sentence_on_a_sheet_names_its_sources(language):
    for words in everybody(language):
        for part in words.content["sections"]:
            for run in [part["intro"], part["outro"]]:
                assert all(each["sources"] for each in run)
            for block in part["blocks"]:
                for each in block["sentences"]:
                    assert set(each["sources"]) <= set(PROTOCOL.sources)
                    assert each["sources"]


def test_what_is_not_in_the_article_is_marked_as_an_addition():
    for part in HANDOUT.sections:
        if part.shape in ("result", "open", "fine"):
            continue
        sentences = [*part.intro, *part.outro]
        sentences += [each for block in part.blocks for each in block.sentences]
        for each in sentences:
            assert each.addition or any(map(is_of_article, each.sources)), each.text


@in_every_language
def test_an_addition_carries_its_mark_or_stands_under_the_clinics_heading(language):
    for words in everybody(language):
        for part in words.content["sections"]:
            if part["shape"] in ("result", "stop", "open", "card", "fine"):
                continue
            for block in part["blocks"]:
                ours = [each for each in block["sentences"] if each.get("addition")]
                assert not ours or ours[0].get("mark") or ours[0].get("item")


# ---------------------------------------------------------------- easy to read
def test_a_sheet_reads_at_grade_six_or_lower():
    for words in everybody():
        text = "\n".join(filter(None, passages(words)))
        assert textstat.flesch_kincaid_grade(text) <= 6


def test_no_long_passage_is_above_grade_seven():
    for words in everybody():
        for passage in passages(words):
            if len(passage.split()) >= 30:
                assert textstat.flesch_kincaid_grade(passage) <= 7, passage


@in_every_language
def test_a_sheet_has_no_heading_over_nothing(language):
    for answers in DRAWN:
        for words in every_level(answers, language).values():
            for part in words.content["sections"]:
                assert part["blocks"]
                assert all(block["sentences"] for block in part["blocks"])


# ---------------------------------------------------------------- what it never says
@pytest.mark.parametrize(
    "never",
    [
        "danger sign",
        "you are safe",
        "nothing serious",
        " mg",
        "tablets a day",
        "all clear",
    ],
)
def test_no_sheet_promises_safety_or_names_a_dose(never):
    for answers in [WELL, CHILD, *DRAWN]:
        for words in every_level(answers).values():
            assert never not in whole_text(words).casefold()


def test_nobody_is_told_to_stop_a_prescribed_medicine():
    text = said_in(section(sheet(WELL), "ask-first"))

    assert "Go on with the medicines that your doctor gave you." in text


def test_ice_is_not_advised_and_not_said_to_harm():
    block = block_of(sheet(WELL), "no-ice")

    assert "does not advise ice" in said_in(block)
    assert "harm" not in said_in(block)


def block_of(words, name):
    return next(
        block
        for part in words.content["sections"]
        for block in part["blocks"]
        if block["id"] == name
    )


# ---------------------------------------------------------------- by level
def test_self_care_and_soon_get_the_full_sheet():
    for level in ("self_care", "soon"):
        there = ids(sheet(WELL | {"smoker": "yes"}, level=level))
        assert {"help", "today", "call", "happening", "moving", "risks"} <= there
        assert "going" not in there


@pytest.mark.parametrize("level", ["emergency", "urgent"])
def test_who_must_go_is_told_first_where_what_to_take_and_what_to_say(level):
    words = sheet(WELL | {"saddle_numbness": "yes"}, level=level)
    order = [part["id"] for part in words.content["sections"]]
    going = section(words, "going")

    assert order[:3] == ["result", "going", "help"]
    assert "Port Ellis General" in said_in(going)
    assert "your medicines or a list" in said_in(going)
    assert "an odd or numb feeling between the legs" in said_in(going)


def told(*flags):
    """What the patient is to tell, of rules that fired: (level, answers)."""
    made = Phrases(
        HANDOUT,
        [
            Flag(str(n), Level(level), "family", True, answers, ("girft-ces-2023",))
            for n, (level, answers) in enumerate(flags)
        ],
    )
    block = next(b for s in HANDOUT.sections for b in s.blocks if b.fill == "told")
    phrases, _ = made.of(block)
    return [each["text"] for each in phrases]


def test_what_to_say_begins_with_the_most_urgent_and_says_each_thing_once():
    assert told(
        ("soon", {"osteoporosis": "yes"}),
        ("urgent", {"fever_or_chills": "yes"}),
        ("emergency", {"leg_weakness": "yes"}),
        ("emergency", {"leg_weakness": "yes", "cancer_history": "yes"}),
    ) == [
        *("a weak leg or foot", "cancer, now or in the past"),
        "fever, chills or night sweats",
    ]


def test_what_to_say_is_how_it_was_answered_and_never_a_no():
    assert told(
        (
            "emergency",
            {
                "saddle_numbness": "unsure",
                "urinary_retention": "longstanding",
                "chest_pain": "no",
                "age": 62,
            },
        )
    ) == [
        "an odd or numb feeling between the legs (not sure)",
        "trouble with peeing, or feeling it, for a long time",
    ]


def test_what_to_say_is_short_enough_to_be_said():
    everything = dict.fromkeys(HANDOUT.tell, "yes")

    assert len(told(("emergency", everything))) == 10


def test_an_emergency_gets_no_home_care_before_it_was_looked_at():
    assert not {"today", "moving", "ask-first"} & ids(sheet(WELL, level="emergency"))


def test_the_ambulance_is_called_where_the_patient_must_not_travel():
    by_ambulance = said_in(section(sheet(WELL | {"chest_pain": "yes"}), "going"))
    by_car = said_in(section(sheet(WELL | {"leg_weakness": "yes"}), "going"))

    assert "Call 911 now." in by_ambulance
    assert "Go to the emergency room now." in by_car


def test_self_care_says_that_the_answers_point_there():
    assert "Your answers point to care at home." in whole_text(sheet(WELL))


def test_a_changed_level_is_printed_beside_the_computed_one():
    changed = said_in(section(sheet(WELL, level="soon"), "result"))
    same = said_in(section(sheet(WELL), "result"))

    assert "The questions alone pointed to care at home." in changed
    assert "The questions alone" not in same


# ---------------------------------------------------------------- get help right away
@in_every_language
def test_every_sheet_has_the_box_with_the_articles_signs_first(language):
    for answers in [WELL, CHILD, {}, *DRAWN[:10]]:
        for words in every_level(answers, language).values():
            box = section(words, "help")
            ours = [block.get("addition", False) for block in box["blocks"]]
            assert ours[:2] == [False, False]
            assert all(ours[2:])


def test_the_box_names_each_emergency_that_a_patient_can_see():
    """A finding meant for the handout, whose lone yes is an emergency, has its line."""
    named = {
        name
        for part in HANDOUT.sections
        if part.id == "help"
        for block in part.blocks
        for name in block.about
    }
    for finding in PROTOCOL.order:
        if "handout" in finding.used_in and finding.kind == "answer":
            lone = assess(WELL | {finding.name: "yes"}, PROTOCOL)
            if lone.so_far is Level.EMERGENCY:
                assert finding.name in named, finding.name


def test_the_box_lists_the_warning_signs_of_the_cauda_equina_card():
    text = said_in(section(sheet(WELL), "help"))

    for sign in (
        "hard to start to pee, or to stop",
        "cannot feel a full bladder",
        "the pee coming out",
        "leak pee or need pads",
        "leak poop, or cannot feel it come out",
        "between the legs, near the bottom, or when you wipe",
        "Sex feels different, or erections",
    ):
        assert sign in text


# ---------------------------------------------------------------- this patient
def test_risks_are_this_patients_own_at_most_four_most_changeable_first():
    risks = (
        *("lack_of_exercise", "weak_core", "overweight", "poor_posture_or_lifting"),
        *("smoker", "previous_back_injury", "arthritis"),
    )
    everything = section(sheet(WELL | dict.fromkeys(risks, "yes")), "risks")
    two = section(sheet(WELL | {"smoker": "yes", "arthritis": "yes"}), "risks")

    assert [block["id"] for block in everything["blocks"]] == [
        *("risk-lifting", "risk-exercise", "risk-core", "risk-smoking"),
    ]
    assert [block["id"] for block in two["blocks"]] == [
        "risk-smoking",
        "risk-arthritis",
    ]
    assert section(sheet(WELL), "risks") is None


@pytest.mark.parametrize("answer", ["no", "unsure", None])
def test_a_risk_that_was_not_answered_yes_is_not_told(answer):
    answers = WELL | {"smoker": answer, "arthritis": "yes"}
    answers = {name: value for name, value in answers.items() if value is not None}

    assert "risk-smoking" not in ids(sheet(answers, level="soon"))


def test_what_stayed_open_is_named_in_plain_words():
    answers = WELL | {"fever_or_chills": "unsure", "cancer_history": "unsure"}
    told = said_in(section(sheet(answers), "open"))

    assert "fever, chills or night sweats" in told
    assert "cancer, now or in the past" in told
    assert section(sheet(WELL), "open") is None


def test_what_nobody_asked_is_told_by_subject_where_it_is_much():
    told = section(sheet({"age": 40}), "open")
    phrases = [each["text"] for each in told["blocks"][0]["sentences"]]

    assert "pee, poop and feeling between the legs" in phrases
    assert len(phrases) <= len(PROTOCOL.sets) + 2


def test_some_answers_are_nobody_elses_to_read():
    answers = WELL | {
        "interferes_with_daily_life": "yes",
        "self_harm_thoughts": "yes",
        "self_harm_plan": "yes",
        "iv_drug_use": "yes",
    }
    for words in every_level(answers).values():
        text = whole_text(words).casefold()
        assert not any(
            word in text for word in ("suicide", "self-harm", "inject", "drug ")
        )


def test_spasms_that_come_back_get_a_diary():
    assert section(sheet(WELL | {"recurrent": "yes"}), "coming-back")
    assert section(sheet(WELL | {"episode_pattern": "momentary"}), "coming-back")
    assert section(sheet(WELL), "coming-back") is None


def test_pain_on_breathing_long_pain_and_being_stuck_are_spoken_of():
    breathing = sheet(WELL | {"pain_on_breathing": "yes"})
    long = sheet(WELL | {"onset_days_ago": 60})

    assert "breathing in may hurt" in said_in(section(breathing, "breathing"))
    assert "we believe you" in said_in(section(long, "long"))
    assert "If you cannot get up and you are alone, call 911." in whole_text(
        sheet(WELL)
    )


def test_who_cannot_get_up_but_is_not_alone_is_told_whom_to_call():
    """At the level of emergency the sheet has already sent them by ambulance."""
    for level, words in every_level(WELL).items():
        told = "Not alone? Call us now." in said_in(section(words, "stuck"))
        assert told is (level != "emergency")


def test_what_was_told_in_one_answer_is_not_said_as_another():
    """Each half of a question that asks two things can be said to who must know."""
    assert told(
        ("urgent", {"clot_risk": "yes", "immunosuppressed": "yes"}),
        ("urgent", {"sexual_dysfunction_new": "yes"}),
    ) == [
        "a risk of blood clots, or coughing up blood",
        "trouble fighting germs, dialysis, a drip line, or metal in the spine",
        "a new change in how sex feels, or in erections",
    ]


def test_whoever_is_asked_how_they_cope_reads_where_to_turn():
    """The line is for all who were asked, so that it tells nobody what they said."""
    for answers in (
        {"onset_days_ago": 91},
        {"interferes_with_daily_life": "yes"},
        {"repeat_contact": "yes"},
    ):
        for words in every_level(WELL | answers).values():
            assert "call or text 988" in said_in(section(words, "long"))


@pytest.mark.parametrize("sign", ["diabetes", "numbness_or_tingling"])
def test_who_may_not_feel_a_burn_asks_before_heat(sign):
    words = sheet(WELL | {sign: "yes", "heat_tried": "yes"}, level="soon")
    heat = said_in(block_of(words, "heat"))

    assert "ask us before you use heat" in heat
    assert "you can go on with it" not in heat


def test_whose_bones_may_break_is_not_told_to_bend():
    fragile = ids(sheet(WELL | {"osteoporosis": "yes"}))

    assert "move-ask" in fragile
    assert "move-bend" not in fragile
    assert "move-bend" in ids(sheet(WELL))


# ---------------------------------------------------------------- under sixteen
def test_under_sixteen_the_sheet_speaks_to_the_guardian():
    words = sheet(CHILD, guardian="Maria Petrescu")

    assert words.content["for"] == "For Maria Petrescu, about Ioan Petrescu"
    assert words.content["title"].startswith("Your child's back")
    for spoken in (
        "your leg",
        "your back spasm",
        "if you wipe",
        "you feel numb",
        "sex",
    ):
        assert spoken not in whole_text(words).casefold()


def test_at_sixteen_the_sheet_speaks_to_the_patient():
    assert sheet(WELL | {"age": 16}).content["for"] == "For Ioan Petrescu"


def test_an_unknown_age_hides_no_warning():
    answers = {name: value for name, value in WELL.items() if name != "age"}

    assert {"help-sex", "help-weak"} <= ids(sheet(answers))


def test_a_guardian_whose_name_is_not_known_is_still_spoken_to():
    assert sheet(CHILD).content["for"] == "For the parent or guardian of Ioan Petrescu"


# ---------------------------------------------------------------- frozen
@in_every_language
def test_a_sentence_whose_particular_is_missing_is_left_out(language):
    words = sheet(WELL, call_day=None, phone=None, language=language)
    whole = sheet(WELL, language=language)

    assert section(whole, "call")["heading"].endswith("(555) 555-0100")
    assert section(words, "call")["heading"] in {"Call us if", "Llámenos si"}
    assert section(words, "next") is None
    assert section(whole, "next")
    assert "{" not in whole_text(words) + whole_text(whole)


def test_equal_answers_freeze_to_equal_words_and_digest():
    one, other = sheet(WELL), sheet(dict(reversed(WELL.items())))

    assert one.text == other.text
    assert one.digest == other.digest
    assert sheet(WELL, name="王小明").digest != one.digest
    assert "王小明" in sheet(WELL, name="王小明").text
    assert json.loads(one.text) == one.content


def test_a_preview_says_that_it_was_not_given():
    assert sheet(WELL, banners=["preview"]).content["banners"] == ["Preview: not given"]
    assert sheet(WELL).content["banners"] == []
