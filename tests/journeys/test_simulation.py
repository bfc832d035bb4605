"""A planner asks a twin's simulation about a plan, draws where, and looks at what comes back."""

import json

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from city.edits import read_edit
from tests.importers.live.conftest import platform, pygeoapi  # noqa: F401  fixtures
from tests.importers.processes.server import WIND, offering, status, taken
from tests.journeys.test_first_city import wait_settled
from tests.journeys.test_plans import LONG, square
from tests.journeys.test_view_study import click_at

SIMULATION = {
    **WIND,
    "inputs": {
        "plan": {"title": "Plan", "schema": {"format": "geojson-feature-collection"}},
        "area": {"title": "Area", "schema": {"format": "geojson-geometry"}},
        "speed": {
            "title": "Speed",
            "schema": {"type": "number", "x-ogc-unit": "m/s", "minimum": 0, "maximum": 40},
        },
    },
    "outputs": {"mean": {"title": "Mean speed", "schema": {"type": "number"}}},
}


@pytest.fixture
def twin(platform):  # noqa: F811
    offering(platform, SIMULATION)
    platform.answers["/processes/wind/execution"] = taken
    platform.answers["/jobs/7"] = status("running", 40, "meshing the quarter")
    platform.answers["/jobs/7/results"] = {"mean": 3.2}
    return platform


def test_simulation(city, twin, qtbot, journey):
    window, studio = city, city.studio
    assert studio.do(read_edit({"edit": "build", "footprint": square(0, 0, 30, 25), "storeys": 9}))
    (ident,) = studio.planning.view.things
    studio.scenarios.fly_to(ident)
    wait_settled(window, qtbot)
    QTest.keyClick(window.table.viewport, Qt.Key.Key_T)  # from above nothing hides the corners
    wait_settled(window, qtbot)
    studio.simulations.ask()
    dialog = studio.simulations.dialog
    line = dialog.asking.address.line
    QTest.keyClicks(line, twin.address)
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.asking.pane.form is not None, timeout=LONG)
    fields = dialog.asking.pane.form.fields
    journey(dialog, "what the simulation takes")
    area = fields["area"].widget
    area.choice.setCurrentIndex(area.choice.findData("drawn"))
    QTest.mouseClick(area.button, Qt.MouseButton.LeftButton)
    view = studio.planning.view
    middle = view.things[ident].body.points.mean(0)[:2]
    corners = middle + np.array([(-40, -40), (40, -40), (40, 40), (-40, 40)])
    for x, y in corners:
        click_at(window, qtbot, (x, y, float(view.ground(np.array([[x, y]]))[0])))
    journey(window, "an area is drawn")
    QTest.keyClick(window.table.viewport, Qt.Key.Key_Return)
    drawn = studio.simulations.areas.drawn()
    assert drawn.area == pytest.approx(6400, rel=0.2)
    assert drawn.intersection(shapely.Polygon(corners)).area > 0.8 * drawn.area
    fields["speed"].widget.focusProxy().setText("50")
    QTest.mouseClick(dialog.asking.pane.send, Qt.MouseButton.LeftButton)
    assert "at most 40" in dialog.asking.pane.form.faults["speed"].text()
    journey(dialog, "a wrong speed is told")
    fields["speed"].widget.focusProxy().setText("5")
    QTest.mouseClick(dialog.asking.pane.send, Qt.MouseButton.LeftButton)
    following = studio.simulations.following
    qtbot.waitUntil(lambda: [job.progress for job in following.jobs] == [40], timeout=LONG)
    qtbot.waitUntil(lambda: dialog.jobs.details.bar.value() == 40, timeout=LONG)
    journey(dialog, "the job is on its way")
    inputs = json.loads(twin.told[0][2])["inputs"]
    assert inputs["area"]["value"]["type"] == "Polygon" and inputs["speed"] == 5
    twin.answers["/jobs/7"] = status("successful")
    qtbot.waitUntil(lambda: "is done" in window.notice.text.text(), timeout=LONG)
    qtbot.waitUntil(lambda: dialog.jobs.details.values.rowCount() == 1, timeout=LONG)
    journey(dialog, "the number that came back")
    dialog.reject()
    journey(window, "it is done")


def asked(window, qtbot, name, address, degrees):
    """Ask the process `heat` about what is on the table, and lay its answer over the city."""
    studio = window.studio
    studio.simulations.ask()
    dialog = studio.simulations.dialog
    dialog.turn_to(dialog.asking)
    line = dialog.asking.address.line
    line.clear()
    QTest.keyClicks(line, address)
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.asking.list.count() > 2, timeout=LONG)
    titles = [dialog.asking.list.item(k).text() for k in range(dialog.asking.list.count())]
    dialog.asking.list.setCurrentRow(next(k for k, one in enumerate(titles) if name in one))
    qtbot.waitUntil(lambda: dialog.asking.pane.form is not None, timeout=LONG)
    qtbot.waitUntil(lambda: "degrees" in dialog.asking.pane.form.fields, timeout=LONG)
    dialog.asking.pane.form.fields["degrees"].widget.focusProxy().setText(str(degrees))
    before = len(studio.simulations.following.jobs)
    QTest.mouseClick(dialog.asking.pane.send, Qt.MouseButton.LeftButton)
    following = studio.simulations.following
    qtbot.waitUntil(lambda: len(following.jobs) > before, timeout=LONG)
    qtbot.waitUntil(lambda: not any(job.open for job in following.jobs), timeout=LONG)
    job = max(following.jobs, key=lambda one: one.made)
    assert job.state == "successful", job.message
    there = len(window.document.results)
    studio.simulations.show(job)
    qtbot.waitUntil(lambda: len(window.document.results) > there, timeout=LONG)
    dialog.reject()
    return [*window.document.results][-1]


def test_twin_answer(city, pygeoapi, qtbot, journey):  # noqa: F811
    window, studio, document = city, city.studio, city.document
    first = studio.planning.add("As it is")
    assert studio.do(read_edit({"edit": "build", "footprint": square(0, 0, 20, 20), "storeys": 1}))
    bare = asked(window, qtbot, "Heat", pygeoapi, 0)
    simulated = studio.simulated
    simulated.give_to(bare, "")
    plan = studio.planning.add("Park", first)
    assert plan is not None
    cool = asked(window, qtbot, "Heat", pygeoapi, 4)
    assert document.results[cool].kept.taken.plan == plan.ident
    simulated.results.change(bare, visible=False)
    simulated.results.change(cool, manners=("ground",))
    picture = simulated.picture
    qtbot.waitUntil(lambda: not picture.busy and cool in picture.whats, timeout=LONG)
    wait_settled(window, qtbot)
    journey(window, "what came back of the plan")
    simulated.results.change(cool, against=True)
    qtbot.waitUntil(lambda: not picture.busy and picture.whats[cool].change, timeout=LONG)
    wait_settled(window, qtbot)
    journey(window, "against the city as it is")
    change = picture.whats[cool].at(np.datetime64("2026-07-14", "ms"))
    assert sorted(np.unique(change.round(6))) == [-4, 0]
    studio.planning.do(
        read_edit({"edit": "build", "footprint": square(60, 0, 20, 20), "storeys": 2})
    )
    qtbot.waitUntil(lambda: document.results[cool].stale, timeout=LONG)
    journey(window, "the plan has changed since")
