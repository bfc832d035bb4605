"""The pieces of the solar position algorithm against the paper's worked example (its A.5)."""

import numpy as np
import pytest

from city.simulate import spa

DAY = np.array([2452930.312847222])  # 2003-10-17 19:30:30 UT


@pytest.fixture
def paper(monkeypatch):
    """The paper takes 67 s for delta T."""
    monkeypatch.setattr(spa, "delta_t", lambda day: np.full_like(day, 67.0))


def test_the_julian_day_of_dates_in_the_paper():
    dates = np.array(["2000-01-01T12:00", "1999-01-01", "1987-06-19T12:00", "1600-12-31"], "M8[s]")
    assert spa.julian_day(dates) == pytest.approx([2451545.0, 2451179.5, 2446966.0, 2305812.5])


def test_the_earth_seen_from_the_sun():
    century = (DAY + 67 / 86400 - spa.J2000) / 36525
    place = [spa._series(table, century / 10)[0] for table in (spa.LONGITUDE, spa.LATITUDE)]
    assert np.degrees(place) % 360 == pytest.approx([24.0182616917, 360 - 0.0001011219], abs=1e-8)
    assert spa._series(spa.RADIUS, century / 10)[0] == pytest.approx(0.9965422974, abs=1e-9)


def test_nutation_and_obliquity():
    wobble, tilt = spa._nutation((DAY + 67 / 86400 - spa.J2000) / 36525)
    assert np.degrees(wobble[0]) == pytest.approx(-0.00399840, abs=1e-8)
    assert np.degrees(tilt[0]) == pytest.approx(23.440465, abs=1e-6)


def test_the_sun_among_the_stars(paper):
    right, up, sidereal, radius = (value[0] for value in spa.sky_place(DAY))
    assert np.degrees(right) % 360 == pytest.approx(202.22741, abs=1e-5)
    assert np.degrees(up) == pytest.approx(-9.31434, abs=1e-5)
    assert np.degrees(sidereal - right) % 360 - 105.1786 == pytest.approx(11.105900, abs=2e-5)
    assert radius == pytest.approx(0.9965422974, abs=1e-9)


def test_delta_t_as_it_was_observed():
    """Observed: Morrison & Stephenson (2004) before 1955, IERS after."""
    years = np.array([-500.0, 0, 1000, 1700, 1900, 1955, 1980, 2000])
    seconds = spa.delta_t(spa.J2000 + (years - 2000) * 365.25)
    assert seconds == pytest.approx([17200, 10580, 1570, 9, -3, 31.1, 50.5, 63.8], rel=0.01, abs=1)


def test_delta_t_has_no_jumps():
    days = spa.J2000 + np.linspace(-4000, 4000, 200_001) * 365.25
    assert np.abs(np.diff(spa.delta_t(days))).max() < 120  # at -500 the sources differ by 100 s


def test_the_air_lifts_the_sun_by_half_a_degree_at_the_horizon_and_not_below():
    lift = spa.bent(np.array([-3.0, -0.5, 0.0, 45.0, 90.0]), 1010.0, 10.0)
    assert lift[0] == 0
    assert lift[2] == pytest.approx(28.9 / 60, rel=0.02)  # Saemundsson (1986)
    assert lift[3] == pytest.approx(1.0 / 60, rel=0.02)
    assert lift[4] == pytest.approx(0, abs=1e-4)
