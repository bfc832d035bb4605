"""What is taken for granted, and what people may change of it."""

import math

import pytest

from city.assumptions import ASSUMPTIONS, Assumption, assumed


def test_all_have_a_value_within_their_limits_and_say_where_it_comes_from():
    for one in ASSUMPTIONS.values():
        assert one.low <= one.value <= one.high
        assert one.title
        assert one.source


def test_what_nobody_changed_is_as_it_was():
    assert assumed({}) == {name: one.value for name, one in ASSUMPTIONS.items()}
    changed = assumed({"storey_height": 4})
    assert changed["storey_height"] == 4.0
    assert changed["household"] == ASSUMPTIONS["household"].value


@pytest.mark.parametrize(
    ("said", "found"),
    [(1.0, 2.2), (-5, 2.2), (99, 6.0), (math.inf, 6.0), (-math.inf, 2.2), (10**400, 6.0)],
)
def test_a_value_is_kept_within_its_limits(said, found):
    assert assumed({"storey_height": said})["storey_height"] == found


@pytest.mark.parametrize("said", ["3", None, True, math.nan, [3], {}])
def test_what_is_no_number_changes_nothing(said):
    assert assumed({"storey_height": said}) == assumed({})


def test_what_nobody_knows_changes_nothing():
    assert assumed({"price_of_tea": 3.0}) == assumed({})
    with pytest.raises(TypeError):
        ASSUMPTIONS["more"] = ASSUMPTIONS["household"]


def test_other_tables_are_kept_within_their_own_limits():
    table = {"tilt": Assumption("Tilt", 10.0, 0.0, 60.0, "°", "a test")}
    assert assumed({"tilt": 90, "storey_height": 4}, table) == {"tilt": 60.0}
