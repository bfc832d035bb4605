"""Results as map layers (GeoJSON, GeoPackage, Shapefile): areas of levels, and values at places.

NoiseModelling's contours are of this kind, and the winds of PLATEAU's fluid dynamics tool.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from city.placement import Placement
from city.progress import Progress
from city.simulated.field import Field, Read, Variable
from city.simulated.mesh import Mesh
from city.simulated.points import Points
from city.simulated.run import Run
from importers import intake, map_layer
from importers.footprint_names import IDS
from importers.footprints import FORMATS, driver_of
from importers.intake import ReadError
from importers.map_layer import Attribute, Layer
from importers.simulated.asking import Asking
from importers.simulated.results import Options, Results
from importers.simulated.vectors import with_vectors

FORMAT = "Map layer"
SUFFIXES = (".geojson", ".gpkg", ".shp")
F64 = NDArray[np.float64]
Rows = NDArray[np.int64]

NO_VALUES = {*IDS, "pk", "cell_id", "area", "length", "perimeter", "color", "colour", "fill", "z"}
NO_VALUES |= {"x", "y", "stroke", "shape_area", "shape_length", "shape_leng", "layer", "path"}
LEVELS = ("isolabel", "noiselevel", "category", "class", "klasse", "isov1", "dba", "db_class")
NOISE = re.compile(r"(?i)(l?aeq|lden|lday|levening|lnight|ld|le|ln|isolvl|db.?low|db.?lo|db.?high)")
PERIOD = "period"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
MOST = 200  # classes


def recognises(path: Path, head: bytes) -> bool:
    return bool(driver_of(path, head))


def read(path: Path, options: Options, progress: Progress) -> Results:
    with path.open("rb") as file:
        driver = driver_of(path, file.read(8192))
    asking = Asking(path, options)
    shared = intake.Intake(intake.Options())
    shared.report = asking.report
    fields: list[Field] = []
    names = map_layer.layers_of(path, driver, shared)
    run = Run(path.stem, source=path.name)
    for at, name in enumerate(names):
        progress.report(at, len(names), f"Reading {path.name}")
        layer = map_layer.read_layer(path, driver, name, shared)
        if layer is not None:
            placement = asking.place(layer.crs, layer.corners)
            fields += _fields(layer, run, placement, asking)
    frame = asking.done()
    if not fields:
        raise ReadError(
            f"{path.name}: its features have no values that a model could have computed"
        )
    return Results(FORMATS[driver], frame, asking.report, tuple(fields))


def _fields(layer: Layer, run: Run, placement: Placement, asking: Asking) -> Iterator[Field]:
    """Of areas and of places, one for each period where the layer tells several apart."""
    columns = dict(_columns(layer, asking))
    if not columns:
        return
    values = {variable.key: column for variable, column in columns.items()}
    variables = with_vectors(list(columns))
    arrows = any(one.parts for one in variables)
    at_places = np.union1d(layer.points, layer.polygons) if arrows else layer.points
    areas = np.zeros(0, np.int64) if arrows else layer.polygons
    if len(layer.lines):
        told = f"{len(layer.lines):,} lines have no area; left out"
        asking.report.warning("LINES", layer.name, told)
    for title, among in _periods(layer):
        for rows, areal in (
            (np.intersect1d(areas, among), True),
            (np.intersect1d(at_places, among), False),
        ):
            if not len(rows):
                continue
            first = next(iter(values.values()))
            if areal:
                rows = rows[np.argsort(-np.nan_to_num(first[rows], nan=-np.inf), kind="stable")]
                shape, which = _areas(layer, rows, placement)
                held = {key: column[rows][which] for key, column in values.items()}
                yield Field(title, run, shape, variables, NEVER, _reader(held))
            else:
                held = {key: column[rows] for key, column in values.items()}
                places = Points(_middles(layer, rows, placement))
                yield Field(title, run, places, variables, NEVER, _reader(held))


NEVER = np.zeros(0, "datetime64[ms]")


def _reader(held: Mapping[str, F64]) -> Read:
    def read(key: str, level: int, first: int, last: int) -> NDArray[np.float32]:
        return held[key].astype(np.float32)[None]

    return read


def _periods(layer: Layer) -> Iterator[tuple[str, Rows]]:
    """NoiseModelling writes day, evening, night and all of them as features over one another."""
    column = next((one for one in layer.fields if one.name.lower() == PERIOD), None)
    texts = [] if column is None else [str(one) for one in column.values]
    for text in sorted(set(texts))[:20]:
        assert column is not None
        rows = column.rows[[one == text for one in texts]]
        yield f"{layer.name} ({text})", np.asarray(rows)
    if not texts:
        yield layer.name, np.arange(len(layer.ids))


def _columns(layer: Layer, asking: Asking) -> Iterator[tuple[Variable, F64]]:
    """What each attribute says, NaN where it says nothing; names of levels are classes."""
    levels = next(
        (one for one in layer.fields if one.name.lower() in LEVELS and one.type == "text"), None
    )
    if levels is not None:
        yield _classes(levels, len(layer.ids), asking)
        return
    for one in layer.fields:
        name = one.name.lower()
        if name in NO_VALUES or not len(one.rows):
            continue
        if one.type in ("number", "integer"):
            unit = asking.unit(one.name, (one.name,), "dB(A)" if NOISE.fullmatch(name) else "")
            if unit is not None:
                yield Variable(one.name, one.name, unit), _spread(one, one.values, len(layer.ids))
        elif one.type == "structure":
            yield from _parts(one, len(layer.ids), asking)


def _spread(of: Attribute, values: Any, count: int) -> F64:
    out = np.full(count, np.nan)
    out[of.rows] = values
    return out


def _parts(of: Attribute, count: int, asking: Asking) -> Iterator[tuple[Variable, F64]]:
    """Lists of two or three numbers: to the east, to the north, and up."""
    try:
        table = np.array([json.loads(value) for value in of.values], np.float64)
    except (ValueError, TypeError):
        return
    if table.ndim == 2 and table.shape[1] in (2, 3):
        unit = asking.unit(of.name, (of.name,), "")
        for part, axis in enumerate("xyz"[: table.shape[1]] if unit is not None else ""):
            key = f"{of.name} {axis}"
            yield Variable(key, key, unit or ""), _spread(of, table[:, part], count)


def _classes(of: Attribute, count: int, asking: Asking) -> tuple[Variable, F64]:
    """Classes in the order of the numbers in their names; what is below all comes first."""

    def rank(label: str) -> tuple[float, str]:
        found = NUMBER.search(label)
        number = float(found[0].replace("-", "")) if found else -np.inf
        return number - 0.5 * ("<" in label), label

    names = tuple(sorted(set(map(str, of.values)), key=rank))
    if len(names) > MOST:
        told = f"{of.name} has {len(names)} classes; those above the {MOST}th are shown as one"
        asking.report.warning("CLASSES", of.name, told)
    row = {name: min(at, MOST - 1) for at, name in enumerate(names)}
    values = _spread(of, [row[str(value)] for value in of.values], count)
    return Variable(of.name, of.name, "1", names=names[:MOST]), values


def _areas(layer: Layer, rows: Rows, placement: Placement) -> tuple[Mesh, Rows]:
    """Triangles that fill the areas, and (t,) which of `rows` each is a part of."""
    flat = shapely.force_2d(layer.shapes[rows])
    parts, of = shapely.get_parts(flat, return_index=True)
    triangles, part = shapely.get_parts(
        shapely.constrained_delaunay_triangles(parts), return_index=True
    )
    corners = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3].reshape(-1, 2)
    nodes, back = np.unique(corners, axis=0, return_inverse=True)
    local = placement(np.c_[nodes, np.zeros(len(nodes))])
    return Mesh(local, np.arange(len(triangles) + 1) * 3, back.ravel()), of[part]


def _middles(layer: Layer, rows: Rows, placement: Placement) -> F64:
    """(n, 3) the middle of each feature."""
    at, of = shapely.get_coordinates(layer.shapes[rows], include_z=True, return_index=True)
    height = np.bincount(of, np.nan_to_num(at[:, 2])) / np.bincount(of)
    middle = shapely.get_coordinates(shapely.centroid(layer.shapes[rows]))
    return placement(np.c_[middle, height])
