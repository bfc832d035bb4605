"""OpenFOAM cases: cells of any shape, and what they hold at each time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from city.simulated.field import Field, Variable
from city.simulated.run import Run
from city.simulated.volume import Volume
from city.strings import runs
from importers.intake import ReadError
from importers.simulated import foam_files
from importers.simulated.asking import Asking
from importers.simulated.results import Need, Options, Results
from importers.simulated.vectors import with_vectors

FORMAT = "OpenFOAM"
SUFFIXES = (".foam",)
STEADY = re.compile(
    r"^(simple|rhoSimple|porousSimple|potential|buoyantSimple|buoyantBoussinesqSimple)"
)
MOST = 100_000  # folders of a case that are looked at


def recognises(path: Path, head: bytes) -> bool:
    return _mesh(_case(path)) is not None


def _case(path: Path) -> Path:
    return path if path.is_dir() else path.parent if path.suffix.lower() == ".foam" else path


def _mesh(case: Path) -> Path | None:
    folder = case / "constant" / "polyMesh"
    return folder if any((folder / name).is_file() for name in ("points", "points.gz")) else None


def read(path: Path, options: Options, progress: Progress) -> Results:
    case = _case(path).resolve()
    folder = _mesh(case)
    assert folder is not None  # or it would not have been recognised
    asking = Asking(case, options)
    progress.report(0, 2, "Reading the mesh")
    try:
        volume = _volume(folder, asking)
    except (ValueError, IndexError, OSError, EOFError) as fault:
        said = " ".join(str(fault).split())[:100]
        raise ReadError(f"{case.name}: its mesh is damaged or half written ({said})") from fault
    progress.report(1, 2, "Looking at the times")
    times, fields = _whole_times(case, len(volume), asking)
    application = _application(case)
    if STEADY.match(application) and len(times) > 1:
        told = f"{application} goes on until nothing changes: its last state is shown"
        asking.report.note("STEADY", case.name, told)
        times = times[-1:]
    start = options.start
    if len(times) > 1 and start is None:
        found = f"{times[0].name} to {times[-1].name} seconds"
        asking.needs.append(Need("start", found=found))
    variables = _variables(times[-1], fields, asking) if times else []
    frame = asking.done()
    if not variables:
        raise ReadError(f"{case.name}: none of its times has values that can be shown")
    begins = np.zeros(0, "datetime64[ms]")
    if start is not None:
        seconds = np.array([float(one.name) for one in times])
        begins = start.astype("datetime64[ms]") + np.round(seconds * 1e3).astype("timedelta64[ms]")
    title = ", ".join(one.title for one in variables[:3])
    version = foam_files.opened(folder, "points").version
    run = Run(case.name, "OpenFOAM", version, source=case.name, notes=(("Solver", application),))
    steps = _Steps(times, len(volume))
    field = Field(title, run, volume, with_vectors(variables), begins, steps)
    return Results(FORMAT, frame, asking.report, (field,))


def _volume(folder: Path, asking: Asking) -> Volume:
    """The cells by their faces: each has those that it owns, and those that it is neighbour of."""
    points = foam_files.vectors(foam_files.opened(folder, "points"))
    offsets, corners = foam_files.faces(foam_files.opened(folder, "faces"))
    owner = foam_files.labels(foam_files.opened(folder, "owner"))
    neighbour = foam_files.labels(foam_files.opened(folder, "neighbour"))
    if len(owner) != len(offsets) - 1 or len(neighbour) > len(owner) or not len(owner):
        raise ValueError("its faces and their owners differ in number")
    if min(corners.min(), owner.min()) < 0 or corners.max() >= len(points):
        raise ValueError("a face has corners that are not there")
    if (np.diff(offsets) < 3).any() or offsets[-1] != len(corners):
        raise ValueError("a face has too few corners")
    cell = np.concatenate([owner, neighbour])
    face = np.concatenate([np.arange(len(owner)), np.arange(len(neighbour))])
    order = np.argsort(cell, kind="stable")
    count = np.bincount(cell)
    if not count.all():
        raise ValueError("a cell has no faces")
    face = face[order]
    long = np.diff(offsets)[face]
    inside = np.append(0, np.cumsum(count))
    sides = np.append(0, np.cumsum(long))
    placement = asking.place("", points)
    return Volume(placement(points), inside, sides, corners[runs(offsets[face], long)])


def _whole_times(case: Path, cells: int, asking: Asking) -> tuple[list[Path], tuple[str, ...]]:
    """The folders of times that have all fields, in order, and the names of these; what a run has
    left half written is told."""
    found = []
    for folder in list(case.iterdir())[:MOST]:
        try:
            found.append((float(folder.name), folder))
        except ValueError:
            continue
    folders = [
        folder for number, folder in sorted(found) if folder.is_dir() and np.isfinite(number)
    ]
    if not folders and (case / "processor0").is_dir():
        raise ReadError(f"{case.name}: its parts lie apart; put them together with reconstructPar")
    named = [_names(folder) for folder in folders]
    names: tuple[str, ...] = ()
    for at in [*range(len(folders) - 2, -1, -1), *range(len(folders))[-1:]]:
        names = tuple(name for name in named[at] if _whole(folders[at], name, cells))
        if names:  # those of the last time but one: the last is what a run leaves half written
            break
    whole = []
    for folder, there in zip(folders, named, strict=True):
        last = folder == folders[-1]
        if set(names) <= set(there) and not (last and _half(folder, names, cells)):
            whole.append(folder)
        elif there:
            told = f"the time {folder.name} is half written, or has other fields; left out"
            asking.report.warning("HALF_WRITTEN", folder.name, told)
    return whole, names


def _names(folder: Path) -> list[str]:
    return sorted({one.name.removesuffix(".gz") for one in folder.iterdir() if one.is_file()})


def _half(folder: Path, names: Sequence[str], cells: int) -> bool:
    return not all(_whole(folder, name, cells) for name in names)


def _whole(folder: Path, name: str, cells: int) -> bool:
    try:
        foam_files.internal(foam_files.opened(folder, name), cells)
    except (ValueError, OSError, EOFError):
        return False
    return True


def _application(case: Path) -> str:
    try:
        told = (case / "system" / "controlDict").read_text("latin-1")
    except OSError:
        return ""
    found = re.search(r"\bapplication\s+(\w+)\s*;", told)
    return found[1] if found else ""


def _variables(folder: Path, names: Sequence[str], asking: Asking) -> list[Variable]:
    found = []
    for name in names:
        foam = foam_files.opened(folder, name)
        unit = asking.unit(name, (name,), foam.unit)
        if unit is not None:
            vector = foam.what == "volVectorField"
            keys = [f"{name} {axis}" for axis in "xyz"] if vector else [name]
            found += [Variable(key, key, unit) for key in keys]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """Reads what `city.simulated.field.Read` asks for."""

    times: Sequence[Path]
    cells: int

    def __call__(self, key: str, level: int, first: int, last: int) -> NDArray[np.float32]:
        return np.stack([self._values(folder, key) for folder in self.times[first:last]])

    def _values(self, folder: Path, key: str) -> NDArray[np.float32]:
        name, _, part = key.partition(" ")
        try:
            values = foam_files.internal(foam_files.opened(folder, name), self.cells)
        except (ValueError, EOFError) as fault:
            raise OSError(f"{folder.name}/{name}: {fault}") from fault
        return values[:, "xyz".index(part) if part else 0].astype(np.float32)
