"""Opening a building model the way the program does."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from city.model import City
from importers import Options, Reading, read
from tests.importers.ifc.models import written


def opened(folder: Path, text: str, **options: object) -> Reading:
    return read(written(folder, text), Options(**options))  # type: ignore[arg-type]


def city_of(reading: Reading) -> City:
    assert reading.city is not None
    return reading.city


def row(city: City, id: str) -> int:
    found = city.objects.ids.find(id.ljust(22, "_"))
    assert found >= 0, id
    return found


def short(id: str) -> str:
    return id.rstrip("_")


def lost(reading: Reading) -> list[str]:
    """The things that the report says have no shape."""
    return [short(f.object) for f in reading.report if f.code == "MESH_LOST"]


def world(city: City, id: str) -> np.ndarray:
    """(2, 3): the lowest and highest corner of one thing, in world coordinates."""
    shapes = city.shapes["3"]
    k = row(city, id)
    first, last = shapes.object_polygons()[k : k + 2]
    rings = shapes.polygon_rings[[first, last]]
    start, end = shapes.ring_points[rings]
    points = city.frame.to_world(shapes.points[start:end])
    return np.stack([points.min(0), points.max(0)])


def codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.report}
