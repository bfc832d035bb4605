"""What the hand does, told to a viewport that only takes notes."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.tools.look import Look

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


class Notes(QWidget):
    low, focus = 0.0, (0.0, 0.0, 0.0)

    def __init__(self):
        super().__init__()
        self.resize(400, 300)
        self.notes = []
        self.tool = Look(self)
        self.picked = self
        self.mousePressEvent = self.tool.press
        self.mouseMoveEvent = self.tool.move
        self.mouseReleaseEvent = self.tool.release
        self.mouseDoubleClickEvent = self.tool.double_click
        self.wheelEvent = self.tool.wheel
        self.keyPressEvent = self.tool.key

    @property
    def room(self):
        return self.rect()

    def emit(self, thing):
        self.notes.append(("picked", thing))

    alive = None

    def thing_at(self, place):
        return self.alive

    def at(self, place):
        return place.toPoint().toTuple()

    def under(self, place):
        return (place.x(), place.y(), 7.0)

    def on_level(self, place, height):
        return (place.x(), place.y(), height)

    def turn(self, *given):
        self.notes.append(("turn", *given))

    def shift(self, *given):
        self.notes.append(("shift", *given))

    def come(self, *given):
        self.notes.append(("come", *given))

    def centre(self, *given):
        self.notes.append(("centre", *given))


class Asked:
    def __init__(self, notes):
        self.notes = notes

    def emit(self, thing, place):
        self.notes.append(("asked", thing))


@pytest.fixture
def city(qtbot):
    made = Notes()
    qtbot.addWidget(made)
    made.show()
    return made


def drag(qtbot, city, button, keys=NONE):
    qtbot.mousePress(city, button, keys, QPoint(100, 100))
    for x in (102, 110, 130):
        qtbot.mouseMove(city, QPoint(x, 100))
        QApplication.processEvents()
    qtbot.mouseRelease(city, button, keys, QPoint(130, 100))


def test_a_click_chooses_even_if_the_hand_shakes(city, qtbot):
    qtbot.mousePress(city, LEFT, NONE, QPoint(50, 60))
    qtbot.mouseMove(city, QPoint(52, 61))
    QApplication.processEvents()
    qtbot.mouseRelease(city, LEFT, NONE, QPoint(52, 61))
    assert city.notes == [("picked", (52, 61))]


def test_a_right_click_asks_what_can_be_done(city, qtbot):
    city.asked = Asked(city.notes)
    qtbot.mouseClick(city, RIGHT, NONE, QPoint(50, 60))
    assert city.notes == [("asked", (50, 60))]


def test_w_begins_a_walk(city, qtbot):
    city.begin_walk = lambda event: city.notes.append(("walk", event.key()))
    qtbot.keyClick(city, Qt.Key.Key_W)
    assert city.notes == [("walk", Qt.Key.Key_W)]


def test_a_left_drag_turns_about_what_was_taken(city, qtbot):
    drag(qtbot, city, LEFT)
    assert {note[0] for note in city.notes} == {"turn"}
    assert {note[3] for note in city.notes} == {(100.0, 100.0, 7.0)}
    assert sum(note[1] for note in city.notes) == pytest.approx(30 * 0.35)


@pytest.mark.parametrize(("button", "keys"), [(RIGHT, NONE), (LEFT, SHIFT)])
def test_a_right_drag_or_shift_takes_the_city_along(city, qtbot, button, keys):
    drag(qtbot, city, button, keys)
    assert city.notes[-1] == ("shift", (100.0, 100.0, 7.0), (130.0, 100.0, 7.0))


def test_the_wheel_keeps_its_aim_until_the_mouse_moves(city, qtbot):
    for x in (100, 130):
        place = QPointF(x, 100)
        turn = QWheelEvent(
            place,
            place,
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            NONE,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(city, turn)
    assert [note[2] for note in city.notes] == [(100.0, 100.0, 7.0)] * 2
    assert city.notes[0][1] == pytest.approx(1.1971, abs=1e-3)


def test_a_double_click_centres(city, qtbot):
    qtbot.mouseDClick(city, LEFT, NONE, QPoint(80, 90))
    assert ("centre", (80.0, 90.0, 7.0)) in city.notes


def test_keys_shift_turn_and_come_closer(city, qtbot):
    qtbot.keyClick(city, Qt.Key.Key_Left)
    qtbot.keyClick(city, Qt.Key.Key_Up, SHIFT)
    qtbot.keyClick(city, Qt.Key.Key_Minus)
    shift, turn, come = city.notes
    assert shift[0] == "shift"
    assert shift[1][0] < shift[2][0]
    assert turn == ("turn", 0.0, -6.0, (0.0, 0.0, 0.0))
    assert come[:2] == ("come", 1 / 1.2)


class Heard:
    def __init__(self, notes, name):
        self.notes, self.name = notes, name

    def emit(self, sign):
        self.notes.append((self.name, sign))


def test_what_lives_there_is_meant_before_the_city(city, qtbot):
    city.alive = ("live/1", 3)
    city.met, city.sought = Heard(city.notes, "met"), Heard(city.notes, "sought")
    city.asked = Asked(city.notes)
    qtbot.mouseClick(city, LEFT, NONE, QPoint(50, 60))
    assert city.notes == [("met", ("live/1", 3))]
    qtbot.mouseDClick(city, LEFT, NONE, QPoint(50, 60))
    assert ("sought", ("live/1", 3)) in city.notes
    assert not any(note[0] in ("picked", "centre") for note in city.notes)
    city.notes.clear()
    qtbot.mouseClick(city, RIGHT, NONE, QPoint(50, 60))
    assert city.notes == [("asked", (50, 60))]
