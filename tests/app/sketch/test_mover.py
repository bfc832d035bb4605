"""Moving by handles: each moves, turns or scales what is selected; elsewhere it slides."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter

from app.sketch.kinds import BY_NAME
from app.sketch.mover import Mover
from tests.app.sketch.oblique import Desk, Oblique, on_other
from tests.app.tools.hand import LEFT, NO, NONE, mouse

PRESS, MOVE, RELEASE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
)
MIDDLE = np.array([5.0, 5.0, 10.0])


class Hand:
    def __init__(self):
        self.picture, self.desk = Oblique(), Desk(BY_NAME["move"])
        self.tool = Mover(self.picture, self.desk)

    def pixel(self, *away):
        place = self.picture.place(*(MIDDLE + away))
        return place.x(), place.y()

    def drag(self, start, end, keys=NONE):
        assert self.tool.press(mouse(PRESS, *self.pixel(*start)))
        self.tool.move(mouse(MOVE, *self.pixel(*end), keys))
        self.tool.release(mouse(RELEASE, *self.pixel(*end), keys))

    def key(self, code, text="", keys=NONE):
        return self.tool.key(QKeyEvent(QEvent.Type.KeyPress, code, keys, text))


@pytest.fixture
def hand(qapp):
    return Hand()


@pytest.mark.parametrize(
    ("start", "end", "by"),
    [
        ((46, 0, 0), (56.04, 0, 0), [10, 0, 0]),
        ((0, 40, 0), (3, 28, 0), [0, -12, 0]),
        ((0, 0, 40), (0, 0, 47.5), [0, 0, 7.5]),
    ],
)
def test_an_arrow_moves_along_itself_alone(hand, start, end, by):
    hand.drag(start, end)
    assert hand.desk.done == [{"objects": ["it"], "by": pytest.approx(by)}]
    assert ("select", "it") in hand.desk.told


def test_the_ring_turns_about_the_middle(hand):
    hand.drag((-35, 0, 0), (0, 35, 0))
    (found,) = hand.desk.done
    assert found == {"objects": ["it"], "turn": pytest.approx(90), "about": [1005.0, 1005.0]}


def test_the_cube_makes_it_larger_in_proportion(hand):
    hand.drag((30, -30, 0), (60, -60, 0))
    (found,) = hand.desk.done
    assert found == {"objects": ["it"], "scale": pytest.approx(2), "about": [1005.0, 1005.0]}


def test_what_cannot_grow_has_no_cube(hand):
    hand.desk.grown = False
    assert not hand.tool.press(mouse(PRESS, *hand.pixel(30, -30, 0)))


def test_elsewhere_a_thing_slides_over_the_ground(hand):
    hand.picture.hit = on_other()
    place = hand.picture.place(55, 55, 50)
    assert hand.tool.press(mouse(PRESS, place.x(), place.y()))
    hand.tool.move(mouse(MOVE, place.x() + 40, place.y(), Qt.KeyboardModifier.AltModifier))
    hand.tool.release(mouse(RELEASE, place.x() + 40, place.y(), Qt.KeyboardModifier.AltModifier))
    assert hand.desk.done == [{"objects": ["other"], "by": pytest.approx([20, 0, 0])}]


@pytest.mark.parametrize(
    ("start", "typed", "found"),
    [
        ((46, 0, 0), "12.5", {"by": [12.5, 0, 0]}),
        ((0, 0, 40), "-3", {"by": [0, 0, -3]}),
        ((-35, 0, 0), "33", {"turn": 33}),
        ((30, -30, 0), "1.5", {"scale": 1.5}),
    ],
)
def test_numbers_are_typed_while_a_handle_is_held(hand, start, typed, found):
    hand.tool.press(mouse(PRESS, *hand.pixel(*start)))
    for letter in typed:
        hand.key(0, letter)
    hand.key(Qt.Key.Key_Return)
    (done,) = hand.desk.done
    assert {name: done[name] for name in found} == found


def test_arrow_keys_and_pages_move_what_is_selected(hand):
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_PageUp)
    hand.key(Qt.Key.Key_PageUp, keys=Qt.KeyboardModifier.ShiftModifier)
    hand.key(Qt.Key.Key_Return)
    assert hand.desk.done == [{"objects": ["it"], "by": pytest.approx([0.5, 0, 0.6])}]


@pytest.mark.parametrize(
    ("start", "found"),
    [
        ((-35, 0, 0), {"turn": 5}),
        ((30, -30, 0), {"scale": 1.05}),
        ((0, 0, 40), {"by": [0, 0, 0.5]}),
    ],
)
def test_arrow_keys_work_on_the_handle_that_is_held(hand, start, found):
    hand.tool.press(mouse(PRESS, *hand.pixel(*start)))
    hand.key(Qt.Key.Key_Up)
    assert {name: hand.desk.tried[-1][name] for name in found} == found
    hand.key(Qt.Key.Key_Escape)
    assert hand.tool.handle == "" and hand.tool.found() is None


def test_a_handle_under_the_mouse_says_what_it_does(hand):
    hand.tool.move(mouse(MOVE, *hand.pixel(46, 0, 0), NONE, NO))
    assert hand.tool._lit == "east" and hand.picture.painted
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    hand.tool.paint(painter)
    hand.tool.press(mouse(PRESS, *hand.pixel(46, 0, 0), NONE, LEFT))
    hand.tool.move(mouse(MOVE, *hand.pixel(60, 0, 0)))
    hand.tool.paint(painter)
    painter.end()
    assert hand.tool.gizmo.middle == pytest.approx(MIDDLE + np.array([14, 0, 0]))
