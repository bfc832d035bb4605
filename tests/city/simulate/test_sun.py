"""The Sun of other centuries, days as the paper has them, and places where it behaves oddly."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from city.place import Place
from city.simulate.sun import day_of, sun_at, sunlight, towards
from city.time_zone import zone
from tests.city.simulate.known.suns import COLORADO

ROTTERDAM = Place(4.48, 51.92)
TROMSO = Place(18.96, 69.65)


def seconds_apart(found, hours):
    """Between a moment and hh:mm:ss of its own day."""
    h, m, s = map(int, hours.split(":"))
    return abs((found - found.replace(hour=h, minute=m, second=s, microsecond=0)).total_seconds())


def test_sunrise_noon_and_sunset_of_the_paper():
    """Its days are those of universal time, so that its sunset is the one before."""
    clock = ZoneInfo("Etc/GMT+7")
    day = day_of(date(2003, 10, 17), clock, COLORADO)
    assert seconds_apart(day.rises[0], "06:12:43") < 2
    assert seconds_apart(day.noon, "11:46:04") < 2
    before = day_of(date(2003, 10, 16), clock, COLORADO)
    assert seconds_apart(before.sets[0], "17:20:19") < 2


def test_pvlib_says_the_same():
    table = Path(__file__).with_name("sun_by_pvlib.csv").read_text().splitlines()
    rows = [line.split(";") for line in table if not line.startswith("#")]
    assert len(rows) > 200
    for _, lon, lat, height, moment, *wanted in rows:
        place = Place(float(lon), float(lat), float(height))
        sun = sun_at(np.array([moment], "M8[s]"), place)
        azimuth, altitude, true = map(float, wanted)
        assert (sun.azimuth[0] - azimuth + 180) % 360 - 180 == pytest.approx(0, abs=0.002)
        assert sun.altitude[0] == pytest.approx(altitude, abs=0.002)
        assert sun.true_altitude[0] == pytest.approx(true, abs=0.002)


def test_many_moments_at_once_are_the_same_as_one_by_one():
    moments = np.datetime64("2026-03-21T00:00", "m") + np.arange(0, 1440, 60)
    together = sun_at(moments, ROTTERDAM)
    for k, moment in enumerate(moments):
        alone = sun_at(np.array([moment]), ROTTERDAM)
        assert alone.azimuth[0] == pytest.approx(together.azimuth[k], abs=1e-10)
        assert alone.altitude[0] == pytest.approx(together.altitude[k], abs=1e-10)


def test_at_noon_the_sun_stands_south_or_north_as_high_as_latitude_and_tilt_say():
    solstice = day_of(date(2026, 6, 21), zone("Europe/Amsterdam"), ROTTERDAM)
    sun, _ = sunlight(solstice.noon, ROTTERDAM)
    assert sun.azimuth[0] == pytest.approx(180, abs=0.01)
    assert sun.true_altitude[0] == pytest.approx(90 - 51.92 + 23.436, abs=0.01)
    sydney = Place(151.21, -33.87)
    winter, _ = sunlight(day_of(date(2026, 6, 21), zone("Australia/Sydney"), sydney).noon, sydney)
    assert min(winter.azimuth[0], 360 - winter.azimuth[0]) == pytest.approx(0, abs=0.01)
    assert winter.true_altitude[0] == pytest.approx(90 - 33.87 - 23.436, abs=0.01)


def test_towards_points_along_the_grid_and_not_along_the_meridian():
    turned = Place(4.48, 51.92, turn=2.0)  # grid north lies 2 degrees east of true north
    moment = datetime(2026, 3, 21, 12, 0, tzinfo=zone("UTC"))
    sun, straight = sunlight(moment, ROTTERDAM)
    _, aside = sunlight(moment, turned)
    assert np.linalg.norm(aside) == pytest.approx(1)
    assert aside[2] == pytest.approx(np.sin(np.radians(sun.altitude[0])))
    on_grid = np.degrees(np.arctan2(aside[0], aside[1])) % 360
    assert on_grid == pytest.approx(sun.azimuth[0] - 2.0)
    assert np.degrees(np.arctan2(straight[0], straight[1])) % 360 == pytest.approx(sun.azimuth[0])
    assert towards(sun, turned)[0] == pytest.approx(aside)


def test_polar_day_and_polar_night():
    clock = zone("Europe/Oslo")
    summer, winter = (day_of(date(2026, month, 21), clock, TROMSO) for month in (6, 12))
    assert (summer.polar, summer.up) == ("day", True)
    assert (winter.polar, winter.up) == ("night", False)
    assert summer.noon is not None and winter.noon is not None
    spring = day_of(date(2026, 3, 21), clock, TROMSO)
    assert spring.polar == "" and len(spring.rises) == len(spring.sets) == 1


def test_days_are_as_long_as_the_equinox_says():
    day = day_of(date(2026, 3, 20), zone("Europe/Amsterdam"), ROTTERDAM)
    length = day.sets[0] - day.rises[0]
    assert timedelta(hours=12, minutes=5) < length < timedelta(hours=12, minutes=16)


@pytest.mark.parametrize(("day", "hours"), [(29, 23), (28, 24)])
def test_the_day_on_which_clocks_change_has_its_own_length(day, hours):
    found = day_of(date(2026, 3, day), zone("Europe/Amsterdam"), ROTTERDAM)
    assert found.end.timestamp() - found.begin.timestamp() == hours * 3600
    assert found.begin.utcoffset() == timedelta(hours=1)


def test_a_sunset_after_midnight_belongs_to_the_next_day():
    """Reykjavik keeps UTC: around midsummer its Sun sets after midnight, and twice in no day."""
    place, clock = Place(-21.9, 64.15), zone("Atlantic/Reykjavik")
    day = day_of(date(2026, 6, 21), clock, place)
    assert day.up and len(day.sets) == 1 and day.sets[0].hour == 0 and day.rises[0].hour == 2
