"""A planner asks what a tower takes of the sun: a study before and after, and its difference."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.studies import DIFFERENCE, TODAY
from city.edits import read_edit
from tests.journeys.test_first_city import wait_settled
from tests.journeys.test_plans import LONG, square


def computed(window, qtbot):
    qtbot.waitUntil(lambda: not window.studio.studies.busy, timeout=LONG)
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=LONG)
    wait_settled(window, qtbot)


def test_study(city, qtbot, journey):
    window, studio, page = city, city.studio, city.studio.study_page
    tower = read_edit({"edit": "build", "footprint": square(0, 0, 30, 25), "storeys": 24})
    assert studio.do(tower)
    qtbot.waitUntil(lambda: not studio.scenarios.counting.busy, timeout=LONG)
    new = next(iter(studio.planning.view.things))
    studio.scenarios.fly_to(new)
    wait_settled(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert window.table.side.page == "study"
    page.form.show_values({"spacing": 2.0, "date": "2026-03-21"})
    journey(window, "a study is asked for")
    QTest.mouseClick(page.run, Qt.MouseButton.LeftButton)
    assert studio.studies.busy
    computed(window, qtbot)
    journey(window, "hours of sun with the tower")
    QTest.mouseClick(page.aspects[TODAY], Qt.MouseButton.LeftButton)
    computed(window, qtbot)
    journey(window, "hours of sun today")
    QTest.mouseClick(page.aspects[DIFFERENCE], Qt.MouseButton.LeftButton)
    computed(window, qtbot)
    study = window.document.study
    assert study.values.quantity("hours").scale == "diverging"
    journey(window, "what the tower takes")
    assert page.buildings.rowCount() > 5
    page.choose("norm")
    page.form.show_values({"norm": "the_hague"})
    QTest.mouseClick(page.run, Qt.MouseButton.LeftButton)
    computed(window, qtbot)
    studio.studies.quantify("homes")
    wait_settled(window, qtbot)
    journey(window, "homes after a norm")
    studio.do(read_edit({"edit": "raise", "objects": [new], "storeys": 4}))
    computed(window, qtbot)
    assert "out of date" in page.badge.text()
    journey(window, "the plan goes on and the study is old")
