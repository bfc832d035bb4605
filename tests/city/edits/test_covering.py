"""Land over land: each place of a plan is one thing."""

import pytest
import shapely

from city.edits.covering import gave_way
from city.forms import Land
from city.indicators import indicators
from tests.city.plans import at, plan, square

PARK = {"edit": "lay", "kind": "park", "outline": square(40, 40, 40, 30), "id": "park"}
POND = {"edit": "lay", "kind": "water", "outline": square(50, 45, 10, 10), "id": "pond"}


def shapes(view):
    return {i: t.form.shape for i, t in view.things.items() if isinstance(t.form, Land)}


def test_a_pond_takes_its_place_in_a_park():
    before, view = plan(PARK), plan(PARK, POND)
    assert shapes(view)["park"].area == pytest.approx(1100)
    assert view.things["park"].attributes["area"] == pytest.approx(1100)
    assert not shapes(view)["park"].intersection(shapes(view)["pond"]).area
    assert view.things["park"].body.area() == pytest.approx(1100, abs=0.01)
    numbers = indicators(view).values
    assert numbers["green"] == pytest.approx(1100) and numbers["water"] == pytest.approx(100)
    assert gave_way(before.things["park"], view.things["park"])
    assert not gave_way(None, view.things["pond"])


def test_what_is_covered_whole_is_there_no_more():
    view = plan(POND, PARK)
    assert list(view.things) == ["park"] and shapes(view)["park"].area == pytest.approx(1200)


def test_a_street_crosses_a_park_and_another_street():
    section = [{"kind": "carriageway", "width": 6}]
    street = {"edit": "street", "line": [at(30, 55), at(90, 55)], "section": section, "id": "a"}
    other = {**street, "line": [at(60, 20), at(60, 90)], "id": "b"}
    view = plan(PARK, street, other)
    found = shapes(view)
    assert found["park"].area == pytest.approx(1200 - 40 * 6 - 30 * 6 + 36)
    assert found["a-1"].area == pytest.approx(60 * 6 - 36) and found["b-1"].area == 420
    whole = shapely.union_all(list(found.values()))
    assert whole.area == pytest.approx(sum(shape.area for shape in found.values()))


def test_plots_levels_and_trees_stay_as_they_are():
    plot = {"edit": "plot", "outline": square(45, 42, 20, 20), "id": "plot"}
    tree = {"edit": "plant", "places": [at(55, 50)], "ids": ["tree"]}
    view = plan(plot, tree, PARK)
    assert view.things["plot"].form.shape.area == pytest.approx(400)
    assert shapes(view)["park"].area == pytest.approx(1200) and "tree" in view.things


def test_a_park_that_was_moved_is_not_taken_for_one_that_gave_way():
    before = plan(PARK)
    view = plan(PARK, {"edit": "move", "objects": ["park"], "by": [5, 0, 0]})
    assert not gave_way(before.things["park"], view.things["park"])
