"""Clocks, and whose they are."""

from datetime import UTC, date, datetime, timedelta

import pytest

from city.place import Place
from city.time_zone import clock_words, hours_of, zone, zone_at, zone_names


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [
        (4.48, 51.92, "Europe/Amsterdam"),
        (9.99, 53.55, "Europe/Berlin"),
        (2.29, 48.86, "Europe/Paris"),
        (-0.1, 51.5, "Europe/London"),
        (139.7, 35.68, "Asia/Tokyo"),
        (151.2, -33.9, "Australia/Sydney"),
        (-43.2, -22.9, "America/Sao_Paulo"),
        (174.8, -36.9, "Pacific/Auckland"),
        (-8.72, 42.24, "Europe/Madrid"),  # Vigo: Lisbon is nearer than Madrid
        (-122.67, 45.5, "America/Los_Angeles"),  # Portland: Boise is nearer than Los Angeles
        (24.13, 65.83, "Europe/Stockholm"),  # Haparanda, beside Tornio in Finland
        (24.15, 65.85, "Europe/Helsinki"),
        (-30.0, 40.0, "Etc/GMT+2"),  # at sea
    ],
)
def test_the_zone_of_a_place(lon, lat, name):
    assert zone_at(Place(lon, lat)) == name


def test_what_is_no_place_on_earth_keeps_world_time():
    assert zone_at(Place(200.0, 95.0)) == "UTC"


def test_every_zone_that_is_offered_exists():
    names = zone_names()
    assert len(names) > 300 and ("Europe/Amsterdam", "Netherlands") in names
    for name, _ in names:
        zone(name)


@pytest.mark.parametrize("name", ["Europe/Delft", "", "../etc/passwd", "nonsense"])
def test_a_zone_that_does_not_exist_is_refused(name):
    with pytest.raises(ValueError, match="no time zone"):
        zone(name)


@pytest.mark.parametrize(
    ("name", "month", "words"),
    [
        ("Europe/Amsterdam", 7, "UTC+2, summer time"),
        ("Europe/Amsterdam", 1, "UTC+1"),
        ("UTC", 7, "UTC"),
        ("America/St_Johns", 1, "UTC−3:30"),
        ("Asia/Kolkata", 7, "UTC+5:30"),
    ],
)
def test_how_a_clock_stands(name, month, words):
    assert clock_words(datetime(2026, month, 1, 12, tzinfo=zone(name))) == words


def test_a_day_lasts_from_midnight_to_midnight():
    clock = zone("Europe/Amsterdam")
    begin, end = hours_of(date(2026, 10, 25), clock)
    assert begin == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert end - begin == timedelta(hours=25)
