"""City -> GeoPackage: a layer for each class, outlines seen from above, for a GIS."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from city.finding import Finding
from city.measure import GROUND
from city.measured import Measured
from city.model import City, Shapes
from city.progress import Progress
from city.query import plan_faces
from exporters.fields import Field, at_level, fields

TAKEN = ("fid", "geom")  # columns of GeoPackage's own


def write(
    city: City, path: Path, *, lod: str | None, version: str | None, progress: Progress
) -> list[Finding]:
    """Write ids, attributes, measures and the outline of each object with its parts.

    OGC 12-128r18. Units stand in the metadata of each layer, "units", in JSON by column.
    """
    progress.report(0, 3, "Measuring")
    measured = at_level(city, lod)
    columns = fields(measured)
    lost = _renamed(columns)
    progress.report(1, 3, "Drawing outlines")
    outlines = outlines_of(measured)
    progress.report(2, 3, "Writing")
    kinds = city.objects.kind
    crs = city.frame.horizontal
    known = crs not in ("", "local")
    for code in np.unique(kinds).tolist() if len(kinds) else ():
        progress.check()
        rows = np.flatnonzero(kinds == code)
        layer = city.objects.kinds[code].replace(":", "_").lstrip("+")
        _layer(path, layer, rows, columns, outlines[rows], crs if known else "")
    if not known:
        text = "nobody knows the coordinate system; the layers name none"
        lost.append(Finding("warning", "CRS_MISSING", "", text))
    if city.shapes:
        text = "GeoPackage holds outlines seen from above, not the walls and roofs"
        lost.append(Finding("note", "SHAPES_LOST", "", text))
    return lost


def _layer(
    path: Path,
    name: str,
    rows: NDArray[np.intp],
    columns: list[Field],
    outlines: NDArray[Any],
    crs: str,
) -> None:
    used = [f for f in columns if not f.missing[rows].all()]
    values = [f.values[rows] for f in used]
    times = [v.astype("datetime64[ms]") if v.dtype.kind == "M" else v for v in values]
    units = json.dumps({f.name: f.unit for f in used if f.unit}, ensure_ascii=False)
    with warnings.catch_warnings():
        # A city of which nobody knows where it stands is written so, and a finding says it.
        warnings.filterwarnings("ignore", "'crs' was not provided")
        pyogrio.raw.write(
            path,
            shapely.to_wkb(outlines),
            times,
            [f.name for f in used],
            [f.missing[rows] for f in used],
            layer=name,
            driver="GPKG",
            geometry_type="MultiPolygon",
            crs=crs or None,
            append=path.exists(),
            layer_metadata={"units": units},
        )


def outlines_of(measured: Measured) -> NDArray[Any]:
    """(objects,) shapely MultiPolygon in world coordinates, None where there is no face.

    The ground surfaces where a file has them, else all faces seen from above, put together.
    """
    city = measured.city
    parts, owners = [], []
    for lod, rows in measured.drawn.items():
        shapes = city.shapes[lod]
        ground = _grounds(city, shapes)
        grounded = np.bincount(shapes.polygon_object()[ground], minlength=len(rows)) > 0
        for mine, faces in ((rows & grounded, ground), (rows & ~grounded, None)):
            polygons, owner = plan_faces(shapes, mine, faces)
            parts.append(polygons)
            owners.append(owner)
    found = np.full(len(city.objects), None, object)
    if not parts:
        return found
    polygons, owner = np.concatenate(parts), np.concatenate(owners)
    polygons = shapely.transform(polygons, lambda xy: xy + city.frame.origin[:2])
    parent = city.objects.parent
    while len(owner):  # a building has the outlines of its parts, and its own
        order = np.argsort(owner, kind="stable")
        polygons, owner = polygons[order], owner[order]
        held, count = np.unique(owner, return_counts=True)
        whole = shapely.multipolygons(polygons, indices=np.repeat(np.arange(len(held)), count))
        for row, outline in zip(held.tolist(), _merged(whole), strict=True):
            known = found[row]
            found[row] = outline if known is None else _multi(shapely.union(known, outline))
        polygons, owner = (
            polygons[parent[owner] >= 0],
            parent[owner[parent[owner] >= 0]].astype(np.int64),
        )
    return found


def _grounds(city: City, shapes: Shapes) -> NDArray[np.bool_]:
    codes = [k for k, name in enumerate(city.surfaces.kinds) if name.rsplit(":")[-1] in GROUND]
    of = shapes.polygon_surface
    ground = of >= 0
    ground[ground] = np.isin(city.surfaces.kind[of[ground]], codes)
    return np.asarray(ground)


def _merged(outlines: NDArray[Any]) -> NDArray[Any]:
    """Faces that lie over or beside each other, as one outline each."""
    several = ~shapely.is_valid(outlines) | (shapely.get_num_geometries(outlines) > 1)
    joined = outlines.copy()
    joined[several] = shapely.buffer(outlines[several], 0)
    bad = shapely.is_empty(joined)
    joined[bad] = outlines[bad]
    joined[:] = [_multi(one) for one in joined.tolist()]
    return joined


def _multi(outline: Any) -> Any:
    return shapely.MultiPolygon([outline]) if outline.geom_type == "Polygon" else outline


def _renamed(columns: list[Field]) -> list[Finding]:
    """Give columns that differ in small and capital letters only names that SQL tells apart."""
    lost = []
    seen = set(TAKEN)
    for place, field in enumerate(columns):
        name, number = field.name, 2
        while name.lower() in seen:
            name, number = f"{field.name}_{number}", number + 1
        seen.add(name.lower())
        if name != field.name:
            columns[place] = field._replace(name=name)
            text = f"the attribute {field.name} is written as {name}"
            lost.append(Finding("note", "ATTRIBUTE_RENAMED", "", text))
    return lost
