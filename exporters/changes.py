"""What a plan changes -> GeoPackage, a layer each for what comes, goes and alters, or GeoJSON."""

from __future__ import annotations

import contextlib
import json
import math
import sqlite3
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from city.changes import Change, Sort, State
from city.crs import NOWHERE
from city.crs_names import between
from city.frame import Frame
from exporters.layer_styles import add_styles


class Column(NamedTuple):
    """A column of a layer: text, or a number with its unit; of each change a value, or None."""

    name: str
    of: Callable[[Change], Any]
    number: bool = False
    unit: str = ""


def _states(pick: Callable[[Change], State | None], end: str = "") -> list[Column]:
    """What an object is, as columns whose names end alike."""

    def of(name: str) -> Callable[[Change], Any]:
        return lambda change: getattr(pick(change), name, None)

    return [
        Column(f"function{end}", of("use")),
        Column(f"storeys{end}", of("storeys"), True),
        Column(f"height{end}", of("height"), True, "m"),
        Column(f"footprint{end}", of("footprint"), True, "m²"),
        Column(f"gfa{end}", of("floor"), True, "m²"),
    ]


def _said(name: str, title: str = "", number: bool = False, unit: str = "") -> Column:
    """An attribute of an object as a column."""
    return Column(title or name, lambda change: change.state.said.get(name), number, unit)


WHO = [Column("id", lambda change: change.id), Column("class", lambda change: change.kind)]
NAME = _said("name")
AREA = Column("area", lambda change: change.state.footprint, True, "m²")
WAS, NOW = _states(lambda change: change.was, "_was"), _states(lambda change: change.now, "_now")
LAYERS: Mapping[Sort, tuple[str, str, Sequence[Column]]] = {
    "removed": ("removed", "MultiPolygon", [*WHO, NAME, *_states(lambda change: change.was)]),
    "added": ("added", "MultiPolygon", [*WHO, NAME, *_states(lambda change: change.now)]),
    "changed": (
        "changed",
        "MultiPolygon",
        [
            *WHO,
            NAME,
            Column("changes", lambda change: change.words),
            *(column for pair in zip(WAS, NOW, strict=True) for column in pair),
        ],
    ),
    "land": (
        "land",
        "MultiPolygon",
        [
            *WHO,
            NAME,
            _said("function"),
            AREA,
            _said("cut", number=True, unit="m³"),
            _said("fill", number=True, unit="m³"),
        ],
    ),
    "tree": (
        "trees",
        "Point",
        [
            *WHO,
            _said("species"),
            _said("height", number=True, unit="m"),
            _said("crownDiameter", "crown", True, "m"),
            _said("yearPlanted", "year", True),
        ],
    ),
    "plot": (
        "plots",
        "MultiPolygon",
        [
            *WHO,
            NAME,
            _said("function"),
            AREA,
            _said("height", "height_limit", True, "m"),
            _said("far", number=True),
            _said("coverage", number=True),
        ],
    ),
}


def write(changes: Sequence[Change], frame: Frame, path: Path) -> list[str]:
    """Write what a plan changes; returns what could not be kept. ValueError where it cannot be."""
    ways = {".gpkg": _geopackage, ".geojson": _geojson}
    return ways[path.suffix.lower()](changes, frame, path)


def _geojson(changes: Sequence[Change], frame: Frame, path: Path) -> list[str]:
    """One collection of features in degrees (RFC 7946); "sort" says what becomes of each."""
    if frame.horizontal in NOWHERE:
        raise ValueError("GeoJSON is in degrees, and nobody knows where on Earth this is")
    features = []
    for change in changes:
        _, geometry, columns = LAYERS[change.sort]
        shape = _shape(change, geometry, frame)
        told = {column.name: _told(column.of(change), column.number) for column in columns}
        features.append(
            {
                "type": "Feature",
                "id": change.id,
                "geometry": None if shape is None else in_degrees(shape, frame.horizontal),
                "properties": {"sort": change.sort} | told,
            }
        )
    said = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(said, ensure_ascii=False, allow_nan=False), "utf-8")
    return []


def in_degrees(shape: Any, horizontal: str) -> dict[str, Any]:
    """A shapely geometry of a system as a geometry of GeoJSON (RFC 7946), to the centimetre."""
    way = between(horizontal, "EPSG:4326")
    degrees = shapely.transform(
        shape, lambda places: np.column_stack(way.transform(*places.T)).round(7)
    )
    found: dict[str, Any] = json.loads(shapely.to_geojson(shapely.orient_polygons(degrees)))
    return found


def _told(value: Any, number: bool) -> Any:
    if number:
        good = isinstance(value, (int, float)) and math.isfinite(value)
        return round(float(value), 3) if good else None
    return None if value is None else str(value)


def _geopackage(changes: Sequence[Change], frame: Frame, path: Path) -> list[str]:
    """Write a layer for each sort of change, the empty ones too, and colours for them (OGC
    12-128r18, and layer_styles as QGIS reads it).

    Outlines are of what stands now, of what is removed as it was; trees are points.
    """
    known = frame.horizontal not in ("", "local")
    for sort, (name, geometry, columns) in LAYERS.items():
        mine = [change for change in changes if change.sort == sort]
        shapes = np.array([_shape(change, geometry, frame) for change in mine], object)
        _layer(path, name, geometry, columns, mine, shapes, frame.horizontal if known else "")
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        add_styles(connection, [name for name, _, _ in LAYERS.values()])
    return [] if known else ["nobody knows the coordinate system; the layers name none"]


def _shape(change: Change, geometry: str, frame: Frame) -> Any:
    """The outline or the point of a change in world coordinates, None where it has none."""
    outline = change.state.outline
    if outline.is_empty:
        return None
    world = shapely.transform(outline, lambda places: places + frame.origin[:2])
    if geometry == "Point":
        return world.centroid
    pieces = [p for p in shapely.get_parts(world).tolist() if p.geom_type == "Polygon"]
    return shapely.MultiPolygon(pieces) if pieces else None


def _layer(
    path: Path,
    name: str,
    geometry: str,
    columns: Sequence[Column],
    mine: Sequence[Change],
    shapes: NDArray[Any],
    crs: str,
) -> None:
    values, missing = [], []
    for column in columns:
        found = [column.of(change) for change in mine]
        lacking = np.array([value is None for value in found], bool)
        if column.number:
            good = [v if isinstance(v, (int, float)) else np.nan for v in found]
            numbers = np.array(good, np.float64)
            values.append(np.round(numbers, 3))
            missing.append(lacking | np.isnan(numbers))
        else:
            values.append(np.array([None if v is None else str(v) for v in found], object))
            missing.append(lacking)
    units = {column.name: column.unit for column in columns if column.unit}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'crs' was not provided")
        pyogrio.raw.write(
            path,
            shapely.to_wkb(shapes),
            values,
            [column.name for column in columns],
            missing,
            layer=name,
            driver="GPKG",
            geometry_type=geometry,
            crs=crs or None,
            append=path.exists(),
            layer_metadata={"units": json.dumps(units, ensure_ascii=False)},
        )
