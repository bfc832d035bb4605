"""Signs as strokes, for an eye 100 m above the ground that looks down, or north and down."""

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkCamera

from city.glyphs import Glyphs, Trails
from render.lens import lens
from render.strokes import (
    BOXES,
    DISC,
    DOT,
    FACE,
    FLAWED,
    LINE,
    RING,
    SPOT,
    Eye,
    heads,
    signs,
    trail_strokes,
)

RED = (200, 30, 20)


def eye(height=100.0, back=1.0, size=(900, 900), parallel=False):
    """Above the origin, or south of it; up in the picture is north."""
    camera = vtkCamera()
    camera.SetPosition(0, -back, height)
    camera.SetFocalPoint(0, 0, 0)
    camera.SetViewUp(0, 0, 1)
    camera.SetClippingRange(1, 5000)
    camera.SetParallelProjection(parallel)
    camera.SetParallelScale(100)
    return Eye(lens(camera, size))


def count(strokes, kind):
    return int((strokes.kind == kind).sum())


def test_places_are_seen_where_vtk_would_draw_them():
    seen = eye(back=100).places(np.array([[0.0, 0, 0], [0, 1000, 0], [0, -200, 0]]), 0.0)
    assert seen[0, :2].tolist() == [450, 450]
    assert seen[1, 1] > 450 and seen[1, 2] > seen[0, 2]
    assert (seen[2] == FLAWED).all()  # behind the eye


@pytest.mark.parametrize("parallel", [False, True])
def test_what_is_nearer_by_some_metres_stays_at_its_place(parallel):
    one = eye(parallel=parallel)
    point = np.array([[10.0, 20, 0]])
    there, nearer = one.places(point, 0.0), one.places(point, 30.0)
    assert np.allclose(there[:, :2], nearer[:, :2]) and nearer[0, 2] < there[0, 2]


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
    assert [count(made, kind) for kind in (SPOT, LINE, RING, FACE)] == [2, 1, 1, 0]
    lying = signs(Glyphs.of("disc", [[0, 0, 0]], RED, height=0), eye(back=200))
    assert [count(lying, kind) for kind in (SPOT, LINE, RING, FACE)] == [1, 0, 0, 0]


def test_a_vehicle_is_a_box_when_near_and_points_ahead_from_afar():
    bus = Glyphs.of("vehicle", [[0, 0, 0]], RED, heading=90)
    near, far = signs(bus, eye(60)), signs(bus, eye(4500))
    assert count(near, FACE) == 7 and count(near, SPOT) == 0
    assert count(far, FACE) == 0 and count(far, SPOT) == 1
    assert far.at[0, 3] == pytest.approx(DOT[0])
    assert far.at[0, 4:6] == pytest.approx([1, 0], abs=0.01)  # east is to the right
    unknown = signs(Glyphs.of("vehicle", [[0, 0, 0]], RED), eye(60))
    assert count(unknown, FACE) == 0 and not unknown.at[0, 4:6].any()


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
    made = signs(glyphs, eye(back=200))
    order = made.order()
    assert (made.kind[order[:2]] == RING).all()
    heights = made.at[order][:, 1][made.kind[order] == SPOT]
    assert heights[-1] < heights[0]  # the farther one is seen higher up


def test_trails_are_lines_within_each_thing_that_fade_to_the_past():
    points = np.array([[0, 0, 0], [5, 0, 0], [10, 0, 0], [0, 9, 0], [5, 9, 0]], np.float32)
    colour = np.array([RED, (0, 0, 9)], np.uint8)
    made = trail_strokes(Trails(points, np.array([0, 3, 5]), colour), eye())
    assert len(made.kind) == 3 and (made.kind == LINE).all()
    assert made.paint[:, 0].tolist() == [200, 200, 0]
    assert made.paint[0, 3] < made.paint[1, 3]
    assert (made.at[:, 7] > 0).all() and (made.at[:, 7] < 1).all()
