"""Layer -> the places and their values: for a spreadsheet, a GIS, a web map, or numpy."""

from __future__ import annotations

import csv
import json
import math
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from city.crs import NOWHERE
from city.crs_names import between
from city.frame import Frame
from city.layer import SORTS, Layer
from city.layer_archive import archived
from city.progress import Progress

Column = NDArray[Any]
Units = Mapping[str, str]
BLOCK = 50_000  # lines written at once
TAKEN = ("fid", "geom", "east", "north", "up", "on", "building", "storey", "area", "id")


def write(layer: Layer, frame: Frame, path: Path, progress: Progress) -> list[str]:
    """Write a layer of a frame; returns what the format could not keep.

    .csv and .geojson: each place with its coordinates and values, GeoJSON in degrees (RFC 7946).
    .gpkg: the same as the layer "places", and "buildings" as a table beside it. .npz: all of the
    layer, in local metres. Raises ValueError where the format cannot hold it.
    """
    ways: dict[str, Callable[[Layer, Frame, Path, Progress], list[str]]]
    ways = {".csv": _csv, ".geojson": _geojson, ".gpkg": _geopackage, ".npz": _npz}
    return ways[path.suffix.lower()](layer, frame, path, progress)


def columns_of(layer: Layer) -> tuple[dict[str, Column], Units]:
    """What is said of each place beside where it is, and the units: objects of str for words, NaN
    for no value, -1 for no storey."""
    samples = layer.samples
    owners = np.array([*samples.owners, ""], object)
    found: dict[str, Column] = {
        "on": np.array(SORTS, object)[samples.sort],
        "building": owners[samples.owner],
        "storey": samples.storey,
        "area": samples.area.astype(np.float64),
    }
    units = {"area": "m²"}
    for name, values in layer.values.items():
        own = _free(name, found)
        found[own] = values.astype(np.float64)
        unit = layer.quantity(name).unit
        units[own] = "hours since midnight" if unit == "clock" else unit
    return found, units


def _free(name: str, taken: Mapping[str, Any]) -> str:
    """A name for a column that nothing has yet, in small or capital letters."""
    names, found, number = {*TAKEN, *(one.lower() for one in taken)}, name, 2
    while found.lower() in names:
        found, number = f"{name}_{number}", number + 1
    return found


def _csv(layer: Layer, frame: Frame, path: Path, progress: Progress) -> list[str]:
    columns, units = columns_of(layer)
    crs = "m" if frame.horizontal in NOWHERE else frame.horizontal
    up = f"m above {frame.vertical}" if frame.vertical else "m"
    heads = {"east": crs, "north": crs, "up": up, **{name: units.get(name, "") for name in columns}}
    world = frame.to_world(layer.samples.points)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow([f"{name} [{unit}]" if unit else name for name, unit in heads.items()])
        for start in range(0, len(world), BLOCK):
            progress.report(start, len(world), "Writing")
            part = slice(start, start + BLOCK)
            places = [_cells(world[part, k], 3) for k in range(3)]
            lines.writerows(zip(*places, *(_cells(c[part]) for c in columns.values()), strict=True))
    return []


def _cells(column: Column, decimals: int = 6) -> list[Any]:
    if column.dtype.kind == "f":
        return ["" if math.isnan(v) else repr(round(v, decimals)) for v in column.tolist()]
    if column.dtype.kind == "i":
        return ["" if value < 0 else value for value in column.tolist()]
    return list(column)


def _geojson(layer: Layer, frame: Frame, path: Path, progress: Progress) -> list[str]:
    if frame.horizontal in NOWHERE:
        raise ValueError("GeoJSON is in degrees, and nobody knows where on Earth this is")
    columns, _ = columns_of(layer)
    x, y, z = frame.to_world(layer.samples.points).T
    lon, lat = between(frame.horizontal, "EPSG:4326").transform(x, y)
    lon, lat = np.asarray(lon), np.asarray(lat)
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
        raise ValueError("some places lie where degrees are not known")
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        for start in range(0, len(x), BLOCK):
            progress.report(start, len(x), "Writing")
            part = slice(start, start + BLOCK)
            rows = zip(*(_plain(c[part]) for c in columns.values()), strict=True)
            places = zip(*(c[part].round(d).tolist() for c, d in ((lon, 8), (lat, 8))), strict=True)
            texts = [
                json.dumps(
                    {
                        "type": "Feature",
                        "geometry": {"type": "Point", "coordinates": [*place, round(up, 3)]},
                        "properties": dict(zip(columns, row, strict=True)),
                    },
                    ensure_ascii=False,
                    allow_nan=False,
                )
                for place, up, row in zip(places, z[part].tolist(), rows, strict=True)
            ]
            file.write((",\n" if start else "\n") + ",\n".join(texts))
        file.write("\n]}\n")
    if frame.vertical != "ellipsoidal":
        return ["GeoJSON counts heights from the ellipsoid; these are as the city has them"]
    return []


def _plain(column: Column) -> list[Any]:
    if column.dtype.kind == "f":
        return [None if math.isnan(v) else v for v in column.tolist()]
    if column.dtype.kind == "i":
        return [None if value < 0 else value for value in column.tolist()]
    return [value or None for value in column.tolist()]


def _geopackage(layer: Layer, frame: Frame, path: Path, progress: Progress) -> list[str]:
    progress.report(0, 2, "Writing places")
    columns, units = columns_of(layer)
    known = frame.horizontal not in NOWHERE
    points = shapely.points(frame.to_world(layer.samples.points))
    _layer(
        path, "places", shapely.to_wkb(points), columns, units, frame.horizontal if known else ""
    )
    progress.report(1, 2, "Writing buildings")
    if layer.tables:
        said: dict[str, Column] = {"building": np.array(layer.samples.owners, object)}
        for name, column in layer.tables.items():
            said[_free(name, said)] = column
        titled = {one.key: one.unit for one in layer.quantities}
        _layer(path, "buildings", None, said, titled, "")
    return [] if known else ["nobody knows the coordinate system; the layer names none"]


def _layer(
    path: Path,
    name: str,
    geometry: Column | None,
    columns: Mapping[str, Column],
    units: Units,
    crs: str,
) -> None:
    fields = list(columns.values())
    missing = [
        np.isnan(c) if c.dtype.kind == "f" else c < 0 if c.dtype.kind == "i" else c == ""
        for c in fields
    ]
    told = {key: unit for key, unit in units.items() if unit and key in columns}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'crs' was not provided")
        pyogrio.raw.write(
            path,
            geometry,
            fields,
            list(columns),
            missing,
            layer=name,
            driver="GPKG",
            geometry_type="Point Z" if geometry is not None else None,
            crs=crs or None,
            append=path.exists(),
            layer_metadata={"units": json.dumps(told, ensure_ascii=False)},
        )


def _npz(layer: Layer, frame: Frame, path: Path, progress: Progress) -> list[str]:
    progress.report(0, 1, "Writing")
    path.write_bytes(archived(layer))
    return []
