"""The ground that a picture shows, where the picture is known."""

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkCamera

from render import camera as eye
from render.in_sight import ground_in_sight, outline_in_sight
from tests.render.test_camera import BOX, standing


def test_from_above_the_ground_in_sight_is_what_the_picture_shows():
    camera = vtkCamera()
    eye.top(camera, BOX, 1.6)
    eye.set_parallel(camera, True)
    eye.zoom(camera, 4.0, (100.0, 50.0, 0.0))
    box, metres = ground_in_sight(camera, (1600, 1000), BOX)
    assert metres == pytest.approx(eye.scale(camera, 1000))
    wide = 1600 * metres
    assert box[2] - box[0] == pytest.approx(wide * 1.1, rel=0.01)
    assert (box[0] + box[2]) / 2 == pytest.approx(100, abs=1)
    assert (box[1] + box[3]) / 2 == pytest.approx(50, abs=1)


def test_the_outline_of_what_is_in_sight_is_the_picture_on_the_ground():
    camera = vtkCamera()
    eye.top(camera, BOX, 1.6)
    eye.set_parallel(camera, True)
    corners = np.array(outline_in_sight(camera, (1600, 1000), BOX))
    metres = eye.scale(camera, 1000)
    assert np.ptp(corners[:, 0]) == pytest.approx(1599 * metres)
    assert np.ptp(corners[:, 1]) == pytest.approx(999 * metres)


def test_towards_the_horizon_the_outline_ends_where_the_city_may():
    camera = standing()
    corners = np.array(outline_in_sight(camera, (1600, 1000), BOX))
    assert np.isfinite(corners).all()
    assert np.hypot(*(corners - camera.GetPosition()[:2]).T).max() < 1.6 * np.hypot(400, 200)


def test_looking_along_the_ground_only_the_near_part_counts():
    camera = standing()
    box, metres = ground_in_sight(camera, (1600, 1000), (-5000, 5000, -5000, 5000, 0, 40))
    assert max(box[2] - box[0], box[3] - box[1]) < 60
    assert 0 < metres < 0.1


def test_looking_up_there_is_no_ground_in_sight():
    camera = standing()
    eye.look_round(camera, 0, 60)
    assert ground_in_sight(camera, (1600, 1000), BOX) is None
