"""One layer of a map file: features with shapes and attributes in columns."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.column import Type
from city.extrude import Rings
from city.frame import LARGEST
from city.placement import Placement
from importers.footprint_names import IDS, LINE, POLYGON, column_like
from importers.intake import Intake, ReadError

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Attribute:
    """A field of a layer: values[k] belongs to feature rows[k], absent ones have none."""

    name: str
    type: Type
    rows: Rows
    values: list[Any]


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: ids and attributes by feature, `shapes` of shapely, and which have what shape.

    polygons, lines, points: the features of that dimension, ascending. corners: (2, 3) of all
    coordinates as they stand in the file.
    """

    name: str
    crs: str
    ids: list[str]
    fields: list[Attribute]
    shapes: NDArray[Any]
    polygons: Rows
    lines: Rows
    points: Rows
    corners: NDArray[np.float64]

    def names(self) -> list[str]:
        return [field.name for field in self.fields]

    def rings(self, placement: Placement) -> tuple[Rings, Rows]:
        """All polygons in local metres, parts of one feature in a row, and their features."""
        import shapely

        parts, part = shapely.get_parts(self.shapes[self.polygons], return_index=True)
        lines, polygon = shapely.get_rings(parts, return_index=True)
        coordinates, ring = shapely.get_coordinates(lines, include_z=True, return_index=True)
        closing = np.diff(ring, append=-1) != 0  # the last point repeats the first
        points = placement(np.nan_to_num(coordinates[~closing]))
        ring_points = np.bincount(ring[~closing], minlength=len(lines))
        polygon_rings = np.bincount(polygon, minlength=len(parts))
        return Rings(points, ring_points, polygon_rings), self.polygons[part]

    def marks(self, dimension: int, placement: Placement) -> tuple[NDArray[np.float64], Rows, Rows]:
        """Lines, or points feature by feature: coordinates, how many each has, and whose."""
        import shapely

        features = self.lines if dimension == LINE else self.points
        if dimension == LINE:
            parts, part = shapely.get_parts(self.shapes[features], return_index=True)
        else:
            parts, part = self.shapes[features], np.arange(len(features))
        coordinates, line = shapely.get_coordinates(parts, include_z=True, return_index=True)
        counts = np.bincount(line, minlength=len(parts))
        return placement(np.nan_to_num(coordinates)), counts, features[part]


def layers_of(path: Path, driver: str, intake: Intake) -> list[str]:
    """The names of the layers that have shapes."""
    import pyogrio

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # heard again when it is read
            found = pyogrio.list_layers(_only(path, driver))
    except pyogrio.errors.DataSourceError as fault:
        raise ReadError(f"{path.name}: {_why(path, fault)}") from fault
    for name, kind in found:
        if kind is None:
            intake.report.note("LAYER_SKIPPED", "", f"{path.name}: the table {name} has no shapes")
    return [str(name) for name, kind in found if kind is not None]


def _only(path: Path, driver: str) -> str:
    """GDAL opens what the name promises, and never a file that the text of this one points at."""
    return f"GeoJSON:{path}" if driver == "GeoJSON" else str(path)


def _why(path: Path, fault: Exception) -> str:
    text = str(fault).strip().splitlines()[0] if str(fault).strip() else "it is damaged"
    if path.suffix.lower() == ".shp":
        return f"{text}; a Shapefile needs its .shx and .dbf beside it, fetch all of them"
    return f"it cannot be read ({text}); fetch it again from its source"


def read_layer(path: Path, driver: str, name: str, intake: Intake) -> Layer | None:
    """Read one layer; None when it has no feature. What is lost or mended is reported."""
    import pyogrio
    import shapely

    try:
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            meta, fids, wkb, data = pyogrio.raw.read(
                _only(path, driver), layer=name, return_fids=True, datetime_as_string=False
            )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as fault:
        raise ReadError(f"{path.name}: {_why(path, fault)}") from fault
    for text in sorted({str(w.message) for w in heard}):
        intake.report.warning("GDAL", "", f"{path.name}: {text}")
    with np.errstate(invalid="ignore"):  # for coordinates that are no numbers, reported below
        shapes = shapely.from_wkb(wkb, on_invalid="fix")  # closes open rings
    ids = _ids(meta, data, fids, name)
    kept = np.flatnonzero(_usable(path, shapes, wkb, ids, intake))
    if not len(kept):
        return None
    shapes, ids = shapes[kept], [ids[row] for row in kept.tolist()]
    shapes = _mended(shapes, ids, intake)
    fields = [
        _attribute(str(field), str(kind), str(sub), values[kept])
        for field, kind, sub, values in zip(
            meta["fields"], meta["ogr_types"], meta["ogr_subtypes"], data, strict=True
        )
    ]
    dimension = shapely.get_dimensions(shapes)
    coordinates = shapely.get_coordinates(shapes, include_z=True)
    corners = np.stack([np.nanmin(coordinates[:, :2], 0), np.nanmax(coordinates[:, :2], 0)])
    tall = np.nan_to_num(coordinates[:, 2])
    corners = np.c_[corners, [tall.min(), tall.max()]]
    crs = _declared(path, driver, meta["crs"], corners, intake)
    polygons, lines, points = (np.flatnonzero(dimension == d) for d in (POLYGON, LINE, 0))
    return Layer(name, crs, ids, fields, shapes, polygons, lines, points, corners)


