"""The base: its objects by id, their bodies and families, and the ground they stand on."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.base import Base, Spot
from city.body import GROUND, ROOF, WALL
from city.builder import CityBuilder
from city.calm_ground import CalmGround
from city.cloud import PointCloud
from city.frame import Frame
from city.lineage import below
from city.model import City, Table
from city.solid import is_closed
from city.strings import Strings
from city.terrain import Terrain
from importers import read
from tests.city.toy import FRAME, add_box, box_faces, solid, town
from tests.shared import DATA, needs_data

HAGUE = "cityjson/2.0_DenHaag_01.city.json"
PARTS = "cityjson/2.0_multi_lod_3dbag.json"


def base_of(*builders):
    cities = tuple(builder.freeze() for builder in builders)
    return Base(FRAME, cities)


def whole(base, ident):
    (spot,) = base.find([ident])
    return base.body(spot)


@pytest.fixture(scope="module")
def toy():
    return base_of(town())


def test_a_base_takes_the_cities_and_the_terrains_of_what_there_is():
    city = town().freeze()
    terrain = Terrain("hill", FRAME, np.zeros((2, 2), np.float32), 0.0, 10.0, (10.0, 10.0))
    none = np.zeros((0, 3), np.float32)
    cloud = PointCloud("c", FRAME, none, None, None, None, None, 0, {}, np.zeros((2, 3)))
    base = Base.of([cloud, city, terrain], FRAME)
    assert (base.cities, base.terrains, dict(base.models)) == ((city,), (terrain,), {})


# ids


def test_objects_are_found_by_their_ids(toy):
    names = ["tower", "nobody", "house", "tower", ""]
    found = toy.find(names)
    assert [spot and toy.ident(spot) for spot in found] == ["tower", None, "house", "tower", None]
    assert toy.kind(found[0]) == "Building"
    assert toy.find([]) == []
    assert Base(FRAME).find(["house"]) == [None]


@given(st.lists(st.lists(st.sampled_from("abcdef"), unique=True, max_size=6), max_size=3))
def test_of_several_cities_the_first_that_knows_an_id_counts(cities):
    builders = []
    for ids in cities:
        builder = CityBuilder(FRAME)
        for ident in ids:
            builder.add_object("Building", ident)
        builders.append(builder)
    base = base_of(*builders)
    for ident, spot in zip("abcdefg", base.find("abcdefg"), strict=True):
        first = next((k for k, ids in enumerate(cities) if ident in ids), None)
        assert (spot and spot.city) == first
        if spot is not None:
            assert base.ident(spot) == ident


def test_ten_thousand_ids_among_a_million_take_a_moment():
    ids = Strings.of([f"NL.IMBAG.Pand.{k:016d}" for k in range(1_000_000)])
    none = np.zeros(0, np.int32)
    kinds = np.zeros(len(ids), np.uint16)
    table = Table(ids, kinds, ("Building",), np.full(len(ids), -1, np.int32), {})
    empty = Table(Strings.of([]), none.astype(np.uint16), (), none, {})
    base = Base(FRAME, (City(FRAME, table, empty, none, {}),))
    base.find(["warm"])
    wanted = [f"NL.IMBAG.Pand.{k * 97:016d}" for k in range(10_000)]
    start = time.process_time()
    found = base.find(wanted)
    assert time.process_time() - start < 1.0
    assert [spot.row for spot in found] == list(range(0, 970_000, 97))


# families


def test_a_family_is_an_object_with_all_below_it(toy):
    for ident, size in (("house", 1), ("tower", 3), ("podium", 1), ("square", 1)):
        (spot,) = toy.find([ident])
        assert len(toy.family(spot)) == size
    (tower,) = toy.find(["tower"])
    names = [toy.ident(Spot(0, int(row))) for row in toy.family(tower)]
    assert names == ["tower", "podium", "shaft"]


@needs_data
@pytest.mark.parametrize("path", [PARTS, HAGUE])
def test_families_of_real_cities(path):
    city = read(DATA / path).city
    base = Base(city.frame, (city,))
    for row in range(0, len(city.objects), 7):
        chosen = np.zeros(len(city.objects), bool)
        chosen[row] = True
        expected = np.flatnonzero(below(city.objects.parent, chosen))
        assert base.family(Spot(0, row)).tolist() == expected.tolist()


# bodies


def test_the_body_of_a_house(toy):
    body = whole(toy, "house")
    assert body.volume() == pytest.approx(240)
    assert [body.area(kind) for kind in (GROUND, ROOF, WALL)] == pytest.approx([80, 80, 108])
    assert body.solid


def test_the_body_of_a_building_is_that_of_its_parts(toy):
    body = whole(toy, "tower")
    assert body.volume() == pytest.approx(20 * 20 * 5 + 10 * 10 * 20)
    assert body.area(ROOF) == pytest.approx(400)  # the shaft's faces say nothing
    assert whole(toy, "shaft").volume() == pytest.approx(2000)


def test_parts_that_are_gone_are_left_out(toy):
    tower, shaft = toy.find(["tower", "shaft"])
    gone = np.zeros(len(toy.cities[0].objects), bool)
    gone[shaft.row] = True
    assert toy.body(tower, gone).volume() == pytest.approx(2000)
    gone[:] = True
    assert not len(toy.body(tower, gone))


def test_lines_and_points_have_no_body(toy):
    for ident in ("street", "tree"):
        assert not len(whole(toy, ident))
    assert whole(toy, "square").area() == pytest.approx(600 - 6)
    assert not whole(toy, "square").solid


def test_the_best_level_of_detail_counts_once():
    builder = CityBuilder(FRAME)
    row = builder.add_object("Building", "both")
    add_box(builder, row, (0, 0, 0), (10, 10, 9), lod="1")
    add_box(builder, row, (0, 0, 0), (10, 10, 10), lod="2.2")
    assert whole(base_of(builder), "both").volume() == pytest.approx(1000)


def test_a_solid_that_is_inside_out_is_turned_over():
    faces = [face[::-1] for face in box_faces((0, 0, 0), (4, 5, 6))]
    body = whole(base_of(solid(faces)), "thing")
    assert body.volume() == pytest.approx(120)
    assert is_closed(body)


@pytest.mark.parametrize("what", [np.nan, np.inf, 1e300])
def test_a_face_with_points_that_are_no_places_is_left_out(what):
    faces = box_faces((0, 0, 0), (4, 5, 6))
    faces[2] = faces[2].copy()
    faces[2][1, 2] = what
    body = whole(base_of(solid(faces)), "thing")
    assert np.isfinite(body.points).all()
    assert (len(body), body.solid, body.high) == (5, False, 6)


def test_faces_and_holes_without_an_inside_are_left_out():
    faces = [[face] for face in box_faces((0, 0, 0), (4, 5, 6))]
    faces[0].append(np.array([(1, 1, 0), (2, 2, 0)], float))
    faces.append([np.array([(1, 1, 0), (2, 2, 0)], float)])
    body = whole(base_of(solid(faces)), "thing")
    assert len(body) == 6
    assert body.ring_points.tolist() == [4] * 6
    assert body.area() == pytest.approx(2 * (20 + 24 + 30))


def test_surfaces_of_an_extension_are_what_they_stand_for():
    builder = CityBuilder(FRAME)
    row = builder.add_object("Building", "b")
    shape = builder.add_shape(row, "2")
    face = box_faces((0, 0, 0), (2, 2, 2))[0]
    builder.add_polygon(shape, [face], builder.add_surface(row, "bldg:GroundSurface"))
    builder.add_polygon(shape, [face + 1], builder.add_surface(row, "InteriorWallSurface"))
    assert whole(base_of(builder), "b").surface.tolist() == [GROUND, 0]


@needs_data
@pytest.mark.parametrize("path", [HAGUE, PARTS])
def test_bodies_of_real_cities_are_as_large_as_they_are_measured(path):
    city = read(DATA / path).city
    base = Base(city.frame, (city,))
    measured = base.measured[0]
    roots = [
        row
        for row, above in enumerate(city.objects.parent.tolist())
        if above < 0 and city.objects.kind_of(row) == "Building"
    ]
    assert roots
    for row in roots[:150]:
        body = base.body(Spot(0, row))
        assert body.area() == pytest.approx(measured.of("area")[row])
        assert body.volume() == pytest.approx(measured.of("volume")[row])
        assert (body.low, body.high) == pytest.approx(tuple(measured.boxes[row, :, 2]))
        assert is_closed(body)


# the ground


def slope(west=0.0, north=100.0):
    """A terrain of 100 x 100 m that rises to the east by one in ten."""
    heights = np.tile(np.linspace(0, 10, 11), (11, 1)).astype(np.float32)
    return Terrain("slope", FRAME, heights, west, north, (10.0, 10.0))


def test_things_stand_on_the_ground_or_else_as_low_as_the_nearest_building():
    builder = CityBuilder(FRAME)
    for name, x, foot in (("low", 300, -2.0), ("high", 500, 7.0)):
        row = builder.add_object("Building", name)
        add_box(builder, row, (x, 0, foot), (x + 10, 10, foot + 9))
    base = Base(FRAME, (builder.freeze(),), (slope(),))
    places = np.array([(50, 50), (5, 0), (320, 5), (480, 90), (9_000, 0)], float)
    assert base.standing(places) == pytest.approx([5, 0.5, -2, 7, 7], abs=1e-5)
    assert np.isnan(base.ground(places)[2:]).all()
    assert base.standing(np.zeros((0, 2))).shape == (0,)


def test_without_any_terrain_nothing_stands_below_the_calm_ground_that_is_shown():
    builder = CityBuilder(FRAME)
    for k in range(20):  # a slope with a hole in its middle, where nothing stands
        for side in (0, 1):
            row = builder.add_object("Building", f"{k}-{side}")
            x, y = 20.0 * k, 400.0 * side
            add_box(builder, row, (x, y, k), (x + 8, y + 8, k + 9))
    base = Base(FRAME, (builder.freeze(),))
    places = np.stack(np.meshgrid(np.linspace(-50, 450, 30), np.linspace(-50, 450, 30)), 2)
    places = places.reshape(-1, 2)
    feet = np.array([(20.0 * k, 400.0 * s, k) for k in range(20) for s in (0, 1)])
    calm = CalmGround(feet).at(places)
    stands = base.standing(places)
    assert (stands >= calm - 1e-6).all() and (stands > calm + 0.3).any()
    assert base.standing(np.array([(204.0, 4.0)]))[0] == pytest.approx(10)  # at a foot, as that


def test_where_there_is_nothing_things_stand_at_the_origin():
    assert Base(FRAME).standing(np.array([(3.0, 4), (0, 0)])).tolist() == [0, 0]
    assert Base(FRAME).extent is None


def test_the_extent_is_that_of_everything(toy):
    assert toy.extent.tolist() == [[0, 0], [900, 120]]
    both = Base(FRAME, toy.cities, (slope(-50.0, 300.0),))
    assert both.extent.tolist() == [[-50, 0], [900, 300]]
    assert Base(Frame(), (), (slope(),)).extent.tolist() == [[0, 0], [100, 100]]
