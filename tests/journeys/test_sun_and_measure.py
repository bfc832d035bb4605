"""A planner asks where the shadow falls in March, and how long, high and large things are."""

import numpy as np
import pytest
from PySide6.QtCore import QDate, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.dialogs.section import SectionDialog
from app.on_the_table import Selection
from app.tools.snap import spot_at
from city.measure import boxes
from tests.journeys.test_first_city import tallest_roof, wait_settled

LEFT = Qt.MouseButton.LeftButton
LONG = 60_000


def test_sun_and_shadow(city, qtbot, journey):
    bar = city.table.time_bar
    journey(city, "studio light")
    QTest.mouseClick(bar.sun, LEFT)
    bar.date.setDate(QDate(2026, 3, 21))
    wait_settled(city, qtbot)
    assert city.document.moment is not None
    journey(city, "half past two in spring")
    frames = []
    city.table.viewport.drawn.connect(frames.append)
    bar.band.setValue(9 * 60)
    wait_settled(city, qtbot)
    journey(city, "nine o clock")
    frames.clear()
    bar.pace.go_at(2.0)
    QTest.mouseClick(bar.play, LEFT)
    qtbot.waitUntil(lambda: len(frames) >= 8, timeout=LONG)
    journey(city, "time passes")
    QTest.mouseClick(bar.play, LEFT)
    wait_settled(city, qtbot)
    journey(city, "time stands still")
    bar.band.setValue(bar.band.place_of(bar._day.sets[0]) - 40)
    wait_settled(city, qtbot)
    journey(city, "a low sun")
    bar.band.setValue(22 * 60)
    wait_settled(city, qtbot)
    journey(city, "night")
    assert "below the horizon" in bar.stand.text()
    city.wear("dark")
    bar.go_to(21, 6, 15)
    wait_settled(city, qtbot)
    journey(city, "three o clock in June, dark theme")


def click(window, qtbot, point):
    """Click where a local point is seen."""
    viewport = window.table.viewport
    QTest.mouseMove(viewport, viewport.where(tuple(point)))
    QTest.mouseClick(viewport, LEFT, Qt.KeyboardModifier.NoModifier, viewport.where(tuple(point)))
    QTest.qWait(QApplication.doubleClickInterval() + 50)


def result(window, qtbot, count):
    measures = window.table.measuring.measures
    qtbot.waitUntil(lambda: len(measures.marks) == count, timeout=10_000)
    return measures.marks[-1]


def test_measuring(city, qtbot, journey):
    viewport = city.table.viewport
    row, *_ = tallest_roof(city)
    layer = next(y for y in city.document.layers.values() if y.name == "Buildings")
    lod = "2"
    low, high = boxes(layer.thing, lod)[row]
    city.document.select(Selection(layer.key, layer.thing, row))
    city.errands.look_at_selection()
    wait_settled(city, qtbot)
    city.errands.measure("distance")
    journey(city, "the measuring page")
    corners = seen_corners(city, row, lod)
    click(city, qtbot, corners[0])
    click(city, qtbot, corners[1])
    journey(city, "a distance begins")
    QTest.keyClick(viewport, Qt.Key.Key_Return)
    found = result(city, qtbot, 1)
    assert np.linalg.norm(found.points[0] - corners[0]) < 1e-6  # the corner itself, not a pixel
    assert np.linalg.norm(found.points[1] - corners[1]) < 1e-6
    journey(city, "a distance between corners")

    city.errands.measure("volume")
    middle = (low + high) / 2
    place = viewport.where((middle[0], middle[1], high[2]))
    QTest.mouseClick(viewport, LEFT, Qt.KeyboardModifier.NoModifier, place)
    qtbot.waitUntil(
        lambda: (
            len(city.table.measuring.measures.marks) == 2
            or bool(city.table.measuring.page.trouble.text())
        ),
        timeout=10_000,
    )
    journey(city, "a volume")
    city.errands.measure("place")
    click(city, qtbot, corners[0])
    journey(city, "coordinates")

    city.errands.look_home()
    wait_settled(city, qtbot)
    city.errands.measure("section")
    west, east, south, north, *_ = viewport.scene.bounds()
    for share in (0.3, 0.7):
        click(city, qtbot, (west + (east - west) * share, (south + north) / 2, 0.0))
    QTest.keyClick(viewport, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(city.findChildren(SectionDialog)), timeout=20_000)
    dialog = city.findChildren(SectionDialog)[0]
    wait_settled(city, qtbot)
    QTest.mouseMove(dialog.chart, dialog.chart.rect().center())
    journey(city, "a section")
    journey(dialog, "its chart")
    assert dialog.table().startswith("station_m,")
    dialog.close()


