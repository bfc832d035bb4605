"""The sample city comes alive without a network: buses drive, air changes, a replay is scrubbed."""

import numpy as np

from tests.journeys.test_first_city import wait_settled
from tests.journeys.test_plans import LONG

AIR, BUSES = "Air quality (invented)", "Buses and trams (invented)"


def test_demo(window, qtbot, journey):
    window.open_sample(alive=True)
    qtbot.waitUntil(lambda: bool(window.document.live), timeout=LONG)
    lives, bar = window.studio.lives, window.table.time_bar
    keys = {layer.title: key for key, layer in window.document.live.items()}
    qtbot.waitUntil(lambda: all(key in lives.picture.looks for key in keys.values()), timeout=LONG)
    assert len(keys) == 8
    assert {one.fault for one in window.document.live.values()} == {""}
    buses = window.document.live[keys[BUSES]]
    assert len(buses.tracks.ids) > 20 and lives.picture.looks[keys[BUSES]].badge == "REPLAY"
    wait_settled(window, qtbot)
    journey(window, "the sample city comes alive")

    # buses move
    def places():
        fleet = lives.picture._fleets[keys[BUSES]]
        return fleet.glyphs(*lives.picture.moment(), lives.picture.looks[keys[BUSES]].paint).points

    qtbot.waitUntil(lambda: len(places()) > 20, timeout=LONG)
    before = places()
    qtbot.wait(3000)
    after = places()
    assert len(after) == len(before)
    moved = np.linalg.norm((after - before)[:, :2], axis=1)
    assert (moved > 5).sum() >= 5 and moved.max() < 100

    # what was said is scrubbed
    window.turn_to("live")
    lives.page.turn_to(keys[AIR])
    lives.page.table.selectAll()
    told = window.document.live[keys[AIR]].told(*lives.picture.moment())
    assert len(told) == 8
    wait_settled(window, qtbot)
    journey(window, "air over time")
    bar.band.setValue(max(bar.band.value() - 30, 0))
    qtbot.waitUntil(lambda: window.document.shown_at is not None, timeout=LONG)
    wait_settled(window, qtbot)
    journey(window, "half an hour ago")

    # a station falls silent, and says so
    air = window.document.live[keys[AIR]]
    silent = "urn:ngsi-ld:AirQualityObserved:3"
    times, _ = air.series.of(silent, next(m for n, m in air.series.streams if m.name == "pm25"))
    longest = int(np.argmax(np.diff(times)))
    assert np.diff(times)[longest] > np.timedelta64(8, "m")
    gap = times[longest] + np.timedelta64(8, "m")
    window.document.show_at(gap.astype("datetime64[ms]"))

    def stale():
        told = lives.picture.looks[keys[AIR]].told
        return {air.streams.things[k]: s for k, s in zip(told.thing, told.stale, strict=True)}

    qtbot.waitUntil(lambda: bool(stale()[silent]), timeout=LONG)
    assert sum(stale().values()) == 1
    wait_settled(window, qtbot)
    journey(window, "a station has fallen silent")
    bar.live.click()
    assert window.document.shown_at is None

    # close to the street
    fleet = lives.picture._fleets[keys[BUSES]]
    thing = fleet.tracks.ids[int(fleet.vehicle[0])]
    lives.fly_to(keys[BUSES], thing)
    wait_settled(window, qtbot)
    journey(window, "close to a bus")
