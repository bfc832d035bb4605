"""A planner asks where the shadow falls in March, and how long, high and large things are."""

import time

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest

import assets
from tests.journeys.test_first_city import wait_settled

LEFT = Qt.MouseButton.LeftButton
LONG = 60_000


@pytest.fixture
def city(window, qtbot):
    window.open_paths([assets.path("sample")])
    qtbot.waitUntil(lambda: bool(window.document.opened), timeout=LONG)
    wait_settled(window, qtbot)
    return window


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
    bar._go_at(2.0)
    QTest.mouseClick(bar.play, LEFT)
    began = time.monotonic()
    qtbot.wait(4000)
    rate = len(frames) / (time.monotonic() - began)
    journey(city, "time passes")
    QTest.mouseClick(bar.play, LEFT)
    wait_settled(city, qtbot)
    journey(city, "time stands still")
    print(f"{rate:.1f} pictures a second while time passes")
    assert rate > 4
    bar.band.setValue(bar.band.place_of(bar._day.sets[0]) - 25)
    wait_settled(city, qtbot)
    journey(city, "a low sun")
    bar.band.setValue(22 * 60)
    wait_settled(city, qtbot)
    journey(city, "night")
    assert "below the horizon" in bar.stand.text()
