"""A planner sketches with the mouse and the keys: towers, a park, a tree row, and a block gone."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import assets
from tests.journeys.test_first_city import wait_settled

LONG = 120_000
AT = (91000.0, 435700.0)


@pytest.fixture
def city(window, qtbot):
    window.open_paths([assets.path("sample")])
    qtbot.waitUntil(lambda: bool(window.document.opened), timeout=LONG)
    wait_settled(window, qtbot)
    return window


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
    city.table.viewport.frame((x - 130, x + 130, y - 110, y + 110, 0, 30))
    made.settle()
    return made


def test_sketch(city, planner, journey):
    studio, sketching = city.studio, city.studio.sketching
    journey(city, "before anything is drawn")
    QTest.keyClick(city, Qt.Key.Key_E)
    assert sketching.tool is not None and sketching.kind.name == "building"
    planner.settle()
    planner.click(-20, -10)
    planner.move(12, 0)
    planner.click(12, 0)
    planner.move(5, 25)
    journey(city, "a building is drawn")
    planner.type("20")
    planner.click(0, 20)
    planner.click(-25, 15)
    planner.key(Qt.Key.Key_Return)
    planner.settle()
    journey(city, "it stands")
    assert [step.edit.verb for step in studio.planning.scenario.steps] == ["build"]
