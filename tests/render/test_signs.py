"""Signs as strokes, for an eye above the ground that looks down, or north and down."""

import numpy as np
import pytest

from city.glyphs import Glyphs, Trails
from render.signs import BOXES, DISC, FAR, bodies, heads, signs, trail_strokes
from render.strokes import DOT, FACE, LINE, RING, SPOT
from tests.render.test_strokes import RED, eye


def count(strokes, kind):
    return int((strokes.kind == kind).sum())


def test_a_disc_grows_as_one_comes_near_but_neither_too_small_nor_too_large():
    glyphs = Glyphs.of("disc", [[0, 0, 0]], RED, size=20, height=0)
    sizes = [heads(glyphs, eye(height))[1][0] for height in (10.0, 1500.0, 9000.0)]
    assert sizes[0] == DISC[1] and sizes[2] == DISC[0]
    assert DISC[0] < sizes[1] < DISC[1]


def test_signs_are_as_large_in_a_large_picture_as_in_a_small_one():
    glyphs = Glyphs.of("disc", [[0, 0, 0]], RED)
    small, large = (heads(glyphs, eye(size=(side, side)))[1][0] for side in (900, 2700))
    assert large == pytest.approx(3 * small)


def test_a_disc_stands_on_a_stem_and_its_uncertainty_lies_around_it():
    made = signs(Glyphs.of("disc", [[0, 0, 0]], RED, spread=30), eye(back=200))
    assert [count(made, kind) for kind in (SPOT, LINE, RING, FACE)] == [2, 2, 1, 0]
    lying = signs(Glyphs.of("disc", [[0, 0, 0]], RED, height=0), eye(back=200))
    assert [count(lying, kind) for kind in (SPOT, LINE, RING, FACE)] == [1, 0, 0, 0]


def test_a_vehicle_is_a_box_when_near_points_ahead_from_afar_and_is_a_dot_at_last():
    bus = Glyphs.of("vehicle", [[0, 0, 0]], RED, heading=90)
    near, far, farther = (signs(bus, eye(height)) for height in (60, 2500, 9000))
    assert count(near, FACE) == 7 and count(near, SPOT) == 0
    assert count(far, FACE) == 0 and count(far, SPOT) == 1
    assert FAR[0] < far.at[0, 3] < FAR[1]
    assert far.at[0, 4:6] == pytest.approx([1, 0], abs=0.01)  # east is to the right
    assert count(farther, DOT) == 1 and len(farther.kind) == 1
    unknown = signs(Glyphs.of("vehicle", [[0, 0, 0]], RED), eye(60))
    assert count(unknown, FACE) == 0 and not unknown.at[0, 4:6].any()


def test_old_ones_and_alerts_are_told_however_far_they_are():
    marks = {"stale": [1, 0, 0], "alert": [0, 1, 0]}
    made = signs(Glyphs.of("vehicle", np.zeros((3, 3)), RED, **marks), eye(9000))
    assert [count(made, kind) for kind in (DOT, SPOT)] == [1, 2]
    assert sorted(made.look[made.kind == SPOT].tolist()) == [1, 2]


def test_what_is_beside_the_picture_is_left_out():
    places = [[0, 0, 0], [1e4, 0, 0], [0, 0, 400]]  # the last one above the eye
    assert count(signs(Glyphs.of("vehicle", places, RED), eye()), SPOT) == 1


def test_only_so_many_vehicles_are_boxes():
    places = np.zeros((BOXES + 500, 3))
    places[:, 0] = np.linspace(-10, 10, len(places))
    made = signs(Glyphs.of("vehicle", places, RED, heading=0), eye(60))
    assert count(made, FACE) == 7 * BOXES and count(made, SPOT) == 500


def test_a_column_is_as_high_as_its_value_and_never_too_slender_to_see():
    def top(height, away=300.0):
        glyphs = Glyphs.of("column", [[0, 0, 0]], RED, height=height, size=1)
        made = signs(glyphs, eye(away, back=away))
        faces = made.at[made.kind == FACE].reshape(-1, 4, 3)
        return faces[..., 1].max(), np.ptp(faces[..., 0])

    assert top(50)[0] - top(0)[0] > 4 * (top(10)[0] - top(0)[0]) > 0
    assert top(10, 3000.0)[1] >= 5.9


def test_stale_boxes_are_seen_through_and_alerts_stand_in_a_ring():
    stale, alert = (
        signs(Glyphs.of("column", [[0, 0, 0]], RED, height=9, **{mark: True}), eye(back=200))
        for mark in ("stale", "alert")
    )
    assert (stale.paint[stale.kind == FACE, 3] < 100).all()
    assert (alert.paint[alert.kind == FACE, 3] == 255).all()
    assert count(alert, RING) == count(stale, RING) + 1


def test_the_farthest_comes_first_and_what_lies_on_the_ground_before_all():
    places = [[0, 0, 0], [0, 50, 0]]
    glyphs = Glyphs.of("disc", places, RED, spread=5, height=0)
    made = signs(glyphs, eye(back=200)).ordered()
    assert (made.kind[:2] == RING).all()
    heights = made.at[:, 1][made.kind == SPOT]
    assert heights[-1] < heights[0]  # the farther one is seen higher up


def test_trails_are_lines_within_each_thing_that_fade_to_the_past():
    points = np.array([[0, 0, 0], [5, 0, 0], [10, 0, 0], [0, 9, 0], [5, 9, 0]], np.float32)
    colour = np.array([RED, (0, 0, 9)], np.uint8)
    made = trail_strokes(Trails(points, np.array([0, 3, 5]), colour), eye())
    assert len(made.kind) == 3 and (made.kind == LINE).all()
    assert made.paint[:, 0].tolist() == [200, 200, 0]
    assert made.paint[0, 3] < made.paint[1, 3]
    assert (made.at[:, 7] > 0).all() and (made.at[:, 7] < 1).all()
    even = trail_strokes(Trails(points, np.array([0, 3, 5]), colour, fading=False), eye())
    assert len(set(even.paint[:, 3].tolist())) == 1 and (even.at[:, 7] == 1).all()


def test_one_points_at_a_column_from_its_foot_to_its_top_and_at_a_box_as_large_as_it_is():
    column = Glyphs.of("column", [[0, 0, 0]], RED, height=60, size=8)
    foot, top, radius = bodies(column, eye(back=200))
    assert foot[0, :2] == pytest.approx([450, 450], abs=1) and top[0, 1] > 520
    assert radius[0] > 10
    bus = Glyphs.of("vehicle", [[0, 0, 0]], RED, heading=0)
    assert bodies(bus, eye(60))[2][0] > 50 > bodies(bus, eye(2500))[2][0]
