"""Whose clock: the time zones of the world, and the one that a place most likely keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from city.place import Place


@cache
def _cities() -> tuple[list[str], list[str], np.ndarray]:
    """Zones with their country and the unit vector to their principal city, from tzdata's zone.tab.

    The table gives latitude and longitude as +DDMM[SS]+DDDMM[SS] (ISO 6709).
    """
    folder = files("tzdata") / "zoneinfo"
    countries = dict(_lines((folder / "iso3166.tab").read_text(encoding="utf-8"), 2))
    rows = _lines((folder / "zone.tab").read_text(encoding="utf-8"), 3)
    lat, lon = np.radians(np.array([_place(place) for _, place, _ in rows])).T
    towards = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    return [name for *_, name in rows], [countries[code] for code, *_ in rows], towards


def _lines(text: str, columns: int) -> list[list[str]]:
    rows = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]
    return [row[:columns] for row in rows]


def _place(text: str) -> tuple[float, float]:
    cut = max(text.rfind("+"), text.rfind("-"))
    return _degrees(text[:cut], 2), _degrees(text[cut:], 3)


def _degrees(text: str, whole: int) -> float:
    digits = text[1:]
    minutes, seconds = digits[whole : whole + 2], digits[whole + 2 :]
    value = int(digits[:whole]) + int(minutes) / 60 + int(seconds or 0) / 3600
    return -value if text[0] == "-" else value


def zone_near(place: Place) -> str:
    """The zone whose principal city lies nearest: a likely answer, to be shown as an assumption.

    Near a border it may name the neighbour's: whoever shows it lets it be changed.
    """
    names, _, towards = _cities()
    lon, lat = np.radians([place.lon, place.lat])
    here = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    return names[int(np.argmax(towards @ here))]


def zone_names() -> list[tuple[str, str]]:
    """Every (zone, country) to choose from, in alphabetical order, and UTC."""
    names, countries, _ = _cities()
    return [*sorted(zip(names, countries, strict=True)), ("UTC", "")]


def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name ("Europe/Amsterdam"); ValueError, naming it, where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise ValueError(f"{name!r} is no time zone such as Europe/Amsterdam") from fault


def clock_words(moment: datetime) -> str:
    """How a clock stands: "UTC+2, summer time"."""
    offset = moment.utcoffset()
    assert offset is not None
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    words = f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "") if minutes else "UTC"
    return f"{words}, summer time" if moment.dst() else words


def hours_of(day: date, clock: ZoneInfo) -> tuple[datetime, datetime]:
    """When a local day begins and ends, in UTC: 23, 24 or 25 hours apart."""
    begin = datetime(day.year, day.month, day.day, tzinfo=clock)
    end = begin + timedelta(days=1)
    return begin.astimezone(UTC), end.replace(fold=0).astimezone(UTC)
