"""Steps of a day add up to the time that the sun is up, whatever the clock does."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.frame import Frame
from city.place import Place
from city.simulate.days import WHEN, WHERE, clock_text, days_of, steps_of, words
from city.simulate.obstacles import Area
from city.simulate.parameters import settled
from city.simulate.sun import sun_at
from city.view import View
from tests.city.simulate.towns import boxes, frame_at

AREA = Area(-50, -50, 50, 50)
BOX = ((-5, -5, 0), (5, 5, 5))
VIEWS = {lat: View.of(boxes(frame_at(lat), BOX)) for lat in (0.0, 52.0, -34.0, 69.0)}
AMSTERDAM = "Europe/Amsterdam"


def steps(lat=52.0, **said):
    return steps_of(VIEWS[lat], AREA, settled((*WHEN, *WHERE), said))


def up(day, zone, lat, altitude=0.0):
    """Hours of a local day in which the sun's middle is over an altitude, minute by minute."""
    clock = ZoneInfo(zone)
    begin = np.datetime64(f"{day}T00:00") - hours_east(day, clock)
    after = date.fromisoformat(day) + timedelta(1)
    end = np.datetime64(f"{after}T00:00") - hours_east(after.isoformat(), clock)
    times = np.arange(begin, end, np.timedelta64(30, "s"))
    return float((sun_at(times, Place(15.0, lat)).altitude > altitude).sum() / 120)


def hours_east(day, clock):
    offset = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=clock).utcoffset()
    return np.timedelta64(int(offset.total_seconds()), "s")


@pytest.mark.parametrize("lat", VIEWS)
@pytest.mark.parametrize("day", ["2026-03-29", "2026-06-21", "2026-10-25", "2026-12-22"])
@pytest.mark.parametrize("step", [7.0, 13.7, 60.0])
def test_steps_add_up_to_the_time_that_the_sun_is_up(lat, day, step):
    found = steps(lat, date=day, step=step, time_zone=AMSTERDAM)
    expected = up(day, AMSTERDAM, lat)
    assert found.hours.sum() == pytest.approx(expected, abs=0.02)
    assert found.possible == pytest.approx([found.hours.sum()])
    assert (found.hours > 0).all() and (found.hours <= step / 60 + 1e-6).all()
    assert (found.towards[:, 2] > 0).all()
    assert np.linalg.norm(found.towards, axis=1) == pytest.approx(1)


@pytest.mark.parametrize(("day", "length"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_days_on_which_clocks_change_are_23_and_25_hours_long(day, length):
    found = steps(69.0, date=day, until="", time_zone=AMSTERDAM, step=60)
    assert found.hours.sum() == pytest.approx(up(day, AMSTERDAM, 69.0), abs=0.02)
    polar = View.of(boxes(frame_at(80.0), BOX))
    said = settled((*WHEN, *WHERE), {"date": day, "time_zone": AMSTERDAM, "step": 60})
    whole = steps_of(polar, AREA, said).hours.sum()
    assert whole <= length
    if day == "2026-03-29":
        summer = View.of(boxes(frame_at(89.0), BOX))
        assert steps_of(summer, AREA, said).hours.sum() == pytest.approx(23)


def test_the_clock_shows_the_hours_of_the_day():
    found = steps(date="2026-06-21", time_zone=AMSTERDAM, from_hour=10, to_hour=12.5, step=60)
    assert found.clock == pytest.approx(np.array([[10, 11], [11, 12], [12, 12.5]]), abs=1e-6)
    winter = steps(date="2026-10-25", time_zone=AMSTERDAM, from_hour=8, to_hour=10, step=60)
    assert winter.clock == pytest.approx(np.array([[8, 9], [9, 10]]), abs=1e-6)


def test_steps_are_cut_where_the_sun_passes_the_angle():
    found = steps(date="2026-03-21", altitude=10, time_zone="UTC")
    assert found.hours.sum() == pytest.approx(up("2026-03-21", "UTC", 52.0, 10.0), abs=0.02)
    assert np.degrees(np.arcsin(found.towards[:, 2])).min() > 10


def test_a_sun_that_never_comes_so_high_has_no_steps():
    for lat, altitude, day in ((52.0, 30, "2026-12-22"), (69.0, 0, "2026-12-22")):
        found = steps(lat, date=day, altitude=altitude)
        assert len(found.hours) == 0 and found.towards.shape == (0, 3)
        assert found.possible == pytest.approx([0])
    assert steps(69.0, date="2026-06-21").hours.sum() == pytest.approx(24)


def test_days_of_a_period():
    said = {"date": "2026-02-27", "until": "2026-03-10", "every": 5}
    assert [str(day) for day in days_of(said)] == [
        "2026-02-27",
        "2026-03-04",
        "2026-03-09",
        "2026-03-10",
    ]
    assert words(days_of(said)) == "2026-02-27 to 2026-03-10, 4 days of it"
    assert words(days_of({**said, "until": ""})) == "2026-02-27"
    found = steps(**said)
    assert len(found.possible) == 4 and found.possible.sum() == pytest.approx(found.hours.sum())
    for wrong in ({"until": "2026-02-26"}, {"until": "2028-01-01"}):
        with pytest.raises(ValueError, match="until="):
            days_of({**said, **wrong})


def test_hours_that_contradict_each_other_are_told():
    with pytest.raises(ValueError, match="From must be before To"):
        steps(from_hour=12, to_hour=12)


def test_a_place_is_taken_from_the_coordinates_and_else_from_what_is_said():
    assert steps(place="10,10").place.lat == pytest.approx(52.0, abs=0.01)
    view = View.of(boxes(Frame(), BOX))
    said = settled((*WHEN, *WHERE), {"place": "-34, 18.5"})
    found = steps_of(view, AREA, said).place
    assert (found.lat, found.lon) == (-34, 18.5)
    with pytest.raises(ValueError, match="say place=LAT,LON"):
        steps_of(view, AREA, settled((*WHEN, *WHERE), {}))


@given(st.floats(0, 23.99))
def test_a_clock_shows_hours_and_minutes(hours):
    hour, minute = (int(part) for part in clock_text(hours).split(":"))
    assert hour * 60 + minute == round(hours * 60)
