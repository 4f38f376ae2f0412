"""The ladder of a late step: who is concerned, and from when on."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.engine.ladder import AFTER, Circle, Rung, concerned, rung
from triage.engine.level import Level

REFERRED = [Level.EMERGENCY, Level.URGENT, Level.SOON]
MOMENT = dt.timedelta(seconds=1)


def at(level, late, *, owner_acts=True, is_covered=True):
    return rung(level, late, owner_acts=owner_acts, is_covered=is_covered)


@pytest.mark.parametrize("level", REFERRED)
def test_the_owner_is_concerned_at_once(level):
    assert at(level, MOMENT) == Rung.OWNER


@pytest.mark.parametrize("level", REFERRED)
@pytest.mark.parametrize("above", [Rung.ON_DUTY, Rung.MANAGERS])
def test_each_rung_is_reached_to_the_second(level, above):
    after = AFTER[above][level]

    assert at(level, after - MOMENT) == above - 1
    assert at(level, after) == above


@pytest.mark.parametrize("level", REFERRED)
def test_without_an_owner_who_acts_it_begins_at_the_clinicians_on_duty(level):
    assert at(level, MOMENT, owner_acts=False) == Rung.ON_DUTY


@pytest.mark.parametrize("level", REFERRED)
def test_with_nobody_on_duty_it_goes_to_the_managers_too(level):
    assert at(level, MOMENT, owner_acts=False, is_covered=False) == Rung.MANAGERS
    assert at(level, MOMENT, is_covered=False) == Rung.OWNER


def test_the_circles_grow_with_the_rung():
    def circles(rung):
        return concerned(rung, owner_acts=True, is_covered=True)

    assert circles(Rung.OWNER) == [Circle.OWNER]
    assert circles(Rung.ON_DUTY) == [Circle.OWNER, Circle.ON_DUTY]
    assert circles(Rung.MANAGERS) == [Circle.OWNER, Circle.ON_DUTY, Circle.MANAGERS]


def test_where_nobody_is_on_duty_it_is_every_clinician():
    circles = concerned(Rung.MANAGERS, owner_acts=False, is_covered=False)

    assert circles == [Circle.CLINICIANS, Circle.MANAGERS]


@given(
    st.sampled_from(REFERRED),
    st.timedeltas(min_value=dt.timedelta(), max_value=dt.timedelta(days=30)),
    st.booleans(),
    st.booleans(),
)
def test_no_late_step_concerns_nobody(level, late, owner_acts, is_covered):
    seen = {"owner_acts": owner_acts, "is_covered": is_covered}
    circles = concerned(rung(level, late, **seen), **seen)

    assert circles
    assert (Circle.OWNER in circles) == owner_acts
    assert is_covered or Circle.ON_DUTY not in circles
    assert owner_acts or {Circle.ON_DUTY, Circle.CLINICIANS} & {*circles}
