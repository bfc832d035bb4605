"""A city as one CityGML file, written object by object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from city.crs import Crs, axis_order
from city.finding import Finding
from city.model import City
from city.progress import Progress
from city.versions import Versions
from exporters.citygml import version2, version3
from exporters.citygml.features import Desk, Extension, Stretch
from exporters.citygml.looks import Pictures
from exporters.citygml.schema import Schema
from exporters.citygml.text import Names, element, number_texts, quoted
from exporters.citygml.versioning import NAMESPACE, members

SCHEMAS = {"2.0": version2.SCHEMA, "3.0": version3.SCHEMA}
STRETCH = 20_000  # polygons written in one go: a few megabytes
NOTE = "Writing CityGML"
MESSAGES = {
    "PARENT": "{n} objects ({what}) stand beside their parent, which may hold none such; "
    "their attribute 'maquette:parent' names it",
    "NOT_IN_SCHEMA": "{n} geometries ({what}) have no place in the schema and were written all "
    "the same",
    "LOD": "CityGML has one level of detail for several: of {n} objects LoD {what} is left out",
    "SEMANTICS": "{n} surfaces ({what}) may not be there; their polygons are the object's own",
}
SEVERITY: dict[str, Literal["warning", "note"]] = {"LOD": "warning", "SEMANTICS": "warning"}


def write(
    city: City,
    path: Path,
    *,
    lod: str | None = None,
    version: str | None = None,
    progress: Progress | None = None,
    versions: Versions | None = None,
    extension: Extension | None = None,
) -> list[Finding]:
    """Write a city as CityGML 2.0 (or 3.0); textures are copied into a folder beside the file.

    lod: only this level of detail; "2" takes "2.2" too. versions: of which `city` has all objects,
    in 3.0 only. extension: what else is said of objects and surfaces. Gives back what the format
    could not keep. Raises OSError when the file cannot be written.
    """
    progress = progress or Progress()
    schema = SCHEMAS[version or "2.0"]
    name = _srs_name(city)
    desk = _desk(city, schema, lod, name, path)
    desk.versions, desk.extension = versions, extension
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_head(desk, name))
        if versions is not None:
            file.writelines(members(desk, versions))
        for first, last in _stretches(desk):
            progress.report(first, len(city.objects), NOTE)
            for text in Stretch(desk, first, last).features():
                file.write(f"<core:cityObjectMember>\n{text}\n</core:cityObjectMember>\n")
        file.write("</core:CityModel>\n")
    progress.report(len(city.objects), len(city.objects), NOTE)
    return [
        Finding(SEVERITY.get(code, "note"), code, "", MESSAGES[code].format(n=n, what=what))
        for (code, what), n in desk.lost.items()
    ]


def _desk(city: City, schema: Schema, lod: str | None, name: str, path: Path) -> Desk:
    names = Names()
    ids = [names.unique(id) for id in city.objects.ids]
    surface_ids = [names.unique(id) if id else "" for id in city.surfaces.ids]
    lods = [
        level for level in city.lods() if lod is None or lod in (level, level.partition(".")[0])
    ]
    has_faces = np.zeros(len(city.surfaces), bool)
    for shapes in city.shapes.values():
        has_faces[shapes.polygon_surface[shapes.polygon_surface >= 0]] = True
    crs = Crs(city.frame.horizontal, city.frame.vertical)
    swap = bool(name) and axis_order(crs, np.zeros((0, 3)), name).north_first
    return Desk(
        city,
        schema,
        ids,
        surface_ids,
        dict(zip(city.objects.ids, ids, strict=True)) if "members" in city.objects.columns else {},
        lods,
        has_faces,
        np.array(city.frame.origin),
        swap,
        names.prefix("p"),
        Pictures(city, path),
    )


def _stretches(desk: Desk) -> Iterator[tuple[int, int]]:
    """Rows of whole families, about 20,000 polygons at a time."""
    city = desk.city
    weight = np.ones(len(city.objects), np.int64)
    for lod in desk.lods:
        weight += np.diff(city.shapes[lod].object_polygons())
    total = np.cumsum(weight)
    roots = np.flatnonzero(city.objects.parent < 0)
    first = 0
    while first < len(city.objects):
        done = int(total[first - 1]) if first else 0
        end = int(np.searchsorted(total, done + STRETCH, side="right"))
        after = np.searchsorted(roots, max(end, first + 1))
        last = int(roots[after]) if after < len(roots) else len(city.objects)
        yield first, last
        first = last


# the head


def _head(desk: Desk, name: str) -> str:
    prefixes = dict(desk.schema.prefixes)
    if desk.versions is not None:
        prefixes["vers"] = NAMESPACE
    if desk.extension is not None:
        prefixes[desk.extension.prefix] = desk.extension.namespace
    spaces = "".join(f'\n  xmlns:{p}="{uri}"' for p, uri in prefixes.items())
    title = desk.city.metadata.get("title")
    said = element("gml:name", title) + "\n" if isinstance(title, str) and title else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<core:CityModel{spaces}>\n{said}'
        f"{_envelope(desk, name)}"
    )


def _envelope(desk: Desk, name: str) -> str:
    extent: NDArray[Any] | None = desk.city.extent()
    if extent is None:
        return ""
    world = np.round(extent + desk.shift, 9)
    low, high = number_texts(world[:, [1, 0, 2]] if desk.swap else world)
    srs = f" srsName={quoted(name)}" if name else ""
    return (
        f'<gml:boundedBy><gml:Envelope{srs} srsDimension="3"><gml:lowerCorner>{low}'
        f"</gml:lowerCorner><gml:upperCorner>{high}</gml:upperCorner></gml:Envelope>"
        "</gml:boundedBy>\n"
    )


def _srs_name(city: City) -> str:
    """The urn of the frame (OGC 09-048r5), both of its systems in one; a WKT as it is."""
    codes = []
    for part in (city.frame.horizontal, city.frame.vertical):
        authority, _, code = part.partition(":")
        if re.fullmatch(r"[A-Z]+", authority) and re.fullmatch(r"\w+", code):
            codes.append(f"crs:{authority}::{code}")
        elif not codes and part:
            return part  # "local", or a system that has no code
        elif not codes:
            return ""
    return f"urn:ogc:def:{codes[0]}" if len(codes) == 1 else f"urn:ogc:def:crs,{','.join(codes)}"
