import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.panels.scenario_rows import Patch, ScenarioRows


@pytest.fixture
def rows(qtbot):
    made = ScenarioRows((74, 159, 212), (230, 140, 20), (222, 222, 210), (213, 94, 0))
    qtbot.addWidget(made)
    made.resize(230, 200)
    made.show()
    return made


def test_a_plan_has_a_row_and_each_part_of_it_that_is_there(rows):
    rows.show_plan("Plan A", ["3 buildings", "12 trees", "1 park"], "2 demolished", "", "")
    assert rows.plan.words.text() == "Plan A" and rows.plan.badge.isVisible()
    assert rows.plan.below.text() == "3 buildings, 12 trees\n1 park"
    assert rows.gone.isVisible() and rows.gone.words.text() == "2 demolished"
    assert rows.zones.isHidden() and rows.beyond.isHidden()
    assert rows.plan.below.textFormat() == Qt.TextFormat.PlainText  # what is counted is named
    assert rows.gone.eye.accessibleName() == "Show 2 demolished"
    rows.show_plan("Plan A", [], "", "1 zone", "1 sticks out")
    assert rows.plan.below.text() == "nothing drawn yet"
    assert rows.gone.isHidden() and rows.zones.isVisible() and rows.beyond.isVisible()


def test_the_baseline_has_no_rows(rows):
    rows.show_plan("", [], "", "", "")
    assert rows.isHidden()


def test_a_click_on_the_words_acts_and_one_on_the_dot_hides(rows, qtbot):
    rows.show_plan("Plan A", [], "2 demolished", "", "")
    with qtbot.waitSignal(rows.plan.clicked):
        QTest.mouseClick(rows.plan, Qt.MouseButton.LeftButton, pos=QPoint(80, 10))
    with qtbot.waitSignal(rows.gone.eye.toggled):
        QTest.mouseClick(rows.gone.eye, Qt.MouseButton.LeftButton)


def test_what_is_gone_is_hatched(qtbot):
    """By a pattern, not by its colour alone."""
    colours = []
    for hatched in (False, True):
        patch = Patch((230, 140, 20), hatched)
        qtbot.addWidget(patch)
        picture = patch.grab().toImage()
        colours.append({picture.pixelColor(x, 6).name() for x in range(2, 10)})
    assert len(colours[0]) == 1 and len(colours[1]) > 1
