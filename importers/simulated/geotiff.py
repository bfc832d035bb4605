"""GeoTIFF and COG: a file with a band for each step, or a folder with a file for each."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from city.simulated.field import Field, Variable
from city.simulated.raster import Raster
from city.simulated.run import Run
from importers.intake import ReadError
from importers.simulated.asking import Asking
from importers.simulated.results import Options, Results
from importers.simulated.step_names import Times, date_in, times_of, without_step
from importers.simulated.vectors import with_vectors

FORMAT = "GeoTIFF"
SUFFIXES = (".tif", ".tiff")
HEADS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # TIFF 6.0, section 2, and BigTIFF
MOST = 16_000_000  # cells that are shown; of a larger grid every n-th
TIMES = ("time", "datetime", "date", "acquisitiondatetime", "tifftag_datetime")
Band = tuple[Path, int]


def recognises(path: Path, head: bytes) -> bool:
    return bool(_files(path)) if path.is_dir() else head[:4] in HEADS


def _files(folder: Path) -> list[Path]:
    return sorted(
        one for one in folder.iterdir() if one.suffix.lower() in SUFFIXES and one.is_file()
    )


def read(path: Path, options: Options, progress: Progress) -> Results:
    return read_all(_files(path) if path.is_dir() else [path], path, options, progress)


def read_all(paths: Sequence[Path], path: Path, options: Options, progress: Progress) -> Results:
    """One series from several files. path: of the folder, for messages."""
    asking = Asking(path, options)
    grids: list[_Grid] = []
    for at, one in enumerate(paths):
        progress.report(at, len(paths), "Looking at the files")
        grid = _grid(one)
        if grids and grid.place != grids[0].place:
            asking.report.error("GRID", one.name, f"{one.name} is on another grid; left out")
            continue
        grids.append(grid)
    raster = _raster(grids[0], asking)
    parts = [_series(key, bands, asking) for key, bands in _by_variable(grids, path.stem).items()]
    frame = asking.done()
    told = [part for part in parts if part is not None]
    if not told:
        why = next(iter(asking.report)).message
        raise ReadError(f"{path.name}: nothing in it can be shown: {why}")
    first = grids[0]
    if first.every > 1:
        size = f"a grid of {first.columns:,} by {first.rows:,} cells"
        asking.report.note("THINNED", "", f"{size}: every {first.every}th is shown")
    run = Run(path.stem, first.software, source=path.name, attribution=first.owner)
    fields = []
    for moments in {part.moments.tobytes(): part.moments for part in told}.values():
        alike = [part for part in told if np.array_equal(part.moments, moments)]
        title = ", ".join(part.variable.title for part in alike[:3])
        variables = with_vectors([part.variable for part in alike])
        steps = _Steps({part.variable.key: part.stored for part in alike}, raster.shape, first.up)
        fields.append(Field(title, run, raster, variables, moments, steps))
    return Results(FORMAT, frame, asking.report, tuple(fields))


@dataclass(frozen=True, slots=True, eq=False)
class _Series:
    """A variable, its moments in order, and where each step is stored."""

    variable: Variable
    moments: Times
    stored: list[tuple[Band, float, float]]


def _series(key: str, bands: Sequence[_Band], asking: Asking) -> _Series | None:
    unit = asking.unit(key, (bands[0].standard, key), bands[0].unit)
    dated = [band.date for band in bands]
    if len(bands) > 1 and all(date is not None for date in dated):
        moments = np.array(dated, "datetime64[ms]")
    else:
        moments = times_of([band.name for band in bands], asking)
    if unit is None:
        return None
    order = np.argsort(moments, kind="stable").tolist() if len(moments) else range(len(bands))
    stored = [bands[row].stored for row in order]
    return _Series(Variable(key, key, unit, bands[0].standard), np.sort(moments), stored)


@dataclass(frozen=True, slots=True, eq=False)
class _Band:
    """A band of a file, and what is said of it. stored: where it is, its scale and its offset."""

    name: str
    unit: str
    standard: str
    date: np.datetime64 | None
    stored: tuple[Band, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """What a file says. place: of its grid; the same for all files of a series."""

    path: Path
    place: tuple[Any, ...]
    crs: str
    transform: Any
    rows: int
    columns: int
    bands: tuple[_Band, ...]
    software: str
    owner: str

    @property
    def every(self) -> int:
        return max(1, math.ceil(math.sqrt(self.rows * self.columns / MOST)))

    @property
    def up(self) -> bool:
        return bool(self.transform.e > 0 and self.transform.b == self.transform.d == 0)


@contextmanager
def _open(path: Path) -> Iterator[Any]:
    import rasterio

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        warnings.simplefilter("ignore", PendingDeprecationWarning)  # rasterio's, about affine 3
        try:
            with rasterio.open(path, driver="GTiff") as file:
                yield file
        except rasterio.errors.RasterioError as fault:
            said = " ".join(str(fault).split())[:100]
            raise ReadError(f"{path.name}: this GeoTIFF cannot be read ({said})") from fault


def _grid(path: Path) -> _Grid:
    with _open(path) as file:
        if file.transform.is_identity:
            raise ReadError(f"{path.name}: it does not say where it lies; export it again")
        if any(np.dtype(one).kind not in "iuf" for one in file.dtypes):
            raise ReadError(f"{path.name}: its values are {file.dtypes[0]}, not real numbers")
        tags = {key.lower(): value for key, value in file.tags().items()}
        bands = []
        for at in range(file.count):
            own = tags | {key.lower(): value for key, value in file.tags(at + 1).items()}
            name = file.descriptions[at] or ""
            unit = file.units[at] or own.get("units", "") or own.get("unit", "")
            moment = next(
                (date for one in TIMES if (date := date_in(own.get(one, "").replace(":", "-", 2)))),
                None,
            )
            stored = ((path, at + 1), float(file.scales[at]), float(file.offsets[at]))
            bands.append(_Band(name, unit, own.get("standard_name", ""), moment, stored))
        place = (tuple(file.transform), file.height, file.width, str(file.crs))
        crs = "" if file.crs is None else str(file.crs.to_string())
        owner = tags.get("tifftag_copyright", "") or tags.get("tifftag_artist", "")
        software = tags.get("model", "") or tags.get("tifftag_software", "")
        return _Grid(
            path, place, crs, file.transform, file.height, file.width, tuple(bands), software, owner
        )


def _raster(grid: _Grid, asking: Asking) -> Raster:
    """Centres of the cells that are shown; a turned grid counts its columns, and its rows down."""
    t, every = grid.transform, grid.every
    rows, columns = math.ceil(grid.rows / every), math.ceil(grid.columns / every)
    x = (np.arange(columns) + 0.5) * grid.columns / columns
    y = (np.arange(rows) + 0.5) * grid.rows / rows
    corners = [
        t @ corner
        for corner in ((0, 0), (grid.columns, 0), (0, grid.rows), (grid.columns, grid.rows))
    ]
    placement = asking.place(grid.crs, np.array([(*corner, 0.0) for corner in corners]))
    crs = placement.declared.horizontal
    if t.b == t.d == 0 and t.a > 0:
        y = t.f + t.e * y
        return Raster(t.c + t.a * x, y[::-1] if t.e > 0 else y, crs, placement.frame)
    matrix = np.array([[t.a, -t.b, t.c], [t.d, -t.e, t.f]])
    return Raster(x, -y, crs, placement.frame, matrix)


def _by_variable(grids: Sequence[_Grid], title: str) -> dict[str, list[_Band]]:
    """The bands of each variable, step by step. Bands whose names differ by a moment or a number
    alone are steps of one variable, and so are files; or files that have a date each inside."""
    found: dict[str, list[_Band]] = {}
    for grid in grids:
        steps = len(grid.bands) > 1 and len({without_step(band.name) for band in grid.bands}) == 1
        for at, band in enumerate(grid.bands):
            named = band.name if steps or len(grids) == 1 else ""
            name = named or (f"{grid.path.stem} {at + 1}" if steps else grid.path.stem)
            key = without_step(band.name) or without_step(grid.path.stem) or grid.path.stem
            told = replace(band, name=name, date=date_in(name) or band.date)
            found.setdefault(key, []).append(told)
    single = [bands[0] for bands in found.values() if len(bands) == 1]
    dates = {band.date for band in single}
    if len(grids) == len(found) == len(single) == len(dates) > 1 and None not in dates:
        return {title: single}
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """Reads what `city.simulated.field.Read` asks for."""

    steps: dict[str, list[tuple[Band, float, float]]]
    shape: tuple[int, int]
    up: bool

    def __call__(self, key: str, level: int, first: int, last: int) -> NDArray[np.float32]:
        values = np.empty((last - first, *self.shape), np.float32)
        for row, ((path, band), scale, offset) in enumerate(self.steps[key][first:last]):
            with _open(path) as file:
                told = file.read(band, masked=True, out_shape=self.shape)
            plain = told.data if (scale, offset) == (1.0, 0.0) else told.data * scale + offset
            values[row] = np.where(np.ma.getmaskarray(told), np.nan, plain)
        return values[:, ::-1] if self.up else values
