"""Contours of a cone, of a saddle, and of values with gaps."""

import numpy as np
import pytest
import shapely

from city.frame import Frame
from city.scales import Scale
from city.simulated.contours import EVEN, contours, steps, told
from city.simulated.mesh import Mesh
from city.simulated.raster import Raster

CELL = 5.0
X, Y = np.arange(-100, 101, CELL), np.arange(100, -101, -CELL)
RASTER = Raster(X, Y, "local", Frame("local"))
EAST, NORTH = np.meshgrid(X, Y)
CONE = np.hypot(EAST, NORTH).astype(np.float32)  # each value is its radius


def mesh():
    """The raster's centres as nodes of triangles and quadrangles."""
    nodes = np.column_stack([EAST.ravel(), NORTH.ravel(), np.zeros(EAST.size)])
    rows, columns = (k.ravel() for k in np.mgrid[: len(Y) - 1, : len(X) - 1])
    first = rows * len(X) + columns
    quads = np.stack([first, first + len(X), first + len(X) + 1, first + 1], axis=1)
    half = len(quads) // 2
    triangles = np.stack([quads[half:, [0, 1, 2]], quads[half:, [0, 2, 3]]], axis=1).reshape(-1, 3)
    corners = np.concatenate([quads[:half].ravel(), triangles.ravel()])
    sizes = np.append(np.full(half, 4), np.full(len(triangles), 3))
    return Mesh(nodes, np.append(0, np.cumsum(sizes)), corners)


@pytest.mark.parametrize("shape, at", [(RASTER, "cells"), (mesh(), "nodes")])
def test_a_cone_gives_circles_of_the_right_radius_and_length(shape, at):
    values = CONE if shape is RASTER else CONE.ravel()
    found = contours(shape, values, np.array([20.0, 50, 80]), at)
    assert found.value.tolist() == [20, 50, 80]
    for line, radius in zip(found.lines(), found.value, strict=True):
        away = np.hypot(*shapely.get_coordinates(line).T)
        assert away == pytest.approx(np.full(len(away), radius), abs=0.25)
        assert shapely.length(line) == pytest.approx(2 * np.pi * radius, rel=0.01)
        assert line.is_closed


def test_faces_count_half_way_to_their_neighbours():
    own = mesh()
    middles = np.hypot(*own.middles()[:, :2].T).astype(np.float32)
    line = contours(own, middles, np.array([50.0])).lines()[0]
    away = np.hypot(*shapely.get_coordinates(line).T)
    assert away == pytest.approx(np.full(len(away), 50.0), abs=CELL / 2)


@pytest.mark.parametrize("shape, at", [(RASTER, "cells"), (mesh(), "nodes")])
def test_lines_of_a_saddle_do_not_cross(shape, at):
    saddle = (EAST * NORTH).astype(np.float32)
    values = saddle if shape is RASTER else saddle.ravel()
    found = contours(shape, values, np.array([-400.0, 400]), at)
    assert len(found) == 4  # two of each, on either side of the pass
    lines = found.lines()
    assert not any(a.intersects(b) for k, a in enumerate(lines) for b in lines[k + 1 :])
    places = np.abs(found.points.prod(1))
    assert places == pytest.approx(np.full(len(places), 400.0), rel=0.1)


@pytest.mark.parametrize("shape, at", [(RASTER, "cells"), (mesh(), "nodes"), (mesh(), "cells")])
def test_nothing_leads_through_a_gap(shape, at):
    if shape is RASTER:
        values = np.where(EAST > 30, np.nan, CONE)
    elif at == "nodes":
        values = np.where(EAST > 30, np.nan, CONE).ravel()
    else:
        middles = shape.middles()
        values = np.where(middles[:, 0] > 30, np.nan, np.hypot(*middles[:, :2].T))
    found = contours(shape, values.astype(np.float32), np.array([50.0]), at)
    assert len(found) == 1 and not found.lines()[0].is_closed
    assert found.points[:, 0].max() <= 30 + CELL
    nothing = contours(shape, np.full_like(values, np.nan, np.float32), np.array([50.0]), at)
    assert len(nothing) == 0 and len(nothing.labels().words) == 0


