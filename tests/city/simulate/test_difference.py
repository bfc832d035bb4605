"""More and less: against a count by hand, and nothing where nothing has changed."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.layer import Quantity
from city.layer_check import checked
from city.layer_colours import colours_of
from city.layer_summary import summary
from city.simulate.difference import difference, not_alike, on_one_scale, shared_scale
from city.simulate.sun_hours import SUN
from tests.city.layers import layer
from tests.city.plans import EAST, NORTH, plan, square


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
    one = found.quantities[0]
    assert one.low == -one.high
    assert colours_of(one, found.values["hours"]).classes[0].count == 0


def test_places_that_are_gone_are_counted():
    before, after = layer(faces=2), layer(faces=1)
    points = before.samples.points.copy()
    points[:6], points[12:] = after.samples.points[:6], after.samples.points[6:]
    before = replace(before, samples=replace(before.samples, points=points))
    found = dict(difference(after, before).facts)
    assert found["Places in one alone"] == "0 new, 6 gone: they have no value"


def test_colours_reach_as_far_on_both_sides_of_zero():
    before, after = layer(values=np.zeros(18)), layer(values=np.linspace(-3, 2, 18))
    one = difference(after, before).quantities[0]
    assert (one.scale, one.low, one.high, one.unit) == ("diverging", -3.0, 3.0, "h")


@settings(max_examples=20)
@given(
    st.lists(
        st.lists(st.floats(-900, 900, width=32) | st.just(np.nan), min_size=18, max_size=18),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(["h", "%", "kWh/m²"]),
)
def test_one_scale_holds_nearly_all_of_all_layers_and_is_even_about_zero(columns, unit):
    none = layer(values=np.zeros(18), quantities=(Quantity("hours", "Any", unit),))
    made = [
        difference(replace(none, values={"hours": np.array(one, np.float32)}), none)
        for one in columns
    ]
    low, high = shared_scale(made, "hours")
    assert low == -high < 0
    shared = on_one_scale(made)
    assert {(one.quantities[0].low, one.quantities[0].high) for one in shared} == {(low, high)}
    for one in made:
        changed = np.abs(one.values["hours"])
        changed = changed[changed > 0.05]
        assert not len(changed) or (changed <= high * (1 + 1e-6)).mean() >= 0.98
    inner = [colours_of(o.quantities[0], o.values["hours"]).breaks for o in shared]
    assert len(set(inner)) == 1  # the same classes in all panes


def test_what_lies_beyond_the_scale_is_told_in_the_legend():
    values = np.append(np.full(499, -1.0), -9.0)
    before = layer(faces=83, ground=(1, 2), values=np.zeros(500))
    one = difference(replace(before, values={"hours": values.astype(np.float32)}), before)
    assert (one.quantities[0].low, one.quantities[0].high) == (-1.0, 1.0)
    assert colours_of(one.quantities[0], one.values["hours"]).classes[0].word == "under −0.75 h"


VERDICT = Quantity("hours", "Norm", "", 0, "classes", names=("passes", "fails", "gone"))


def test_of_classes_it_tells_which_has_become_which():
    told = replace(VERDICT, tones=("good", "bad", "poor"))
    before = layer(values=[0, 0, 1, 1, 2, np.nan] * 3, quantities=(told,))
    after = layer(values=[0, 1, 1, 0, np.nan, 0] * 3, quantities=(told,))
    found = checked(difference(after, before))
    (one,) = found.quantities
    assert one.names == ("as before", "passes → fails", "fails → passes")
    assert one.tones == ("same", "bad", "gain")
    assert np.array_equal(found.values["hours"][:6], [0, 1, 0, 2, np.nan, np.nan], equal_nan=True)
    on_ground = next(x for x in summary(found) if x["on"] == "ground")
    assert on_ground["classes"] == {"as before": 8.0, "passes → fails": 4.0, "fails → passes": 4.0}


def test_classes_of_buildings_are_no_numbers_either():
    column = Quantity("passes", "Building", scale="classes", names=("fails", "passes"))
    made = layer(columns=(column,), tables={"passes": np.array([1.0, 0.0])})
    found = difference(made, replace(made, tables={"passes": np.array([0.0, 0.0])}))
    assert found.columns[0].names == ("as before", "fails → passes")
    assert found.tables["passes"].tolist() == [1.0, 0.0]


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


def test_answers_that_were_asked_otherwise_or_of_another_city_are_not_compared():
    other = layer(settings={"date": "2026-06-21", "area": [0.0, 0.0, 10.0, 10.0]})
    with pytest.raises(ValueError, match=r"not asked alike \(date\)"):
        difference(layer(), other)
    with pytest.raises(ValueError, match="different cities"):
        difference(layer(), layer(base="ef" * 16))
    assert not_alike(layer(), layer(base="")) == ""  # a feed knows no city


LEAST = 12.0  # degrees that the sun stands over the horizon at least, where it counts
ASKED = {
    "date": "2026-03-21",
    "step": 60.0,
    "spacing": 5.0,
    "altitude": LEAST,
    "area": [EAST - 60, NORTH - 60, EAST + 100, NORTH + 100],
}
HOUSES = st.lists(
    st.tuples(st.integers(-50, 80), st.integers(-50, 80), st.integers(1, 4)), min_size=1, max_size=3
)


@cache
def known():
    return SUN.run(plan(), ASKED)


@settings(max_examples=8, deadline=None)
@given(HOUSES, st.booleans())
def test_a_plan_changes_nothing_where_its_shadows_cannot_reach(houses, gone):
    edits = [
        {"edit": "build", "footprint": square(x, y, 9, 9), "storeys": n, "storey_height": 3.0}
        for x, y, n in houses
    ]
    edits += [{"edit": "demolish", "objects": ["house"]}] if gone else []
    after = SUN.run(plan(*edits), ASKED, None, known())
    places = after.samples.points
    near = np.zeros(len(places), bool)
    boxes = [(x, y, 9, 9, 3 * n) for x, y, n in houses]
    boxes += [(0, 0, 10, 8, 12)] if gone else []
    for x, y, wide, deep, tall in boxes:
        away = np.maximum(np.abs(places[:, 0] - x - wide / 2) - wide / 2, 0)
        off = np.maximum(np.abs(places[:, 1] - y - deep / 2) - deep / 2, 0)
        near |= np.hypot(away, off) <= tall / np.tan(np.radians(LEAST)) + 0.1
    hours = difference(after, known()).values["hours"]
    here, _ = after.samples.same_as(known().samples)
    far = np.setdiff1d(here, np.flatnonzero(near))
    assert len(far) > 10
    assert (hours[far] == 0).all()
    new = np.setdiff1d(np.arange(len(places)), here)
    assert np.isnan(hours[new]).all()


def test_a_plan_that_builds_nothing_differs_by_exactly_zero_everywhere():
    park = {"edit": "lay", "outline": square(20, 20, 20, 20), "kind": "park"}
    made = difference(SUN.run(plan(park), ASKED), known())
    assert len(made.samples) == len(known().samples)
    for name, values in made.values.items():
        both = np.isfinite(known().values[name])
        assert (values[both] == 0).all() and np.isnan(values[~both]).all()
