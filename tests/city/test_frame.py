"""A frame keeps large coordinates exact by counting from an origin."""

import numpy as np
import pytest

from city.frame import Frame


def test_there_and_back():
    frame = Frame("EPSG:25832", "EPSG:7837", (458868.0, 5438343.0, 100.0))
    world = np.array([[458875.125, 5438350.0625, 112.5], [0, 0, 0]])
    local = frame.to_local(world)
    assert local.tolist() == [[7.125, 7.0625, 12.5], [-458868, -5438343, -100]]
    assert (frame.to_world(local) == world).all()


def test_float32_pictures_come_back_as_doubles():
    frame = Frame(origin=(458868.0, 5438343.0, 0.0))
    world = frame.to_world(np.array([[0.25, 0.5, 1.0]], np.float32))
    assert world.dtype == np.float64 and world.tolist() == [[458868.25, 5438343.5, 1.0]]


def test_frames_are_values():
    assert Frame("EPSG:28992") == Frame("EPSG:28992") != Frame("EPSG:25832")
    assert {Frame("EPSG:28992"): 1}[Frame("EPSG:28992")] == 1
    with pytest.raises(AttributeError):
        Frame().horizontal = "EPSG:28992"