def test_simplified_lines_are_off_by_less_than_half_a_cell():
    assert EVEN < 0.5
    wavy = (NORTH + 20 * np.sin(EAST / 15)).astype(np.float32)
    found = contours(RASTER, wavy, np.array([0.0]))
    line = found.lines()[0]
    x = np.linspace(-100, 100, 400)
    off = shapely.distance(line, shapely.points(x, -20 * np.sin(x / 15)))
    assert off.max() < CELL / 2 and len(found.points) < 41 * 2


def test_no_line_where_there_is_but_one_row_or_no_such_value():
    row = Raster(X, np.array([0.0]), "local", Frame("local"))
    assert len(contours(row, X[None].astype(np.float32), np.array([1.0]))) == 0
    assert len(contours(RASTER, CONE, np.array([900.0]))) == 0
    assert len(contours(RASTER, CONE, np.zeros(0))) == 0


@pytest.mark.parametrize(
    "low, high, about, values",
    [
        (0, 10, 5, [2, 4, 6, 8]),
        (-0.3, 0.31, 6, [-0.2, -0.1, 0, 0.1, 0.2, 0.3]),
        (13, 87, 8, [20, 30, 40, 50, 60, 70, 80]),
        (0, 0.004, 8, [0.0005 * k for k in range(1, 8)]),
        (3, 3, 8, []),
        (np.nan, np.nan, 8, []),
    ],
)
def test_levels_are_round(low, high, about, values):
    assert steps(low, high, about).tolist() == pytest.approx(values)


def test_values_are_told_with_as_few_decimals_as_they_need():
    assert told(np.array([0.5, 1, -2]), "m") == ["0.5 m", "1.0 m", "\N{MINUS SIGN}2.0 m"]
    assert told(np.array([10.0, 20]), "1") == ["10", "20"]


def test_words_lie_along_straight_parts_at_most_one_per_length():
    bent = (NORTH - 60 * (np.abs(EAST) < 50)).astype(np.float32)  # straight, steep, straight
    found = contours(RASTER, bent, np.array([10.0]))
    labels = found.labels(apart=90.0, wide=30.0, unit="m")
    assert set(labels.words) == {"10 m"} and 1 < len(labels.words) <= 4
    assert labels.row.tolist() == [0] * len(labels.words)
    line = found.lines()[0]
    along = shapely.line_locate_point(line, shapely.points(labels.places))
    assert np.diff(np.sort(along)).min() >= 45
    assert shapely.distance(line, shapely.points(labels.places)).max() < 1e-6
    assert (labels.straight <= 1 + 1e-9).all() and (labels.straight > 0.94).all()
    assert len(found.labels(apart=5000.0, wide=30.0).words) == 1
    assert len(found.labels(wide=5000.0).words) == 0  # no line is as long


def test_words_are_never_upside_down():
    found = contours(RASTER, CONE, np.array([80.0]))
    labels = found.labels(apart=40.0, wide=20.0)
    assert len(labels.words) > 8 and (np.abs(labels.angle) <= 90).all()
    across = np.degrees(np.arctan2(labels.places[:, 1], labels.places[:, 0]))
    turned = (labels.angle - across - 90) % 180
    assert np.minimum(turned, 180 - turned).max() < 5  # along the circle


def test_they_lie_on_the_ground_in_the_colour_of_their_value():
    scale = Scale(np.array([30.0]), np.array([[1, 1, 1], [2, 2, 2]], np.uint8), ("less", "more"))
    ribbons = contours(RASTER, CONE, np.array([20.0, 80])).ribbons(
        scale, lambda places: places[:, 0] / 10, lift=1.0
    )
    assert ribbons.colour[:, 0].tolist() == [1, 2] and len(ribbons) == 2
    assert ribbons.points[:, 2] == pytest.approx(ribbons.points[:, 0] / 10 + 1, abs=1e-4)
