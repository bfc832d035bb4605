"""Which objects are drawn, and from which level of detail; which lie near others."""

import numpy as np
import pytest
import shapely

from city.builder import CityBuilder
from city.frame import Frame
from city.measure import boxes
from city.query import Ground, drawn, inside, lod_rank
from tests.city.toy import add_box, town

BOX = ((0, 0, 0), (10, 10, 5))


def city(*objects):
    """A city of (id, kind, parent's id, levels of detail)."""
    builder = CityBuilder(Frame())
    rows = {}
    for id, kind, parent, lods in objects:
        rows[id] = builder.add_object(kind, id, rows.get(parent, -1))
        for lod in lods:
            add_box(builder, rows[id], *BOX, lod=lod)
    return builder.freeze()


def shown(town, lod=None):
    """{id: levels} of what is drawn."""
    found = {}
    for level, mask in drawn(town, lod).items():
        assert mask.dtype == bool and len(mask) == len(town.objects)
        for row in np.flatnonzero(mask):
            found.setdefault(town.objects.ids[int(row)], []).append(level)
    return found


def test_each_object_from_its_own_best():
    town = city(("a", "Building", "", ["1", "2"]), ("b", "Building", "", ["1"]))
    assert shown(town) == {"a": ["2"], "b": ["1"]}


def test_a_level_that_is_asked_for_and_no_other():
    town = city(("a", "Building", "", ["1", "2"]), ("b", "Building", "", ["1"]))
    assert shown(town, "1") == {"a": ["1"], "b": ["1"]}
    assert shown(town, "2") == {"a": ["2"]}
    assert shown(town, "3") == {}


def test_a_building_in_lod1_gives_way_to_its_part_in_lod2():
    town = city(("a", "Building", "", ["1"]), ("part", "BuildingPart", "a", ["2"]))
    assert shown(town) == {"part": ["2"]}


def test_a_part_in_lod1_gives_way_to_its_building_in_lod2():
    town = city(("a", "Building", "", ["2"]), ("part", "BuildingPart", "a", ["1"]))
    assert shown(town) == {"a": ["2"]}


def test_a_chimney_in_lod3_replaces_no_house():
    town = city(("a", "Building", "", ["2"]), ("chimney", "BuildingInstallation", "a", ["3"]))
    assert shown(town) == {"a": ["2"], "chimney": ["3"]}


def test_parts_of_the_same_level_are_all_drawn():
    town = city(
        ("a", "Building", "", ["1"]),
        ("p", "BuildingPart", "a", ["2"]),
        ("q", "BuildingPart", "a", ["2"]),
    )
    assert shown(town) == {"p": ["2"], "q": ["2"]}


def test_the_inside_is_hidden_where_there_is_an_outside():
    town = city(
        ("a", "Building", "", ["3"]),
        ("room", "Room", "a", ["4"]),
        ("chair", "BuildingFurniture", "room", ["4"]),
        ("stairs", "IntBuildingInstallation", "a", ["3"]),
    )
    assert shown(town) == {"a": ["3"]}


def test_the_inside_is_drawn_where_there_is_nothing_else():
    town = city(("a", "Building", "", []), ("room", "BuildingRoom", "a", ["4"]))
    assert shown(town) == {"room": ["4"]}


def test_lod4_only_where_there_is_nothing_else():
    town = city(("a", "Building", "", ["2", "4"]), ("b", "Building", "", ["4"]))
    assert shown(town) == {"a": ["2"], "b": ["4"]}


def test_curves_are_drawn_of_objects_that_have_no_face_at_all():
    builder = CityBuilder(Frame())
    for id, filled in (("line", False), ("both", True)):
        row = builder.add_object("Road", id)
        shape = builder.add_shape(row, "0", "MultiCurve")
        builder.add_polygon(shape, [np.array([[0.0, 0, 0], [9, 0, 0]])])
        if filled:
            add_box(builder, row, *BOX, lod="1")
    assert shown(builder.freeze()) == {"line": ["0"], "both": ["1"]}


@pytest.mark.parametrize(("low", "high"), [("1", "2"), ("2", "2.2"), ("", "0"), ("4", "0")])
def test_the_order_of_the_levels(low, high):
    assert lod_rank(low) < lod_rank(high)


def test_an_empty_city_draws_nothing():
    assert drawn(CityBuilder(Frame()).freeze()) == {}


def test_what_is_near_goes_by_outlines_and_not_by_centres():
    city = town().freeze()
    ground = Ground(city, drawn(city), boxes(city, next(iter(city.shapes))))
    ids = list(city.objects.ids)
    house = np.array([ident == "house" for ident in ids])

    def near(metres):
        return {ids[row] for row in np.flatnonzero(ground.near(house, metres))}

    assert near(0) == {"house"}
    assert near(89.9) == {"house"}
    assert near(90.1) == {"house", "podium", "shaft"}  # from x = 10 to x = 100
    assert near(92.1) == {"house", "podium", "shaft", "square"}  # from y = 8 to y = 100


def test_a_triangle_is_near_where_its_box_is_but_it_is_not():
    """The long side of a right triangle runs past a small square in the corner of its box."""
    builder = CityBuilder()
    for ident, ring in (
        ("triangle", [(0, 0, 0), (100, 0, 0), (0, 100, 0)]),
        ("square", [(95, 95, 0), (99, 95, 0), (99, 99, 0), (95, 99, 0)]),
    ):
        shape = builder.add_shape(builder.add_object("Building", ident), "1")
        builder.add_polygon(shape, [np.array(ring, float)])
    city = builder.freeze()
    square = np.array([ident == "square" for ident in city.objects.ids])
    ground = Ground(city, drawn(city), boxes(city, next(iter(city.shapes))))
    away = 90 / 2**0.5  # from (95, 95) to the line x + y = 100
    assert ground.near(square, away - 0.1).sum() == 1
    assert ground.near(square, away + 0.1).sum() == 2


def test_nobody_is_near_nothing():
    city = town().freeze()
    ground = Ground(city, drawn(city), boxes(city, next(iter(city.shapes))))
    assert not ground.near(np.zeros(len(city.objects), bool), 1e6).any()


def test_inside_a_star_that_crosses_itself():
    """A pentagram: its points are inside, its middle, gone round twice, is not."""
    turn = np.pi / 2 + np.arange(5) * 4 * np.pi / 5
    star = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    places = np.array([[0, 0.8], [0, 0], [0.8, 0.8], [np.nan, 0], [0, -0.9]])
    assert inside(star, places).tolist() == [True, False, False, False, False]


def test_inside_agrees_with_shapely():
    rng = np.random.default_rng(3)
    corners = np.array([[0, 0], [10, 1], [7, 6], [9, 10], [2, 8], [4, 5]], float)
    places = rng.uniform(-1, 11, (2000, 2))
    polygon = shapely.Polygon(corners)
    assert (inside(corners, places) == shapely.contains_xy(polygon, places)).all()


@pytest.mark.parametrize("outline", [[], [[1, 1]], [[1, 1], [5, 5]], [[1, 1], [1, 1], [1, 1]]])
def test_an_outline_without_an_inside_holds_nothing(outline):
    places = np.array([[1.0, 1.0], [3.0, 3.0]])
    assert not inside(np.array(outline, float).reshape(-1, 2), places).any()
