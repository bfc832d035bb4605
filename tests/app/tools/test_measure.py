"""The measuring tool in the hand: clicks, keys, and numbers that are typed."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter

from app.measurements import Measurements
from app.measures import KINDS
from app.tools.measure import Measure
from tests.app.eyes import FromAbove
from tests.app.standin import town_document

NONE = Qt.KeyboardModifier.NoModifier


class Hand:
    """The tool, and what it finished."""

    def __init__(self, kind):
        document = town_document()
        self.eye = FromAbove(document)
        self.done = []
        self.tool = Measure(
            self.eye, Measurements(document), KINDS[kind], lambda *all: self.done.append(all)
        )

    def mouse(self, what, x, y, button=Qt.MouseButton.LeftButton, keys=NONE):
        at = self.eye.pixel(x, y)
        kind = {"press": QEvent.Type.MouseButtonPress, "move": QEvent.Type.MouseMove}.get(
            what, QEvent.Type.MouseButtonRelease
        )
        return getattr(self.tool, what)(QMouseEvent(kind, at, at, button, button, keys))

    def click(self, x, y):
        self.mouse("press", x, y)
        self.mouse("release", x, y)

    def key(self, key, text="", keys=NONE):
        return self.tool.key(QKeyEvent(QEvent.Type.KeyPress, key, keys, text))

    def type(self, text):
        for letter in text:
            assert self.key(Qt.Key.Key_0, letter)


@pytest.fixture
def hand(qtbot, request):
    made = Hand(getattr(request, "param", "distance"))
    qtbot.addWidget(made.eye)
    return made


def test_clicks_gather_points_until_a_double_click(hand):
    hand.click(60, 80)
    hand.click(60, 100)
    hand.click(80, 100)
    hand.tool.double_click(None)
    kind, points, _ = hand.done[0]
    assert kind.name == "distance"
    assert points.tolist() == [[60, 80, 0], [60, 100, 0], [80, 100, 0]]
    assert hand.tool.points == []  # ready for the next one


@pytest.mark.parametrize("hand", ["height"], indirect=True)
def test_a_kind_of_two_points_ends_by_itself(hand):
    hand.click(60, 80)
    hand.click(9, 7.5)
    assert hand.done[0][1].tolist() == [[60, 80, 0], [10, 8, 3]]


@pytest.mark.parametrize("hand", ["volume"], indirect=True)
def test_what_was_hit_comes_along(hand):
    hand.click(115, 14)
    assert hand.done[0][2].thing.objects.ids[hand.done[0][2].object] == "podium"


def test_a_drag_turns_the_city_and_sets_no_point(hand):
    hand.mouse("press", 60, 80)
    hand.mouse("move", 70, 80)
    hand.mouse("release", 70, 80)
    assert hand.eye.turned and hand.tool.points == []


def test_other_buttons_and_shift_are_left_for_looking_around(hand):
    assert not hand.mouse("press", 60, 80, Qt.MouseButton.RightButton)
    assert not hand.mouse("press", 60, 80, keys=Qt.KeyboardModifier.ShiftModifier)
    assert not hand.mouse("release", 60, 80)


def test_without_a_mouse(hand):
    """The crosshair begins in the middle pixel, where the tree is no face."""
    assert hand.key(Qt.Key.Key_Return)
    for _ in range(5):
        hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Up, keys=Qt.KeyboardModifier.ShiftModifier)
    hand.key(Qt.Key.Key_Return)
    hand.key(Qt.Key.Key_Return)  # again on the same place
    assert hand.done[0][1].tolist() == [[49.5, 50.5, 0], [79.5, 51, 0]]


def test_backspace_takes_back(hand):
    hand.click(60, 80)
    hand.click(60, 100)
    hand.key(Qt.Key.Key_Backspace)
    assert len(hand.tool.points) == 1


def test_a_length_can_be_typed(hand):
    hand.click(60, 80)
    hand.mouse("move", 60, 90)
    hand.type("12,5")
    assert hand.tool.claims(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, NONE, "1"))
    hand.key(Qt.Key.Key_Return)
    assert hand.tool.points[-1] == pytest.approx([60, 92.5, 0])
    hand.type("7")
    hand.key(Qt.Key.Key_Backspace)
    assert hand.tool.typed == "" and len(hand.tool.points) == 2


def test_digits_are_nobodys_before_there_is_a_point(hand):
    one = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, NONE, "1")
    assert not hand.tool.claims(one) and not hand.tool.key(one)


def test_too_few_points_are_kept(hand):
    hand.click(60, 80)
    hand.tool.end()
    assert not hand.done and len(hand.tool.points) == 1


@pytest.mark.parametrize("hand", ["distance", "area"], indirect=True)
def test_it_is_painted_over_the_city(hand):
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    hand.click(60, 80)
    hand.click(60, 100)
    hand.mouse("move", 80, 100)
    painter = QPainter(image)
    hand.tool.paint(painter)
    painter.end()
    dark = np.array([image.pixelColor(220, y).lightness() for y in range(100, 140)])
    assert (dark < 200).mean() > 0.8  # the first leg, from (60, 80) to (60, 100)
    assert QPointF(hand.tool.place) == hand.eye.pixel(80, 100)
