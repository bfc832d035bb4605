"""A year of weather: its hours, its months, and whether it is of this place."""

from dataclasses import replace

import numpy as np
import pytest

from city.place import Place
from city.weather import HOURS, Weather, distance_km, elsewhere, middles, months

ROTTERDAM = Place(4.48, 51.92, 0.0)


def weather(**more):
    column = np.zeros(HOURS)
    told = {"name": "Berlin", "lon": 13.40, "lat": 52.52, "height": 40.0, "offset": 1.0}
    names = ("ghi", "dni", "dhi", "temperature", "wind")
    return Weather(**{**told, **dict.fromkeys(names, column), **more})


def test_stamps_are_the_middle_of_hours_in_universal_time():
    times = weather().times
    assert times[0] == np.datetime64("2024-12-31T23:30") and len(times) == HOURS
    assert times[-1] == np.datetime64("2025-12-31T22:30")
    assert middles(5.5)[0] == np.datetime64("2024-12-31T19:00")  # India


def test_months_have_their_days():
    days = np.bincount(months()) / 24
    assert days.tolist() == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


@pytest.mark.parametrize("bad", [np.zeros(8784), np.full(HOURS, np.nan)])
def test_columns_are_whole(bad):
    with pytest.raises(ValueError, match="dni must be 8760 finite values"):
        weather(dni=bad)


def test_the_distance_is_that_over_the_globe():
    # a degree of latitude at 51.9 degrees measures 111.26 km (WGS 84)
    north = replace(weather(), lon=4.48, lat=52.92)
    assert distance_km(north, ROTTERDAM) == pytest.approx(111.27, abs=0.02)


def test_weather_of_another_place_is_told_with_distance_and_height():
    assert elsewhere(weather(), ROTTERDAM).startswith("The weather is that of Berlin, 613 km away:")
    mountain = weather(name="Hilltop", lon=4.48, lat=51.92, height=900.0)
    assert "Hilltop, here and 900 m higher" in elsewhere(mountain, ROTTERDAM)
    both = weather(height=-250.0)
    assert "613 km away and 250 m lower" in elsewhere(both, ROTTERDAM)


def test_weather_from_nearby_needs_no_word():
    near = weather(lon=4.45, lat=51.95, height=-4.0)
    assert elsewhere(near, ROTTERDAM) == ""
