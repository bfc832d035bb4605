"""More and less: against a count by hand, and nothing where nothing has changed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.layer import Quantity
from city.layer_check import checked
from city.simulate.difference import difference
from tests.city.layers import layer


def test_places_that_only_one_has_have_no_difference():
    before, after = layer(faces=1), layer(faces=2)
    points = after.samples.points.copy()
    points[:6], points[12:] = before.samples.points[:6], before.samples.points[6:]
    after = replace(after, samples=replace(after.samples, points=points))
    found = checked(difference(after, before))
    hours = found.values["hours"]
    assert (hours[:6] == 0).all()  # the same wall
    assert np.isnan(hours[6:12]).all()  # of the new house
    assert (hours[12:] == 6).all()  # the ground: 12 .. 17 less 6 .. 11
    assert found.facts[-1] == ("Hours of sun", "more on 24 m², less on 0 m²")
    assert ("Places in both", "12 of 18") in found.facts


@settings(max_examples=30)
@given(st.lists(st.floats(0, 12, width=32) | st.just(np.nan), min_size=18, max_size=18))
def test_what_has_not_changed_differs_by_nothing_at_all(values):
    made = layer(values=values)
    found = difference(made, replace(made, samples=layer().samples))
    known = np.isfinite(made.values["hours"])
    assert (found.values["hours"][known] == 0).all()
    assert np.isnan(found.values["hours"][~known]).all()
    assert (found.quantities[0].low, found.quantities[0].high) == (None, None)


def test_colours_reach_as_far_on_both_sides_of_zero():
    before, after = layer(values=np.zeros(18)), layer(values=np.linspace(-3, 2, 18))
    one = difference(after, before).quantities[0]
    assert (one.scale, one.low, one.high, one.unit) == ("diverging", -3.0, 3.0, "h")


def test_tables_are_compared_by_the_ids_of_buildings():
    before, after = layer(faces=2), layer(faces=3)
    before = replace(
        before,
        samples=replace(before.samples, owners=("b2", "b0")),
        tables={"facades": np.array([10.0, 20.0]), "other": np.zeros(2)},
    )
    found = difference(after, before)
    assert found.tables.keys() == {"facades"}
    assert np.array_equal(found.tables["facades"], [0 - 20, np.nan, 2 - 10], equal_nan=True)


def test_a_time_of_the_clock_becomes_hours():
    made = replace(layer(), quantities=(Quantity("hours", "First sun", "clock"),))
    assert difference(made, made).quantities[0].unit == "h"


def test_answers_to_different_questions_are_not_compared():
    with pytest.raises(ValueError, match="different questions"):
        difference(layer(), layer(simulation="sky"))
