"""The actions of a level, in the order that the fired rules call for."""

import pytest

from triage.engine import Level
from triage.engine.steps import is_ambulance, it_did, steps
from triage.library import current_protocol

EMERGENCY = current_protocol().levels[Level.EMERGENCY].actions


def test_without_a_reason_the_protocols_order_stands():
    assert steps(EMERGENCY, {"cauda_equina"}) == EMERGENCY[:-1]


@pytest.mark.parametrize("family", ["cardiopulmonary", "vascular", "stranded"])
def test_the_ambulance_is_first_for_those_who_may_not_travel(family):
    ordered = steps(EMERGENCY, {family, "cauda_equina"})

    assert is_ambulance(ordered[0])
    assert sorted(ordered) == sorted(EMERGENCY[:-1])


def test_what_is_for_a_crisis_is_first_in_one_and_nowhere_else():
    assert "do not hang up" in steps(EMERGENCY, {"crisis"})[0]
    assert "do not hang up" not in " ".join(steps(EMERGENCY, {"vascular"}))


def test_a_crisis_comes_before_the_ambulance():
    first, second, *_ = steps(EMERGENCY, {"crisis", "vascular"})

    assert "do not hang up" in first
    assert is_ambulance(second)


def test_the_shipped_protocol_has_one_line_about_the_ambulance():
    assert [is_ambulance(action) for action in EMERGENCY].count(True) == 1


@pytest.mark.parametrize("level", [Level.URGENT, Level.SOON, Level.SELF_CARE])
def test_other_levels_say_all_that_needs_no_crisis(level):
    actions = current_protocol().levels[level].actions

    ordered = steps(actions, set())

    assert list(ordered) == [a for a in actions if not a.startswith("If a crisis")]


def test_the_ambulance_says_which_of_its_rules_fired():
    named = {"cardiopulmonary": "Heart or lung", "fracture": "Fracture"}

    said = it_did("Send an ambulance if a heart or lung rule fired.", named)

    assert said == "It did: Heart or lung."
    assert it_did("Tell a clinician.", named) == ""
    assert it_did("Send an ambulance if …", {"fracture": "Fracture"}) == ""
