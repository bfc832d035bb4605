"""The part of a base that a plan needs."""

import numpy as np
import pytest

from city.base import Base
from city.builder import CityBuilder
from city.edits import read_edit
from city.extract import extract
from city.scenario import fold
from city.view import View
from tests.city.plans import base, flat_ground, square
from tests.city.toy import FRAME, add_box

BUILD = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 3, "id": "new"}


def found(*edits, metres=0.0, over=None):
    ground = over or base()
    made = [read_edit(said).settled(ground) for said in edits]
    return extract(fold(View.of(ground), made), made, metres)


def ids(part):
    return [sorted(city.objects.ids) if city else None for city in part.cities]


def row_of_houses():
    """Houses of 10 x 8 metres, one every 20 metres to the east."""
    builder = CityBuilder(FRAME)
    for k in range(10):
        house = builder.add_object("Building", f"h{k}")
        add_box(builder, house, (20 * k, 0, 0), (20 * k + 10, 8, 3))
    return Base(FRAME, (builder.freeze(),), (flat_ground(),))


@pytest.mark.parametrize(
    ("metres", "wanted"),
    [(1, ["h3"]), (11, ["h2", "h3", "h4"]), (31, ["h1", "h2", "h3", "h4", "h5"])],
)
def test_what_lies_around_what_is_changed_comes_along(metres, wanted):
    street = row_of_houses()
    part = found({"edit": "demolish", "objects": ["h3"]}, metres=metres, over=street)
    assert ids(part) == [wanted]
    assert (part.count, part.of) == (len(wanted), 10)
    west, _, east, _ = part.area.bounds
    assert (west, east) == pytest.approx((60 - metres, 70 + metres))
    assert part.has(np.array([(65.0, 4.0, 99.0)])) and not part.has(np.array([(165.0, 4.0)]))
    (ground,) = part.terrains
    assert ground.west <= west and ground.west + 10 * ground.heights.shape[1] >= east
    assert ground.heights.size < street.terrains[0].heights.size


def test_where_things_were_and_where_they_are_now():
    move = {"edit": "move", "objects": ["h0"], "by": [100, 0, 0]}
    assert ids(found(move, metres=1, over=row_of_houses())) == [["h0", "h5"]]


def test_what_was_changed_and_changed_back_is_named_still():
    edits = (
        {"edit": "demolish", "objects": ["house", "ghost"]},
        {"edit": "restore", "objects": ["house"]},
    )
    assert ids(found(*edits)) == [["house"]]


def test_a_part_brings_its_building_and_all_of_it():
    part = found({"edit": "raise", "objects": ["shaft"], "metres": 1.0})
    assert ids(part) == [["podium", "shaft", "tower"]]


def test_a_plan_in_the_open_brings_the_ground_alone():
    part = found(BUILD, metres=10)
    assert ids(part) == [None] and part.count == 0
    assert part.terrains[0].heights.shape < (10, 10)


def test_a_plan_that_touches_nothing_needs_nothing():
    assert found() is None
    assert found({"edit": "demolish", "objects": ["ghost"]}) is None
