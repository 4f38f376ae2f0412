"""Levels are ordered by urgency, never by the alphabet."""

import json

import pytest

from triage.engine import Level

ORDER = ["none", "self_care", "soon", "urgent", "emergency"]


@pytest.mark.parametrize("a", range(5))
@pytest.mark.parametrize("b", range(5))
def test_levels_compare_by_urgency_also_with_their_plain_words(a, b):
    one, other = Level(ORDER[a]), Level(ORDER[b])

    for right in (other, ORDER[b]):
        assert (one < right) is (a < b)
        assert (one <= right) is (a <= b)
        assert (one > right) is (a > b)
        assert (one >= right) is (a >= b)
        assert (one == right) is (a == b)


def test_the_most_urgent_of_several_is_their_greatest():
    assert max(Level.SOON, Level.EMERGENCY, Level.URGENT) == "emergency"
    assert sorted(map(Level, sorted(ORDER))) == ORDER
    assert [level.rank for level in Level] == [0, 1, 2, 3, 4]


def test_a_level_is_not_compared_with_another_word():
    with pytest.raises(ValueError, match="'later' is not a valid Level"):
        assert Level.SOON < "later"


def test_a_level_is_kept_as_its_word():
    assert str(Level.SELF_CARE) == "self_care"
    assert json.dumps([Level.SOON]) == '["soon"]'
