"""Who is affected -> a list of buildings: for a spreadsheet, a GIS or a web map."""

from __future__ import annotations

import csv
import json
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely

from city.crs import NOWHERE
from city.crs_names import between
from city.frame import Frame
from city.simulate.affected import Affected
from city.simulate.affected_table import outlines_of, rows_of, units_of
from city.view import View
from exporters.notes import harmless

WORDS = ("id", "name", "address")
Row = dict[str, Any]


def write(found: Affected, view: View, path: Path) -> list[str]:
    """Write the affected buildings, the worst first; returns what the format could not keep.

    .csv: with the middle of each. .gpkg: as outlines, in a layer "affected". .geojson: the same in
    degrees (RFC 7946). view: the city that it is of. Raises ValueError where the format cannot hold
    it.
    """
    ways: dict[str, Callable[[Affected, list[Row], Sequence[Any], Frame, Path], list[str]]]
    ways = {".csv": _csv, ".gpkg": _geopackage, ".geojson": _geojson}
    frame = view.base.frame
    corner = np.array(frame.origin[:2])
    shapes = [
        None if one is None else shapely.transform(one, lambda places: places + corner)
        for one in outlines_of(found, view)
    ]
    return ways[path.suffix.lower()](found, rows_of(found, view), shapes, frame, path)


def _csv(
    found: Affected, rows: list[Row], shapes: Sequence[Any], frame: Frame, path: Path
) -> list[str]:
    units, crs = units_of(found), "m" if frame.horizontal in NOWHERE else frame.horizontal
    heads = [*WORDS, *(f"{name} [{unit}]" if unit else name for name, unit in units.items())]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow([*heads, f"east [{crs}]", f"north [{crs}]"])
        for row, shape in zip(rows, shapes, strict=True):
            words = [harmless(row[name]) for name in WORDS]
            numbers = ["" if row[name] is None else row[name] for name in units]
            middle = ["", ""] if shape is None else [f"{x:.3f}" for x in shape.centroid.coords[0]]
            lines.writerow([*words, *numbers, *middle])
    return []


def _geopackage(
    found: Affected, rows: list[Row], shapes: Sequence[Any], frame: Frame, path: Path
) -> list[str]:
    units, known = units_of(found), frame.horizontal not in NOWHERE
    words = [np.array([row[name] or None for row in rows], object) for name in WORDS]
    numbers = [
        np.array([np.nan if row[name] is None else row[name] for row in rows], np.float64)
        for name in units
    ]
    fields = [*words, *numbers]
    missing = [
        *(np.array([one is None for one in column], bool) for column in words),
        *map(np.isnan, numbers),
    ]
    told = {name: unit for name, unit in units.items() if unit}
    whole = np.array([None if s is None else _several(s) for s in shapes], object)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'crs' was not provided")
        pyogrio.raw.write(
            path,
            shapely.to_wkb(whole),
            fields,
            [*WORDS, *units],
            missing,
            layer="affected",
            driver="GPKG",
            geometry_type="MultiPolygon",
            crs=frame.horizontal if known else None,
            layer_metadata={
                "units": json.dumps(told, ensure_ascii=False),
                "DESCRIPTION": "; ".join(f"{name}: {words}" for name, words in found.layer.facts),
            },
        )
    return [] if known else ["nobody knows the coordinate system; the layer names none"]


def _several(shape: Any) -> Any:
    return shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])


def _geojson(
    found: Affected, rows: list[Row], shapes: Sequence[Any], frame: Frame, path: Path
) -> list[str]:
    if frame.horizontal in NOWHERE:
        raise ValueError("GeoJSON is in degrees, and nobody knows where on Earth this is")
    degrees = between(frame.horizontal, "EPSG:4326").transform
    features = []
    for row, shape in zip(rows, shapes, strict=True):
        turned = shape
        if shape is not None:
            turned = shapely.transform(shape, lambda p: np.stack(degrees(*p.T), axis=1).round(8))
            if not np.isfinite(shapely.get_coordinates(turned)).all():
                raise ValueError("some buildings lie where degrees are not known")
            turned = json.loads(shapely.to_geojson(shapely.orient_polygons(turned)))
        features.append({"type": "Feature", "geometry": turned, "properties": row})
    whole = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(whole, ensure_ascii=False, allow_nan=False) + "\n", "utf-8")
    return []
