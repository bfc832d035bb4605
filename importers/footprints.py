"""Footprints and other map layers: GeoJSON, GeoPackage and Shapefile, pulled up to blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.extrude import Rings, chosen, flat, turned, walls
from city.placement import Placement
from city.progress import Progress
from importers.beside import beside
from importers.footprint_names import (
    GROUNDS,
    HEIGHTS,
    LAND_KEYS,
    LINE,
    POINT,
    POLYGON,
    STOREYS,
    UNKNOWN_KIND,
    column_like,
    kind_of_name,
    kind_of_tags,
)
from importers.intake import Intake, ReadError
from importers.map_layer import Layer, layers_of, read_layer

FORMAT = "Footprints"
SUFFIXES = (".geojson", ".json", ".gpkg", ".shp")
FORMATS = {"GPKG": "GeoPackage", "ESRI Shapefile": "Shapefile", "GeoJSON": "GeoJSON"}

STOREY = 3.0  # metres, where only storeys are known
TALLEST = 1_500.0  # metres; no building is taller
LENGTH = re.compile(r"\s*([+-]?\d+(?:[.,]\d+)?)\s*(m|ft|feet|')?", re.IGNORECASE)
TAGS = ("building", "building:part", "highway", "railway", "waterway", *LAND_KEYS)
GEOJSON = re.compile(
    rb'"type"\s*:\s*"(FeatureCollection|Feature|(Multi)?(Point|LineString|Polygon)|'
    rb'GeometryCollection)"'
)


def recognises(path: Path, head: bytes) -> bool:
    """A GeoPackage is SQLite, a Shapefile begins with 9994, a GeoJSON names its type."""
    return bool(driver_of(path, head))


def driver_of(path: Path, head: bytes) -> str:
    """What GDAL calls the format of a map file; "" for another file."""
    if head.startswith(b"SQLite format 3\0"):
        return "GPKG"
    if head.startswith(b"\0\0\x27\x0a"):
        return "ESRI Shapefile"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text.startswith(b"{") or b'"CityJSON' in text:
        return ""
    return "GeoJSON" if GEOJSON.search(text) or path.suffix.lower() == ".geojson" else ""


def read(path: Path, intake: Intake, progress: Progress) -> None:
    """Read all layers of a file: an object a feature, blocks where a height is known."""
    with path.open("rb") as file:
        driver = driver_of(path, file.read(8192))
    if not driver:
        raise ReadError(f"{path.name}: this is no GeoJSON, GeoPackage or Shapefile")
    names = layers_of(path, driver, intake)
    if driver == "ESRI Shapefile" and beside(path.parent, f"{path.stem}.dbf") is None:
        message = f"{path.name}: no {path.stem}.dbf lies beside it, so it has no attributes"
        intake.report.error("ATTRIBUTES_MISSING", "", message)
    intake.begin(path, FORMATS[driver])
    found = 0
    for done, name in enumerate(names):
        progress.report(done, len(names), f"Reading {path.name}")
        layer = read_layer(path, driver, name, intake)
        if layer is not None:
            found += len(layer.ids)
            _add(path, layer, intake, progress)
    if not found:
        raise ReadError(f"{path.name}: it holds no shapes that could be shown")


def _add(path: Path, layer: Layer, intake: Intake, progress: Progress) -> None:
    placement = intake.place(path, layer.crs, layer.corners)
    east_first = placement.east_first(layer.corners)
    intake.saw(np.stack([east_first.min(0), east_first.max(0)]))
    builder = intake.builder
    heights = _heights(path, layer, intake)
    kinds = _kinds(path, layer, bool(np.isfinite(heights).any()))
    rows = np.array(
        [builder.add_object(kind, id) for kind, id in zip(kinds, layer.ids, strict=True)], np.int64
    )
    progress.check()
    for field in layer.fields:
        present = rows[field.rows].tolist()
        builder.objects.fill(field.name, field.type, present, field.values)
    progress.check()
    grounds = _numbers(layer, column_like(layer.names(), GROUNDS))
    _add_polygons(path, layer, placement, rows, heights, grounds, intake)
    progress.check()
    _add_marks(layer, placement, rows, grounds, LINE, "MultiCurve", intake)
    _add_marks(layer, placement, rows, grounds, POINT, "MultiPoint", intake)


# attributes


def _heights(path: Path, layer: Layer, intake: Intake) -> NDArray[np.float64]:
    """(features,) metres above ground by the height, else by the storeys; NaN where unknown."""
    fields = layer.names()
    asked = {"height": intake.options.height, "storeys": intake.options.storeys}
    for what, name in asked.items():
        if name and name not in fields and len(layer.polygons):
            raise ReadError(
                f"{path.name}: it has no attribute {name!r} to take the {what} from; it has "
                + ", ".join(fields)
            )
    by_height = asked["height"] or ("" if asked["storeys"] else column_like(fields, HEIGHTS))
    heights = _numbers(layer, by_height)
    by_storeys = asked["storeys"] or column_like(fields, STOREYS)
    storeys = _numbers(layer, by_storeys) * STOREY
    polygonal = np.zeros(len(layer.ids), bool)
    polygonal[layer.polygons] = True
    filled = polygonal & ~(heights > 0) & (storeys > 0)
    heights = np.where(filled, storeys, heights)
    if filled.any():
        intake.report.note(
            "HEIGHT_BY_STOREYS",
            "",
            f"{path.name}: {int(filled.sum()):,} heights are {STOREY} m a storey ({by_storeys})",
        )
    for row in np.flatnonzero(polygonal & (heights > TALLEST)).tolist():
        intake.report.warning(
            "HEIGHT_ABSURD",
            layer.ids[row],
            f"its height of {heights[row]:,.0f} m cannot be; shown flat",
        )
    return np.where(polygonal & (heights > 0) & (heights <= TALLEST), heights, np.nan)


def _numbers(layer: Layer, name: str) -> NDArray[np.float64]:
    """(features,) an attribute as metres; "12,5 m", "40 ft" and "15-18" (its least) count too."""
    out = np.full(len(layer.ids), np.nan)
    for field in layer.fields:
        if field.name != name:
            continue
        values = field.values
        if field.type == "text":
            found = {text: length_of(text) for text in set(values)}
            values = [found[text] for text in values]
        if field.type in ("integer", "number", "text"):
            out[field.rows] = values
    return out


def length_of(text: str) -> float:
    """A length in metres: "12,5 m", "40 ft"; NaN where it is none."""
    match = LENGTH.match(text)
    if match is None:
        return np.nan
    foot = 0.3048 if (match[2] or "m").lower() != "m" else 1.0
    return float(match[1].replace(",", ".")) * foot


def _kinds(path: Path, layer: Layer, has_heights: bool) -> list[str]:
    """What each feature is: by its tags, else by the name of its layer or file."""
    words = f"{layer.name} {path.stem}"
    by_name = {d: kind_of_name(words, d) for d in (POLYGON, LINE, POINT)}
    if has_heights and not by_name[POLYGON]:
        by_name[POLYGON] = "Building"
    dimension = np.full(len(layer.ids), POLYGON)
    dimension[layer.lines], dimension[layer.points] = LINE, POINT
    told: list[dict[str, str]] = [{} for _ in layer.ids]
    for field in layer.fields:
        if field.type == "text" and field.name in (*TAGS, "class", "kind", "type", "fclass"):
            for row, value in zip(field.rows.tolist(), field.values, strict=True):
                told[row][field.name] = value
    known: dict[tuple[Any, ...], str] = {}
    kinds = []
    for tags, d in zip(told, dimension.tolist(), strict=True):
        key = (d, *sorted(tags.items()))
        if key not in known:
            known[key] = kind_of_tags(tags, d) or by_name[d] or UNKNOWN_KIND
        kinds.append(known[key])
    return kinds


# geometry


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Polygons, and for each of them the row of its object and the heights of floor and roof."""

    rings: Rings
    row: NDArray[np.int64]
    floor: NDArray[np.float64]
    height: NDArray[np.float64]

    def take(self, which: NDArray[np.int64]) -> _Blocks:
        rings = chosen(self.rings, which)
        return _Blocks(rings, self.row[which], self.floor[which], self.height[which])


