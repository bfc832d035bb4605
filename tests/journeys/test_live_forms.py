"""Live values between stations, on the objects of the city, in labels, and under the mouse."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from tests.journeys.test_first_city import wait_settled
from tests.journeys.test_plans import LONG

AIR, BUSES, ENERGY = "Air quality (invented)", "Buses and trams (invented)", "Energy use (invented)"


def test_live_forms(window, qtbot, journey):
    window.open_sample(alive=True)
    qtbot.waitUntil(lambda: bool(window.document.live), timeout=LONG)
    lives, viewport = window.studio.lives, window.table.viewport
    keys = {layer.title: key for key, layer in window.document.live.items()}
    qtbot.waitUntil(lambda: all(key in lives.picture.looks for key in keys.values()), timeout=LONG)
    wait_settled(window, qtbot)
    journey(window, "stations with their values")

    # between the stations
    air = keys[AIR]
    fields = lives.picture.manners[0]
    lives.do(air, "field")
    qtbot.waitUntil(lambda: air in fields._shown, timeout=LONG)
    wait_settled(window, qtbot)
    texts = [line.text for line in window.table.legend.page.lines]
    assert "estimated between 8 stations" in texts
    journey(window, "a field between the stations")
    now = fields._shown[air].values.values["pm25"].copy()
    bar = window.table.time_bar.band
    bar.setValue(max(bar.value() - 40, 0))  # it follows a jump
    qtbot.waitUntil(
        lambda: not np.array_equal(fields._shown[air].values.values["pm25"], now), timeout=LONG
    )
    window.table.time_bar.live.click()
    lives.do(air, "signs")
    qtbot.waitUntil(lambda: air not in fields._shown, timeout=LONG)

    # routes
    lives.do(keys[BUSES], "routes")
    qtbot.waitUntil(lambda: not lives.picture.manners[2]._busy, timeout=LONG)
    wait_settled(window, qtbot)
    journey(window, "the routes")

    # a click on a station
    at, _, _ = viewport.heads(air)
    place = QPointF(*at[0]).toPoint()
    QTest.mouseMove(viewport, place)
    qtbot.waitUntil(lambda: window.table.overlay.callout.isVisible(), timeout=LONG)
    wait_settled(window, qtbot)
    journey(window, "a card under the mouse")
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert window.document.live_chosen == (air, lives.picture.thing_at(air, 0))
    assert lives.page.things() == [window.document.live_chosen[1]]
    wait_settled(window, qtbot)
    journey(window, "a station is chosen")

    # values on buildings
    energy = keys[ENERGY]
    for title, key in keys.items():
        lives.feeds.change(key, visible=title == ENERGY)
    lives.do(energy, "objects")
    qtbot.waitUntil(lambda: bool(lives._bound._worn), timeout=LONG)
    wait_settled(window, qtbot)
    journey(window, "energy on the buildings")
    worn = next(iter(lives._bound._worn.values()))
    row = int(np.flatnonzero(worn.told[energy] >= 0)[0])
    city = next(iter(window.document.cities()))
    window.document.select_id(city.objects.ids[row])
    window.table.frame_selection()
    wait_settled(window, qtbot)
    journey(window, "what a building uses")

    # close to a bus
    for key in keys.values():
        lives.feeds.change(key, visible=key == keys[BUSES])
    fleet = lives.picture._fleets[keys[BUSES]]
    thing = fleet.tracks.ids[int(fleet.vehicle[0])]
    lives.choose(keys[BUSES], thing)
    lives.fly_to(keys[BUSES], thing)
    wait_settled(window, qtbot)
    journey(window, "close to a bus")
    window.wear("projector")
    for key in keys.values():
        lives.feeds.change(key, visible=True)
    window.table.viewport.home()
    wait_settled(window, qtbot)
    journey(window, "on the wall of a hall")
    window.wear("light")
