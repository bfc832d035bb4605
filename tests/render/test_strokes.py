"""Places in a picture, seen from 100 m above the ground, looking down, or north and down."""

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkCamera

from render.lens import lens
from render.strokes import FLAWED, SPOT, Eye, Strokes, made, stamps

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


def test_a_dot_has_the_size_of_a_spot_and_a_dark_line():
    whole = stamps(1.9)
    own, dark = whole >> 16, whole & 0xFFFF
    assert (own + dark <= 256).all()
    assert own.sum((2, 3)) / 256 == pytest.approx(np.pi * 1.9**2, rel=0.08)
    assert (dark[:, :, 3] > 120).any()


def test_the_farthest_comes_first_and_what_is_nowhere_is_left_out():
    places = np.array([[1, 1, 0.3], [2, 2, 0.9], [3, 3, FLAWED], [4, 4, 0.9], [5, 5, 0.5]])
    strokes = made(SPOT, places, np.array(RED), 255, 0, places[:, 2])
    assert strokes.ordered().at[:, 0].tolist() == [2, 4, 5, 1]
    twice = Strokes.joined([strokes, Strokes.none(), strokes])
    assert twice.ordered().at[:, 0].tolist() == [2, 4, 2, 4, 5, 5, 1, 1]