def _add_polygons(
    path: Path,
    layer: Layer,
    placement: Placement,
    rows: NDArray[np.int64],
    heights: NDArray[np.float64],
    grounds: NDArray[np.float64],
    intake: Intake,
) -> None:
    if not len(layer.polygons):
        return
    rings, feature = layer.rings(placement)
    rings = turned(rings)
    starts = np.concatenate([[0], np.cumsum(rings.polygon_points())[:-1]])
    floor = np.where(
        np.isfinite(grounds[feature]),
        grounds[feature],
        np.minimum.reduceat(rings.points[:, 2], starts),
    )
    blocks = _Blocks(rings, rows[feature], floor, heights[feature])
    tall = np.isfinite(blocks.height)
    _raise(blocks.take(np.flatnonzero(tall)), intake)
    low = np.flatnonzero(~tall)
    if len(low):
        if tall.any():
            intake.report.note(
                "FOOTPRINT_FLAT",
                "",
                f"{path.name}: {len(np.unique(feature[low])):,} of {len(layer.polygons):,} "
                "polygons have no height and lie flat",
            )
        _lay(chosen(rings, low), rows[feature[low]], grounds[feature[low]], intake)


def _lay(rings: Rings, row: NDArray[np.int64], ground: NDArray[np.float64], intake: Intake) -> None:
    """Polygons without a height: LoD0, at their own heights or the ground's."""
    points = rings.points.copy()
    per_point = np.repeat(ground, rings.polygon_points())
    points[:, 2] = np.where(np.isfinite(per_point), per_point, points[:, 2])
    first = np.flatnonzero(np.diff(row, prepend=-1))
    shapes = np.array([intake.builder.add_shape(r, "0") for r in row[first].tolist()], np.int64)
    shape = np.repeat(shapes, np.diff(first, append=len(row)))
    intake.builder.add_polygons(shape, rings.polygon_rings, rings.ring_points, points)


