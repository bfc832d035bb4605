"""One corner, held exactly."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QRect, Qt

from app.tools.corner import Corner
from tests.app.tools.hand import key, mouse

PRESS, RELEASE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease


class Picture:
    """Looks down at bare ground: a pixel is a metre, and heights are drawn twice as high."""

    tool = None

    @property
    def room(self):
        return QRect(0, 0, 400, 300)

    def at(self, place):
        return None

    def under(self, place):
        return place.x(), place.y(), 8.0

    def seen(self, points):
        return [QPointF(x, y) for x, y, _ in points.tolist()], np.ones(len(points))

    def turn(self, dx, dy, pivot):
        pass

    def update(self):
        pass

    def take(self, tool):
        self.tool = tool


@pytest.fixture
def hand():
    picture, told = Picture(), []
    picture.tool = Corner(picture, 2.0, told.append)
    return picture, picture.tool, told


def test_a_click_says_the_true_place_once(hand):
    picture, tool, told = hand
    tool.press(mouse(PRESS, 10, 20))
    tool.release(mouse(RELEASE, 10, 20))
    np.testing.assert_allclose(told, [[10, 20, 4]])
    assert picture.tool is None


def test_by_keys(hand):
    _, tool, told = hand
    assert tool.claims(key(Qt.Key.Key_Return)) and not tool.claims(key(Qt.Key.Key_Escape))
    tool.key(key(Qt.Key.Key_Right))
    tool.key(key(Qt.Key.Key_Return))
    np.testing.assert_allclose(told[0][:2], [tool.place.x(), tool.place.y()])
    assert not tool.key(key(Qt.Key.Key_A))
