"""A planner sketches with the mouse and the keys: towers, a park, a tree row, and a block gone."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.journeys.test_first_city import wait_settled

LONG = 120_000
AT = (90986.0, 435656.0)  # a block that will go


class Planner:
    """The mouse and the keys over the picture, at places given in metres."""

    def __init__(self, window, qtbot):
        self.window, self.qtbot = window, qtbot
        self.viewport = window.table.viewport
        self.studio = window.studio

    def settle(self):
        QApplication.processEvents()
        wait = lambda: not self.studio.scenarios.counting.busy  # noqa: E731
        self.qtbot.waitUntil(wait, timeout=LONG)
        wait_settled(self.window, self.qtbot)
        QApplication.processEvents()

    def pixel(self, x, y, z=None):
        """Where a place so many metres east and north of AT is seen."""
        origin = np.array(self.window.document.frame.origin)
        place = np.array([AT[0] + x, AT[1] + y, 0.0]) - origin
        if z is None:
            z = float(self.studio.planning.base.standing(place[None, :2])[0])
        place[2] = z
        return self.viewport.where(tuple(place))

    def move(self, x, y, keys=Qt.KeyboardModifier.NoModifier):
        self.move_to(self.pixel(x, y))

    def move_to(self, pixel):
        QTest.mouseMove(self.viewport, pixel - QPoint(3, 2))
        QApplication.processEvents()
        QTest.mouseMove(self.viewport, pixel)
        QApplication.processEvents()

    def click(self, x, y):
        self.move(x, y)
        left = Qt.MouseButton.LeftButton
        QTest.mouseClick(self.viewport, left, Qt.KeyboardModifier.NoModifier, self.pixel(x, y))
        QApplication.processEvents()

    def key(self, key, keys=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.viewport, key, keys)
        QApplication.processEvents()

    def type(self, text):
        QTest.keyClicks(self.viewport, text)
        QApplication.processEvents()


@pytest.fixture
def planner(city, qtbot):
    made = Planner(city, qtbot)
    x, y = np.array(AT) - np.array(city.document.frame.origin[:2])
    city.table.viewport.frame((x - 42, x + 42, y - 36, y + 36, 0, 20))
    made.settle()
    return made


def far(studio):
    return studio.scenarios.counting.numbers.values["far"]


def test_sketch(city, planner, journey):
    """Demolish a block, draw two towers, a park and a row of trees, and watch the numbers."""
    studio, sketching, document = city.studio, city.studio.sketching, city.document
    counting, planning = studio.scenarios.counting, studio.planning
    journey(city, "before anything is drawn")

    # a plot, so that there is a floor area ratio to watch
    sketching.actions["plot"].trigger()
    planner.settle()
    for x, y in ((-45, -20), (22, -32), (48, 14), (-20, 40)):
        planner.click(x, y)
    planner.move(-45, -20)
    journey(city, "a plot is drawn")
    planner.key(Qt.Key.Key_Return)
    planner.settle()
    assert [p.kind for p in counting.plots] == ["LandUse"]
    counting.choose(counting.plots[0].id)
    planner.key(Qt.Key.Key_Escape)
    before = far(studio)
    assert before > 0.2

    # a block is demolished: chosen with a box, and gone
    planner.key(Qt.Key.Key_B)
    middle = planner.pixel(0, 0)
    low, high = middle + QPoint(-170, 150), middle + QPoint(170, -150)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(planner.viewport, left, none, low)
    QTest.mouseMove(planner.viewport, (low + high) / 2)
    QTest.mouseMove(planner.viewport, high)
    QTest.mouseRelease(planner.viewport, left, none, high)
    planner.qtbot.waitUntil(lambda: document.chosen is not None, timeout=LONG)
    QTest.keyClick(city, Qt.Key.Key_Escape)
    QTest.keyClick(city, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert sketching.kind.name == "demolish"
    journey(city, "a block is chosen")
    planner.key(Qt.Key.Key_Return)
    planner.settle()
    assert len(planning.view.demolished()) > 3
    assert far(studio) < before
    journey(city, "the block is gone")

    # two towers: one by clicks, one by typed numbers; the numbers move while the mouse does
    QTest.keyClick(city, Qt.Key.Key_R)
    planner.settle()
    sketching.set("storeys", 12)
    planner.click(-18, -12)
    planner.move(-2, -16)
    planner.click(-2, -16)
    planner.move(2, 0)
    planner.settle()
    planner.qtbot.waitUntil(lambda: counting.trying is not None, timeout=LONG)
    assert far(studio) > 0
    drawn = far(studio)
    journey(city, "a tower while it is drawn")
    planner.click(2, 0)
    planner.settle()
    assert far(studio) == pytest.approx(drawn, rel=0.05)
    sketching.set("storeys", 8)
    sketching.set("roof.shape", "hip")
    planner.click(12, -14)
    planner.move(30, -2)
    planner.type("24")
    planner.key(Qt.Key.Key_Return)
    planner.move(24, 10)
    planner.type("14.5")
    journey(city, "a second tower by typed numbers")
    planner.key(Qt.Key.Key_Return)
    planner.settle()
    built = [step.edit for step in planning.scenario.steps if step.edit.verb == "build"]
    assert [edit.storeys for edit in built] == [12, 8]
    corners = np.array(built[1].footprint)
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    assert sorted(sides.round(2).tolist()) == [14.5, 14.5, 24.0, 24.0]

    # a park and a row of trees along it
    QTest.keyClick(city, Qt.Key.Key_Z)
    for x, y in ((-24, 6), (-4, 8), (-6, 24), (-22, 20)):
        planner.click(x, y)
    journey(city, "a park while it is drawn")
    planner.key(Qt.Key.Key_Return)
    QTest.keyClick(city, Qt.Key.Key_J, Qt.KeyboardModifier.ShiftModifier)
    planner.click(4, 8)
    planner.move(2, 40)
    planner.click(2, 40)
    planner.key(Qt.Key.Key_Return)
    planner.settle()
    verbs = [step.edit.verb for step in planning.scenario.steps]
    assert verbs == ["plot", "demolish", "build", "build", "lay", "plant"]
    assert counting.numbers.values["trees"] >= 4
    planner.key(Qt.Key.Key_Escape)
    planner.settle()
    journey(city, "towers with a park and a row of trees")

    # a tower is raised by hand
    QTest.keyClick(city, Qt.Key.Key_U)
    tower = planning.view.things[built[0].id].body
    top = tower.points.mean(0)
    top[2] = tower.high
    place = planner.viewport.where(tuple(top))
    QTest.mousePress(planner.viewport, left, none, place)
    QTest.mouseMove(planner.viewport, place - QPoint(0, 30))
    QTest.mouseMove(planner.viewport, place - QPoint(0, 70))
    QApplication.processEvents()
    QApplication.processEvents()
    journey(city, "a tower is raised")
    QTest.mouseRelease(planner.viewport, left, none, place - QPoint(0, 70))
    planner.settle()
    raised = planning.scenario.steps[-1].edit
    assert raised.verb == "raise" and raised.storeys > 0
    planner.key(Qt.Key.Key_Escape)

    # a branch, in which the park is water
    studio.scenarios.branch.trigger()
    QTest.keyClicks(studio.scenarios.page.name, "With water")
    QTest.keyClick(studio.scenarios.page.name, Qt.Key.Key_Return)
    sketching.actions["water"].trigger()
    for x, y in ((-20, 10), (-10, 11), (-11, 19), (-19, 17)):
        planner.click(x, y)
    planner.key(Qt.Key.Key_Return)
    planner.key(Qt.Key.Key_Escape)
    planner.settle()
    assert planning.scenario.name == "With water"
    journey(city, "a branch with water")

    # killed: what is on the disk at this moment is all that is left
    project = city.desk.scribe.project.path
    there = project.parent / "after"
    there.mkdir()
    for part in project.parent.glob(f"{project.name}*"):
        (there / part.name).write_bytes(part.read_bytes())

    # undone, back to the baseline
    planning.turn_to(next(iter(planning.scenarios)))
    for _ in range(8):  # the branch is done before it
        city.desk.undo.trigger()
    planner.settle()
    assert not planning.view.things and not planning.view.demolished()
    journey(city, "undone to the baseline")
    city.close_city()

    # reopened as it was when it was killed
    city.open_paths([there / project.name])
    planner.qtbot.waitUntil(lambda: bool(document.opened), timeout=LONG)
    planner.settle()
    assert planning.scenario.name == "With water"
    assert [s.edit.verb for s in planning.scenario.steps] == [*verbs, "raise", "lay"]
    journey(city, "reopened after a kill")
