"""A city as one CityJSON document, or as a CityJSONSeq with one feature a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
import orjson
from numpy.typing import NDArray

from city.crs import Crs, axis_order
from city.finding import Finding
from city.model import City
from city.progress import Progress
from exporters.cityjson.features import Features, places
from exporters.cityjson.geometry import Level, Renumbering
from exporters.cityjson.looks import Looks
from exporters.cityjson.reference import reference_system
from exporters.cityjson.vertices import Vertices

Ints = NDArray[np.int64]

STRETCH = 2000  # objects written in one go
ROWS = 100_000  # vertices written in one go
NOTE = "Writing CityJSON"


def write(
    city: City,
    path: Path,
    *,
    lod: str | None = None,
    version: str | None = None,
    progress: Progress | None = None,
) -> list[Finding]:
    """Write a city as CityJSON 2.0, or as CityJSONSeq 2.0 where the name ends with .jsonl.

    lod: only this level of detail; "2" takes "2.2" too. Textures are copied into a folder beside
    the file. Returns what the format could not keep. Raises OSError when the file cannot be
    written, ValueError for another version.
    """
    if version not in (None, "2.0"):
        raise ValueError(f"CityJSON {version} cannot be written, only 2.0")
    desk = Desk(city, path, lod)
    with path.open("wb") as file:
        if path.name.lower().endswith(".jsonl"):
            _write_sequence(desk, file, progress or Progress())
        else:
            _write_document(desk, file, progress or Progress())
    return desk.findings


class Desk:
    """A city laid out for writing: its vertices numbered, its looks listed."""

    def __init__(self, city: City, path: Path, lod: str | None) -> None:
        self.city = city
        self.findings: list[Finding] = []
        shapes = {
            name: level
            for name, level in sorted(city.shapes.items())
            if lod is None or lod in (name, name.partition(".")[0])
        }
        self.reference = reference_system(city.frame)
        crs = Crs(city.frame.horizontal, city.frame.vertical)
        swap = (
            bool(self.reference) and axis_order(crs, np.zeros((0, 3)), self.reference).north_first
        )
        axes = [1, 0, 2] if swap else [0, 1, 2]
        origin = np.array(city.frame.origin)[axes]
        located = _located(city)
        spots = [np.array(points, float) - origin for points in located.values()]
        points = [level.points[:, axes] for level in shapes.values()]
        self.vertices = Vertices([*points, *spots], origin.tolist())
        index = iter(self.vertices.index)
        self.looks = Looks(city, shapes, path)
        self.levels = [
            Level(
                name,
                level,
                next(index),
                {t: i for (of, t), i in self.looks.index.items() if of == name},
            )
            for name, level in shapes.items()
        ]
        self.places = dict(zip(located, index, strict=True))
        self.features = Features(city, self.levels, self.places)
        if not self.reference and city.frame.horizontal not in ("", "local"):
            message = "CityJSON names coordinate systems by code, and this one has none"
            self.findings.append(Finding("warning", "CRS_WITHOUT_CODE", "", message))

    def header(self) -> dict[str, Any]:
        """The members that say something of the whole, in the order of the specification."""
        said = dict(self.city.metadata)
        root = {
            name: said.pop(name) for name in list(said) if name == "extensions" or name[:1] == "+"
        }
        for name in ("default-theme-material", "default-theme-texture"):
            said.pop(name, None)
        metadata: dict[str, Any] = {"geographicalExtent": self.vertices.extent(), **said}
        if self.reference:
            metadata["referenceSystem"] = self.reference
        return {
            "type": "CityJSON",
            "version": "2.0",
            **root,
            "metadata": metadata,
            "transform": self.vertices.transform(),
        }


def _located(city: City) -> dict[int, list[list[float]]]:
    """By row, the places of the addresses that have any."""
    column = city.objects.columns.get("address")
    found = {}
    for row, value in column.items() if column else []:
        points = [p for one in (value if isinstance(value, list) else [value]) for p in places(one)]
        if points:
            found[row] = points
    return found


def _dumped(value: Any) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
    except TypeError:  # whole numbers beyond 64 bits, which only the metadata can hold
        return json.dumps(value).encode()


def _write_document(desk: Desk, file: IO[bytes], progress: Progress) -> None:
    count = len(desk.city.objects)
    file.write(_dumped(desk.header())[:-1] + b',"CityObjects":{')
    for first in range(0, count, STRETCH):
        progress.report(first, count, NOTE)
        some = desk.features.write(first, min(first + STRETCH, count), Renumbering())
        file.write((b"," if first else b"") + _dumped(some)[1:-1])
    file.write(b'},"vertices":[')
    rows = desk.vertices.rows
    for first in range(0, len(rows), ROWS):
        progress.check()
        file.write((b"," if first else b"") + _dumped(rows[first : first + ROWS])[1:-1])
    file.write(b"]")
    materials = list(range(len(desk.city.materials)))
    textures = list(range(len(desk.city.textures)))
    everywhere = np.arange(len(desk.looks.uvs))
    appearance = desk.looks.listed(materials, textures, everywhere) | desk.looks.defaults()
    if appearance:
        file.write(b',"appearance":' + _dumped(appearance))
    file.write(b"}")
    progress.report(count, count, NOTE)


def _write_sequence(desk: Desk, file: IO[bytes], progress: Progress) -> None:
    header = {**desk.header(), "CityObjects": {}, "vertices": []}
    if desk.looks.defaults():
        header["appearance"] = desk.looks.defaults()
    file.write(_dumped(header) + b"\n")
    count = len(desk.city.objects)
    for first, last in _families(desk.city):
        progress.report(first, count, NOTE)
        file.write(_dumped(_feature(desk, first, last)) + b"\n")
    progress.report(count, count, NOTE)


def _families(city: City) -> Iterator[tuple[int, int]]:
    """The rows of each root with all that belongs to it, which stand one behind the other."""
    roots = np.flatnonzero(city.objects.parent < 0).tolist()
    return zip(roots, [*roots[1:], len(city.objects)], strict=True)


def _feature(desk: Desk, first: int, last: int) -> dict[str, Any]:
    """One root with its family, its vertices and looks numbered for itself."""
    stretches = [level.stretch(first, last) for level in desk.levels]
    spots = [desk.places[row] for row in range(first, last) if row in desk.places]
    vertices = _listed([*(s.vertices() for s in stretches), *spots])
    uvs = _listed([s.uvs() for s in stretches])
    materials = _listed([s.worn("material") for s in stretches])
    textures = _listed([s.worn("texture") for s in stretches])
    numbers = Renumbering(vertices, uvs, materials, textures)
    feature: dict[str, Any] = {
        "type": "CityJSONFeature",
        "id": desk.city.objects.ids[first],
        "CityObjects": desk.features.write(first, last, numbers),
        "vertices": desk.vertices.rows[vertices],
    }
    appearance = desk.looks.listed(materials.tolist(), textures.tolist(), uvs)
    if appearance:
        feature["appearance"] = appearance
    return feature


def _listed(rows: list[Ints]) -> Ints:
    used = np.unique(np.concatenate([np.zeros(0, np.int64), *rows]))
    return used[used >= 0]
