"""An architect's design comes as a file: it is placed by hand, turned, raised, and found again."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.app.design_models import tower_cityjson, tower_obj
from tests.journeys.test_sketch import AT, LONG, planner  # noqa: F401

NONE, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


def read(window, qtbot, path):
    window.studio.sketching.designs.read(path)
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=LONG)
    QApplication.processEvents()


def drag(planner, start, end):  # noqa: F811
    """From one place of the picture to another, in some steps."""
    planner.move_to(start)
    QTest.mousePress(planner.viewport, LEFT, NONE, start)
    for share in (0.3, 0.6, 1.0):
        QTest.mouseMove(planner.viewport, start + (end - start) * share)
        QApplication.processEvents()


def drop(planner, end):  # noqa: F811
    QTest.mouseRelease(planner.viewport, LEFT, NONE, end)
    planner.settle()


def handle(planner, part):  # noqa: F811
    """Where a handle is seen."""
    gizmo = planner.studio.sketching.tool.gizmo
    line = gizmo._shapes().lines[part]
    x, y = line[-1] if part != "ring" else line[9]
    return QPoint(round(x), round(y))


def test_model(city, planner, journey, qtbot, tmp_path):  # noqa: F811
    studio, sketching = city.studio, city.studio.sketching
    x, y = np.array(AT) - np.array(city.document.frame.origin[:2])
    city.table.viewport.frame((x - 35, x + 35, y - 30, y + 30, 0, 30))
    planner.settle()
    read(city, qtbot, tower_obj(tmp_path / "Harbour tower.obj", unit=0.01))
    assert sketching.kind.name == "model"
    assert sketching.settings["model"]["unit"] == "centimetres"
    planner.move(-10, 5)
    planner.settle()
    journey(city, "the tower hangs at the crosshair")
    planner.type("30")
    planner.move(-12, 6)
    planner.settle()
    journey(city, "it is turned by a typed number")
    planner.click(-12, 6)
    planner.settle()
    journey(city, "it stands and has handles")
    thing = next(iter(studio.planning.view.things.values()))
    assert thing.body.high - thing.body.low == pytest.approx(30)
    low = thing.body.low
    assert low == pytest.approx(studio.planning.base.standing(thing.body.points[:1, :2])[0], abs=2)
    start = handle(planner, "up")
    drag(planner, start, start - QPoint(0, 30))
    journey(city, "it is raised by its arrow")
    drop(planner, start - QPoint(0, 30))
    raised = studio.planning.view.find(thing.id).body
    assert raised.low - low > 2
    start = handle(planner, "ring")
    drag(planner, start, start + QPoint(-60, 40))
    journey(city, "it is turned by its ring")
    drop(planner, start + QPoint(-60, 40))
    start = handle(planner, "scale")
    drag(planner, start, start + QPoint(25, 10))
    journey(city, "it is made larger by its cube")
    drop(planner, start + QPoint(25, 10))
    planner.settle()
    journey(city, "it stands as it is wanted")
    verbs = [step.edit.verb for step in studio.planning.scenario.steps]
    assert verbs == ["place", "move", "move", "move"]
    path = studio.planning.path
    city.document.clear()
    city.open_paths([path])
    qtbot.waitUntil(lambda: bool(city.document.opened), timeout=LONG)
    planner.settle()
    assert studio.planning.view.find(thing.id).body.high > raised.high
    journey(city, "the project is opened again")


def test_model_with_a_place(city, planner, journey, qtbot, tmp_path):  # noqa: F811
    x, y = AT
    read(city, qtbot, tower_cityjson(tmp_path / "Library.city.json", (x + 20, y - 15, 1.0)))
    planner.settle()
    journey(city, "it stands where its file says")
    (step,) = city.studio.planning.scenario.steps
    assert step.edit.at is None
    assert "is placed where its file says that it lies" in city.notice.text.text()
