"""Where the Sun stands, to 0.0003 degrees from the year -2000 to 6000.

Reda & Andreas, "Solar Position Algorithm for Solar Radiation Applications", NREL/TP-560-34302,
revised January 2008; the numbers in brackets are its sections. Angles inside are in radians.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from city.simulate.spa_terms import LATITUDE, LONGITUDE, NUTATION, RADIUS

F64 = NDArray[np.float64]

J2000 = 2451545.0
UNIX = 2440587.5  # the Julian day of 1970-01-01 0 h
DAY = 86400.0  # seconds
FLATNESS = 0.99664719  # polar over equatorial radius
EQUATOR = 6378140.0  # metres

# Espenak & Meeus, "Five Millennium Canon of Solar Eclipses", NASA/TP-2006-214141: the year until
# which a row holds, and the polynomial in (year - origin) / scale. It foresees 75 s for 2026, where
# 69 s were measured: the Sun moves a quarter of an arc second in the difference.
DELTA_T = (
    (-500, 1820, 100, (-20, 0, 32)),
    (
        500,
        0,
        100,
        (10583.6, -1014.41, 33.78311, -5.952053, -0.1798452, 0.022174192, 0.0090316521),
    ),
    (
        1600,
        1000,
        100,
        (1574.2, -556.01, 71.23472, 0.319781, -0.8503463, -0.005050998, 0.0083572073),
    ),
    (1700, 1600, 1, (120, -0.9808, -0.01532, 1 / 7129)),
    (1800, 1700, 1, (8.83, 0.1603, -0.0059285, 0.00013336, -1 / 1174000)),
    (
        1860,
        1800,
        1,
        (
            13.72,
            -0.332447,
            0.0068612,
            0.0041116,
            -0.00037436,
            0.0000121272,
            -0.0000001699,
            0.000000000875,
        ),
    ),
    (1900, 1860, 1, (7.62, 0.5737, -0.251754, 0.01680668, -0.0004473624, 1 / 233174)),
    (1920, 1900, 1, (-2.79, 1.494119, -0.0598939, 0.0061966, -0.000197)),
    (1941, 1920, 1, (21.20, 0.84493, -0.076100, 0.0020936)),
    (1961, 1950, 1, (29.07, 0.407, -1 / 233, 1 / 2547)),
    (1986, 1975, 1, (45.45, 1.067, -1 / 260, -1 / 718)),
    (2005, 2000, 1, (63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599)),
    (2050, 2000, 1, (62.92, 0.32217, 0.005589)),
    (2150, 1820, 100, (-205.724, 56.28, 32)),
    (np.inf, 1820, 100, (-20, 0, 32)),
)


def julian_day(times: NDArray[np.datetime64]) -> F64:
    """Moments of universal time (datetime64, Gregorian at all times) -> Julian days."""
    seconds = (times - np.datetime64(0, "s")) / np.timedelta64(1, "s")
    return np.asarray(seconds / DAY + UNIX, np.float64)


def delta_t(day: F64) -> F64:
    """Terrestrial minus universal time in seconds, at Julian days."""
    year = (day - J2000) / 365.25 + 2000
    row = np.searchsorted([until for until, *_ in DELTA_T], year, side="right")
    seconds = np.zeros_like(year)
    for number in np.unique(row):
        _, origin, scale, terms = DELTA_T[number]
        mine = row == number
        seconds[mine] = np.polynomial.polynomial.polyval((year[mine] - origin) / scale, terms)
    return seconds


def sky_place(day: F64) -> tuple[F64, F64, F64, F64]:
    """The Sun as seen from the Earth's centre (3.2 to 3.10), at Julian days (n,).

    Right ascension, declination and the apparent sidereal time at Greenwich, in radians, and the
    distance in astronomical units.
    """
    ephemeris = day + delta_t(day) / DAY
    century = (ephemeris - J2000) / 36525
    radius = _series(RADIUS, century / 10)
    sun_longitude = _series(LONGITUDE, century / 10) + np.pi
    sun_latitude = -_series(LATITUDE, century / 10)
    wobble, tilt = _nutation(century)
    seen = sun_longitude + wobble - np.radians(20.4898 / 3600) / radius
    right = np.arctan2(
        np.sin(seen) * np.cos(tilt) - np.tan(sun_latitude) * np.sin(tilt), np.cos(seen)
    )
    up = np.arcsin(
        np.sin(sun_latitude) * np.cos(tilt) + np.cos(sun_latitude) * np.sin(tilt) * np.sin(seen)
    )
    since, century = day - J2000, (day - J2000) / 36525
    mean = 280.46061837 + 360.98564736629 * since + century**2 * (0.000387933 - century / 38710000)
    return right, up, np.radians(mean) + wobble * np.cos(tilt), radius


def topocentric(day: F64, lon: float, lat: float, height: float) -> tuple[F64, F64]:
    """Azimuth and true altitude seen from a place (3.11 to 3.16), both in radians.

    lon, lat: degrees east and north; height: metres. Azimuth clockwise from true north. Without
    the bending of light in the air.
    """
    right, up, sidereal, radius = sky_place(day)
    hour = sidereal + np.radians(lon) - right
    latitude = np.radians(lat)
    parallax = np.sin(np.radians(8.794 / 3600) / radius)
    flat = np.arctan(FLATNESS * np.tan(latitude))
    x = np.cos(flat) + height / EQUATOR * np.cos(latitude)
    y = FLATNESS * np.sin(flat) + height / EQUATOR * np.sin(latitude)
    across = np.cos(up) - x * parallax * np.cos(hour)
    shift = np.arctan2(-x * parallax * np.sin(hour), across)
    up = np.arctan2((np.sin(up) - y * parallax) * np.cos(shift), across)
    hour = hour - shift
    altitude = np.arcsin(
        np.sin(latitude) * np.sin(up) + np.cos(latitude) * np.cos(up) * np.cos(hour)
    )
    from_south = np.arctan2(
        np.sin(hour), np.cos(hour) * np.sin(latitude) - np.tan(up) * np.cos(latitude)
    )
    return from_south + np.pi, altitude


def bent(altitude: F64, pressure: float, temperature: float) -> F64:
    """Degrees that the air lifts the Sun at a true altitude in degrees (3.14.2); none below ground.

    pressure: hPa, the year's mean; temperature: degrees Celsius.
    """
    seen = altitude >= -0.83337  # the Sun's radius and the bending at the horizon
    e = np.where(seen, altitude, 0.0)
    lift = 1.02 / (60 * np.tan(np.radians(e + 10.3 / (e + 5.11))))
    return np.where(seen, pressure / 1010 * 283 / (273 + temperature) * lift, 0.0)


def _series(tables: tuple[F64, ...], millennium: F64) -> F64:
    """The sum of periodic terms (3.2)."""
    total = np.zeros_like(millennium)
    for power, table in enumerate(tables):
        size, phase, speed = table.T
        terms = np.cos(phase + speed * millennium[:, None])
        total += (terms @ size) * millennium**power
    return total / 1e8


def _nutation(century: F64) -> tuple[F64, F64]:
    """The nutation in longitude, and the true obliquity of the ecliptic (3.4, 3.5)."""
    angles = np.stack(
        [
            297.85036 + century * (445267.111480 + century * (-0.0019142 + century / 189474)),
            357.52772 + century * (35999.050340 + century * (-0.0001603 - century / 300000)),
            134.96298 + century * (477198.867398 + century * (0.0086972 + century / 56250)),
            93.27191 + century * (483202.017538 + century * (-0.0036825 + century / 327270)),
            125.04452 + century * (-1934.136261 + century * (0.0020708 + century / 450000)),
        ],
        axis=1,
    )
    sums = np.radians(angles @ NUTATION[:, :5].T)
    a, b, c, d = NUTATION[:, 5:].T
    wobble = ((a + b * century[:, None]) * np.sin(sums)).sum(1) / 36e6
    shift = ((c + d * century[:, None]) * np.cos(sums)).sum(1) / 36e6
    u = century / 100
    mean = np.polynomial.polynomial.polyval(
        u,
        (84381.448, -4680.93, -1.55, 1999.25, -51.38, -249.67, -39.05, 7.12, 27.87, 5.79, 2.45),
    )
    return np.radians(wobble), np.radians(mean / 3600 + shift)
