"""What a hand does: the tool hears first, looking around gets the rest, the tool paints last."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.hand import Hand
from app.tools.tool import Tool

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Noting:
    """Looks around, and notes how."""

    dragging = False

    def __init__(self):
        self.told, self.place = [], QPointF()

    def __getattr__(self, name):
        return lambda event: self.told.append(name) or name == "key"


class Board(Hand):
    """A white picture under a hand."""

    def __init__(self):
        super().__init__()
        self._eye, self.looked, self.interrupted = Noting(), 0, 0
        self.resize(200, 150)

    def _look(self):
        self.looked += 1

    def _interrupt(self):
        self.interrupted += 1

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#ffffff"))
        self._paint_over(painter)


class Pen(Tool):
    """Takes the mouse, leaves the wheel and all keys but the Return key."""

    cursor = Qt.CursorShape.PointingHandCursor

    def __init__(self):
        self.told, self.down, self.tab = [], False, None

    def press(self, event):
        self.told.append("press")
        return True

    def move(self, event):
        self.told.append("move")
        return True

    def release(self, event):
        self.told.append("release")
        return True

    def key(self, event):
        return event.key() in (Qt.Key.Key_Return, self.tab)

    def claims(self, event):
        return event.text() == "1" or event.key() == self.tab

    def paint(self, painter):
        painter.fillRect(0, 0, 10, 10, QColor("#0000ff"))

    def put_down(self):
        self.down = True


class Blot:
    def paint(self, painter):
        painter.fillRect(0, 0, 20, 20, QColor("#ff0000"))


@pytest.fixture
def board(qtbot):
    made = Board()
    qtbot.addWidget(made)
    made.show()
    return made


def click(board):
    QTest.mouseClick(board, LEFT, NONE, QPoint(50, 50))


def wheel(board):
    place, no = QPointF(50, 50), Qt.MouseButton.NoButton
    phase = Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(
        board, QWheelEvent(place, place, QPoint(), QPoint(0, 120), no, NONE, phase, False)
    )


def test_an_empty_hand_looks_around(board):
    click(board)
    wheel(board)
    QTest.keyClick(board, Qt.Key.Key_Left)
    assert board._eye.told == ["press", "release", "wheel", "key"]
    assert board.interrupted == 3  # by the press, the wheel and the key


def test_the_tool_hears_first_and_what_it_leaves_is_for_looking(board):
    pen = Pen()
    board.take(pen)
    click(board)
    wheel(board)
    QTest.keyClick(board, Qt.Key.Key_Return)
    QTest.keyClick(board, Qt.Key.Key_Left)
    assert pen.told == ["press", "release"]
    assert board._eye.told == ["wheel", "key"]


def test_one_tool_is_put_down_for_the_next(board, qtbot):
    first, second = Pen(), Pen()
    board.take(first)
    assert board.cursor().shape() == Pen.cursor
    with qtbot.waitSignal(board.taken) as heard:
        board.take(second)
    assert heard.args == [second] and first.down and not second.down
    assert board.put_down() and second.down
    assert board.cursor().shape() == Qt.CursorShape.ArrowCursor
    assert not board.put_down()


def test_a_tool_may_claim_a_key_that_is_a_shortcut(board):
    board.take(Pen())
    claimed = []
    for key, text in ((Qt.Key.Key_1, "1"), (Qt.Key.Key_2, "2")):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, NONE, text)
        event.ignore()
        board.event(event)
        claimed.append(event.isAccepted())
    assert claimed == [True, False]


def test_tab_goes_to_the_tool_that_claims_it_and_else_to_the_next_widget(board, qtbot):
    pen, beside = Pen(), QLineEdit(board)
    beside.show()
    board.take(pen)
    board.activateWindow()
    board.setFocus()
    pen.tab = Qt.Key.Key_Tab
    QTest.keyClick(board, Qt.Key.Key_Tab)
    assert board.hasFocus() and board.interrupted == 1
    pen.tab = None
    QTest.keyClick(board, Qt.Key.Key_Tab)
    assert beside.hasFocus()


def test_marks_lie_over_the_picture_and_the_tools_preview_over_them(board):
    board.marks.append(Blot())
    board.take(Pen())
    seen = board.grab().toImage()
    assert seen.pixelColor(5, 5) == QColor("#0000ff")
    assert seen.pixelColor(15, 15) == QColor("#ff0000")
    assert seen.pixelColor(50, 50) == QColor("#ffffff")


def test_a_mouse_that_comes_to_rest_looks_unless_it_drags(board, qtbot):
    board._eye.dragging = True
    QTest.mouseMove(board, QPoint(30, 30))
    QApplication.processEvents()
    assert not board._hover.isActive()
    board._eye.dragging = False
    QTest.mouseMove(board, QPoint(60, 60))
    qtbot.waitUntil(lambda: board.looked == 1)
    assert board._eye.place == QPointF(60, 60)


def test_a_mouse_that_leaves_points_at_nothing(board, qtbot):
    with qtbot.waitSignals([board.pointed, board.hovered]):
        QApplication.sendEvent(board, QEvent(QEvent.Type.Leave))
    assert not board._hover.isActive()
