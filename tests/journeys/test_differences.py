"""A planner sees what two plans do not share, and what another delivery of the city has."""

import json

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import assets
from tests.journeys.test_first_city import wait_settled
from tests.journeys.test_plans import LONG, do, near, square


def settle(window, qtbot):
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=LONG)
    wait_settled(window, qtbot)


def test_differences(city, qtbot, journey, tmp_path):
    window, studio = city, city.studio
    planning, page = studio.planning, studio.differences.page
    old = near(studio, 12)
    do(studio, "build", footprint=square(0, 0, 40, 25), storeys=14, name="North tower")
    do(studio, "demolish", objects=old[:3])
    do(studio, "raise", objects=old[3:5], storeys=3)
    first = planning.active
    studio.scenarios.branch.trigger()
    do(studio, "build", footprint=square(-90, -60, 30, 30), storeys=6, use="office", name="Annex")
    do(studio, "raise", objects=old[5:7], storeys=2)
    do(studio, "change", objects=old[7:10], attributes={"function": "school"})
    do(studio, "restore", objects=old[:1])
    second = planning.active
    settle(window, qtbot)

    # this plan against the city as it is
    QTest.keyClick(
        window,
        Qt.Key.Key_D,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    settle(window, qtbot)
    assert window.table.side.page == "differences" and page.isVisible()
    counts = studio.differences.differing.found.difference.counts()
    assert (counts["added"], counts["removed"], counts["attributes"]) == (2, 2, 3)
    row = page.model.index(0, 0)
    page.lines.setCurrentIndex(row)
    page.lines.setFocus()
    QTest.keyClick(page.lines, Qt.Key.Key_Return)
    settle(window, qtbot)
    journey(window, "a plan against the baseline")

    # two plans against each other
    page.a.setCurrentIndex(page.a.findData(first))
    page.a.activated.emit(page.a.currentIndex())
    settle(window, qtbot)
    difference = studio.differences.differing.found.difference
    assert {difference.ident(k) for k in range(len(difference))} >= {*old[5:10], old[0]}
    assert planning.active == second
    journey(window, "two plans against each other")
    page.counts["attributes"].click()
    page.letters.setText("height")
    settle(window, qtbot)
    assert 0 < page.model.rowCount() <= 2
    journey(window, "only what is higher")
    page.counts["attributes"].click()
    page.letters.clear()

    # the plan goes on, and the page with it
    do(studio, "demolish", objects=old[10:11])
    settle(window, qtbot)
    assert studio.differences.differing.found.difference.counts()["removed"] == 1

    # another delivery of the city
    planning.turn_to("")
    studio.differences.open_beside(next_delivery(tmp_path))
    settle(window, qtbot)
    found = studio.differences.differing.found.difference
    assert found.counts()["removed"] == 25 and found.counts()["attributes"] == 20
    window.table.viewport.home()
    settle(window, qtbot)
    journey(window, "another delivery of the city")
    page.lines.setCurrentIndex(page.model.index(30, 0))
    QTest.keyClick(page.lines, Qt.Key.Key_Return)
    settle(window, qtbot)
    journey(window, "close to what has changed")

    # what the delivery means for the plan
    planning.turn_to(second)
    settle(window, qtbot)
    page.over.click()
    settle(window, qtbot)
    assert page.means.count() > 0 and planning.active == second
    page.means.setCurrentRow(0)
    page.means.setFocus()
    QTest.keyClick(page.means, Qt.Key.Key_Return)
    settle(window, qtbot)
    journey(window, "what the delivery means for the plan")
    window.turn_to("inspector")
    settle(window, qtbot)
    assert not window.document.over
    journey(window, "the city as it is again")


def next_delivery(folder):
    """The textured district without some of its houses, with other words on some, some raised."""
    source = assets.path("sample") / "district.city.json"
    model = json.loads(source.read_bytes())
    things = model["CityObjects"]
    names = sorted(things)
    for name in names[::8][:25]:
        del things[name]
    for name in names[1::8][:20]:
        things[name].setdefault("attributes", {})["function"] = "school"
    high = int(9 / model["transform"]["scale"][2])

    def raised(nested):
        if isinstance(nested, list):
            return [raised(one) for one in nested]
        x, y, z = model["vertices"][nested]
        model["vertices"].append(
            [x, y, z + (high if z > 2 / model["transform"]["scale"][2] else 0)]
        )
        return len(model["vertices"]) - 1

    for name in names[2::8][:20]:
        for geometry in things[name]["geometry"]:
            geometry.pop("texture", None)
            geometry["boundaries"] = raised(geometry["boundaries"])
    path = folder / "2026.city.json"
    path.write_text(json.dumps(model))
    return path
