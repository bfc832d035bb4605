"""What differs between two states of a city -> a table, a web map, or layers for a GIS."""

from __future__ import annotations

import contextlib
import csv
import json
import math
import sqlite3
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from city.blocks import seen_from_above
from city.body import Body
from city.compare import MEASURES, SORTS, Difference
from city.crs import NOWHERE
from city.crs_names import between
from city.frame import Frame
from city.progress import Progress
from exporters.layer_styles import add_styles

Columns = Mapping[str, NDArray[Any]]
SIDES = ("a", "b")
EVERY = 500  # objects after which somebody may stop it
LEAST = 1e-9


def write(difference: Difference, path: Path, progress: Progress) -> list[str]:
    """Write every object that differs; returns what the format could not keep.

    .csv: ids, what is other than it was, sizes before and after, and the middle of each. .geojson:
    the same over outlines in degrees (RFC 7946). .gpkg: a layer for each sort (OGC 12-128r18),
    the empty ones too. Outlines are of what stands in b, of what is gone as it was in a. Raises
    ValueError where the format cannot hold it.
    """
    ways: dict[str, Callable[[Difference, Path, Progress], list[str]]]
    ways = {".csv": _csv, ".geojson": _geojson, ".gpkg": _geopackage}
    return ways[path.suffix.lower()](difference, path, progress)


def columns_of(difference: Difference) -> tuple[Columns, dict[str, str]]:
    """What is told of each object, words as objects of str and numbers with NaN; and units."""
    rows = range(len(difference))
    found: dict[str, NDArray[Any]] = {
        "sort": _texts(difference.sort_of(k) for k in rows),
        "class": _texts(difference.kinds),
        **{f"id_{n}": _texts(pair[k] for pair in difference.ids) for k, n in enumerate(SIDES)},
        "changes": _texts(difference.words(k) for k in rows),
    }
    units: dict[str, str] = {}
    for name, unit in MEASURES.items():
        for side, end in enumerate(SIDES):
            found[f"{name}_{end}"] = difference.sizes[name][:, side].round(3)
            units[f"{name}_{end}"] = unit
    for axis, name in enumerate(("east", "north", "up")):
        found[f"moved_{name}"] = difference.moved[:, axis].round(4)
        units[f"moved_{name}"] = "m"
    return found, units


def _texts(values: Any) -> NDArray[Any]:
    return np.array([*values, None], object)[:-1]  # None: lest numpy makes it one wide table


def _csv(difference: Difference, path: Path, progress: Progress) -> list[str]:
    columns, units = columns_of(difference)
    frame = _frame(difference)
    crs = "m" if frame.horizontal in NOWHERE else frame.horizontal
    places = np.full((len(difference), 2), np.nan)
    for k in range(len(difference)):
        if k % EVERY == 0:
            progress.report(k, len(difference), "Writing")
        points = _body(difference, k).points[:, :2]
        if len(points):
            places[k] = (points.min(0) + points.max(0)) / 2 + frame.origin[:2]
    for axis, name in enumerate(("east", "north")):
        columns = {**columns, name: places[:, axis].round(3)}
        units[name] = crs
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow([f"{n} [{units[n]}]" if n in units else n for n in columns])
        lines.writerows(zip(*(_cells(column) for column in columns.values()), strict=True))
    return []


def _cells(column: NDArray[Any]) -> list[Any]:
    if column.dtype.kind == "f":
        return ["" if math.isnan(value) else repr(value) for value in column.tolist()]
    return list(column)


def _geojson(difference: Difference, path: Path, progress: Progress) -> list[str]:
    frame = _frame(difference)
    if frame.horizontal in NOWHERE:
        raise ValueError("GeoJSON is in degrees, and nobody knows where on Earth this is")
    columns, _ = columns_of(difference)
    way = between(frame.horizontal, "EPSG:4326")
    rows = zip(*(_plain(column) for column in columns.values()), strict=True)
    outlines = _outlines(difference, progress)
    features = []
    for outline, row in zip(outlines, rows, strict=True):
        shape = None
        if outline is not None:
            degrees = shapely.transform(
                outline, lambda places: np.column_stack(way.transform(*places.T)).round(8)
            )
            shape = json.loads(shapely.to_geojson(shapely.orient_polygons(degrees)))
        properties = dict(zip(columns, row, strict=True))
        features.append({"type": "Feature", "geometry": shape, "properties": properties})
    said = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(said, ensure_ascii=False, allow_nan=False), "utf-8")
    return []


def _plain(column: NDArray[Any]) -> list[Any]:
    if column.dtype.kind == "f":
        return [None if math.isnan(value) else value for value in column.tolist()]
    return [value or None for value in column.tolist()]


def _geopackage(difference: Difference, path: Path, progress: Progress) -> list[str]:
    frame = _frame(difference)
    known = frame.horizontal not in NOWHERE
    columns, units = columns_of(difference)
    outlines = np.array([*_outlines(difference, progress), None], object)[:-1]
    for number, sort in enumerate(SORTS):
        mine = difference.sort == number
        fields = [column[mine] for name, column in columns.items() if name != "sort"]
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "'crs' was not provided")
            pyogrio.raw.write(
                path,
                shapely.to_wkb(outlines[mine]),
                fields,
                [name for name in columns if name != "sort"],
                [np.isnan(f) if f.dtype.kind == "f" else f == "" for f in fields],
                layer=sort,
                driver="GPKG",
                geometry_type="MultiPolygon",
                crs=frame.horizontal if known else None,
                append=path.exists(),
                layer_metadata={"units": json.dumps(units, ensure_ascii=False)},
            )
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        add_styles(connection, SORTS)
    return [] if known else ["nobody knows the coordinate system; the layers name none"]


def _frame(difference: Difference) -> Frame:
    return difference.a.base.frame


def _body(difference: Difference, row: int) -> Body:
    """An object as it is now, or as it was where it is gone."""
    found = difference.body(row, 1) or difference.body(row, 0)
    return found if found is not None else Body.of([], [], False)


def _outlines(difference: Difference, progress: Progress) -> list[Any]:
    """What each object covers in world coordinates, None where it covers nothing."""
    origin, found = _frame(difference).origin[:2], []
    for k in range(len(difference)):
        if k % EVERY == 0:
            progress.report(k, len(difference), "Drawing outlines")
        found.append(_outline(_body(difference, k), origin))
    return found


def _outline(body: Body, origin: tuple[float, ...]) -> Any:
    try:
        shape = seen_from_above(body)
    except ValueError:  # neither floor nor roof
        return None
    pieces = [piece for piece in shapely.get_parts([shape]).tolist() if piece.area > LEAST]
    world = shapely.MultiPolygon(pieces)
    return shapely.transform(world, lambda places: places + origin)
