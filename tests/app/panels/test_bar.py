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
    assert bar.name.text() == "Delfshaven ▾"
    bar.show_name("NRW_LoD2_32_280_5657_1_NW_and_a_good_deal_more.gml")
    assert "…" in bar.name.text() and bar.name.toolTip().startswith("NRW_LoD2")
    assert bar.name.fontMetrics().horizontalAdvance(bar.name.text()) < LONGEST + 30


def test_where_the_bar_is_short_what_matters_least_goes_first(bar, qtbot):
    bar.show_name("A town hall and the square before it")
    bar.show_scenario("Plan A, with a tower")
    bar.resize(1400, 48)
    qtbot.wait(1)
    assert bar.looks[0].isVisible() and bar.brand.isVisible() and bar.search.text() == SEARCH
    least = bar.minimumSizeHint().width()
    bar.resize(least, 48)
    qtbot.wait(1)
    assert not bar.looks[0].isVisible() and not bar.brand.isVisible()
    assert bar.search.text() == SHORT and bar.search.geometry().right() < least
    assert bar.name.width() < bar.name.sizeHint().width()
    assert bar.scenario.width() < bar.scenario.sizeHint().width()
    assert bar.minimumSizeHint().width() == least
    bar.resize(1400, 48)
    qtbot.wait(1)
    assert bar.looks[0].isVisible() and bar.search.text() == SEARCH
    assert bar.name.width() == bar.name.sizeHint().width()


def test_larger_letters_make_the_bar_share_its_room_anew(bar, qtbot):
    assert bar.search.text() == SEARCH and bar.looks[0].isVisible()
    bar.setStyleSheet("* { font-size: 40px }")
    qtbot.waitUntil(lambda: bar.search.text() == SHORT and not bar.looks[0].isVisible())


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
