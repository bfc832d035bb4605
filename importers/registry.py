"""Which reader knows a file: the built-in ones, and those that other packages bring."""

from __future__ import annotations

import stat
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol, cast

from city.progress import Progress
from importers.intake import Intake, ReadError

HEAD = 8192  # bytes of a file that a reader sees before it says whether it knows it


class Reader(Protocol):
    """What a module must offer to read a format: a name, its suffixes and two functions.

    It may name in WORKERS the modules that its worker processes need.
    """

    FORMAT: str
    SUFFIXES: tuple[str, ...]

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether this file, of which `head` holds the first bytes, looks like the format."""

    def read(self, path: Path, intake: Intake, progress: Progress) -> None:
        """Read the whole file into `intake`; raise ReadError when nothing of it can be used."""


@dataclass(frozen=True, slots=True)
class Entry:
    module: str
    suffixes: tuple[str, ...]


# In the order they are asked, and in which the files of one opening are read: what says where the
# city stands comes before what often does not. A module is imported only when it is asked.
BUILT_IN = (
    Entry("importers.citygml", (".gml", ".xml", ".citygml")),
    Entry("importers.cityjson", (".json", ".jsonl", ".cityjson")),
    Entry("importers.footprints", (".geojson", ".json", ".gpkg", ".shp")),
    Entry("importers.ifc", (".ifc",)),
    Entry("importers.raster", (".tif", ".tiff", ".asc")),
    Entry("importers.lidar", (".las", ".laz")),
    Entry("importers.mesh", (".obj", ".glb", ".gltf", ".ply", ".stl")),
)
GROUP = "maquette.importers"

# What people also have of a city, and Maquette cannot open: said by name instead of a shrug.
NOT_READ = {
    "a 3D Tiles tileset": (".b3dm", ".i3dm", ".pnts", ".cmpt", ".3tz", ".3dtiles", ".subtree"),
    "an IFC building model in XML": (".ifcxml",),
    "a NetCDF data set": (".nc", ".nc4"),
    "a Google Earth document": (".kml", ".kmz"),
    "a CAD drawing": (".dwg", ".dxf", ".dgn"),
    "a design file of another program": (".skp", ".3dm", ".rvt", ".blend", ".fbx", ".dae"),
    "a point cloud in another format": (".e57", ".xyz", ".pts", ".ptx", ".pcd"),
    "a packed archive of another kind": (".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz", ".zst"),
}


def reader_for(path: Path) -> Reader:
    """The reader that knows this file; ReadError in plain words when none does."""
    head = _head(path)
    if not head:
        raise ReadError(f"{path.name}: the file is empty; fetch it again from its source")
    for reader in _candidates(path):
        if reader.recognises(path, head):
            return reader
    what = _not_read(path, head)
    if what:
        raise ReadError(
            f"{path.name}: this is {what}, which Maquette does not read; "
            "convert it to CityGML, CityJSON, LAZ, GLB or OBJ first"
        )
    if instead := _instead(path, head):
        raise ReadError(f"{path.name}: {instead}")
    known = ", ".join(sorted({s for entry in BUILT_IN for s in entry.suffixes}))
    raise ReadError(
        f"{path.name}: this is no city model, point cloud, terrain, mesh or footprint file that "
        f"Maquette knows (it reads {known}, also inside .zip and .gz)"
    )


def knows(name: str) -> bool:
    """Whether the name alone makes it worth a look (for folders and archives)."""
    return any(name.lower().endswith(entry.suffixes) for entry in BUILT_IN)


def rank(reader: Reader) -> int:
    """The place of a reader in the order of reading; those of other packages come last."""
    name = getattr(reader, "__name__", "")
    modules = [entry.module for entry in BUILT_IN]
    return modules.index(name) if name in modules else len(modules)


def _head(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe or a device might never end
            raise ReadError(f"{path}: this is no file; give a file, a folder or an archive")
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError as fault:
        raise ReadError(f"{path}: cannot be opened: {fault.strerror or fault}") from fault


def _not_read(path: Path, head: bytes) -> str:
    name = path.name.lower()
    if name == "tileset.json" or (name.endswith(".json") and b'"geometricError"' in head):
        return "a 3D Tiles tileset"
    return next((what for what, ends in NOT_READ.items() if name.endswith(ends)), "")


def _instead(path: Path, head: bytes) -> str:
    """What somebody may have in the place of the file that was meant, and what to do; or ""."""
    if path.suffix.lower() == ".epw" or head.startswith(b"LOCATION,") or b"\nDate (MM/DD" in head:
        return (
            "this is a year of weather and no city; open a city, and take this file as the weather "
            "of a study of its solar yield"
        )
    for start, suffix in ((b"PK\3\4", ".zip"), (b"\x1f\x8b", ".gz")):
        if head.startswith(start):
            return f"this is an archive under another name; let the name end with {suffix}"
    text = head.lower()
    if b"<html" in text or b"<!doctype html" in text:
        return "this is a web page, perhaps one that says why; download the file itself again"
    if b"<!doctype" in text:
        return (
            "it has a document type declaration (DTD), through which a file can pull in others; "
            "that is refused. Remove the <!DOCTYPE ...> part and open it again"
        )
    return ""


def _candidates(path: Path) -> Iterator[Reader]:
    name = path.name.lower()
    likely = [entry for entry in BUILT_IN if name.endswith(entry.suffixes)]
    rest = [entry for entry in BUILT_IN if entry not in likely]
    for entry in (*likely, *rest):
        yield cast(Reader, import_module(entry.module))
    for point in entry_points(group=GROUP):
        try:
            yield cast(Reader, point.load())
        except Exception as fault:  # a broken plug-in must not stop the files others can read
            warnings.warn(f"the importer {point.name} cannot be loaded: {fault}", stacklevel=2)
