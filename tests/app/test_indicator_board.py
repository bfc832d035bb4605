"""The board in the window."""

import pytest
from PySide6.QtWidgets import QApplication

from app.panels.board import LOWEST
from tests.app.planned import edit, house
from tests.app.standin import town_opened
from tests.app.test_desk import make_window


@pytest.fixture
def window(qtbot, tmp_path):
    made = make_window(qtbot)
    made.document.lay(town_opened(), add=False)
    made.desk.keep_as(tmp_path / "town")
    planning = made.studio.planning
    planning.changed.connect(planning.settle)  # at once, not a moment later
    made.studio.do(house())
    planning.add("Second")
    made.studio.do(house(200, storeys=6))
    made.studio.do(edit("demolish", objects=["nobody", "house"]))
    yield made
    made.close()


def opened(window, qtbot):
    board = window.studio.board
    board.action.trigger()
    qtbot.waitUntil(lambda: not board.deciding.counts.busy and not window.tasks.running)
    return board


def test_it_opens_below_the_city_and_closes_again(window, qtbot):
    board = window.studio.board
    assert board.panel is None and not board.open
    opened(window, qtbot)
    assert board.open and board.panel.parentWidget() is window.table.viewport.parentWidget()
    assert [one.name for one in board.deciding.board.plans] == ["Baseline", "Plan A", "Second"]
    heads = board.panel.table.heads.heads
    assert [head.below for head in heads] == [
        "as it is",
        "1 edit",
        "⚠ 1 thing of it cannot be done",
    ]
    assert heads[2].chosen
    board.panel.close_.click()
    assert not board.open and board.deciding.board is None


def test_what_a_plan_could_not_do_is_said_above_its_column(window, qtbot):
    planning = window.studio.planning
    planning.turn_to(next(iter(planning.scenarios)))
    window.studio.do(edit("raise", objects=["house"], storeys=1))
    board = opened(window, qtbot)
    lost = [len(one.lost) for one in board.deciding.counts.plans]
    below = [head.below for head in board.panel.table.heads.heads]
    assert [("cannot be done" in words) for words in below] == [bool(many) for many in lost]


def test_it_is_made_higher_and_gives_way(window, qtbot):
    board = opened(window, qtbot)
    window.resize(1200, 900)
    before = board.panel.height()
    board.panel.grip.moved.emit(40)
    assert board.panel.height() == before + 40
    board.panel.grip.moved.emit(-5000)
    assert board.panel.height() == LOWEST
    board.panel.enlarge.click()
    assert not window.table.viewport.isVisible() and board.panel.maximumHeight() > 10_000
    board.close()
    assert window.table.viewport.isVisible() and not board.panel.isVisible()
    board.action.trigger()
    assert board.panel.height() == LOWEST


def test_a_double_click_on_a_plan_lays_it_on_the_table(window, qtbot):
    board = opened(window, qtbot)
    board.panel.table.heads.sectionDoubleClicked.emit(1)
    assert window.studio.planning.scenario.name == "Plan A"
    assert board.panel.table.heads.heads[1].chosen


def test_it_is_copied_and_exported(window, qtbot, tmp_path):
    board = opened(window, qtbot)
    board.panel.copy.click()
    assert QApplication.clipboard().text().startswith("\tBaseline\tPlan A\tSecond\nGross floor")
    board.export(tmp_path / "board.csv")
    text = (tmp_path / "board.csv").read_text("utf-8-sig")
    assert text.startswith("Indicator,Unit,Target,Baseline,Plan A,Plan A: difference")
    board.export(tmp_path / "nowhere" / "board.csv")
    assert "board.csv cannot be written" in window.notice.text.text()


def test_it_follows_another_city_and_none(window, qtbot):
    board = opened(window, qtbot)
    window.document.clear()
    window.studio.planning.settle()
    assert board.deciding.board is None and board.panel.table.rows.rowCount() == 0
    assert "no city model" in board.panel.counting.text()
    window.document.lay(town_opened(), add=False)
    qtbot.waitUntil(lambda: board.deciding.board is not None)
    assert [one.name for one in board.deciding.board.plans] == ["Baseline"]


def test_the_keyboard_goes_round_through_it(window, qtbot):
    board = opened(window, qtbot)
    assert window.table.panels()[2] is board.panel
    board.close()
    assert board.panel not in window.table.panels()


def test_its_key_opens_it_and_closes_it_where_one_is_in_it(window, qtbot):
    board = opened(window, qtbot)
    assert board.action.shortcut().toString() == "Ctrl+Shift+B"
    window.activateWindow()
    board.panel.table.setFocus()
    if QApplication.focusWidget() is board.panel.table:
        board.action.trigger()
        assert not board.open
