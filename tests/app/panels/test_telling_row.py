"""Rows of what tells values."""

import pytest
from PySide6.QtCore import Qt

from app.panels.telling_row import TellingRow


@pytest.fixture
def row(qtbot):
    made = TellingRow("key", "<b>Air</b>", True, {"look": "Look", "go": "Go"}, ("go",))
    qtbot.addWidget(made)
    return made


def test_it_names_its_parts_for_those_who_hear_them(row):
    assert row.choice.accessibleName() == "What <b>Air</b> shows"
    assert row.more.accessibleName() == "What can be done with <b>Air</b>"
    assert row.stand.textFormat() == Qt.TextFormat.PlainText


def test_its_menu_tells_what_is_wanted(row, qtbot):
    assert [one.text() for one in row.menu.actions()] == ["Look", "", "Go"]
    with qtbot.waitSignal(row.wanted) as heard:
        row.verbs["go"].trigger()
    assert heard.args == ["key", "go"]


def test_what_is_chosen_is_told(row, qtbot):
    row.choice.addItem("Dust", "pm25")
    with qtbot.waitSignal(row.shown) as heard:
        row.choice.activated.emit(0)
    assert heard.args == ["key", "pm25"]
    with qtbot.waitSignal(row.seen) as heard:
        row.eye.click()
    assert heard.args == ["key", False]
