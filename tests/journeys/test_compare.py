"""A council looks at three plans: side by side, at a curtain, as ghosts, and back in time."""

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.journeys.test_first_city import wait_settled
from tests.journeys.test_plans import LONG, do, near, square


def settle(window, qtbot):
    QApplication.processEvents()
    together = window.studio.together
    qtbot.waitUntil(lambda: not together.beside.contents.busy, timeout=LONG)
    wait_settled(window, qtbot)
    qtbot.waitUntil(lambda: not window.studio.scenarios.counting.busy, timeout=LONG)
    for _ in range(3):
        QApplication.processEvents()


def three_plans(window):
    """A tower, a courtyard of lower houses, and a park."""
    studio = window.studio
    planning = studio.planning
    old = near(studio, 6)
    names = iter(("Tower", "Courtyard", "Park"))

    def begin():
        assert planning.add(next(names)) is not None

    begin()
    do(studio, "build", footprint=square(0, 0, 40, 25), storeys=16, name="Tower")
    do(studio, "demolish", objects=old[:2])
    begin()
    for x, y, wide, deep in ((-20, -20, 80, 14), (-20, 40, 80, 14), (-20, -6, 14, 46)):
        do(studio, "build", footprint=square(x, y, wide, deep), storeys=5)
    do(studio, "demolish", objects=old[:4])
    begin()
    do(studio, "lay", kind="park", outline=square(-20, -20, 80, 74))
    do(studio, "plant", places=[[*square(8 * k, 3 * k, 1, 1)[0]] for k in range(6)])
    do(studio, "demolish", objects=old[:1])
    return [s.ident for s in planning.scenarios.values()], old


def pixels(image):
    held = image.convertToFormat(image.Format.Format_RGB32)
    return np.array(held.constBits()).reshape(held.height(), held.width(), 4)[..., :3].astype(int)


def press(window, key):
    QTest.keySequence(window, key)
    QApplication.processEvents()


def test_compare(city, qtbot, journey):
    window, studio = city, city.studio
    (tower, _, park), old = three_plans(window)
    viewport, beside = window.table.viewport, studio.together.beside
    window.document.select_id(old[1])
    studio.planning.turn_to(tower)
    studio.scenarios.fly_to(old[1])
    settle(window, qtbot)
    window.document.select(None)

    press(window, "Alt+2")
    settle(window, qtbot)
    assert [beside.name(k) for k in (0, 1)] == ["Baseline", "Tower"]
    journey(window, "before and after")
    press(window, "Alt+4")
    settle(window, qtbot)
    assert [beside.name(k) for k in range(4)] == ["Baseline", "Tower", "Courtyard", "Park"]
    journey(window, "four plans")

    # a hand turns the city in one pane, and all of them turn
    before = viewport.eye()
    room = viewport.pictures.split.room(3, viewport.size())
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=room.center())
    for step in (10, 30, 60):
        QTest.mouseMove(viewport, room.center() + QPoint(step, 5))
        QApplication.processEvents()
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=room.center() + QPoint(60, 5))
    assert viewport.eye() != before and studio.planning.active == tower
    settle(window, qtbot)
    # a click in another pane puts its plan on the table
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=room.center())
    settle(window, qtbot)
    assert studio.planning.active == park and beside.active == 3
    journey(window, "the park is worked on")

    press(window, "Alt+5")
    settle(window, qtbot)
    journey(window, "a curtain")
    wide = viewport.width()
    at = QPoint(round(beside.arrangement.at * wide), 60)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(viewport, QPoint(wide // 4, 60))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(wide // 4, 60))
    assert abs(beside.arrangement.at - 0.25) < 0.01
    journey(window, "the curtain is drawn")
    press(window, "Alt+7")
    settle(window, qtbot)
    journey(window, "a curtain in the city")
    press(window, "Alt+8")
    settle(window, qtbot)
    journey(window, "the other plan as a ghost")
    press(window, "Alt+0")
    settle(window, qtbot)
    journey(window, "all plans in one another")

    press(window, "Alt+1")
    settle(window, qtbot)
    studio.planning.turn_to(tower)
    settle(window, qtbot)
    viewport.setFocus()
    QTest.keyPress(viewport, Qt.Key.Key_Space)
    settle(window, qtbot)
    assert studio.planning.passing is not None
    journey(window, "the space bar shows what is there today")
    QTest.keyRelease(viewport, Qt.Key.Key_Space)
    settle(window, qtbot)
    assert studio.planning.passing is None
