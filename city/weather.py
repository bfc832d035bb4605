"""A year of weather at a place, hour by hour: what the sun gives, how warm it is, how it blows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.place import Place

F64 = NDArray[np.float64]

HOURS = 8760
YEAR = 2025  # no leap year; typical years are made of months of different years
FAR = 50.0  # km from which weather counts as that of another place
HIGHER = 300.0  # metres: 2 degrees of temperature in the standard atmosphere


@dataclass(frozen=True, slots=True, eq=False)
class Weather:
    """A year of weather, the means of 8760 hours from 1 January 0 h in the place's standard time.

    lon, lat: degrees east and north; height: metres above the sea. offset: hours of its standard
    time ahead of universal time. ghi, dni, dhi: W/m² on the level ground, straight from the Sun on
    a plane that faces it, and from the sky on the level ground. temperature: °C; wind: m/s at 10 m.
    source, licence: in words; "" where nobody says. told: what was mended, in words.
    ValueError where a column has other than 8760 finite values.
    """

    name: str
    lon: float
    lat: float
    height: float
    offset: float
    ghi: F64
    dni: F64
    dhi: F64
    temperature: F64
    wind: F64
    source: str = ""
    licence: str = ""
    told: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("ghi", "dni", "dhi", "temperature", "wind"):
            column = getattr(self, name)
            if column.shape != (HOURS,) or not np.isfinite(column).all():
                raise ValueError(f"the weather's {name} must be {HOURS} finite values")

    @property
    def place(self) -> Place:
        """Where the weather was measured, its grid along the meridian."""
        return Place(self.lon, self.lat, self.height)

    @property
    def times(self) -> NDArray[np.datetime64]:
        """(8760,) the middle of each hour in universal time, in a year of 365 days."""
        return middles(self.offset)


def middles(offset: float) -> NDArray[np.datetime64]:
    """(8760,) the middle of each hour of a year in universal time; offset: hours ahead of it."""
    hours = np.arange(HOURS) + 0.5 - offset
    begin = np.datetime64(f"{YEAR}-01-01T00:00:00", "s")
    return np.asarray(begin + np.rint(hours * 3600).astype("m8[s]"))


def months() -> NDArray[np.int64]:
    """(8760,) the month from 0 to 11 that each hour of the local year lies in."""
    return np.asarray(middles(0.0).astype("M8[M]").astype(np.int64) % 12)


def distance_km(weather: Weather, place: Place) -> float:
    """How far the place of the weather lies from another, over the ellipsoid, in km."""
    from pyproj import Geod

    _, _, metres = Geod(ellps="WGS84").inv(weather.lon, weather.lat, place.lon, place.lat)
    return float(metres) / 1000


def elsewhere(weather: Weather, place: Place) -> str:
    """A sentence that says that the weather is of another place; "" where it is near enough.

    That is less than 50 km away, and less than 300 m higher or lower.
    """
    far, up = distance_km(weather, place), weather.height - place.height
    if far < FAR and abs(up) < HIGHER:
        return ""
    rise = "higher" if up > 0 else "lower"
    how = f"{far:,.0f} km away" if far >= 1 else "here"
    if abs(up) >= HIGHER / 3:
        how += f" and {abs(up):,.0f} m {rise}"
    return (
        f"The weather is that of {weather.name}, {how}: sunshine and temperature may differ; "
        "take a file of a place nearby if there is one."
    )
