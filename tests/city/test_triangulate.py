"""Triangles fill exactly what a polygon encloses, wherever it lies and however it is bent."""

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from city.triangulate import normals, triangulate


def fill(*polygons, wanted=None):
    """Polygons, each a list of rings -> (points, triangles into them, how many each got)."""
    rings = [np.asarray(ring, float).reshape(-1, 3) for polygon in polygons for ring in polygon]
    points = np.concatenate(rings) if rings else np.zeros((0, 3))
    ring_points = np.cumsum([0, *map(len, rings)]).astype(np.int32)
    polygon_rings = np.cumsum([0, *map(len, polygons)]).astype(np.int32)
    wanted = np.ones(len(polygons), bool) if wanted is None else np.array(wanted)
    triangles, numbers = triangulate(points, ring_points, polygon_rings, wanted)
    starts = ring_points[polygon_rings[:-1]]
    return points, triangles + np.repeat(starts, numbers)[:, None], numbers


def vectors(points, triangles):
    a, b, c = (points[corner] for corner in triangles.T)
    return np.cross(b - a, c - a) / 2


def area_of(rings):
    points = np.concatenate(rings)
    sizes = np.linalg.norm(
        normals(points, np.cumsum([0, *map(len, rings)]).astype(np.int32)), axis=1
    )
    return sizes[0] - sizes[1:].sum()


def check(rings, area):
    """The triangles add up to the area, turn as the outline does, and none lies on another."""
    points, triangles, _ = fill(rings)
    found = vectors(points, triangles)
    facing = normals(points[: len(rings[0])], np.array([0, len(rings[0])], np.int32))[0]
    assert np.linalg.norm(found, axis=1).sum() == pytest.approx(area, rel=1e-6)
    assert found.sum(0) @ facing / np.linalg.norm(facing) == pytest.approx(area, rel=1e-6)


def flat(coords):
    return np.array([[x, y, 0.0] for x, y in coords])


SQUARE = flat([(0, 0), (4, 0), (4, 4), (0, 4)])
HOLE = flat([(1, 1), (1, 2), (2, 2), (2, 1)])
TURNS = [np.array(axes) for axes in ([0, 1, 2], [1, 2, 0], [2, 0, 1], [1, 0, 2], [0, 2, 1])]


@pytest.mark.parametrize("turn", TURNS, ids=str)
@pytest.mark.parametrize(
    ("rings", "area", "number"),
    [
        ([SQUARE[:3]], 8, 1),
        ([SQUARE], 16, 2),
        ([SQUARE[::-1]], 16, 2),
        ([SQUARE, HOLE], 15, 8),
        ([SQUARE, HOLE[::-1]], 15, 8),
        ([SQUARE, HOLE, HOLE + np.array([1.5, 1.5, 0])], 14, 14),
        ([flat([(0, 0), (4, 0), (4, 4), (2, 1), (0, 4)])], 10, 3),  # an arrow, pointing in
        ([flat([(0, 0), (2, 0), (4, 0), (4, 4), (0, 4)])], 16, 3),  # a corner on a straight edge
        ([flat([(0, 0), (6, 0), (6, 4), (4, 4), (4, 1), (2, 1), (2, 4), (0, 4)])], 18, 6),
    ],
)
def test_polygons_worked_out_by_hand(rings, area, number, turn):
    rings = [ring[:, turn] for ring in rings]
    check(rings, area)
    assert fill(rings)[2].tolist() == [number]


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e5])
@pytest.mark.parametrize("far", [0.0, 5.6e6])
def test_tiny_and_huge_and_far_away(size, far):
    rings = [SQUARE * size + far, HOLE * size + far]
    points, triangles, _ = fill(rings)
    area = np.linalg.norm(vectors(points, triangles), axis=1).sum()
    assert area == pytest.approx(15 * size * size, rel=1e-4)


@st.composite
def stars(draw, low, high, corners):
    """A ring around the origin, its corners between two radii."""
    steps = np.array(draw(st.lists(st.floats(0.3, 1), min_size=corners, max_size=24)))
    turns = np.cumsum(steps / steps.sum()) * 2 * np.pi
    radii = np.array([draw(st.floats(low, high)) for _ in turns])
    return np.column_stack([radii * np.cos(turns), radii * np.sin(turns)])


@st.composite
def poses(draw):
    """Somewhere in space: a turn, a scale and a place."""
    q = np.array([draw(st.floats(-1, 1)) for _ in range(4)])
    assume(np.linalg.norm(q) > 0.1)
    w, x, y, z = q / np.linalg.norm(q)
    turn = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )
    size = draw(st.sampled_from([0.01, 1.0, 1000.0]))
    place = np.array([draw(st.floats(-1e5, 1e5)) for _ in range(3)])
    return turn, size, place


def posed(pose, coords):
    turn, size, place = pose
    return np.column_stack([coords, np.zeros(len(coords))]) @ turn.T * size + place


@settings(max_examples=150, deadline=None)
@given(stars(2.0, 5.0, 8), stars(0.2, 1.0, 5), poses(), st.booleans())
def test_any_star_with_a_star_cut_out_anywhere_in_space(outline, hole, pose, reverse):
    outer = outline[::-1] if reverse else outline
    rings = [posed(pose, outer), posed(pose, hole)]
    area = Polygon(outline, [hole]).area * pose[1] ** 2
    assert Polygon(outline).contains(Polygon(hole))
    check(rings, area)
    check(rings[:1], Polygon(outline).area * pose[1] ** 2)


