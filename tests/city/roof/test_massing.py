"""From any footprint to a closed building."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

import city.roof.gable
import city.roof.shapes
from city.body import GROUND
from city.roof import Roof, built, massing
from city.roof.front import Broken
from importers import read
from tests.city.roof.houses import ANGLE, RECTANGLE, is_a_building, rings_of
from tests.shared import DATA, needs_data

SHAPES = ("flat", "gable", "hip", "pyramid", "shed", "mansard")


def test_the_slope_that_goes_without_saying():
    assert Roof("hip").slope == 35
    assert Roof("mansard").slope == 70
    assert Roof("mansard", 60).slope == 60
    assert Roof() == Roof("flat", 35, None)


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        ({"shape": "dome"}, "not dome"),
        ({"slope": 0}, "not 0"),
        ({"slope": 90}, "not 90"),
        ({"slope": math.nan}, "not nan"),
        ({"direction": math.inf}, "clockwise from north"),
    ],
)
def test_what_no_roof_can_be(wish, word):
    with pytest.raises(ValueError, match=word):
        Roof(**wish)


@pytest.mark.parametrize(("base", "eaves"), [(3, 3), (3, 2), (0, math.nan), (-math.inf, 3)])
def test_eaves_lie_above_the_floor(base, eaves):
    with pytest.raises(ValueError, match="eaves"):
        massing(RECTANGLE, base, eaves, Roof())


@pytest.mark.parametrize("shape", SHAPES)
def test_far_from_the_origin_nothing_changes(shape):
    away = [ring + np.array([120_000.5, 480_000.25]) for ring in ANGLE]
    far = massing(away, 0, 3, Roof(shape))
    assert far.volume() == pytest.approx(massing(ANGLE, 0, 3, Roof(shape)).volume(), rel=1e-9)
    is_a_building(far, away)
    corners = far.faces()[far.surface.tolist().index(GROUND)][0][:, :2]
    assert sorted(corners.tolist()) == sorted(away[0].tolist())


def lost(*_, **__):
    raise Broken


def test_what_cannot_be_worked_out_is_flat_and_says_so(monkeypatch):
    monkeypatch.setattr(city.roof.shapes, "skeleton", lost)
    for shape in ("hip", "mansard"):
        body, roof = built(ANGLE, 0, 3, Roof(shape))
        assert roof.shape == "flat"
        assert body.volume() == pytest.approx(64 * 3)


def test_a_gable_that_cannot_be_worked_out_is_a_hip_and_says_so(monkeypatch):
    monkeypatch.setattr(city.roof.gable, "skeleton", lost)
    monkeypatch.setattr(city.roof.gable, "_ends", lambda *_: [[1], [4]])
    body, roof = built(ANGLE, 0, 3, Roof("gable", 40))
    assert roof == Roof("hip", 40)
    is_a_building(body, ANGLE, 40)


def star(random):
    """A star of up to 40 rays, now and then with a courtyard in its middle."""
    rays = int(random.integers(3, 40))
    turns = (np.arange(rays) + random.uniform(0, 0.9, rays)) * 2 * np.pi / rays
    far = random.uniform(2, 10, rays)
    ring = np.c_[far * np.cos(turns), far * np.sin(turns)]
    whole = shapely.Polygon(ring)
    inner = shapely.Polygon(0.4 * ring)
    holed = random.random() < 0.3 and whole.is_valid and inner.is_valid and inner.within(whole)
    return whole.difference(inner) if holed else whole


def cells(random):
    """Squares of a metre that a walk has passed: all corners right, many of them in line."""
    steps = random.integers(0, 4, int(random.integers(2, 60)))
    path = np.cumsum(np.array([[1, 0], [0, 1], [-1, 0], [0, -1]])[steps], axis=0)
    x, y = np.unique(path, axis=0).T
    return shapely.union_all(shapely.box(x, y, x + 1, y + 1))


def blocks(random):
    """Rectangles upon each other, as on squared paper or not, turned or not."""
    count = int(random.integers(2, 9))
    x, y, width, depth = random.integers([[0], [0], [1], [1]], [[9], [9], [8], [8]], (4, count))
    shift = random.uniform(-0.4, 0.4, (2, count)) * (random.random() < 0.5)
    x, y = x + shift[0], y + shift[1]
    whole = shapely.union_all(shapely.box(x, y, x + width, y + depth))
    turn = random.uniform(0, 2 * np.pi) * (random.random() < 0.5)
    turned = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return shapely.transform(whole, lambda points: points @ turned)


def surveyed(random):
    """The same as measured: a millimetre off here and there."""
    whole = blocks(random)
    rings = rings_of(max(shapely.get_parts(whole), key=shapely.area))
    outer, *holes = (ring + random.normal(0, 1e-3, ring.shape) for ring in rings)
    return shapely.Polygon(outer, holes)


def footprint(make, seed):
    """The largest part of what is made, where it is a footprint."""
    whole = make(np.random.default_rng(seed))
    parts = shapely.get_parts(whole)
    largest = shapely.remove_repeated_points(parts[np.argmax(shapely.area(parts))])
    ok = largest.is_valid and largest.geom_type == "Polygon" and largest.area > 0.5
    return rings_of(shapely.orient_polygons(largest)) if ok else None


@pytest.mark.parametrize("make", [star, cells, blocks, surveyed])
@settings(max_examples=250, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
@example(seed=3224840)  # a courtyard that touches the outline, and nodes a hair apart
def test_hips_over_random_footprints_are_closed_and_slope_right(make, seed):
    rings = footprint(make, seed)
    if rings is None:
        return
    body, roof = built(rings, 0, 3, Roof("hip", 35))
    assert roof.shape == "hip"
    is_a_building(body, rings, 35)


@pytest.mark.parametrize("make", [star, cells, blocks, surveyed])
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), direction=st.none() | st.floats(0, 360))
@example(seed=6568, direction=None)  # nodes of the gables' skeleton in one place
def test_every_shape_over_random_footprints_is_closed(make, seed, direction):
    rings = footprint(make, seed)
    if rings is None:
        return
    for shape in SHAPES:
        try:
            body, roof = built(rings, 0, 3, Roof(shape, 40, direction))
        except ValueError as error:
            assert shape == "gable" and "no end" in str(error)
            continue
        assert roof.shape == shape or (shape, roof.shape) in {("pyramid", "hip"), ("gable", "hip")}
        is_a_building(body, rings, 40 if roof.shape in {"gable", "hip", "shed"} else None)


CITIES = {
    "demo-rotterdam/delfshaven_lod2.city.json": 5,
    "demo-delft/3dbag_delft_subset_noise_ext.city.jsonl": 10,
    "cityjson/2.0_DenHaag_01.city.json": 10,
    "cityjson/seq_2.0_delft_3dbag.city.jsonl": 1,
    "citygml/1.0/NRW_LoD2_32_280_5657_1_NW.gml": 2,
}


def grounds(town):
    """The rings of every ground surface."""
    kinds = np.array(town.surfaces.kinds)[town.surfaces.kind]
    for shapes in town.shapes.values():
        surface = shapes.polygon_surface
        for polygon in np.flatnonzero((surface >= 0) & (kinds[surface] == "GroundSurface")):
            yield [ring[:, :2] for ring in shapes.rings(int(polygon))]


@needs_data
@pytest.mark.parametrize(("path", "every"), CITIES.items(), ids=lambda value: str(value)[-24:])
def test_roofs_over_real_footprints(path, every):
    rings_of_all = list(grounds(read(DATA / path).city))[::every]
    assert len(rings_of_all) >= 30
    for rings in rings_of_all:
        if not shapely.Polygon(rings[0], rings[1:]).is_valid:
            continue
        for shape in ("hip", "gable"):
            body, roof = built(rings, 0, 3, Roof(shape, 35))
            assert roof.shape == shape or (shape, roof.shape) == ("gable", "hip")
            is_a_building(body, rings, 35)