def _raise(blocks: _Blocks, intake: Intake) -> None:
    """Polygons with a height: LoD1 solids with a ground, walls and a roof."""
    builder = intake.builder
    surface: dict[str, NDArray[np.int64]] = {}
    new = np.diff(blocks.row, prepend=-1) != 0
    number = np.cumsum(new) - 1  # parts of one building share its surfaces
    owners = blocks.row[new].tolist()
    for kind in ("GroundSurface", "RoofSurface", "WallSurface"):
        added = [builder.add_surface(row, kind) for row in owners]
        surface[kind] = np.array(added, np.int64)[number]
    shape = np.array([builder.add_shape(row, "1", "Solid") for row in blocks.row.tolist()], int)
    rings, roof = blocks.rings, blocks.floor + blocks.height
    for kind, level, down in (
        ("GroundSurface", blocks.floor, True),
        ("RoofSurface", roof, False),
    ):
        at = flat(rings, level, down)
        builder.add_polygons(
            shape, rings.polygon_rings, rings.ring_points, at.points, surface[kind]
        )
    points, polygon = walls(rings, blocks.floor, roof)
    one = np.ones(len(polygon), np.int64)
    builder.add_polygons(shape[polygon], one, one * 4, points, surface["WallSurface"][polygon])


def _add_marks(
    layer: Layer,
    placement: Placement,
    rows: NDArray[np.int64],
    grounds: NDArray[np.float64],
    dimension: int,
    type: str,
    intake: Intake,
) -> None:
    """Lines as curves and points as points, in LoD0."""
    points, counts, feature = layer.marks(dimension, placement)
    if not len(counts):
        return
    per_point = np.repeat(grounds[feature], counts)
    points[:, 2] = np.where(np.isfinite(per_point), per_point, points[:, 2])
    row = rows[feature]
    first = np.flatnonzero(np.diff(row, prepend=-1))
    shapes = [intake.builder.add_shape(r, "0", type) for r in row[first].tolist()]
    shape = np.repeat(np.array(shapes, np.int64), np.diff(first, append=len(row)))
    intake.builder.add_polygons(shape, np.ones(len(counts), np.int64), counts, points)
