from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.panels.grip import STEP, Grip


def test_it_is_dragged_and_moved_with_the_keys(qtbot):
    grip = Grip()
    qtbot.addWidget(grip)
    grip.resize(200, 9)
    grip.show()
    moved = []
    grip.moved.connect(moved.append)
    QTest.keyClick(grip, Qt.Key.Key_Up)
    QTest.keyClick(grip, Qt.Key.Key_Down)
    QTest.keyClick(grip, Qt.Key.Key_Left)
    assert moved == [STEP, -STEP]
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=QPoint(50, 4))
    QTest.mouseMove(grip, QPoint(50, -26))
    QTest.mouseMove(grip, QPoint(50, -16))
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton, pos=QPoint(50, -16))
    QTest.mouseMove(grip, QPoint(50, 90))
    assert sum(moved[2:]) == 20
