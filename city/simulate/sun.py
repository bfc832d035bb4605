"""Where the Sun stands over a city, when it rises and sets, and from where it shines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from city.place import Place
from city.simulate.spa import UNIX, bent, julian_day, sky_place, topocentric
from city.time_zone import hours_of

F64 = NDArray[np.float64]

RADIUS = 0.26667  # degrees that the Sun's disc measures from its middle to its rim
HORIZON = -0.83337  # degrees: the true altitude at which its upper rim appears (A.2.3)
SAMPLE = 300.0  # seconds between which the Sun rises or sets at most once
YEARS = (-2000, 6000)  # for which the algorithm is made


@dataclass(frozen=True, slots=True)
class Sun:
    """Where the Sun stands, in degrees: (n,) each.

    azimuth: clockwise from true north. altitude: as seen, bent upwards by the air; true_altitude:
    without the air.
    """

    azimuth: F64
    altitude: F64
    true_altitude: F64


def sun_at(
    times: NDArray[np.datetime64],
    place: Place,
    pressure: float | None = None,
    temperature: float = 12.0,
) -> Sun:
    """The Sun over a place at moments (n,) of universal time, to 0.0003 degrees (NREL's SPA).

    pressure: hPa, the year's mean; None: the standard atmosphere's at that height. temperature:
    degrees Celsius. Both matter near the horizon only.
    """
    if pressure is None:
        pressure = 1013.25 * (1 - 2.25577e-5 * min(place.height, 11_000.0)) ** 5.25588
    azimuth, altitude = topocentric(julian_day(times), place.lon, place.lat, place.height)
    true = np.degrees(altitude)
    return Sun(np.degrees(azimuth) % 360, true + bent(true, pressure, temperature), true)


def towards(sun: Sun, place: Place) -> F64:
    """(n, 3): unit vectors from the model to the Sun, in the table's own east, north and up."""
    azimuth, altitude = np.radians(sun.azimuth - place.turn), np.radians(sun.altitude)
    level = np.cos(altitude)
    return np.stack([np.sin(azimuth) * level, np.cos(azimuth) * level, np.sin(altitude)], axis=1)


def sunlight(moment: datetime, place: Place) -> tuple[Sun, F64]:
    """The Sun at one moment with a time zone, and the unit vector (3,) to it."""
    sun = sun_at(stamps([moment]), place)
    return sun, towards(sun, place)[0]


def stamps(moments: Sequence[datetime]) -> NDArray[np.datetime64]:
    """Moments with a time zone as universal time, in microseconds."""
    return np.array([m.astimezone(UTC).replace(tzinfo=None) for m in moments], "datetime64[us]")


@dataclass(frozen=True, slots=True)
class Day:
    """A local day from midnight to midnight, and the Sun in it; all in the day's own zone.

    rises, sets: when the upper rim appears and vanishes; none on a polar day or night. noon: when
    the Sun stands highest, None in the rare day that has no noon. up: whether it shines at the
    day's beginning.
    """

    begin: datetime
    end: datetime
    rises: tuple[datetime, ...]
    sets: tuple[datetime, ...]
    noon: datetime | None
    up: bool

    @property
    def polar(self) -> str:
        """ "day" where the Sun never sets, "night" where it never rises, else ""."""
        if self.rises or self.sets:
            return ""
        return "day" if self.up else "night"


@lru_cache(1024)
def day_of(day: date, clock: ZoneInfo, place: Place) -> Day:
    """When the Sun rises, culminates and sets in a local day, to a second; kept, as a norm asks for
    the same days over the city as it is and over the plan."""
    begin, end = hours_of(day, clock)
    length = (end - begin).total_seconds()
    start = begin.timestamp()
    after = np.arange(0, length + SAMPLE, SAMPLE).clip(max=length)
    height, hour = _height(start + after, place)
    above = height > HORIZON
    rises = _when(start, after, height - HORIZON, True, place, 0, HORIZON)
    sets = _when(start, after, height - HORIZON, False, place, 0, HORIZON)
    noons = _when(start, after, hour, True, place, 1, 0.0)

    def local(seconds: float) -> datetime:
        return datetime.fromtimestamp(seconds, UTC).astimezone(clock)

    return Day(
        local(start),
        local(start + length),
        tuple(map(local, rises)),
        tuple(map(local, sets)),
        local(noons[0]) if noons else None,
        bool(above[0]),
    )


def _height(seconds: F64, place: Place) -> tuple[F64, F64]:
    """The altitude of the Sun from the Earth's centre, and its hour angle from -180 to 180."""
    right, up, sidereal, _ = sky_place(seconds / 86400 + UNIX)
    hour = sidereal + np.radians(place.lon) - right
    lat = np.radians(place.lat)
    altitude = np.arcsin(np.sin(lat) * np.sin(up) + np.cos(lat) * np.cos(up) * np.cos(hour))
    return np.degrees(altitude), np.degrees(np.arctan2(np.sin(hour), np.cos(hour)))


def _when(
    start: float, after: F64, value: F64, upwards: bool, place: Place, which: int, level: float
) -> list[float]:
    """Seconds at which a sampled value crosses 0 upwards or downwards, refined by bisection."""
    turn = (value[:-1] <= 0) & (value[1:] > 0) if upwards else (value[:-1] > 0) & (value[1:] <= 0)
    turn &= np.abs(np.diff(value)) < 90  # no jump from 180 to -180
    low, high = start + after[:-1][turn], start + after[1:][turn]
    for _ in range(14):  # 300 s / 2^14
        middle = (low + high) / 2
        over = _height(middle, place)[which] - level > 0
        low, high = np.where(over == upwards, low, middle), np.where(over == upwards, middle, high)
    return [float(s) for s in (low + high) / 2]
