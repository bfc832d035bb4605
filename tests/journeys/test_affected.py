"""A planner asks who loses sun to a tower, sets it against a lower plan, and writes the list."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from city.edits import read_edit
from tests.journeys.test_first_city import wait_settled
from tests.journeys.test_plans import LONG, square
from tests.journeys.test_study import computed


def test_affected(city, qtbot, journey, tmp_path):
    window, studio, page = city, city.studio, city.studio.study_page
    low = {"edit": "build", "footprint": square(0, 0, 30, 25), "storeys": 6}
    assert studio.do(read_edit(low))
    planning = studio.planning
    lower = planning.active
    planning.add("Plan with the tower")
    assert studio.do(read_edit({**low, "storeys": 24}))
    qtbot.waitUntil(lambda: not studio.scenarios.counting.busy, timeout=LONG)
    studio.scenarios.fly_to(next(iter(planning.view.things)))
    wait_settled(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    page.form.show_values({"spacing": 2.0, "date": "2026-03-21"})
    assert window.table.side.page == "study"
    QTest.mouseClick(page.run, Qt.MouseButton.LeftButton)
    computed(window, qtbot)
    QTest.mouseClick(page.aspects["difference"], Qt.MouseButton.LeftButton)
    computed(window, qtbot)
    who = studio.studies.who
    assert who.found is not None and who.found.count > 3
    journey(window, "who is affected beside the difference")
    QTest.mouseClick(page.affected.map, Qt.MouseButton.LeftButton)
    computed(window, qtbot)
    assert window.document.study.quantity == "affected"
    journey(window, "who is affected on the map")
    many = who.found.count
    page.affected.amount.setValue(1.0)
    computed(window, qtbot)
    assert who.found.count < many
    journey(window, "those who lose more than an hour")
    page.against.choice.setCurrentIndex(page.against.choice.findData(lower))
    page.against.choice.activated.emit(page.against.choice.currentIndex())
    computed(window, qtbot)
    assert page.against.compute.isVisibleTo(page)
    journey(window, "the lower plan has no answer yet")
    QTest.mouseClick(page.against.compute, Qt.MouseButton.LeftButton)
    computed(window, qtbot)
    assert window.document.study.of.startswith("Plan with the tower against")
    journey(window, "the tower against the lower plan")
    page.affected.buildings.setCurrentCell(0, 0)
    QTest.keyClick(page.affected.buildings, Qt.Key.Key_Return)
    computed(window, qtbot)
    journey(window, "flown to who loses most")
    who.write(tmp_path / "who.gpkg")
    computed(window, qtbot)
    assert (tmp_path / "who.gpkg").exists()
