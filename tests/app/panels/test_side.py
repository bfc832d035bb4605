import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.panels.side import Side


@pytest.fixture
def side(qtbot):
    made = Side()
    qtbot.addWidget(made)
    for name in ("inspector", "style", "views", "notes", "doctor"):
        made.add(name, name.capitalize(), QLabel(name))
    made.show()
    return made


def test_the_first_page_is_in_front(side):
    assert side.page == "inspector"


def test_a_tab_brings_its_page_to_the_front(side):
    QTest.mouseClick(side.tabs["notes"], Qt.MouseButton.LeftButton)
    assert side.page == "notes"
    assert side.tabs["notes"].isChecked() and not side.tabs["inspector"].isChecked()


def test_the_arrow_keys_move_between_the_tabs(side):
    side.tabs["inspector"].setFocus()
    QTest.keyClick(side.tabs["inspector"], Qt.Key.Key_Right)
    assert side.page == "style"


def test_a_page_hears_when_it_comes_to_the_front(side):
    heard = []
    side.add("heights", "Heights", QLabel("heights"), lambda: heard.append(1))
    side.turn_to("heights")
    assert heard == [1]
