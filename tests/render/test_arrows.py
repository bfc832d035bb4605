"""Arrows on the ground, for an eye above that looks down, or north and down."""

import numpy as np
import pytest

from city.glyphs import Glyphs
from render.arrows import CALM, SHORTEST, STANDING, arrow_strokes, ends, towards
from render.signs import bodies, signs
from render.strokes import ARROW, LINE, RING, SPOT, STALE
from render.things import Things
from tests.render.test_strokes import RED, eye

SIDE = 300


def arrow(heading, size=40.0, **more):
    return Glyphs.of("arrow", [[0, 0, 0]], RED, size=size, heading=heading, **more)


def drawn(glyphs, sees):
    things = Things()
    things.show("a", glyphs)
    pixels = np.full((SIDE, SIDE, 4), 255, np.uint8)
    things.draw(pixels, np.ones((SIDE, SIDE), np.float32), sees.lens)
    things.close()
    return (np.abs(pixels[..., :3].astype(int) - RED) < 12).all(-1)


def test_headings_are_clockwise_from_north():
    ways = towards(np.array([0, 90, 225.0]))
    assert ways == pytest.approx(
        np.array([[0, 1, 0], [1, 0, 0], [-(0.5**0.5), -(0.5**0.5), 0]]), abs=1e-9
    )


@pytest.mark.parametrize(
    "heading, side", [(0, (0, 1)), (90, (1, 0)), (180, (0, -1)), (270, (-1, 0))]
)
def test_its_tip_lies_where_it_points_to_and_its_middle_at_its_place(heading, side):
    sees = eye(size=(SIDE, SIDE))
    seen = drawn(arrow(heading), sees)
    rows, columns = np.nonzero(seen)
    at = np.column_stack([columns, rows]) + 0.5 - SIDE / 2
    along, across = at @ side, np.abs(at @ (side[1], -side[0]))
    pixels = 40 / sees.metres(np.zeros((1, 3)))[0]
    assert along.max() == pytest.approx(pixels / 2, abs=4)
    assert along.min() == pytest.approx(-pixels / 2, abs=4)
    assert across[along > pixels * 0.1].max() > 2 * across[along < 0].max()  # the head is wider


def test_it_is_as_long_as_what_it_tells_is_strong():
    sees = eye(size=(900, 900))
    long = [
        np.linalg.norm(np.subtract(*(end[0, :2] for end in ends(arrow(30, size), sees))))
        for size in (20.0, 40.0)
    ]
    assert long[1] == pytest.approx(2 * long[0], rel=0.01)
    tiny = ends(arrow(90, 0.01), sees)
    assert tiny[1][0, 0] - tiny[0][0, 0] == pytest.approx(SHORTEST, abs=0.1)


@pytest.mark.parametrize("still", [arrow(np.nan), arrow(90, 0.0)])
def test_what_is_calm_is_a_dot(still):
    made = arrow_strokes(still, eye())
    assert made.kind.tolist() == [SPOT] and made.at[0, 3] == pytest.approx(CALM)


def test_one_of_a_station_stands_on_a_stem_and_is_seen_from_far_and_near():
    for height, pixels in ((20.0, STANDING[1]), (5000.0, STANDING[0])):
        sees = eye(height + 10)
        tail, tip = ends(arrow(90, 24.0, height=10.0), sees)
        assert tip[0, 0] - tail[0, 0] == pytest.approx(pixels * sees.unit, rel=0.05)
    made = signs(arrow(90, height=10.0), eye(back=200))
    assert [(made.kind == kind).sum() for kind in (ARROW, LINE, RING)] == [1, 2, 0]
    assert not (signs(arrow(90), eye(back=200)).kind == LINE).any()


def test_old_ones_and_alerts_are_told():
    old = signs(arrow(90, stale=True), eye())
    assert old.look[old.kind == ARROW].tolist() == [STALE]
    watched = signs(arrow(90, alert=True), eye())
    assert (watched.kind == RING).sum() == 1


def test_it_lies_flat_so_that_one_seen_from_the_side_is_slender():
    low = eye(30.0, back=100.0)
    across, along = (arrow_strokes(arrow(way, 30.0), low).at[0] for way in (90, 0))
    assert across[3] - across[0] > 2 * (along[4] - along[1])  # its length is foreshortened
    assert across[8] / (across[3] - across[0]) < along[8] / (along[4] - along[1])


def test_one_points_at_it_from_its_tail_to_its_tip():
    tail, tip, radius = bodies(arrow(90), eye())
    assert tip[0, 0] - tail[0, 0] > 100 and radius[0] > 2
    things = Things()
    things.show("a", arrow(90))
    sees = eye().lens
    x, y = float(tip[0, 0]) - 5, float(tip[0, 1])
    assert things.near(x, y, sees)[0][:2] == ("a", 0) and things.near(x, y + 40, sees) == []
    things.close()
