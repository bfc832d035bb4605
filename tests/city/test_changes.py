"""What a plan changes, one by one."""

import pytest

from city.base import Base
from city.builder import CityBuilder
from city.changes import changes
from city.view import View
from tests.city.plans import at, base, plan, square
from tests.city.toy import FRAME, add_box

PLANT = {"edit": "plant", "places": [at(300, 300)], "species": "Tilia", "ids": ["t"]}
PARK = {"edit": "lay", "kind": "park", "outline": square(400, 400, 20, 20), "id": "park"}
BUILD = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 3, "id": "new"}
PLOT = {"edit": "plot", "outline": square(0, 200, 30, 10), "name": "A1", "id": "plot"}
ZONE = {"edit": "zone", "outline": square(0, 0, 50, 50), "height": 10.0, "id": "zone"}


def told(*edits, over=None):
    view = plan(*edits, over=over)
    assert view.lost == ()
    return {change.id: change for change in changes(view)}


def test_what_comes_is_told_by_its_sort():
    found = told(BUILD, PLANT, PARK, PLOT, ZONE)
    assert {ident: change.sort for ident, change in found.items()} == {
        "new": "added",
        "t": "tree",
        "park": "land",
        "plot": "plot",
        "zone": "plot",
    }
    assert all(change.was is None and change.words == "" for change in found.values())
    new = found["new"].now
    assert new[:5] == ("residential", 3.0, pytest.approx(9), pytest.approx(80), pytest.approx(240))
    assert new.outline.area == pytest.approx(80)
    assert found["t"].now.height == 8.0
    assert found["plot"].now.outline.area == pytest.approx(300)


def test_what_goes_is_told_as_it_was():
    found = told({"edit": "demolish", "objects": ["house", "shaft"]})
    assert {ident: (one.sort, one.kind) for ident, one in found.items()} == {
        "house": ("removed", "Building"),
        "shaft": ("removed", "BuildingPart"),
    }
    house = found["house"].was
    assert house[:5] == ("", 1.0, 3.0, pytest.approx(80), pytest.approx(80))
    assert found["house"].state is house
    assert house.outline.bounds == (0, 0, 10, 8)


def test_a_whole_building_that_goes_is_one_change():
    found = told({"edit": "demolish", "objects": ["tower"]})
    assert found.keys() == {"tower"}
    assert found["tower"].was.height == 25
    assert found["tower"].was.footprint == pytest.approx(400)


def test_what_is_altered_is_told_before_and_after_in_words():
    found = told(
        {"edit": "raise", "objects": ["house"], "storeys": 2},
        {"edit": "change", "objects": ["tower"], "attributes": {"function": "office"}},
        {"edit": "move", "objects": ["podium"], "by": [3, 4, 0]},
    )
    assert {one.sort for one in found.values()} == {"changed"}
    house = found["house"]
    assert (house.was.storeys, house.now.storeys) == (1.0, 3.0)
    assert (house.was.floor, house.now.floor) == (pytest.approx(80), pytest.approx(240))
    assert house.words == "storeys: 1 → 3; height 3.0 → 9.0 m"
    tower = found["tower"]
    assert tower.words == "function: nothing → office"
    assert (tower.was.use, tower.now.use) == ("", "office")
    assert found["podium"].words == "moved by 5.0 m"


def test_what_is_drawn_and_demolished_again_is_no_change():
    assert told(BUILD, {"edit": "demolish", "objects": ["new"]}) == {}
    assert changes(View.of(base())) == []


def test_saying_what_was_said_already_is_no_change():
    said = {"edit": "change", "objects": ["house"], "attributes": {"storeys": 1}}
    assert told(said) == {}


def test_what_is_said_of_the_demolished_counts_no_more():
    said = {"edit": "change", "objects": ["house"], "attributes": {"storeys": 5}}
    found = told(said, {"edit": "demolish", "objects": ["house"]})
    assert found["house"].sort == "removed"


def test_what_covers_no_ground_has_no_outline():
    builder = CityBuilder(FRAME)
    fence = builder.add_object("CityFurniture", "fence")
    add_box(builder, fence, (0, 0, 0), (10, 0, 2), type="MultiSurface", surfaces=False)
    ground = Base(FRAME, (builder.freeze(),))
    found = told({"edit": "demolish", "objects": ["fence"]}, over=ground)
    assert found["fence"].was.outline.is_empty
    assert found["fence"].was.footprint is None
