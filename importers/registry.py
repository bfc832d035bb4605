"""Which reader knows a file: the built-in ones, and those that other packages bring."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol, cast

from city.progress import Progress
from importers.intake import Intake, ReadError

HEAD = 8192  # bytes of a file that a reader sees before it says whether it knows it


class Reader(Protocol):
    """What a module must offer to read a format: a name, its suffixes and two functions."""

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


# In the order they are asked. A module is imported only when a file has one of its suffixes.
BUILT_IN = (
    Entry("importers.citygml", (".gml", ".xml", ".citygml")),
    Entry("importers.cityjson", (".json", ".jsonl", ".cityjson")),
    Entry("importers.lidar", (".las", ".laz")),
    Entry("importers.raster", (".tif", ".tiff")),
    Entry("importers.mesh", (".obj", ".glb", ".gltf", ".ply", ".stl")),
    Entry("importers.footprints", (".geojson", ".json", ".gpkg", ".shp")),
)
GROUP = "maquette.importers"


def reader_for(path: Path) -> Reader:
    """The reader that knows this file; ReadError in plain words when none does."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as fault:
        raise ReadError(f"{path}: cannot be opened: {fault.strerror or fault}") from fault
    if not head:
        raise ReadError(f"{path.name}: the file is empty; fetch it again from its source")
    for reader in _candidates(path):
        if reader.recognises(path, head):
            return reader
    known = ", ".join(sorted({s for entry in BUILT_IN for s in entry.suffixes}))
    raise ReadError(
        f"{path.name}: this is no city model, point cloud, terrain, mesh or footprint file that "
        f"Maquette knows (it reads {known}, also inside .zip and .gz)"
    )


def knows(path: Path) -> bool:
    """Whether the name alone makes it worth a look (for folders and archives)."""
    return any(path.name.lower().endswith(entry.suffixes) for entry in BUILT_IN)


def _candidates(path: Path) -> list[Reader]:
    name = path.name.lower()
    likely = [entry for entry in BUILT_IN if name.endswith(entry.suffixes)]
    rest = [entry for entry in BUILT_IN if entry not in likely]
    found = [cast(Reader, import_module(entry.module)) for entry in (*likely, *rest)]
    for point in entry_points(group=GROUP):
        try:
            found.append(cast(Reader, point.load()))
        except Exception as fault:  # a broken plug-in must not stop the files others can read
            warnings.warn(f"the importer {point.name} cannot be loaded: {fault}", stacklevel=2)
    return found
