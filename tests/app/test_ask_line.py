"""The line that questions are typed into."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ask_line import AskLine, Offer


@pytest.fixture
def line(qtbot):
    corner = QWidget()
    made = AskLine()
    column = QVBoxLayout(corner)
    column.addStretch(1)
    column.addWidget(made)
    qtbot.addWidget(corner)
    corner.resize(700, 400)
    corner.show()
    corner.activateWindow()
    qtbot.waitUntil(corner.isActiveWindow)
    made.setFocus()
    made.corner = corner
    return made


def offers(*texts, at=0):
    return [Offer(text, "attribute", at=at) for text in texts]


def test_offers_lie_above_the_line_and_inside_the_window(line):
    line.offer(offers("height", "year"))
    assert line.list.isVisible()
    assert line.corner.rect().contains(line.list.geometry())
    assert line.list.geometry().bottom() < line.y()
    line.offer([])
    assert not line.list.isVisible()


def test_the_arrow_keys_and_enter_take_one(line):
    QTest.keyClicks(line, "hei")
    line.offer(offers("height", "heated"))
    QTest.keyClick(line, Qt.Key.Key_Down)
    QTest.keyClick(line, Qt.Key.Key_Down)
    QTest.keyClick(line, Qt.Key.Key_Up)
    assert line.pointed.text == "height"
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == "height "
    assert not line.list.isVisible()


def test_tab_takes_the_first_and_keeps_what_stands_behind(line):
    line.setText("hei > 3")
    line.setCursorPosition(3)
    line.offer(offers("height"))
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert line.text() == "height > 3"
    assert line.hasFocus()


def test_a_class_and_its_attribute_stay_together(line):
    line.setText("Building.")
    line.offer(offers("height", at=9))
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert line.text() == "Building.height "
    line.setText("height >")
    line.offer(offers("within(", at=8))
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert line.text() == "height > within("


def test_a_thing_that_was_found_is_handed_on(line, qtbot):
    line.offer([Offer("Kerkstraat 3", "Building", row=7)])
    with qtbot.waitSignal(line.taken) as taken:
        QTest.keyClick(line, Qt.Key.Key_Down)
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert taken.args[0].row == 7


def test_a_click_takes_one(line):
    line.offer(offers("height", "year"))
    spot = line.list.visualItemRect(line.list.item(1)).center()
    QTest.mouseClick(line.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert line.text() == "year "


def test_escape_closes_the_list_and_then_leaves(line, qtbot):
    line.offer(offers("height"))
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not line.list.isVisible()
    with qtbot.waitSignal(line.left):
        QTest.keyClick(line, Qt.Key.Key_Escape)


def test_what_is_wrong_is_underlined_until_it_is_mended(line):
    line.setText("heigth > 3")
    before = line.grab().toImage()
    line.mark((0, 6))
    assert line.grab().toImage() != before
    QTest.keyClicks(line, "0")
    assert line.wrong is None
