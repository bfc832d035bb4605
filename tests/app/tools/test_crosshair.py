"""A crosshair that the mouse and the arrows move."""

import pytest
from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.tools.crosshair import FINE_STEP, KEY_STEP, Crosshair, stepped
from tests.app.tools.hand import ALT, LEFT, NO, NONE, RIGHT, SHIFT

PRESS, MOVE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove
RELEASE = QEvent.Type.MouseButtonRelease


class Picture:
    def __init__(self):
        self.turned, self.updates = [], 0

    @property
    def room(self):
        return QRect(0, 0, 400, 300)

    def under(self, place):
        return place.x(), place.y(), 0.0

    def turn(self, dx, dy, pivot):
        self.turned.append((round(dx, 2), round(dy, 2), pivot))

    def update(self):
        self.updates += 1


class Noting(Crosshair):
    def __init__(self):
        self.picture = Picture()
        super().__init__(self.picture)
        self.told = []

    def follow(self, keys=NONE):
        self.told.append(("follow", self.place.x(), self.place.y()))

    def click(self, keys=NONE):
        self.told.append(("click", keys))

    def mouse(self, what, x, y, button=LEFT, keys=NONE):
        place = QPointF(x, y)
        event = QMouseEvent(what, place, place, button, button, keys)
        return {PRESS: self.press, MOVE: self.move, RELEASE: self.release}[what](event)


@pytest.fixture
def tool():
    return Noting()


def test_it_begins_in_the_middle_and_follows_the_mouse(tool):
    assert (tool.place.x(), tool.place.y()) == pytest.approx((200, 150), abs=1)
    assert tool.mouse(MOVE, 30, 40, NO) is False  # so that what moves the eye may go on
    assert tool.told == [("follow", 30, 40)] and tool.picture.updates == 1


def test_a_click_is_told_where_it_ends(tool):
    assert tool.mouse(PRESS, 30, 40) and tool.mouse(MOVE, 32, 41) and tool.mouse(RELEASE, 32, 41)
    assert tool.told == [("follow", 32, 41), ("click", NONE)] and tool.picture.turned == []


def test_a_drag_turns_about_what_was_pressed_and_clicks_nothing(tool):
    tool.mouse(PRESS, 30, 40)
    tool.mouse(MOVE, 40, 40)
    tool.mouse(MOVE, 40, 60)
    tool.mouse(MOVE, 30, 40)  # back where it began: a drag all the same
    assert tool.mouse(RELEASE, 30, 40)
    assert tool.told == []
    assert tool.picture.turned[:2] == [(3.5, 0, (30, 40, 0)), (0, 7, (30, 40, 0))]


@pytest.mark.parametrize(("button", "keys"), [(RIGHT, NONE), (LEFT, SHIFT), (LEFT, ALT)])
def test_other_buttons_and_keys_are_left_alone(tool, button, keys):
    assert not tool.mouse(PRESS, 30, 40, button, keys)
    assert not tool.mouse(RELEASE, 30, 40, button, keys)
    assert tool.told == []


def test_the_arrows_step(tool):
    place = QPointF(100, 100)
    for key, keys, wanted in (
        (Qt.Key.Key_Left, NONE, (100 - KEY_STEP, 100)),
        (Qt.Key.Key_Up, NONE, (100, 100 - KEY_STEP)),
        (Qt.Key.Key_Down, SHIFT, (100, 100 + FINE_STEP)),
    ):
        event = QKeyEvent(QEvent.Type.KeyPress, key, keys)
        assert stepped(place, event).toTuple() == wanted
    tool.place = place
    assert tool.steps(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, NONE))
    assert tool.told == [("follow", 100 + KEY_STEP, 100)]
    assert place.toTuple() == (100, 100)  # whoever gave it away keeps it
    assert not tool.steps(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, NONE, "a"))


def test_it_leaves_what_it_does_to_others():
    bare = Crosshair(Picture())
    for ask in (bare.follow, bare.click):
        with pytest.raises(NotImplementedError):
            ask()
