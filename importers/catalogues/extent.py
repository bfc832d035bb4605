"""Where the data of a catalogue lie: boxes in degrees, however they are written."""

from __future__ import annotations

import re
from typing import Any

from importers.live.feed import number

LONGEST = 200_000  # letters of a shape that are read
MOST = 20_000  # numbers of a shape

Box = tuple[float, float, float, float]  # west, south, east, north in degrees


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes touch; one whose west lies east of its east goes around the back."""
    if one[1] > other[3] or other[1] > one[3]:
        return False
    return any(
        a[0] <= b[1] and b[0] <= a[1]
        for a in _spans(one[0], one[2])
        for b in _spans(other[0], other[2])
    )


def _spans(west: float, east: float) -> tuple[tuple[float, float], ...]:
    return ((west, east),) if west <= east else ((west, 180.0), (-180.0, east))


def box(west: Any, south: Any, east: Any, north: Any) -> Box | None:
    """A box, if it is one on Earth."""
    read = [number(one) for one in (west, south, east, north)]
    w, s, e, n = (one if one is not None else float("nan") for one in read)
    if abs(w) <= 180 and abs(e) <= 180 and -90 <= s <= n <= 90:
        return (w, s, e, n)
    return None


def of_bbox(numbers: Any) -> Box | None:
    """The box of a GeoJSON bbox: four numbers, or six with heights (RFC 7946, section 5)."""
    if isinstance(numbers, list) and len(numbers) == 4:
        return box(*numbers)
    if isinstance(numbers, list) and len(numbers) == 6:
        return box(numbers[0], numbers[1], numbers[3], numbers[4])
    return None


def of_geojson(geometry: Any) -> Box | None:
    """The box around any GeoJSON geometry."""
    if not isinstance(geometry, dict):
        return None
    found: list[tuple[float, float]] = []
    left: list[Any] = [geometry.get("coordinates"), geometry.get("geometries")]
    while left and len(found) <= MOST:
        one = left.pop()
        if isinstance(one, dict):
            left.append(one.get("coordinates"))
        elif isinstance(one, list) and len(one) >= 2 and isinstance(one[0], (int, float)):
            east, north = number(one[0]), number(one[1])
            if east is None or north is None:
                return None
            found.append((east, north))
        elif isinstance(one, list):
            left.extend(one)
    return _around(found)


def of_text(written: str) -> Box | None:
    """The box around a shape as WKT (GeoSPARQL 1.1, section 8.5) or GeoJSON in a text."""
    written = written.strip()
    if len(written) > LONGEST:
        return None
    if written.startswith("{"):
        import orjson

        try:
            return of_geojson(orjson.loads(written))
        except orjson.JSONDecodeError:
            return None
    system = re.match(r"<([^>]*)>\s*", written)
    northing_first = bool(system and re.search(r"EPSG/\S*/4326$", system[1]))
    if system and not northing_first and "CRS84" not in system[1]:
        return None
    shape = written[system.end() if system else 0 :]
    envelope = re.match(r"(?i)(?:ENVELOPE|BBOX)\s*\(([^()]*)\)$", shape)
    if envelope:  # west, east, north, south (OGC Common Query Language)
        numbers = envelope[1].split(",")
        return box(numbers[0], numbers[3], numbers[1], numbers[2]) if len(numbers) == 4 else None
    return _around(_points(shape), northing_first)


def _points(shape: str) -> list[tuple[float, float]]:
    """The places of a shape in WKT."""
    import shapely

    read = shapely.from_wkt(shape, on_invalid="ignore")
    if read is None or read.is_empty:
        return []
    west, south, east, north = (float(one) for one in read.bounds)
    return [(west, south), (east, north)]


def _around(places: list[tuple[float, float]], northing_first: bool = False) -> Box | None:
    if not places:
        return None
    easts, norths = zip(*places, strict=True)
    if northing_first:
        easts, norths = norths, easts
    return box(min(easts), min(norths), max(easts), max(norths))
