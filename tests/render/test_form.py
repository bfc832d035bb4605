"""What is seen of a form is what the light on the model shows of it."""

import numpy as np
import pytest

from render.form import FORM, form_of, worn
from render.light import Sun, shares


def facing(normals):
    """Triangles of different sizes that look along normals (n, 3)."""
    helper = np.where(np.abs(normals[:, 2:]) < 0.9, [[0.0, 0, 1]], [[1.0, 0, 0]])
    across = np.cross(helper, normals)
    up = np.cross(normals, across)
    size = np.linspace(1, 5, len(normals))[:, None]
    points = np.stack([0 * across, across * size, up * size], axis=1).astype(np.float32)
    return points.reshape(-1, 3), np.arange(3 * len(normals), dtype=np.int32).reshape(-1, 3)


def test_faces_are_as_dark_as_the_light_leaves_them():
    normals = np.random.default_rng(4).normal(size=(200, 3))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    found = form_of(*facing(normals), False).reshape(-1, 3)
    assert np.ptp(found, axis=1).max() < 1e-6
    bright = shares(np.array([[0.0, 0, 1]]), Sun()).mean()
    wanted = 1 - FORM * (1 - shares(normals, Sun()).mean(1) / bright)
    assert found[:, 0] == pytest.approx(np.clip(wanted, 1 - FORM, 1), abs=1e-4)
    assert np.ptp(found) > 0.05
    flat = form_of(*facing(np.array([[0.0, 0, -1], [0, 0, 1]])), True)
    assert flat == pytest.approx(np.ones(6), abs=1e-5)


def test_what_has_no_size_is_no_trouble():
    points = np.zeros((3, 3), np.float32)
    assert np.isfinite(form_of(points, np.array([[0, 1, 2]], np.int32), True)).all()
    assert len(form_of(points[:0], np.zeros((0, 3), np.int32), True)) == 0


def test_each_point_wears_the_colour_of_its_value_as_dark_as_its_form():
    colours = np.array([[200, 100, 50, 255], [10, 20, 30, 0]], np.uint8)
    value = np.array([1, 0, 0], np.int32)
    form = np.array([1, 1, 0.83], np.float32)
    assert worn(colours, value, form).tolist() == [
        [10, 20, 30, 0],
        [200, 100, 50, 255],
        [166, 83, 42, 255],
    ]
