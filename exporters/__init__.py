"""City -> the outside world: one module per format, one door: `write`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Literal, NamedTuple, Protocol, TypeVar, cast

from city.changes import Change
from city.compare import Difference
from city.finding import Finding
from city.frame import Frame
from city.layer import Layer
from city.model import City
from city.progress import Progress
from city.report import Report
from city.simulate.affected import Affected
from city.versions import Versions
from city.view import View

Told = TypeVar("Told")  # what a writer says that the format could not keep


class WriteError(Exception):
    """A city that cannot be written; the message names the file, the fault and what to do."""


class Exporter(Protocol):
    """What a module must offer to write a format; side files go into the folder of `path`."""

    def write(
        self, city: City, path: Path, *, lod: str | None, version: str | None, progress: Progress
    ) -> list[Finding]:
        """Write the whole city; returns what the format could not keep."""


class Format(NamedTuple):
    module: str
    versions: tuple[str, ...] = ()


# By suffix; the first version is the one that is written unless another is asked for.
FORMATS = {
    ".city.json": Format("exporters.cityjson", ("2.0",)),
    ".city.jsonl": Format("exporters.cityjson", ("2.0",)),
    ".json": Format("exporters.cityjson", ("2.0",)),
    ".jsonl": Format("exporters.cityjson", ("2.0",)),
    ".gml": Format("exporters.citygml", ("2.0", "3.0")),
    ".glb": Format("exporters.glb"),
    ".obj": Format("exporters.obj"),
    ".csv": Format("exporters.csv"),
    ".gpkg": Format("exporters.geopackage"),
}


def write(
    city: City,
    path: Path,
    *,
    lod: str | None = None,
    version: str | None = None,
    progress: Progress | None = None,
) -> list[Finding]:
    """Write a city into a file of the format that its name ends with.

    lod: only this level of detail; "2" takes "2.2" too. version: of the format. The file appears
    when it is complete and not before; textures go into a folder beside it. Returns what the
    format could not keep. Raises WriteError with a plain line.
    """
    form = _format(path, version)
    if lod is not None and not any(has.split(".")[0] == lod or has == lod for has in city.shapes):
        there = ", ".join(city.lods()) or "none"
        raise WriteError(f"{path.name}: the city has no level of detail {lod}, only {there}")
    _see_that_it_is_no_source(city, path)
    exporter = cast(Exporter, import_module(form.module))
    version, progress = version or next(iter(form.versions), None), progress or Progress()
    return write_beside(
        path, lambda made: exporter.write(city, made, lod=lod, version=version, progress=progress)
    )


def write_versions(
    versions: Versions, path: Path, progress: Progress | None = None
) -> list[Finding]:
    """Write the city before and after a plan as two versions in one CityGML 3.0 file.

    Otherwise as `write`.
    """
    if FORMATS[".gml"] is not _format(path, None):
        raise WriteError(
            f"{path.name}: only CityGML 3.0 holds versions; let the name end with .gml"
        )
    from exporters import citygml

    _see_that_it_is_no_source(versions.city, path)
    return write_beside(
        path,
        lambda made: citygml.write(
            versions.city, made, version="3.0", progress=progress, versions=versions
        ),
    )


CHANGES = (".gpkg", ".geojson")


def write_changes(changes: Sequence[Change], frame: Frame, path: Path) -> list[str]:
    """Write what a plan changes: as layers of a GeoPackage in the coordinates of a frame, or as
    GeoJSON in degrees.

    Returns what could not be kept. Otherwise as `write`.
    """
    if path.suffix.lower() not in CHANGES:
        known = " or ".join(CHANGES)
        raise WriteError(f"{path.name}: changes are written as {known}; let the name end with that")
    from exporters import changes as layers

    try:
        return write_beside(path, lambda made: layers.write(changes, frame, made))
    except ValueError as fault:
        raise WriteError(f"{path.name}: {fault}") from fault


DIFFERENCES = (".csv", ".gpkg", ".geojson")


def write_difference(
    difference: Difference, path: Path, progress: Progress | None = None
) -> list[str]:
    """Write every object that differs between two states of a city.

    Returns what the format could not keep. Otherwise as `write`.
    """
    if path.suffix.lower() not in DIFFERENCES:
        known = ", ".join(DIFFERENCES)
        raise WriteError(f"{path.name}: differences are written as {known}; let the name end so")
    from exporters import differences

    try:
        return write_beside(
            path, lambda made: differences.write(difference, made, progress or Progress())
        )
    except ValueError as fault:
        raise WriteError(f"{path.name}: {fault}") from fault


LAYERS = (".csv", ".gpkg", ".geojson", ".npz")


def write_layer(
    layer: Layer, frame: Frame, path: Path, progress: Progress | None = None
) -> list[str]:
    """Write the places of a layer and their values, in the coordinates of a frame.

    Returns what the format could not keep. Otherwise as `write`.
    """
    if path.suffix.lower() not in LAYERS:
        known = ", ".join(LAYERS)
        raise WriteError(f"{path.name}: values are written as {known}; let the name end with one")
    from exporters import places

    try:
        return write_beside(
            path, lambda made: places.write(layer, frame, made, progress or Progress())
        )
    except ValueError as fault:
        raise WriteError(f"{path.name}: {fault}") from fault


AFFECTED = (".csv", ".gpkg", ".geojson")


def write_affected(found: Affected, view: View, path: Path) -> list[str]:
    """Write who is affected, building by building. view: the city that it is of.

    Returns what the format could not keep. Otherwise as `write`.
    """
    if path.suffix.lower() not in AFFECTED:
        known = ", ".join(AFFECTED)
        raise WriteError(f"{path.name}: buildings are written as {known}; let the name end so")
    from exporters import affected

    try:
        return write_beside(path, lambda made: affected.write(found, view, made))
    except ValueError as fault:
        raise WriteError(f"{path.name}: {fault}") from fault


def write_report(
    report: Report,
    path: Path,
    *,
    paper: Literal["A4", "A3"] = "A4",
    progress: Progress | None = None,
) -> list[str]:
    """Write a report as PDF on upright A4 or lying A3; the same report gives the same bytes.

    Returns what could not be shown as it is. Otherwise as `write`.
    """
    if path.suffix.lower() != ".pdf":
        raise WriteError(f"{path.name}: a report is written as PDF; let the name end with .pdf")
    from exporters import paper as pages

    return write_beside(path, lambda made: pages.write(report, made, paper, progress or Progress()))


def _format(path: Path, version: str | None) -> Format:
    name = path.name.lower()
    form = next((form for suffix, form in FORMATS.items() if name.endswith(suffix)), None)
    if form is None:
        known = ", ".join(FORMATS)
        raise WriteError(f"{path.name}: nobody knows what to write; let the name end with {known}")
    if version is not None and version not in form.versions:
        known = " or ".join(form.versions) or "one version only"
        raise WriteError(f"{path.name}: version {version} cannot be written; there is {known}")
    return form


def _see_that_it_is_no_source(city: City, path: Path) -> None:
    for source in city.sources:
        if _same(Path(source.path), path):
            raise WriteError(f"{path.name}: this is the file the city comes from; choose another")


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def write_beside(path: Path, order: Callable[[Path], Told]) -> Told:
    """Write into a folder of its own first, so that a fault half-way leaves nothing behind."""
    try:
        return _moved_into_place(path, order)
    except OSError as fault:
        raise WriteError(f"{path}: cannot be written: {fault.strerror or fault}") from fault


def _moved_into_place(path: Path, order: Callable[[Path], Told]) -> Told:
    with tempfile.TemporaryDirectory(prefix=".", suffix=".part", dir=path.parent) as folder:
        made = Path(folder) / path.name
        lost = order(made)
        sides = [p for p in sorted(made.parent.rglob("*")) if p.is_file() and p != made]
        for side in sides:
            place = path.parent / side.relative_to(made.parent)
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(side, place)
        os.replace(made, path)
    return lost
