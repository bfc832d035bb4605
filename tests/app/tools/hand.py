"""A hand that holds a tool and moves the mouse."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
LEFT, NO, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.MouseButton.RightButton
TOWER = {"tower", "podium", "shaft"}


def mouse(kind, x, y, keys=NONE, button=LEFT):
    place = QPointF(x, y)
    return QMouseEvent(kind, place, place, button, button, keys)


def key(code):
    return QKeyEvent(QEvent.Type.KeyPress, code, NONE)


def drag(tool, *places, keys=NONE):
    tool.press(mouse(QEvent.Type.MouseButtonPress, *places[0], keys))
    for place in places[1:]:
        tool.move(mouse(QEvent.Type.MouseMove, *place, keys))
    tool.release(mouse(QEvent.Type.MouseButtonRelease, *places[-1], keys))
    settle(tool)


def settle(tool):
    """Wait until what was drawn round is found."""
    while tool._asking.busy:
        QTest.qWait(2)


def tool(corner, kind):
    return kind(corner.viewport, corner.asking)
