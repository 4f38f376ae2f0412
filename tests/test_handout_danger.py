"""Where it is dangerous, the sheet says the deadliest first and sends nobody wrong."""

import pytest

from tests.dangers import ALL, CRISIS, PROTOCOL
from tests.lawful import WELL
from tests.printed import FORMS, assert_well_printed
from tests.sheets import section, sheet, whole_text
from triage.engine import assess
from triage.library import handouts

CHILD = WELL | {"age": 9}
in_every_language = pytest.mark.parametrize("language", handouts())


def told(answers, **form):
    """The list of what to tell them first."""
    blocks = section(sheet(answers, **form), "going")["blocks"]
    block = next(each for each in blocks if each["id"] == "tell-them")
    return [each["text"] for each in block["sentences"] if each.get("item")]


def tiles(answers, **form):
    """What each tile of where to go says, by its name and in its order."""
    blocks = section(sheet(answers, **form), "going")["blocks"]
    return {
        each["id"]: " ".join(said["text"] for said in each["sentences"])
        for each in blocks
    }


# ---------------------------------------------------------------- tell them first
@in_every_language
def test_no_danger_waits_for_another_to_be_told_whole(language):
    words = handouts()[language].tell
    deadliest = (
        *("leg_weakness", "chest_pain", "major_trauma", "anticoagulant"),
        *("fever_or_chills", "cancer_history", "cannot_get_up"),
    )

    assert {words[name] for name in deadliest} <= set(told(ALL, language=language))


def test_what_is_left_out_is_said_to_be_left_out():
    assert len(assess(ALL, PROTOCOL).fired) > 25
    assert told(ALL)[-1] == "There is more: they can ask us at (555) 555-0100"
    assert told(ALL, phone=None)[-1] == "There is more: they can ask us"
    assert told(ALL, language="es")[-1].startswith("Hay más")
    assert len(told(ALL)) == 1 + 10 + 1


def test_where_everything_was_told_nothing_more_is_promised():
    few = WELL | {"leg_weakness": "yes", "cancer_history": "yes"}

    assert told(few)[1:] == ["a weak leg or foot", "cancer, now or in the past"]


@in_every_language
def test_no_phrase_is_told_twice(language):
    listed = told(ALL, language=language)

    assert len(listed) == len(set(listed))


@in_every_language
@pytest.mark.parametrize("level", ["emergency", "urgent"])
@pytest.mark.parametrize(("size", "form"), FORMS)
def test_with_every_danger_to_tell_the_box_still_stands_on_page_one(
    size, form, level, language
):
    """About thirty rules fire, of a crisis too; in large print they run on."""
    for answers in (ALL, ALL | {"age": 12}):
        assert_well_printed(
            sheet(answers, level=level, size=size, paper=form, language=language)
        )


# ---------------------------------------------------------------- not found out
@in_every_language
def test_who_finds_a_danger_out_later_is_not_told_to_call_us_first(language):
    answers = WELL | {"saddle_numbness": "unsure", "chest_pain": "unsure"}
    words = sheet(answers, level="soon", language=language)
    find_out, begins = section(words, "open")["outro"]
    box = section(words, "help")["heading"]

    assert find_out["text"] in {
        "If you find out, call us.",
        "Si lo averigua, llámenos.",
    }
    assert box in begins["text"]
    assert not any(way in begins["text"] for way in ("call us", "llámenos"))


# ---------------------------------------------------------------- crisis
PLAN = WELL | CRISIS
THOUGHTS = PLAN | {"self_harm_plan": "no"}


def test_in_a_crisis_the_first_tile_is_help_now_and_company():
    first, *_ = tiles(PLAN).items()

    assert first == (
        "crisis-now",
        "Call 911 now, or call or text 988. "
        "Do not be alone: keep someone with you until help comes.",
    )
    child = tiles(PLAN | {"age": 12})["crisis-now"]
    assert child.endswith("Do not leave your child alone: stay there until help comes.")


def test_thoughts_without_a_plan_are_talked_through_before_the_patient_goes():
    first, *_ = tiles(THOUGHTS).items()

    assert first == (
        "crisis-today",
        "Talk with us before you go. Hard to wait? Call or text 988, day or night.",
    )


def test_where_there_is_no_crisis_line_the_emergency_number_is_told():
    assert tiles(PLAN, crisis_line=None)["crisis-now"].startswith("Call 911 now. Do")
    today = tiles(THOUGHTS, crisis_line=None)["crisis-today"]
    assert today == "Talk with us before you go. Hard to wait? Call 911."


def test_in_spanish_a_crisis_has_the_same_tiles():
    assert tiles(PLAN, language="es")["crisis-now"].startswith(
        "Llame al 911 ahora, o llame o mande un texto al 988."
    )
    assert "988" in tiles(THOUGHTS, language="es")["crisis-today"]


@in_every_language
@pytest.mark.parametrize("answers", [PLAN, THOUGHTS, PLAN | {"age": 12}])
def test_nobody_who_sees_the_paper_reads_what_was_told(answers, language):
    text = whole_text(sheet(answers, language=language)).casefold()

    assert not any(
        word in text
        for word in ("suicid", "self-harm", "hurt yourself", "hacerse daño")
    )


@pytest.mark.parametrize("level", ["emergency", "urgent"])
def test_without_a_crisis_there_is_no_such_tile(level):
    calm = ALL | dict.fromkeys(CRISIS, "no")

    assert not any(name.startswith("crisis") for name in tiles(calm, level=level))


# ---------------------------------------------------------------- a child
def test_a_child_on_the_way_to_the_emergency_room_who_cannot_get_up_is_fetched():
    stuck = section(sheet(CHILD, level="emergency"), "stuck")["blocks"][0]

    assert stuck["sentences"][0]["text"].endswith("will not walk, call 911.")
    assert not any("call us" in each["text"] for each in stuck["sentences"])
