"""What a walk asks of the viewport, which only takes notes."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.tools.walk import EYE_HEIGHT, PACE, RUN, Walk

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


class Street(QWidget):
    def __init__(self):
        super().__init__()
        self.told, self.above = [], EYE_HEIGHT

    def height_above_ground(self):
        return self.above

    def __getattr__(self, name):
        if name in ("stand", "walk", "look_round", "keep_above", "walk_no_more"):
            return lambda *given: self.told.append((name, *given))
        raise AttributeError(name)

    def asked(self, name):
        return [entry[1:] for entry in self.told if entry[0] == name]


@pytest.fixture
def street(qtbot):
    made = Street()
    qtbot.addWidget(made)
    return made


def press(tool, key, keys=NONE):
    return tool.key(QKeyEvent(QEvent.Type.KeyPress, key, keys))


def let_go(tool, key):
    tool.key_up(QKeyEvent(QEvent.Type.KeyRelease, key, NONE))


def test_taking_the_tool_stands_one_on_the_ground(street):
    Walk(street)
    assert street.told == [("stand", EYE_HEIGHT)]


@pytest.mark.parametrize(
    ("key", "step"),
    [("W", (1, 0)), ("S", (-1, 0)), ("D", (0, 1)), ("A", (0, -1)), ("Up", (1, 0))],
)
def test_each_key_walks_its_way(street, key, step):
    walk = Walk(street)
    assert press(walk, getattr(Qt.Key, f"Key_{key}"))
    walk.go(0.5)
    assert street.asked("walk")[-1] == (step[0] * PACE / 2, step[1] * PACE / 2, 0)
    assert street.told[-1] == ("stand", EYE_HEIGHT)
    walk.put_down()


def test_shift_runs_and_a_key_let_go_stops(street):
    walk = Walk(street)
    press(walk, Qt.Key.Key_W, SHIFT)
    walk.go(0.5)
    assert street.asked("walk")[-1] == (RUN / 2, 0, 0)
    let_go(walk, Qt.Key.Key_W)
    walk.go(0.5)
    assert street.asked("walk")[-1] == (0, 0, 0)


def test_e_lifts_off_and_q_comes_back_to_the_ground(street):
    walk = Walk(street)
    press(walk, Qt.Key.Key_E)
    walk.go(0.5)
    assert walk.flying and street.told[-1] == ("keep_above", EYE_HEIGHT)
    let_go(walk, Qt.Key.Key_E)
    street.above = 100.0
    press(walk, Qt.Key.Key_Q)
    walk.go(0.5)
    assert walk.flying and street.asked("walk")[-1] == (0, 0, -40.0)
    street.above = EYE_HEIGHT
    walk.go(0.1)
    assert not walk.flying and street.told[-1] == ("stand", EYE_HEIGHT)


def test_other_keys_are_for_others(street):
    assert not press(Walk(street), Qt.Key.Key_F)


@pytest.mark.parametrize(
    ("key", "keys", "mine"),
    [
        (Qt.Key.Key_E, NONE, True),
        (Qt.Key.Key_E, SHIFT, True),
        (Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier, False),
        (Qt.Key.Key_M, NONE, False),
    ],
)
def test_its_keys_are_no_shortcuts_while_one_walks(street, key, keys, mine):
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, keys)
    assert Walk(street).claims(event) is mine


def test_putting_it_down_ends_the_walk(street):
    walk = Walk(street)
    press(walk, Qt.Key.Key_W)
    walk.put_down()
    assert not walk._step.isActive()
    assert street.told[-1] == ("walk_no_more",)
