"""The years of weather at hand, each by what it holds: a study names one by its key."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from city.weather import Weather

_KEPT: dict[str, Weather] = {}


def keep(weather: Weather) -> str:
    """A year of weather is at hand from now on; its key, the same for the same weather."""
    told = blake2b(digest_size=8)
    told.update(repr((weather.name, weather.lon, weather.lat, weather.height)).encode())
    told.update(repr((weather.offset, weather.source, weather.licence, weather.told)).encode())
    for column in (weather.ghi, weather.dni, weather.dhi, weather.temperature, weather.wind):
        told.update(np.ascontiguousarray(column, np.float64).data)
    key = told.hexdigest()
    _KEPT.setdefault(key, weather)
    return key


def kept(key: str) -> Weather:
    """The weather of a key. ValueError where it is not at hand."""
    found = _KEPT.get(key)
    if found is None:
        raise ValueError(
            f"weather={key[:60]}: this weather is not at hand; choose its EPW or TMY3 file again, "
            "or none for a clear sky"
        )
    return found
