"""Whose clock: the time zones of the world, and the one that a place lies in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzfpy import get_tz

from city.place import Place


@cache
def _zones() -> list[tuple[str, str]]:
    """Zones with their country, from tzdata's zone.tab."""
    folder = files("tzdata") / "zoneinfo"
    countries = dict(_lines((folder / "iso3166.tab").read_text(encoding="utf-8"), 2))
    rows = _lines((folder / "zone.tab").read_text(encoding="utf-8"), 3)
    return [(name, countries[code]) for code, _, name in rows]


def _lines(text: str, columns: int) -> list[list[str]]:
    rows = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]
    return [row[:columns] for row in rows]


def zone_at(place: Place) -> str:
    """The zone that a place lies in: a likely answer, to be shown as an assumption.

    Borders are a little simplified (timezone-boundary-builder, from OpenStreetMap), so close to one
    it may be the neighbour's: whoever shows it lets it be changed.
    """
    return str(get_tz(place.lon, place.lat)) or "UTC"


def zone_names() -> list[tuple[str, str]]:
    """Every (zone, country) to choose from, in alphabetical order, and UTC."""
    return [*sorted(_zones()), ("UTC", "")]


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
