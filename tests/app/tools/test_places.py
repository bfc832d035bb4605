"""Clicks and keys that say places."""

import pytest
from PySide6.QtCore import QEvent, QPointF, QRect, Qt

from app.on_the_table import Selection
from app.tools.places import Places
from tests.app.tools.hand import key, mouse

PRESS, RELEASE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease
ENTER, SPACE, BACK = Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Backspace


class Picture:
    def __init__(self):
        self.tool, self.hit = None, None

    @property
    def room(self):
        return QRect(0, 0, 400, 300)

    def at(self, place):
        return self.hit

    def under(self, place):
        return place.x(), place.y(), 0.0

    def turn(self, dx, dy, pivot):
        pass

    def update(self):
        pass

    def take(self, tool):
        before, self.tool = self.tool, tool
        if before is not None:
            before.put_down()


@pytest.fixture(params=[False, True], ids=["one", "several"])
def hand(request):
    picture, told = Picture(), []
    tool = Places(
        picture,
        request.param,
        lambda point, hit: told.append((point, hit)),
        lambda: told.append("back"),
        lambda: told.append("end"),
    )
    picture.take(tool)
    return picture, tool, told, request.param


def click(tool, x, y):
    tool.press(mouse(PRESS, x, y))
    tool.release(mouse(RELEASE, x, y))


def test_a_click_says_the_ground_or_what_is_hit(hand):
    picture, tool, told, several = hand
    click(tool, 10, 20)
    assert told[0] == ((10.0, 20.0, 0.0), None)
    assert ("end" in told) is not several and (picture.tool is None) is not several
    if several:
        picture.hit = Selection("1/Buildings", object(), 3, point=(7.0, 8.0, 9.0))
        click(tool, 30, 40)
        assert told[1] == ((7.0, 8.0, 9.0), picture.hit)


def test_a_double_click_ends_several_and_counts_once(hand):
    picture, tool, told, several = hand
    if several:
        click(tool, 10, 20)
        tool.double_click(mouse(QEvent.Type.MouseButtonDblClick, 10, 20))
        assert len(told) == 2 and told[-1] == "end" and picture.tool is None


def test_by_keys_alone(hand):
    picture, tool, told, several = hand
    for code in (ENTER, SPACE, BACK, Qt.Key.Key_Left):
        assert tool.claims(key(code))
    assert not tool.claims(key(Qt.Key.Key_Escape)) and not tool.key(key(Qt.Key.Key_A))
    tool.key(key(Qt.Key.Key_Left))
    assert tool.place == QPointF(QRect(0, 0, 400, 300).center()) - QPointF(12, 0)
    if several:
        tool.key(key(SPACE))
        tool.key(key(BACK))
        tool.key(key(SPACE))
        tool.key(key(ENTER))
        place = ((tool.place.x(), tool.place.y(), 0.0), None)
        assert told == [place, "back", place, "end"]
    else:
        tool.key(key(ENTER))
        assert told == [((tool.place.x(), tool.place.y(), 0.0), None), "end"]
    assert picture.tool is None


def test_escape_lets_it_be(hand):
    picture, _, told, _ = hand
    picture.take(None)  # what Escape does
    assert told == ["end"]
