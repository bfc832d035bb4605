"""The handles over what is held: where they are, which one is meant, and that they are seen."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from app.sketch.gizmo import COLOURS, Gizmo
from tests.app.sketch.oblique import Oblique

ARM = 46.0  # metres: 92 pixels, at two to the metre


@pytest.fixture
def gizmo():
    made = Gizmo(Oblique(), tuple(COLOURS))
    made.middle = np.array([5.0, 5.0, 10.0])
    return made


@pytest.mark.parametrize(
    ("place", "handle"),
    [
        ((ARM, 0, 0), "east"),
        ((0, ARM, 0), "north"),
        ((0, 0, ARM * 0.95), "up"),
        ((-35, 0, 0), "ring"),
        ((0.66 * ARM, -0.66 * ARM, 0), "scale"),
        ((0, 0, 0), ""),
        ((-20, 8, 0), ""),
    ],
)
def test_the_handle_under_a_place(gizmo, place, handle):
    x, y, z = gizmo.middle + place
    assert gizmo.at(gizmo._picture.place(x, y, z)) == handle


def test_an_arrow_that_points_at_the_eye_is_not_there(gizmo):
    flat = gizmo._picture.seen
    gizmo._picture.seen = lambda points: flat(np.asarray(points) * (1, 1, 0))
    x, y, z = gizmo.middle + np.array([0, 0, 3])
    assert gizmo.at(gizmo._picture.place(x, y, z)) != "up"


def test_without_a_middle_or_behind_the_eye_there_are_no_handles(gizmo):
    gizmo._picture.seen = lambda points: ([QPointF(0, 0)] * len(points), -np.ones(len(points)))
    assert gizmo.at(QPointF(0, 0)) == ""
    gizmo.middle = None
    assert gizmo.at(QPointF(0, 0)) == ""


@pytest.mark.parametrize("part", tuple(COLOURS))
def test_each_handle_is_painted_in_its_colour(gizmo, part):
    gizmo.parts = (part,)
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    image.fill(0xFFDDDDDD)
    painter = QPainter(image)
    gizmo.paint(painter, part)
    painter.end()
    wanted = int(COLOURS[part][1:], 16)
    assert any(image.pixel(x, y) & 0xFFFFFF == wanted for x in range(400) for y in range(400))
