"""Streets closed to traffic, and speeds limited, as edits of a plan."""

import pytest

from city.edits import EditError
from city.indicators import indicators
from tests.city.plans import at, base, do, edit, plan, square

ACROSS = [at(50, -5), at(50, 5)]
AROUND = [*square(0, 0, 30, 20), at(0, 0)]


def test_a_line_becomes_a_strip_across_the_street():
    closure = plan({"edit": "close", "line": ACROSS, "id": "c", "name": "Fair"}).find("c")
    assert closure.form.shape.bounds == pytest.approx((49.5, -5, 50.5, 5))
    assert closure.attributes == {"function": "closure", "closedTo": "all", "name": "Fair"}
    assert closure.kind == "CityFurniture"


def test_a_line_that_ends_as_it_begins_is_an_area_with_its_edge_drawn():
    limit = plan({"edit": "limit", "line": AROUND, "id": "l", "speed": 20}, over=base(3.0)).find(
        "l"
    )
    assert limit.form.shape.area == pytest.approx(600)
    assert limit.attributes == {"function": "speed limit", "maxspeed": 20.0}
    # an edge of half a metre inside: the area less that of a rectangle one metre smaller
    assert limit.body.area() == pytest.approx(600 - 29 * 19)
    assert limit.body.low == pytest.approx(3.2)


def test_no_indicator_counts_what_only_rules_traffic():
    ruled = plan({"edit": "close", "line": AROUND}, {"edit": "limit", "line": ACROSS})
    assert indicators(ruled) == indicators(plan())


def test_words():
    ground = base()
    assert edit(ground, "close", line=ACROSS).words() == "closed streets to traffic"
    assert edit(ground, "close", line=AROUND, whom="cars").words() == "closed an area to cars"
    said = edit(ground, "limit", line=ACROSS, speed=30, name="School")
    assert said.words() == "limited streets to 30 km/h: School"


@pytest.mark.parametrize("verb", ["close", "limit"])
def test_a_name_is_found_and_no_name_is_taken_twice(verb):
    change = edit(base(), verb, line=ACROSS)
    assert change.id
    assert change.touches() == {change.id}
    view = do(plan(), verb, line=ACROSS, id="x")
    with pytest.raises(EditError, match="something called 'x' already"):
        do(view, verb, line=AROUND, id="x")


def test_an_area_without_room_is_refused():
    flat = [at(0, 0), at(10, 0), at(20, 0), at(0, 0)]
    with pytest.raises(EditError, match="area"):
        do(plan(), "close", line=flat)
    with pytest.raises(EditError, match="km outside the city"):
        edit(base(), "limit", line=[[0, 0], [1, 1]])
