"""The band of a day: its colours, its handle, its keys."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible

from app import theme
from app.day_band import ABOVE, BAND, TOLD, DayBand, sky_colours
from city.place import Place
from city.simulate.sun import Day, day_of
from city.time_zone import zone

ROTTERDAM = Place(4.48, 51.92)
CLOCK = zone("Europe/Amsterdam")


@pytest.fixture
def band(qtbot):
    made = DayBand()
    qtbot.addWidget(made)
    made.resize(1442, made.height())
    made.show_day(day_of(date(2026, 3, 21), CLOCK, ROTTERDAM), ROTTERDAM)
    made.show()
    return made


def test_the_mouse_takes_the_handle_to_its_time(band, qtbot):
    qtbot.mousePress(band, Qt.MouseButton.LeftButton, pos=QPoint(1 + 12 * 60, ABOVE + 5))
    assert (band.moment().hour, band.moment().minute) == (12, 0)
    qtbot.mouseMove(band, QPoint(1 + 15 * 60, ABOVE + 5))


def test_keys_step_minutes_hours_and_days(band, qtbot):
    band.setValue(600)
    turned = []
    band.turned.connect(turned.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_Left, Qt.Key.Key_Left):
        qtbot.keyClick(band, key)
    assert band.value() == 600 + 60 - 5
    qtbot.keyClick(band, Qt.Key.Key_Up)
    qtbot.keyClick(band, Qt.Key.Key_Down)
    assert turned == [1, -1]


def test_it_is_dark_at_midnight_warm_at_sunrise_and_light_at_noon(band):
    picture = band.grab().toImage()
    middle = ABOVE + BAND // 2
    rise = band.place_of(band._day.rises[0])
    night, dawn, noon = (picture.pixelColor(1 + minute, middle) for minute in (30, rise + 8, 760))
    assert night.lightness() < 80 < 200 < noon.lightness()
    assert dawn.red() > dawn.blue() + 60


@pytest.mark.parametrize(("altitude", "dark"), [(-30, True), (-8, True), (3, False), (50, False)])
def test_the_colours_tell_by_lightness_too(altitude, dark):
    assert (sky_colours(np.array([altitude]))[0].lightness() < 100) is dark


def test_the_day_of_summer_time_has_23_hours(band):
    changed = []
    band.setValue(band.maximum())
    band.valueChanged.connect(changed.append)
    band.show_day(day_of(date(2026, 3, 29), CLOCK, ROTTERDAM), ROTTERDAM)
    assert band.maximum() == 23 * 60 - 1 and not changed
    band.setValue(150)
    assert (band.moment().hour, band.moment().minute) == (3, 30)  # two o'clock never came
    assert band.place_of(band.moment()) == 150


def test_a_screen_reader_finds_a_slider_with_a_name(band):
    told = QAccessible.queryAccessibleInterface(band)
    assert told.role() == QAccessible.Role.Slider
    assert band.accessibleName() == "Time of day"


def underlined(band):
    """From which minute until which the band is underlined; None for nowhere."""
    picture, accent = band.grab().toImage(), theme.current().accent
    row = ABOVE + BAND - TOLD + 1
    found = [x - 1 for x in range(picture.width()) if picture.pixelColor(x, row).name() == accent]
    return (min(found), max(found)) if found else None


def test_what_was_told_is_underlined_as_far_as_it_is_of_this_day(band):
    band.setValue(20 * 60)
    assert underlined(band) is None
    eight = datetime(2026, 3, 21, 8, tzinfo=CLOCK)
    band.show_told((eight, eight + timedelta(hours=3)))
    first, last = underlined(band)
    assert first == pytest.approx(8 * 60, abs=2) and last == pytest.approx(11 * 60, abs=2)
    band.show_told((eight - timedelta(days=9), eight))
    first, last = underlined(band)
    assert first <= 2 and last == pytest.approx(8 * 60, abs=2)
    band.show_told((eight, eight))  # a moment can be seen too
    assert underlined(band) is not None
    band.show_told((eight + timedelta(days=1), eight + timedelta(days=2)))
    assert underlined(band) is None
    band.show_told(None)
    assert underlined(band) is None


def test_wild_clocks_are_underlined_without_a_fault(band):
    band.setValue(20 * 60)
    band.show_told((datetime(1, 1, 3, tzinfo=UTC), datetime(5999, 12, 29, tzinfo=UTC)))
    first, last = underlined(band)
    assert first <= 2 and last >= 1435


def test_a_day_without_a_place_is_grey_and_has_its_moments(band):
    midnight = datetime(2026, 3, 21, tzinfo=UTC)
    band.show_day(Day(midnight, midnight + timedelta(days=1), (), (), None, False), None)
    band.setValue(90)
    assert band.moment() == midnight + timedelta(minutes=90)
    picture = band.grab().toImage()
    field = theme.current().field
    assert {picture.pixelColor(x, ABOVE + 8).name() for x in (30, 700, 1400)} == {field}
