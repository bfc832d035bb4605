import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from app.panels.bar import LONGEST, SEARCH, SHORT, Bar


@pytest.fixture
def bar(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    menus = {name: QMenu(name) for name in ("File", "Edit", "View")}
    made = Bar(menus, [QAction("Whole city", window)], QMenu("Scenario"))
    made.setParent(window)
    made.resize(1000, 48)
    window.show()
    yield made


def test_the_first_menu_bears_the_name_of_what_is_open(bar):
    assert bar.name.text() == "File ▾"
    bar.show_name("Delfshaven")
    assert bar.name.text() == "Delfshaven ▾" and bar.name.toolTip() == ""
    bar.show_name("NRW_LoD2_32_280_5657_1_NW_and_a_good_deal_more.gml")
    assert "…" in bar.name.text() and bar.name.toolTip().startswith("NRW_LoD2")
    assert bar.name.fontMetrics().horizontalAdvance(bar.name.text()) < LONGEST + 30


def test_where_the_bar_is_short_the_ways_to_look_are_left_out(bar):
    assert bar.looks[0].isVisible()
    least = bar.minimumSizeHint().width()
    bar.resize(least, 48)
    assert not bar.looks[0].isVisible() and bar.search.geometry().right() < least
    assert bar.minimumSizeHint().width() == least and bar.search.text() == SHORT
    bar.resize(least + bar._words(), 48)
    assert bar.search.text() == SEARCH and not bar.looks[0].isVisible()
    bar.resize(1000, 48)
    assert bar.looks[0].isVisible()


def test_a_click_looks_for_a_command(bar, qtbot):
    with qtbot.waitSignal(bar.wanted):
        QTest.mouseClick(bar.search, Qt.MouseButton.LeftButton)


def test_the_plan_is_named_where_there_is_a_city(bar):
    assert bar.scenario.isHidden()
    least = bar.minimumSizeHint().width()
    bar.show_scenario("Plan A")
    assert bar.scenario.isVisible() and bar.scenario.text() == "Plan A"
    assert bar.minimumSizeHint().width() > least
    bar.show_scenario("")
    assert bar.scenario.isHidden()