def _declared(
    path: Path, driver: str, crs: str | None, corners: NDArray[np.float64], intake: Intake
) -> str:
    """The system of a layer; GeoJSON's degrees only where they can be degrees (RFC 7946, 4)."""
    degrees = crs in ("EPSG:4326", "EPSG:4979", "OGC:CRS84")
    if driver == "GeoJSON" and degrees and (np.abs(corners[:, :2]) > (180.0, 90.0)).any():
        intake.report.warning(
            "CRS_NO_DEGREES",
            "",
            f"{path.name}: GeoJSON without a coordinate system means degrees, but these are none",
        )
        return ""
    return crs or ""


def _usable(
    path: Path, shapes: NDArray[Any], wkb: NDArray[Any], ids: list[str], intake: Intake
) -> NDArray[np.bool_]:
    """Which features have a shape with a place; the others are reported."""
    import shapely

    coordinates, of = shapely.get_coordinates(shapes, include_z=True, return_index=True)
    lost = ~np.isfinite(coordinates[:, :2]).all(1) | (np.abs(coordinates) > LARGEST).any(1)
    nowhere = np.zeros(len(shapes), bool)
    nowhere[of[lost]] = True
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    for row in np.flatnonzero(missing).tolist():
        lost = "its shape is of a kind that cannot be read" if wkb[row] else "it has no shape"
        tell = intake.report.error if wkb[row] else intake.report.warning
        tell("GEOMETRY_MISSING", ids[row], f"{path.name}: {lost}; left out")
    for row in np.flatnonzero(nowhere).tolist():
        intake.report.error(
            "GEOMETRY_NAN",
            ids[row],
            f"{path.name}: its coordinates are no place on Earth; left out",
        )
    return np.asarray(~missing & ~nowhere)


def _mended(shapes: NDArray[Any], ids: list[str], intake: Intake) -> NDArray[Any]:
    """Polygons that cross themselves are made valid; of mixed shapes the highest kind is kept."""
    import shapely

    areas = shapely.get_dimensions(shapes) == POLYGON
    invalid = np.flatnonzero(areas & ~shapely.is_valid(shapes))
    if len(invalid):
        reasons = shapely.is_valid_reason(shapes[invalid])
        shapes[invalid] = shapely.make_valid(shapes[invalid])
        for row, reason in zip(invalid.tolist(), reasons.tolist(), strict=True):
            text = f"the polygon was repaired: {reason}"
            intake.report.warning("FOOTPRINT_REPAIRED", ids[row], text)
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION)
    for row in mixed.tolist():
        parts = _flattened(shapes[row])
        most = int(shapely.get_dimensions(parts).max())
        kept = parts[shapely.get_dimensions(parts) == most]
        join = (shapely.multipoints, shapely.multilinestrings, shapely.union_all)[most]
        shapes[row] = join(kept)
        if len(kept) < len(parts) and row not in invalid:
            intake.report.warning(
                "GEOMETRY_MIXED",
                ids[row],
                "of a collection of shapes only those of the highest kind are kept",
            )
    return shapes


def _flattened(shape: Any) -> NDArray[Any]:
    """The simple shapes of a collection, however deep."""
    import shapely

    parts = shapely.get_parts([shape])
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts = shapely.get_parts(parts)
    return np.asarray(parts)


def _ids(meta: dict[str, Any], data: list[Any], fids: Any, layer: str) -> list[str]:
    """A name for each feature: its own where the file has one that is never repeated."""
    fields = [str(field) for field in meta["fields"]]
    name = column_like(fields, IDS)
    if name:
        texts = [str(value) for value in data[fields.index(name)]]
        if len(set(texts)) == len(texts) and "None" not in texts and "nan" not in texts:
            return texts
    return [f"{layer}-{fid}" for fid in fids.tolist()]


def _attribute(name: str, ogr_type: str, subtype: str, values: NDArray[Any]) -> Attribute:
    """A column of GDAL's as a column of ours, without the absent values."""
    if values.dtype.kind in "iu" or values.dtype.kind == "b":
        rows = np.arange(len(values))
        return Attribute(
            name, "boolean" if values.dtype.kind == "b" else "integer", rows, values.tolist()
        )
    if values.dtype.kind == "f":
        rows = np.flatnonzero(np.isfinite(values))
        if ogr_type in ("OFTInteger", "OFTInteger64"):  # with gaps these arrive as numbers
            whole = values[rows].astype(np.int64).tolist()
            if subtype == "OFSTBoolean":
                return Attribute(name, "boolean", rows, [bool(v) for v in whole])
            return Attribute(name, "integer", rows, whole)
        return Attribute(name, "number", rows, values[rows].tolist())
    if values.dtype.kind == "M":
        rows = np.flatnonzero(~np.isnat(values))
        return Attribute(name, "date", rows, np.datetime_as_string(values[rows], "s").tolist())
    rows = np.flatnonzero([value is not None for value in values])
    present = values[rows].tolist()
    if "List" in ogr_type:
        texts = [json.dumps(np.asarray(v).tolist()) for v in present]
        return Attribute(name, "structure", rows, texts)
    if subtype == "OFSTJSON":
        whole_json = all(text.lstrip()[:1] in ("[", "{") for text in present)
        return Attribute(name, "structure" if whole_json else "text", rows, present)
    if ogr_type == "OFTBinary":
        return Attribute(name, "text", rows, [bytes(v).hex() for v in present])
    if subtype == "OFSTBoolean":
        return Attribute(name, "boolean", rows, [bool(v) for v in present])
    return Attribute(name, "text", rows, [str(v) for v in present])