blocks = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 4), st.integers(1, 4)),
    min_size=1,
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(blocks, poses())
def test_any_heap_of_blocks_with_courtyards(heap, pose):
    town = shapely.union_all([box(x, y, x + w, y + h) for x, y, w, h in heap])
    for part in getattr(town, "geoms", [town]):
        rings = [np.array(ring.coords)[:-1] for ring in (part.exterior, *part.interiors)]
        check([posed(pose, ring) for ring in rings], part.area * pose[1] ** 2)


@settings(max_examples=60, deadline=None)
@given(st.lists(stars(1.0, 3.0, 5), min_size=1, max_size=6))
def test_many_at_once_are_as_each_alone(outlines):
    polygons = [[np.column_stack([ring, np.zeros(len(ring))])] for ring in outlines]
    points, triangles, numbers = fill(*polygons)
    found = np.linalg.norm(vectors(points, triangles), axis=1)
    each = np.bincount(np.repeat(np.arange(len(numbers)), numbers), found, len(numbers))
    assert each == pytest.approx([Polygon(ring).area for ring in outlines])


def test_corners_count_from_the_first_point_of_their_polygon():
    points = np.concatenate([SQUARE, SQUARE + 10])
    triangles, numbers = triangulate(
        points, np.array([0, 4, 8], np.int32), np.array([0, 1, 2], np.int32), np.ones(2, bool)
    )
    assert numbers.tolist() == [2, 2] and triangles.dtype == np.int32
    assert triangles[:2].tolist() == triangles[2:].tolist() and triangles.max() == 3


def test_what_has_no_inside_gets_no_triangles():
    nan = SQUARE.copy()
    nan[1, 1] = np.nan
    infinite = SQUARE.copy()
    infinite[2] = np.inf
    polygons = [[SQUARE[:2]], [nan], [infinite], [], [SQUARE], [SQUARE, nan], [np.zeros((0, 3))]]
    points, triangles, numbers = fill(*polygons)
    assert numbers.tolist() == [0, 0, 0, 0, 2, 0, 0]
    assert np.isfinite(points[triangles]).all()


def test_numbers_beyond_all_measure_do_no_harm():
    points, triangles, numbers = fill([SQUARE * 1e200], [SQUARE * 1e-200], [SQUARE, HOLE * 1e300])
    assert len(triangles) == numbers.sum() and (triangles < len(points)).all()


def test_a_hole_of_two_points_is_passed_over():
    points, triangles, _ = fill([SQUARE, HOLE[:2], HOLE])
    assert np.linalg.norm(vectors(points, triangles), axis=1).sum() == pytest.approx(15)
    assert fill([SQUARE[:2], HOLE])[2].tolist() == [0]


def test_a_polygon_without_area_does_no_harm():
    line = flat([(0, 0), (1, 0), (2, 0), (3, 0)])
    spot = np.ones((5, 3))
    points, triangles, numbers = fill([line], [spot], [SQUARE])
    assert np.linalg.norm(vectors(points, triangles), axis=1).sum() == pytest.approx(16)
    assert numbers[2] == 2


def test_only_the_wanted_are_filled():
    _, triangles, numbers = fill([SQUARE], [SQUARE], [SQUARE, HOLE], wanted=[False, True, False])
    assert numbers.tolist() == [0, 2, 0] and len(triangles) == 2


def test_nothing_to_fill():
    _, triangles, numbers = fill()
    assert triangles.shape == (0, 3) and len(numbers) == 0


def test_a_star_is_not_taken_for_convex():
    turns = np.arange(5) * 0.8 * np.pi
    star = np.column_stack([np.cos(turns), np.sin(turns), np.zeros(5)])
    fan = [[0, 1, 2], [0, 2, 3], [0, 3, 4]]
    assert fill([star])[1].tolist() != fan
    assert fill([star[[0, 3, 1, 4, 2]]])[1].tolist() == fan


def test_a_slightly_bent_roof_is_filled_whole():
    rings = [SQUARE + np.array([[0, 0, 0.02], [0, 0, 0], [0, 0, 0.02], [0, 0, 0]])]
    points, triangles, _ = fill(rings)
    assert np.abs(vectors(points, triangles)[:, 2]).sum() == pytest.approx(16)
    assert area_of(rings) == pytest.approx(16, rel=1e-4)


def test_area_vectors_see_the_side_that_turns_counter_clockwise():
    upright = SQUARE[:, [2, 0, 1]] + 5.6e6
    points = np.concatenate([SQUARE, SQUARE[::-1], HOLE[:2], upright])
    found = normals(points, np.array([0, 4, 8, 8, 10, 14], np.int32))
    assert found.tolist() == [[0, 0, 16], [0, 0, -16], [0, 0, 0], [0, 0, 0], [16, 0, 0]]


def test_a_triangle_without_area_turns_as_its_polygon_does():
    # a wall with a notch: three of its corners lie in line across it, and make such a triangle
    y = 10.0
    corners = [(0, 2), (10, 2), (10, 0), (1.1, 0), (1.1, 0.2 - 3e-17), (1, 0.2 - 3e-17), (1, 0)]
    ring = np.array([(x, y, z) for x, z in [*corners, (0, 0)]])
    offsets = np.array([0, len(ring)], np.int32)
    triangles, _ = triangulate(ring, offsets, np.array([0, 1], np.int32), np.ones(1, bool))
    edges = [(t[k], t[(k + 1) % 3]) for t in triangles.tolist() for k in range(3)]
    assert len(set(edges)) == len(edges)  # no edge is walked the same way twice
    inner = [edge for edge in edges if edge[::-1] in edges]
    rim = {edge for edge in edges if edge not in inner}
    assert rim == {(k, (k + 1) % len(ring)) for k in range(len(ring))}
