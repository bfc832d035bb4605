"""A planner connects to a platform, sees what its stations tell, and is told what is too much."""

from datetime import UTC, datetime, timedelta
from math import sin

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.dialogs.platform import PlatformDialog
from app.live.layer import Source
from tests.journeys.test_first_city import wait_settled
from tests.journeys.test_plans import LONG
from tests.live_platform import serving

STATIONS = {"Heemraadssingel": (4.4570, 51.9130), "Nieuwe Binnenweg": (4.4540, 51.9115),
            "Rochussenstraat": (4.4640, 51.9125), "Schiedamseweg": (4.4450, 51.9105),
            "Coolhaven": (4.4600, 51.9080), "Delfshaven": (4.4480, 51.9060)}  # fmt: skip


def air(values, moment):
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": name,
                "geometry": {"type": "Point", "coordinates": list(place)},
                "properties": {"name": name, "pm25 (µg/m³)": value, "no2 (µg/m³)": 2 * value,
                               "observedAt": moment.isoformat()},
            }
            for (name, place), value in zip(STATIONS.items(), values, strict=True)
        ],
    }  # fmt: skip


@pytest.fixture
def platform():
    with serving() as made:
        made.answers["/air"] = air(
            (4, 12, 19, 27, 33, 48), datetime.now(UTC) - timedelta(minutes=8)
        )
        yield made


def test_live(city, qtbot, journey, platform):
    window, lives = city, city.studio.lives
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, PlatformDialog)]
    QTest.keyClicks(dialog.address, f"{platform.address}/air")
    QTest.keyClick(dialog.address, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.link is not None, timeout=LONG)
    journey(dialog, "what a platform offers")
    QTest.keyClick(dialog.offers, Qt.Key.Key_Down)
    assert "PM2.5" in dialog.offers.currentItem().text()
    QTest.keyClick(dialog.offers, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.document.live), timeout=LONG)
    (key,) = window.document.live
    lives.feeds.change(key, every=0.2)
    qtbot.waitUntil(lambda: key in lives.picture.looks, timeout=LONG)
    wait_settled(window, qtbot)
    assert len(lives.picture.looks[key].told) == 6
    journey(window, "stations over the city")

    # more comes in
    for k in range(8):
        moment = datetime.now(UTC) - timedelta(minutes=7 - k)
        values = tuple(v + 3 * k for v in (4, 12, 19, 27, 33, 48))
        platform.answers["/air"] = air(values, moment)
        qtbot.waitUntil(lambda v=values: v[-1] in lives.picture.looks[key].told.value, timeout=LONG)
    with qtbot.waitActive(window):  # the dialog was
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    page = lives.page
    page.choose("Delfshaven")
    page.rules.limit.setValue(60)
    page.rules.add.click()
    qtbot.waitUntil(lambda: lives.picture.looks[key].alarmed > 0, timeout=LONG)
    wait_settled(window, qtbot)
    assert "Delfshaven" in window.notice.text.text()
    journey(window, "one station over time and a limit")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    wait_settled(window, qtbot)
    journey(window, "close to a station")


def test_live_then_and_now(city, qtbot, journey, platform):
    """The one time bar: what is said now, what was said then, and time that passes through it."""
    window, lives, bar = city, city.studio.lives, city.table.time_bar
    key = lives.add(Source(f"{platform.address}/air", shown="pm25", every=0.1))
    for k in range(30):
        moment = datetime.now(UTC) - timedelta(minutes=10 * (30 - k))
        values = tuple(v * (1 + 0.6 * sin(k / 5 + v)) for v in (4, 12, 19, 27, 33, 48))
        platform.answers["/air"] = air(values, moment)
        qtbot.waitUntil(
            lambda v=values: (
                (look := lives.picture.looks.get(key)) is not None and v[-1] in look.told.value
            ),
            timeout=LONG,
        )
    assert bar.live.isVisible() and bar.live.isChecked() and window.document.shown_at is None
    window.turn_to("live")
    lives.page.table.selectAll()
    wait_settled(window, qtbot)
    journey(window, "what is said now")
    now = lives.picture.looks[key].told.value.tolist()
    before = bar.band.value() - 120
    if before < 0:  # midnight lies between
        bar.date.setDate(bar.date.date().addDays(-1))
    bar.band.setValue(before % 1440)
    qtbot.waitUntil(lambda: lives.picture.looks[key].badge == "REPLAY", timeout=LONG)
    wait_settled(window, qtbot)
    assert not bar.live.isChecked() and lives.picture.looks[key].told.value.tolist() != now
    journey(window, "two hours ago")
    bar.pace.go_through_told(600.0)
    bar.play.click()
    before = window.document.shown_at
    qtbot.waitUntil(lambda: window.document.shown_at - before > timedelta(minutes=20), timeout=LONG)
    bar.play.click()
    wait_settled(window, qtbot)
    journey(window, "while time passes")
    bar.live.click()
    assert window.document.shown_at is None
