"""Outlines made fit to build on: no area lost, nothing spare left, faults told in words."""

import time

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from city.outline import area_of, clean_rings, polygon_of, polygons_of, rings_of

SQUARE = np.array([(0, 0), (10, 0), (10, 10), (0, 10)], float)
HOLE = np.array([(3, 3), (7, 3), (7, 7), (3, 7)], float)


def circle(corners, radius):
    turn = np.arange(corners) * (2 * np.pi / corners)
    return np.c_[np.cos(turn), np.sin(turn)] * radius


def test_rings_turn_the_outer_one_left_and_holes_right():
    for outer in (SQUARE, SQUARE[::-1]):
        for hole in (HOLE, HOLE[::-1]):
            rings = clean_rings(outer, [hole])
            assert [area_of([ring]) for ring in rings] == [100, -16]
            assert area_of(rings) == 84
            assert polygon_of(rings).area == 84


@given(
    st.lists(st.integers(0, 3), max_size=30),
    st.lists(st.integers(0, 19), max_size=8),
    st.integers(0, 40),
)
def test_corners_that_change_nothing_are_left_out(doubled, halved, first):
    ring = SQUARE
    for side in halved:  # the middle of a side
        k = side % len(ring)
        ring = np.insert(ring, k + 1, (ring[k] + ring[(k + 1) % len(ring)]) / 2, axis=0)
    for corner in doubled:
        ring = np.insert(ring, corner, ring[corner], axis=0)
    (found,) = clean_rings(np.roll(ring, first, axis=0))
    assert {tuple(corner) for corner in found.tolist()} == {tuple(c) for c in SQUARE.tolist()}
    assert len(found) == 4


def test_an_outline_that_is_closed_by_its_first_corner_is_the_same():
    (found,) = clean_rings(np.vstack([SQUARE, SQUARE[:1]]))
    assert len(found) == 4


def test_what_bends_is_kept():
    (found,) = clean_rings(circle(64, 10.0))
    assert len(found) == 64


def test_bends_of_less_than_a_millimetre_are_straight_and_keep_the_area():
    fine = circle(5_000, 10.0)
    (found,) = clean_rings(fine)
    assert 100 < len(found) < 1_000
    assert area_of([found]) == pytest.approx(area_of([fine]), rel=2e-4)


@pytest.mark.parametrize(
    "ring",
    [
        circle(10_000, 10.0),
        np.vstack([np.c_[np.linspace(0, 100, 10_000), np.zeros(10_000)], [50, 50]]),
    ],
    ids=["round", "straight"],
)
def test_ten_thousand_corners_take_no_time(ring):
    start = time.process_time()
    clean_rings(ring)
    assert time.process_time() - start < 1.0


@pytest.mark.parametrize(
    ("ring", "words"),
    [
        ([(0, 0), (10, 0)], "the footprint has fewer than three different corners"),
        ([], "the footprint has fewer than three different corners"),
        ([(5, 5)] * 9, "the footprint has fewer than three different corners"),
        ([(0, 0), (5, 0), (10, 0)], "the footprint has fewer than three different corners"),
        ([(0, 0), (0.4, 0), (0.4, 0.4)], "the footprint is too small: 0.08 m²"),
        (
            [(0, 0), (10, 10), (10, 0), (0, 8)],
            "the footprint crosses or touches itself near corner 4",
        ),
        (
            [(0, 0), (10, 0), (10, 10), (20, 10), (5, 10)],
            "the footprint crosses or touches itself near corner 3",
        ),
        ([(0, 0), (np.nan, 0), (5, 5)], "the footprint has a corner that is no place"),
        ([(0, 0), (np.inf, 0), (5, 5)], "the footprint has a corner that is no place"),
    ],
)
def test_faults_are_told_in_words(ring, words):
    with pytest.raises(ValueError) as fault:
        clean_rings(np.array(ring, float), what="footprint")
    assert str(fault.value) == words


@pytest.mark.parametrize(
    ("holes", "words"),
    [
        ([HOLE + 20], "the outline has a hole outside"),
        ([HOLE, HOLE + 2], "the outline crosses or touches itself"),
        ([HOLE + np.array((5, 0))], "the outline crosses or touches itself"),
    ],
    ids=["outside", "across each other", "across the edge"],
)
def test_faults_of_holes(holes, words):
    with pytest.raises(ValueError, match=words):
        clean_rings(SQUARE, holes)


def test_a_hole_without_an_inside_is_none():
    assert len(clean_rings(SQUARE, [HOLE[:2], np.repeat(HOLE[:1], 5, axis=0)])) == 1


def test_polygons_come_out_of_every_kind_of_shape():
    square, line = shapely.Polygon(SQUARE), shapely.LineString(SQUARE)
    far = shapely.affinity.translate(square, 50)
    sliver = shapely.box(90, 0, 90.001, 10)
    several = shapely.MultiPolygon([square, far, sliver])
    for shape, count in (
        (square, 1),
        (line, 0),
        (shapely.Point(1, 1), 0),
        (shapely.Polygon(), 0),
        (several, 2),
        (shapely.GeometryCollection([line, several, square]), 3),
    ):
        found = polygons_of(shape)
        assert [area_of(rings) for rings in found] == [100] * count


@given(st.integers(3, 12), st.floats(1, 50), st.floats(-1e5, 1e5))
def test_the_area_is_that_of_shapely(corners, radius, away):
    shape = shapely.Polygon(circle(corners, radius) + away, [circle(corners, radius / 3) + away])
    rings = rings_of(shape)
    assert area_of(rings) == pytest.approx(shape.area, rel=1e-6)
    assert area_of(rings[:1]) > 0 > area_of(rings[1:])
    assert (rings[0][0] != rings[0][-1]).any()
