"""Zones and what sticks out of them."""

import pytest

from city.edits import EditError
from city.zoning import beyond
from tests.city.plans import base, do, plan, square

NEW = {"edit": "build", "footprint": square(205, 5, 10, 10), "storeys": 4, "id": "new"}
ZONE = {"edit": "zone", "outline": square(200, 0, 30, 20), "height": 10, "id": "zone"}


def test_a_zone_says_what_may_be_built():
    zone = plan({**ZONE, "far": 2, "name": "North"}, over=base(5.0)).find("zone")
    assert zone.attributes == {
        "function": "zone",
        "name": "North",
        "area": pytest.approx(600),
        "height": 10,
        "far": 2,
    }
    assert zone.body.high == pytest.approx(15)


def test_what_rises_over_it_sticks_out():
    view = plan(NEW, ZONE)
    (found,) = beyond(view, view.find("zone"))
    assert found.id == "new"
    assert found.volume == pytest.approx(100 * 2)
    assert found.metres == pytest.approx(2)


def test_a_setback_leaves_no_room():
    with pytest.raises(EditError, match="leaves no room"):
        do(plan(), "zone", outline=square(200, 0, 30, 20), height=10, setback=10)
