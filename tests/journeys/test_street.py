"""A planner gives a street a cross-section of its own, and lays it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.journeys.test_sketch import planner  # noqa: F401


def test_street(city, planner, journey):  # noqa: F811
    sketching = city.studio.sketching
    QTest.keyClick(city, Qt.Key.Key_Y)
    editor = sketching.options.section
    planner.settle()
    journey(city, "the street of the first preset")
    editor.preset.setCurrentIndex(editor.preset.findData("avenue"))
    box, width = editor.rows[2]
    width.setValue(3.5)
    editor.rows[4][0].setCurrentIndex(box.findData("green"))
    editor.name.setText("Our avenue")
    editor.keep.click()
    planner.settle()
    journey(city, "an avenue of ones own")
    assert editor.preset.currentText() == "Our avenue"
    planner.click(-100, -75)
    planner.click(40, -75)
    planner.move(120, -20)
    journey(city, "it is laid along a line")
    planner.key(Qt.Key.Key_Return)
    planner.key(Qt.Key.Key_Return)
    planner.settle()
    journey(city, "it lies")
    (step,) = city.studio.planning.scenario.steps
    assert [lane.kind for lane in step.edit.section][4] == "green"
    assert sum(lane.width for lane in step.edit.section) == 23.5
