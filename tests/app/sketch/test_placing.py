"""A model in the hand: where it would stand, what is typed, and that a click places it."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter

from app.sketch.kinds import BY_NAME
from app.sketch.placing import Placing
from tests.app.sketch.oblique import Desk, Oblique
from tests.app.tools.hand import LEFT, NO, NONE, mouse


@pytest.fixture
def tool(qapp):
    return Placing(Oblique(), Desk(BY_NAME["model"]), {"path": "a.ifc", "design": "it"})


def key(tool, code, text=""):
    return tool.key(QKeyEvent(QEvent.Type.KeyPress, code, NONE, text))


def point(tool, x, y):
    place = tool._picture.place(x, y)
    tool.move(mouse(QEvent.Type.MouseMove, place.x(), place.y(), NONE, NO))
    return place.x(), place.y()


def test_it_hangs_at_the_crosshair_and_a_click_places_it(tool):
    assert tool.found() is None
    at = point(tool, 30, 40)
    said = {"path": "a.ifc", "design": "it", "points": [pytest.approx([1030, 1040])]}
    assert tool._desk.tried[-1] == said
    tool.press(mouse(QEvent.Type.MouseButtonPress, *at, NONE, LEFT))
    tool.release(mouse(QEvent.Type.MouseButtonRelease, *at, NONE, LEFT))
    assert tool._desk.done == [said]


def test_enter_places_it_at_the_crosshair(tool):
    key(tool, Qt.Key.Key_Right)
    key(tool, Qt.Key.Key_Return)
    assert tool._desk.done[0]["points"] == [pytest.approx([1006, 1000], abs=1)]


def test_a_turn_and_a_height_are_typed(tool):
    for letter in "30":
        key(tool, 0, letter)
    key(tool, Qt.Key.Key_Tab)
    for letter in "-1.5":
        key(tool, 0, letter)
    assert tool._desk.told[-1] == ("height", -1.5)
    assert ("turn", 30.0) in tool._desk.told
    assert not key(tool, Qt.Key.Key_A, "a")


def test_what_is_taken_back_does_not_count(tool):
    key(tool, 0, "4")
    key(tool, Qt.Key.Key_Backspace)
    assert tool._desk.told == [("turn", 4.0), ("turn", 0.0)]
    key(tool, Qt.Key.Key_Tab)
    assert len(tool._desk.told) == 2


def test_what_is_typed_is_seen(tool):
    point(tool, 0, 0)
    key(tool, 0, "4")
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    tool.paint(painter)
    painter.end()
    assert any(image.pixel(x, y) & 0xFFFFFF for x in range(216, 300) for y in range(170, 200))
