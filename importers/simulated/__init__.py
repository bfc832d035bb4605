"""Results of simulations -> values over a city: one module per format, one door: `read`."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from city.progress import Progress
from importers.intake import ReadError
from importers.simulated.describing import describe
from importers.simulated.results import Need, NeedsMore, Options, Results

__all__ = [
    "Need",
    "NeedsMore",
    "Options",
    "Results",
    "describe",
    "holds_results",
    "read",
    "read_series",
    "reader_for",
]

HEAD = 8192  # bytes of a file that a reader sees before it says whether it knows it


class Reader(Protocol):
    """What a module must offer to read results: a name and two functions.

    `read` raises NeedsMore for what a person must say, and ReadError for what cannot be used.
    """

    FORMAT: str

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether this file, of which `head` holds the first bytes, or this folder (b"") is one."""

    def read(self, path: Path, options: Options, progress: Progress) -> Results: ...


class Entry(NamedTuple):
    """A module, imported only when it is asked; suffixes: of names that it is asked about first.
    shared: what it reads may as well be a city's terrain or its buildings."""

    module: str
    suffixes: tuple[str, ...]
    shared: bool = False


BUILT_IN = (
    Entry("importers.simulated.netcdf", (".nc", ".nc4", ".cdf", ".netcdf")),
    Entry("importers.simulated.zarr", (".zarr",)),
    Entry("importers.simulated.selafin", (".slf", ".srf", ".res", ".sel")),
    Entry("importers.simulated.geotiff", (".tif", ".tiff"), shared=True),
    Entry("importers.simulated.coverage_json", (".covjson",)),
    Entry("importers.simulated.vtu", (".vtu", ".vtp", ".pvd")),
    Entry("importers.simulated.ensight", (".case", ".encas")),
    Entry("importers.simulated.openfoam", (".foam",)),
    Entry("importers.simulated.tiles", ("tileset.json",), shared=True),
    Entry("importers.simulated.sumo", (".xml", ".xml.gz")),
    Entry("importers.simulated.matsim", (".xml", ".xml.gz")),
    Entry("importers.simulated.swmm", (".out", ".inp")),
    Entry("importers.simulated.epanet", (".out", ".bin", ".inp")),
    Entry("importers.simulated.energyplus", (".sql", ".sqlite")),
    Entry("importers.simulated.mf_json", (".json", ".mfjson", ".geojson")),
    Entry("importers.simulated.czml", (".czml",)),
    Entry("importers.simulated.energy_ade", (".gml", ".xml"), shared=True),
    Entry("importers.simulated.urbanopt", ()),
    Entry("importers.simulated.parquet", (".parquet",)),
    Entry("importers.simulated.table", (".csv", ".tsv", ".txt")),
    Entry("importers.simulated.features", (".geojson", ".gpkg", ".shp"), shared=True),  # any map
)


def read(
    path: Path | str, options: Options | None = None, progress: Progress | None = None
) -> Results:
    """What the results in a file or folder say.

    Raises NeedsMore with all that a person must say, and ReadError in one line.
    """
    path = Path(path)
    reader = reader_for(path)
    with _in_one_line(path, reader.FORMAT):
        return reader.read(path, options or Options(), progress or Progress())


def read_series(
    paths: Sequence[Path], options: Options | None = None, progress: Progress | None = None
) -> Results:
    """The same of GeoTIFF files that were chosen one by one: each is a step, or a variable."""
    from importers.simulated import geotiff

    folder = paths[0].parent
    with _in_one_line(folder, geotiff.FORMAT):
        return geotiff.read_all(paths, folder, options or Options(), progress or Progress())


@contextmanager
def _in_one_line(path: Path, format: str) -> Iterator[None]:
    """Faults of the disk, and what a library throws at a file that nobody thought of."""
    try:
        yield
    except (ReadError, MemoryError):
        raise
    except OSError as fault:
        raise ReadError(f"{path.name}: cannot be read: {fault.strerror or fault}") from fault
    except Exception as fault:
        said = " ".join(f"{type(fault).__name__}: {fault}".split())[:200]
        raise ReadError(
            f"{path.name}: the reader of {format} could not cope with it ({said}); "
            "if other programs open the file, please report it"
        ) from fault


def holds_results(path: Path) -> bool:
    """Whether a file or folder can be nothing but results, and no city, terrain or plan."""
    try:
        head = _head(path)
    except ReadError:
        return False
    entries = [entry for entry in BUILT_IN if not entry.shared]
    return any(reader.recognises(path, head) for reader in _candidates(path, entries))


def _head(path: Path) -> bytes:
    try:
        if path.is_dir():
            return b""
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe or a device might never end
            raise ReadError(f"{path}: this is no file; give a file or a folder of results")
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError as fault:
        raise ReadError(f"{path}: cannot be opened: {fault.strerror or fault}") from fault


def reader_for(path: Path) -> Reader:
    """The reader that knows this file or folder; ReadError in plain words when none does."""
    head = _head(path)
    for reader in _candidates(path, BUILT_IN):
        if reader.recognises(path, head):
            return reader
    if not head and not path.is_dir():
        raise ReadError(f"{path.name}: the file is empty; fetch it again from its source")
    raise ReadError(f"{path.name}: these are no results of a simulation that Maquette knows")


def _candidates(path: Path, entries: Sequence[Entry]) -> Iterator[Reader]:
    name = path.name.lower()
    likely = [entry for entry in entries if name.endswith(entry.suffixes)]
    for entry in (*likely, *(entry for entry in entries if entry not in likely)):
        yield cast(Reader, import_module(entry.module))