def test_measuring_without_a_mouse(city, qtbot, journey):
    viewport = city.table.viewport
    city.activateWindow()
    viewport.setFocus()
    QTest.keyClick(viewport, Qt.Key.Key_M)  # measure a distance
    qtbot.waitUntil(lambda: city.table.measuring.tool is not None)
    QTest.keyClick(viewport, Qt.Key.Key_Return)
    for _ in range(8):
        QTest.keyClick(viewport, Qt.Key.Key_Right)
    QTest.keyClick(viewport, Qt.Key.Key_Return)
    for _ in range(6):
        QTest.keyClick(viewport, Qt.Key.Key_Up)
    QTest.keyClicks(viewport, "100")
    journey(city, "a hundred metres are typed")
    QTest.keyClick(viewport, Qt.Key.Key_Return)
    tool = city.table.measuring.tool
    assert np.linalg.norm(tool.points[-1] - tool.points[-2]) == pytest.approx(100)
    tool.end()
    found = result(city, qtbot, 1)
    assert len(found.points) == 3
    journey(city, "a line of two legs")
    QTest.keyClick(viewport, Qt.Key.Key_Escape)
    assert city.table.measuring.tool is None

    city.errands.measure("area")
    viewport.setFocus()
    for right, down in ((0, 0), (12, 0), (0, 8), (-12, 0)):
        for _ in range(abs(right)):
            QTest.keyClick(viewport, Qt.Key.Key_Right if right > 0 else Qt.Key.Key_Left)
        for _ in range(down):
            QTest.keyClick(viewport, Qt.Key.Key_Down)
        QTest.keyClick(viewport, Qt.Key.Key_Return)
    QTest.keyClick(viewport, Qt.Key.Key_Return)
    result(city, qtbot, 2)
    journey(city, "an area")
    city.errands.measure("earthwork")
    viewport.setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Right):
        for _ in range(9):
            QTest.keyClick(viewport, key)
        QTest.keyClick(viewport, Qt.Key.Key_Return)
    QTest.keyClick(viewport, Qt.Key.Key_Return)
    found = result(city, qtbot, 3)
    assert dict(found.lines)["To fill"] != "0.0 m³"
    journey(city, "earthwork")
    QTest.keyClick(viewport, Qt.Key.Key_L)  # and the sun
    wait_settled(city, qtbot)
    assert city.document.moment is not None
    journey(city, "the sun shines by a key")


def seen_corners(window, row, lod):
    """Two roof corners of a building that nothing hides."""
    viewport = window.table.viewport
    layer = next(y for y in window.document.layers.values() if y.name == "Buildings")
    shapes = layer.thing.shapes[lod]
    first, last = shapes.object_polygons()[row : row + 2]
    found = []
    for polygon in range(first, last):
        ring = shapes.rings(polygon)[0]
        if np.ptp(ring[:, 2]) > 0.5 or ring[0, 2] < shapes.points[:, 2].mean():
            continue
        for corner in ring:
            spot = spot_at(viewport, QPointF(viewport.where(tuple(corner))))
            far = all(np.linalg.norm(corner - other) > 3 for other in found)
            if spot.held == "corner" and np.allclose(spot.point, corner) and far:
                found.append(corner)
            if len(found) == 2:
                return found
    raise AssertionError("no two corners are in sight")
