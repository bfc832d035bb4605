"""Boxes that stand for buildings, and larger ones for their neighbourhoods."""

import numpy as np
import pytest

from city.builder import CityBuilder
from city.progress import Cancelled, Progress
from city.query import drawn
from render.blocks import LONGEST, Blocks, blocks_of, coarser
from render.mesh import mesh_of
from render.pieces import pieces_of
from tests.city.toy import add_box
from tests.render.towns import UTM, street


def blocks(city, level=None):
    return blocks_of(city, pieces_of(city, drawn(city, level)), Progress())


def turned(angle, long=20.0, wide=8.0, high=6.0):
    """A flat-roofed house, turned so many degrees about (100, 50)."""
    builder = CityBuilder(UTM)
    shape = builder.add_shape(builder.add_object("Building", "it"), "2")
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    base = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (long / 2, wide / 2)
    base = base @ np.array([[c, s], [-s, c]]) + (100, 50)
    low, top = (np.column_stack([base, np.full(4, z)]) for z in (0.0, high))
    builder.add_polygon(shape, [low[::-1]])
    builder.add_polygon(shape, [top])
    for k in range(4):
        n = (k + 1) % 4
        builder.add_polygon(shape, [np.array([low[k], low[n], top[n], top[k]])])
    return builder.freeze()


@pytest.mark.parametrize("angle", [0, 17, 45, 80, 133])
def test_a_box_lies_along_the_walls_however_a_house_is_turned(angle):
    found = blocks(turned(angle))
    assert (found.x[0], found.y[0]) == pytest.approx((100, 50), abs=1e-3)
    assert (2 * found.long[0], 2 * found.wide[0]) == pytest.approx((20, 8), abs=1e-3)
    assert (found.low[0], found.high[0], found.top[0]) == pytest.approx((0, 6, 6), abs=1e-4)
    direction = np.degrees(np.arctan2(found.sine[0], found.cosine[0]))
    assert (direction - angle + 90) % 180 - 90 == pytest.approx(0, abs=0.01)


def test_a_point_that_is_no_place_harms_neither_its_house_nor_others():
    """The other houses keep their boxes, though their points are worked on together."""
    builder = CityBuilder(UTM)
    for k in range(3):
        row = builder.add_object("Building", f"{k}")
        add_box(builder, row, (20 * k, 0, 0), (20 * k + 10, 10, 6))
        if k < 2:
            shape = builder.add_shape(row, "1")
            builder.add_polygon(shape, [np.array([[20 * k, 0, 6], [np.nan, 0, 0], [20 * k, 9, 6]])])
    nowhere = builder.add_shape(builder.add_object("Building", "nowhere"), "1")
    builder.add_polygon(nowhere, [np.full((3, 3), 1e300)])
    city = builder.freeze()
    found = blocks(city)
    rows = [list(city.objects.ids).index(name) for name in ("0", "1", "2", "nowhere")]
    assert found.x[rows[:3]] == pytest.approx([5, 25, 45])
    assert found.long[rows[:3]] == pytest.approx([5] * 3)
    assert found.error[rows].astype(bool).tolist() == [True, True, True, False]
    mesh = mesh_of(city, drawn(city, None))
    assert len(mesh.triangles) == 3 * 12
    assert np.isfinite(mesh.points).all()
    assert len(mesh.edges) == 3 * 12


def test_the_boxes_corners_are_the_houses():
    city = turned(30)
    corners = blocks(city).corners(np.array([0]))[0]
    points = np.unique(np.round(city.shapes["2"].points, 3), axis=0)
    assert np.unique(np.round(corners, 3), axis=0) == pytest.approx(points, abs=2e-3)
    low, high = blocks(city).boxes()
    assert low[0] == pytest.approx(points.min(0), abs=1e-2)
    assert high[0] == pytest.approx(points.max(0), abs=1e-2)


def test_a_gabled_roof_is_as_high_as_its_middle():
    builder = CityBuilder(UTM)
    row = builder.add_object("Building", "it")
    add_box(builder, row, (0, 0, 0), (10, 10, 6))
    shape = builder.add_shape(row, "2")
    gable = np.array([[0, 0, 6], [10, 0, 6], [10, 5, 9], [0, 5, 9]], float)
    builder.add_polygon(shape, [gable])
    found = blocks(builder.freeze())
    assert found.top[0] == 9 and 6 < found.high[0] < 9


def test_a_box_over_a_courtyard_is_more_wrong_than_one_that_is_full():
    full = blocks(turned(30, 40.0, 40.0)).error[0]
    builder = CityBuilder(UTM)
    row = builder.add_object("Building", "it")
    for low, high in (
        ((0, 0), (40, 5)),
        ((0, 35), (40, 40)),
        ((0, 5), (5, 35)),
        ((35, 5), (40, 35)),
    ):
        add_box(builder, row, (*low, 0), (*high, 6))
    hollow = blocks(builder.freeze())
    assert full == pytest.approx(2.0, abs=0.05)
    assert hollow.error[0] == pytest.approx(2.0 + 0.25 * 30, rel=0.02)  # 30 x 30 m are bare
    assert 4 * hollow.long[0] * hollow.wide[0] == pytest.approx(1600, rel=1e-3)


def test_large_cities_are_worked_on_in_slices(monkeypatch):
    whole = blocks(street(300))
    monkeypatch.setattr("render.blocks.SLICE", 100)
    sliced = blocks(street(300))
    for name in Blocks.__slots__:
        assert getattr(sliced, name) == pytest.approx(getattr(whole, name), abs=1e-3)


def test_it_can_be_stopped():
    progress = Progress()
    progress.cancel()
    city = street()
    with pytest.raises(Cancelled):
        blocks_of(city, pieces_of(city, drawn(city)), progress)


def test_a_coarser_box_keeps_ground_volume_and_middle():
    rng = np.random.default_rng(3)
    columns = rng.uniform(1, 30, (10, 403)).astype(np.float32)
    angle = rng.uniform(0, 3, 403)
    columns[4], columns[5] = np.cos(angle), np.sin(angle)
    columns[7] += columns[6]
    fine = Blocks(*columns)
    coarse = coarser(fine)
    assert len(coarse) == 101
    volume = [(b.area() * (b.high - b.low)).sum() for b in (fine, coarse)]
    assert volume[1] == pytest.approx(volume[0], rel=1e-4)
    assert coarse.area().sum() == pytest.approx(fine.area().sum(), rel=1e-4)
    assert (coarse.x * coarse.area()).sum() == pytest.approx((fine.x * fine.area()).sum(), rel=1e-4)
    assert (coarse.long / coarse.wide).max() <= LONGEST * 1.001
    assert (coarse.error > 0).all()


def test_a_row_of_houses_becomes_a_long_box():
    coarse = coarser(blocks(street(4)))
    assert coarse.long[0] > 2 * coarse.wide[0]
    assert abs(coarse.cosine[0]) == pytest.approx(1, abs=1e-3)  # along the street


def test_what_is_not_there_has_no_box():
    nothing = Blocks(*np.zeros((10, 5), np.float32))
    assert (coarser(nothing).error == 0).all() and (coarser(nothing).area() == 0).all()
