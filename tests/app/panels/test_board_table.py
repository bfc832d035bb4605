"""The table of the board, by mouse and by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.panels.board_table import LEAST, BoardTable, bar_of
from city.indicators.board import Cell
from tests.app.panels.test_board_cell import ink
from tests.city.indicators.boards import HOUSE, TALL, boarded
from tests.city.plans import at

TREES = {
    "edit": "plant",
    "places": [at(45, 45), at(55, 45)],
    "crown": 2,
    "grown_crown": 10,
    "year": 2026,
    "years": 20,
}


@pytest.fixture
def table(qtbot):
    made = BoardTable()
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show_board(boarded([HOUSE], [TALL], [TREES]), {}, {}, "a")
    made.show()
    return made


def click(table, key, plan):
    index = table.rows.index(table.rows.row_of(key), plan)
    table.scrollTo(index)
    place = table.visualRect(index).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_click_unfolds_a_number_and_another_folds_it(table):
    click(table, "gfa", 1)
    assert table.rows.unfolded == ("gfa", "a") and table.rows.note == 2
    assert table.columnSpan(2, 0) == 4 and table.rowHeight(2) > table.rowHeight(1)
    click(table, "gfa", 2)
    assert table.rows.unfolded == ("gfa", "b")
    click(table, "gfa", 2)
    assert table.rows.note == -1 and table.columnSpan(2, 0) == 1


def test_the_keyboard_reaches_numbers_only_and_unfolds_them(table):
    table.setFocus()
    table.setCurrentIndex(table.rows.index(1, 0))
    QTest.keyClick(table, Qt.Key.Key_Right)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert table.rows.unfolded == ("gfa", "a")
    QTest.keyClick(table, Qt.Key.Key_Down)
    index = table.currentIndex()
    assert (table.rows.lines[index.row()].name, index.column()) == ("footprint", 1)
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert table.rows.note == -1
    for _ in range(30):
        QTest.keyClick(table, Qt.Key.Key_Down)
        assert table.rows.lines[table.currentIndex().row()].sort == "number"
    assert table.rows.lines[table.currentIndex().row()].name == "cost_high"


def test_where_one_is_stays_while_the_numbers_change(table):
    table.setFocus()
    table.setCurrentIndex(table.rows.index(table.rows.row_of("carbon"), 2))
    click(table, "gfa", 1)
    table.setCurrentIndex(table.rows.index(table.rows.row_of("carbon"), 2))
    table.show_board(
        boarded([HOUSE], [TALL], [TREES], assumptions={"dwelling_size": 40}), {}, {}, ""
    )
    index = table.currentIndex()
    assert (table.rows.lines[index.row()].name, index.column()) == ("carbon", 2)
    assert table.rows.unfolded == ("gfa", "a")


def test_columns_share_the_room_and_scroll_where_there_is_too_little(table):
    assert table.horizontalScrollBar().maximum() == 0
    assert len({table.columnWidth(k) for k in range(4)}) == 1
    table.resize(380, 300)
    assert table.columnWidth(0) == LEAST and table.horizontalScrollBar().maximum() > 0
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    assert table.names.x() == 0 and table.names.isVisible()  # held fast
    click(table, "gfa", 3)
    assert ink(table.grab().toImage()).any()


def test_a_double_click_on_a_plan_puts_it_on_the_table(table):
    chosen = []
    table.chosen.connect(chosen.append)
    table.heads.sectionDoubleClicked.emit(2)
    assert chosen == ["b"]


def test_bars_are_differences_on_one_scale():
    cells = [Cell(5, change) for change in (0, 10, 5, None)]
    assert [bar_of(cells, k) for k in range(4)] == [None, (0, 1), (0, 0.5), None]
    both = [Cell(5, change) for change in (-10, 30)]
    assert bar_of(both, 0) == (0.25, 0) and bar_of(both, 1) == (0.25, 1)


def test_an_empty_board_is_no_fault(table):
    table.show_board(None, {}, {}, "")
    assert table.rows.rowCount() == 0
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert table.grab().width() > 0
