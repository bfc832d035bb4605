"""What a person points at -> the files to read: single files, folders, archives, all at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from city.progress import Progress
from importers.intake import ReadError
from importers.registry import NOT_READ, Reader, knows, rank, reader_for
from importers.report import Report
from importers.unpack import COMPANIONS, MOST_FILES, is_archive, unpack

# Files of these endings hold all sorts of things; in a folder one that is no city is no fault.
MANY_THINGS = (".json", ".xml", ".tif", ".tiff", ".asc", ".jsonl")
TILESET = "tileset.json"
CITY_MODELS = ("CityGML", "CityJSON")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read and its reader; `origin` is where the user would look for it.

    root: the folder that was opened, or that an archive was unpacked to; None for a file alone.
    """

    path: Path
    origin: Path
    reader: Reader
    root: Path | None = None

    @property
    def folder(self) -> Path:
        """Where its pictures lie: beside it, or beside the .gz that holds nothing else."""
        alone = self.origin.name.lower().endswith(".gz")
        return self.origin.parent if alone else self.path.parent


def expand(path: Path, report: Report, progress: Progress) -> list[Found]:
    """The files that a path stands for: itself, or what a folder or an archive holds.

    Raises ReadError when there is nothing to read. What a folder or an archive holds besides,
    what is damaged and what leads out of it stands in the report.
    """
    if path.is_dir():
        names = list(_files(path, report, progress))
        found = _readable(path, path, names, report, progress)
        archives = [name for name in names if is_archive(path / name)]
        found += _archives(path, archives, bool(found), report, progress)
    elif is_archive(path) and path.is_file():
        contents = unpack(path, progress)
        for finding in contents.findings:
            report.add(finding)
        alone = path.name.lower().endswith(".gz")
        if alone and contents.names:
            lies = contents.root / contents.names[0]
            return [Found(lies, path, reader_for(lies))]
        _note_others(path, contents.others, report)
        found = _readable(contents.root, path, contents.names, report, progress)
    else:
        return [Found(path, path, reader_for(path))]
    if not found:
        raise ReadError(_nothing(path, report))
    return found


def _files(folder: Path, report: Report, progress: Progress) -> Iterator[str]:
    """The files of a folder and the folders in it, as names with slashes, in order."""
    seen = 0
    others: dict[str, int] = {}
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith((".", "__MACOSX")))
        progress.report(0, 0, f"Looking into {Path(place).name}")
        for name in sorted(names):
            seen += 1
            if seen > MOST_FILES:
                raise ReadError(f"{folder}: it holds more than {MOST_FILES:,} files; open a part")
            path = Path(place, name)
            if name.startswith(".") or not path.is_file():
                continue
            if not path.resolve().is_relative_to(folder.resolve()):
                message = f"{path}: this link leads out of the folder; it was not followed"
                report.warning("UNSAFE_PATH", "", message)
            elif knows(name) or is_archive(path):
                yield path.relative_to(folder).as_posix()
            elif not name.lower().endswith(COMPANIONS):
                ending = path.suffix.lower() or "no ending"
                others[ending] = others.get(ending, 0) + 1
    _note_others(folder, others, report)


def _readable(
    root: Path, origin: Path, names: Sequence[str], report: Report, progress: Progress
) -> list[Found]:
    """Those of the files that some reader knows; the others are told of."""
    tilesets = {name[: -len(TILESET)] for name in names if f"/{name}".endswith(f"/{TILESET}")}
    for place in sorted(tilesets):
        message = (
            f"{origin.name}/{place[:-1]}: this is a 3D Tiles tileset, which Maquette does not "
            "read; its files were left out"
        )
        report.error("NOT_READ", "", message)
    found = []
    skipped: dict[str, list[str]] = {}
    for name in names:
        progress.check()
        if not knows(name) or any(name.startswith(place) for place in tilesets):
            continue
        path = root / name
        try:
            found.append(Found(path, origin / name, reader_for(path), root))
        except ReadError as fault:
            ending = path.suffix.lower()
            if ending in MANY_THINGS and path.stat().st_size:
                skipped.setdefault(ending, []).append(path.name)
            else:
                report.error("UNREADABLE", "", str(fault))
    for ending, which in skipped.items():
        some = ", ".join(which[:3]) + (" ..." if len(which) > 3 else "")
        number = f"{len(which)} {ending} file" + ("s" if len(which) > 1 else "")
        report.note("SKIPPED", "", f"{origin.name}: {number} not about a city: {some}")
    return _once(found, report)


def _once(found: Sequence[Found], report: Report) -> list[Found]:
    """Without the files that hold the same city once more in another format.

    City models are often delivered so: a.gml and a.city.json in one folder, or in one archive.
    """
    first: dict[Path, Found] = {}
    kept: set[Path] = set()
    for one in sorted(found, key=lambda one: rank(one.reader)):
        place = one.origin.with_name(one.origin.name.split(".")[0])
        twin = first.setdefault(place, one) if one.reader.FORMAT in CITY_MODELS else one
        if twin.reader is one.reader:
            kept.add(one.path)
            continue
        message = (
            f"{one.origin}: taken for the same city as {twin.origin.name} in another format, and "
            "left out; open it by itself"
        )
        report.warning("SAME_CITY", "", message)
    return [one for one in found if one.path in kept]


def _archives(
    folder: Path, names: Sequence[str], otherwise: bool, report: Report, progress: Progress
) -> list[Found]:
    """What the archives in a folder hold; next to plain files they are taken for copies of them."""
    found: list[Found] = []
    for name in names:
        if otherwise:
            message = f"{folder / name}: left out beside plain files; open it by itself"
            report.note("SKIPPED", "", message)
            continue
        try:
            found += expand(folder / name, report, progress)
        except ReadError as fault:
            report.error("UNREADABLE", "", str(fault))
    return found


def _note_others(origin: Path, others: dict[str, int], report: Report) -> None:
    """Say what was left without a look, because nothing here reads files of such a name."""
    for what, endings in NOT_READ.items():
        number = sum(others.get(ending, 0) for ending in endings)
        if number:
            message = f"{origin.name}: {number} x {what}, which Maquette does not read"
            report.warning("NOT_READ", "", message)
    known = {ending for endings in NOT_READ.values() for ending in endings}
    rest = {ending: number for ending, number in others.items() if ending not in known}
    if rest:
        listed = ", ".join(f"{number} {ending}" for ending, number in sorted(rest.items()))
        report.note("SKIPPED", "", f"{origin.name}: files of other kinds were left out ({listed})")


def _nothing(path: Path, report: Report) -> str:
    """Why a folder or an archive has nothing to read, in one line."""
    faults = [f.message for f in report if f.severity == "error"]
    faults += [f.message for f in report if f.code == "NOT_READ" and f.severity == "warning"]
    if faults:
        more = f" (and {len(faults) - 1} more like this)" if len(faults) > 1 else ""
        return f"{path.name or path}: nothing in it can be read: {faults[0]}{more}"
    return (
        f"{path.name or path}: nothing in it is a city model, point cloud, terrain, mesh or "
        "footprint file that Maquette knows; open another folder or archive"
    )
