"""Where pieces of lines are seen, for an eye that looks north and down, or in parallel."""

import numpy as np
import pytest

from city.glyphs import Ribbons
from render.ribbon_ways import DENSE
from render.ribbons import pieces
from tests.render.test_strokes import RED, eye

PARALLEL = pytest.mark.parametrize("parallel", [False, True])


def seen(points, sees, width=4.0, **more):
    ribbons = Ribbons.of(points, [0, len(points)], RED, width, **more)
    return pieces(ribbons, sees).at.astype(float)


@PARALLEL
def test_ends_are_seen_where_their_points_are_and_a_little_nearer(parallel):
    sees = eye(back=80, parallel=parallel)
    points = np.array([[10.0, 20, 0], [-30, 60, 5], [0, 10, 0]])
    at = seen(points, sees)
    places = sees.places(points, 0.0)
    for k in (0, 1):
        assert at[k, :2] == pytest.approx(places[k, :2], abs=0.01)
        assert at[k, 3:5] == pytest.approx(places[k + 1, :2], abs=0.01)
        nearer = sees.places(points[k : k + 1], 3.0)[0, 2]
        assert nearer < at[k, 2] < places[k, 2]


@PARALLEL
def test_depths_follow_level_ground_beside_a_line(parallel):
    sees = eye(back=80, parallel=parallel)
    ends = np.array([[-20.0, 10, 0], [25, 30, 0]])
    piece = seen(ends, sees, 2.0)[0]
    beside = np.array([[-18.0, 4, 0], [10, 33, 0]])
    places, on_line = sees.places(beside, 0.0).astype(float), sees.places(ends, 0.0).astype(float)
    way = piece[3:5] - piece[:2]
    way /= np.hypot(*way)
    for place in places:
        off = place[:2] - piece[:2]
        along, across = off @ way, off[0] * way[1] - off[1] * way[0]
        deep = (on_line[1, 2] - on_line[0, 2]) / np.hypot(*(on_line[1] - on_line[0])[:2])
        assert on_line[0, 2] + along * deep + across * piece[8] == pytest.approx(place[2], abs=3e-6)


def test_points_that_one_cannot_tell_apart_are_left_out_but_never_an_end():
    points = np.column_stack([np.linspace(-20, 20, 3000), np.zeros((3000, 2))])
    at = seen(points, eye())
    steps = at[:-1, 3] - at[:-1, 0]
    assert (steps >= DENSE).all() and steps.max() < 2 * DENSE
    places = eye().places(points[[0, -1]], 0.0)
    assert at[0, 0] == pytest.approx(places[0, 0], abs=0.01)
    assert at[-1, 3] == pytest.approx(places[1, 0], abs=0.01)
    assert len(seen(points[:2] * 1e-6, eye())) == 1  # a line that is seen as a dot


def test_what_is_behind_the_eye_or_has_no_place_ends_a_line():
    behind = np.array([[0.0, 20, 0], [0, 0, 0], [0, -900, 0], [0, -1000, 0], [5, 0, 0], [5, 9, 0]])
    at = seen(behind, eye(back=80))
    assert len(at) == 2
    gap = np.array([[0.0, 0, 0], [9, 0, 0], [np.nan, 0, 0], [9, 9, 0], [0, 9, 0]])
    assert len(seen(gap, eye())) == 2
    assert len(seen(np.add(gap[:2], [5000, 0, 0]), eye())) == 0


def test_lines_have_the_width_and_the_colour_of_their_own_row():
    points = [[0, 0, 0], [9, 0, 0], [0, 5, 0], [9, 5, 0], [0, 9, 0], [9, 9, 0]]
    colours = [(1, 0, 0), (2, 0, 0), (3, 0, 0)]
    made = pieces(Ribbons.of(points, [0, 2, 4, 6], colours, [4.0, np.nan, 8.0]), eye())
    assert made.at[:, 6].tolist() == [2, 4] and made.paint[:, 0].tolist() == [1, 3]
