"""A place on lines and areas, whatever is wrong with them."""

import pytest

from importers.live import feed
from importers.live.shapes import middle

SQUARE = [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]]


def shape(kind, coordinates):
    return {"type": kind, "coordinates": coordinates}


def test_the_middle_of_a_line_is_half_way_along_it():
    assert middle(shape("LineString", [[0, 0], [3, 0], [3, 1]])) == (2, 0)
    longer = shape("MultiLineString", [[[9, 9], [9, 8]], [[0, 0, 7], [0, 4, 7]]])
    assert middle(longer) == (0, 2)


def test_the_middle_of_an_area_lies_inside_and_not_in_its_hole():
    x, y = middle(shape("Polygon", SQUARE))
    assert (0 < x < 4 and 0 < y < 4) and not (1 < x < 3 and 1 < y < 3)
    x, y = middle(shape("MultiPolygon", [[[[9, 9], [9.1, 9], [9, 9.1], [9, 9]]], SQUARE]))
    assert x < 4  # of the larger one
    assert middle(shape("MultiPoint", [[1, 2], [5, 6]])) in ((1, 2), (5, 6))
    bow = shape("Polygon", [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]])
    assert middle(bow) is not None  # crosses itself, and lies somewhere all the same


deep = shape("Point", [1, 2])
for _ in range(2000):
    deep = {"type": "GeometryCollection", "geometries": [deep]}


@pytest.mark.parametrize(
    "broken",
    [
        shape("Polygon", []),
        shape("LineString", [[0, 0], [None, 1]]),
        shape("LineString", "long"),
        shape("Circle", [0, 0]),
        {"type": "GeometryCollection", "geometries": [5]},
        shape("Polygon", [[[0, float("nan")], [1, 1], [1, 0], [0, 0]]]),
        {},
        deep,
    ],
)
def test_what_is_broken_has_none(broken):
    assert middle(broken) is None


def test_a_feed_places_lines_and_areas():
    assert feed.place(shape("LineString", [[4, 50], [5, 50]])) == (4.5, 50)
    assert feed.place(shape("LineString", [[400, 50], [500, 50]])) is None
    assert feed.place(shape("Polygon", SQUARE), lambda x, y: (x + 10, y + 10))[0] > 10
