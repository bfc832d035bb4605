"""Probable sunlight follows from its definition, counted apart here."""

from datetime import date, timedelta

import numpy as np
import pytest

import assets
from city.norms import Sunshine, Winter, read_norm
from city.place import Place
from city.simulate.apsh import in_winter, probable_hours, probable_sunlight
from city.simulate.sun import sun_at, towards

EVEN = Sunshine("anywhere", (100.0,) * 12, "made up")
WINTER = Winter(((9, 21), (3, 21)), 5)
UP = np.array([[0.0, 0.0, 1.0]])
NORM = read_norm(assets.path("norms/bre_apsh.json").read_bytes())


def year():
    """Suns of 2025 over London every half hour: their days, and the vectors to them."""
    times = np.arange("2025-01-01", "2026-01-01", 30, dtype="datetime64[m]")
    place = Place(-0.1, 51.5, 0.0, 0.0)
    sun = sun_at(times, place)
    up = sun.altitude > 0
    return times[up].astype("datetime64[D]"), towards(sun, place)[up]


DAYS, SUNS = year()
HOURS = probable_hours(DAYS, NORM.sunshine)
COLD = in_winter(DAYS, NORM.winter)


def sunlight(seen, normals, hours=HOURS):
    return probable_sunlight(SUNS, hours, COLD, seen, normals)


def all_seen(count):
    return np.ones((count, len(SUNS)), bool)


def test_the_hours_add_up_to_the_stations_month_by_month():
    month = DAYS.astype("datetime64[M]").astype(int) % 12
    assert np.bincount(month, HOURS) == pytest.approx(NORM.sunshine.hours)


def test_a_month_without_suns_is_told():
    with pytest.raises(ValueError, match="whole year"):
        probable_hours(DAYS[np.datetime64("2025-12-01") > DAYS], EVEN)


def test_winter_is_from_21_september_to_21_march():
    days = [date(2025, 1, 1) + timedelta(n) for n in range(365)]
    expected = [day <= date(2025, 3, 21) or day >= date(2025, 9, 21) for day in days]
    found = in_winter(np.array(days, "datetime64[D]"), WINTER)
    np.testing.assert_array_equal(found, expected)
    assert found.sum() == 31 + 28 + 21 + 10 + 31 + 30 + 31


def test_open_ground_gets_all_of_it_and_the_winter_its_part():
    """The winter's part, from the station's hours: whole months, and parts of two."""
    year, winter = sunlight(all_seen(1), UP)[0]
    assert year == pytest.approx(100, abs=0.005)
    hours = NORM.sunshine.hours
    whole = sum(hours[month] for month in (0, 1, 9, 10, 11))
    low = whole + hours[2] * 20 / 31 + hours[8] * 9 / 30  # days grow in March and shrink after
    high = whole + hours[2] * 22 / 31 + hours[8] * 11 / 30
    assert low < winter / 100 * sum(hours) < high


@pytest.mark.parametrize("azimuth", [0, 37, 90, 215])
def test_a_wall_and_the_one_behind_it_share_the_year(azimuth):
    turn = np.radians(azimuth)
    normal = np.array([np.sin(turn), np.cos(turn), 0])
    both = sunlight(all_seen(2), np.stack([normal, -normal]))
    assert both.sum(0) == pytest.approx(sunlight(all_seen(1), UP)[0], abs=0.005)


def test_a_south_wall_gets_most_and_a_north_wall_no_winter_sun():
    south, north = sunlight(all_seen(2), np.array([[0.0, -1, 0], [0, 1, 0]]))
    assert south[0] > 60
    assert south[1] == pytest.approx(sunlight(all_seen(1), UP)[0, 1], rel=0.02)
    assert north[1] < 0.5


def test_a_month_that_alone_is_seen_gives_its_own_part():
    june = (DAYS.astype("datetime64[M]").astype(int) % 12 == 5)[None]
    year, winter = sunlight(june, UP)[0]
    assert year == pytest.approx(100 * NORM.sunshine.hours[5] / sum(NORM.sunshine.hours), abs=1e-3)
    assert winter == 0


def test_only_proportions_count():
    normals = np.array([[0.0, -1, 0]])
    twice = sunlight(all_seen(1), normals, HOURS * 2)
    assert twice == pytest.approx(sunlight(all_seen(1), normals))


def test_a_crown_that_lets_half_through_takes_half():
    half = np.full((1, len(SUNS)), 0.5, np.float32)
    assert sunlight(half, UP) == pytest.approx(sunlight(all_seen(1), UP) / 2)


def test_many_points_are_answered_one_by_one():
    suns = SUNS[::200]
    seen = np.random.default_rng(3).random((3000, len(suns))) < 0.5
    normals = np.repeat(UP, 3000, axis=0)
    got = probable_sunlight(suns, np.ones(len(suns)), COLD[::200], seen, normals)
    assert got.shape == (3000, 2)
    assert got[:, 0] == pytest.approx(100 * seen.mean(1), abs=1e-3)
