"""Imported cities, kept so that opening the same source again is immediate."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from city import store
from city.progress import Progress
from importers import places
from importers.archive import Found
from importers.beside import spellings
from importers.fingerprint import fingerprint
from importers.intake import Options, ReadError, Reading
from importers.report import Report
from importers.unpack import COMPANIONS

FORMAT = 1
MOST = 20 << 30  # bytes of kept cities, archives and pictures; beyond it the oldest go
RESERVE = 512 << 20  # bytes of the disk that stay free
ABANDONED = 24 * 3600  # seconds after which an unfinished file is taken for forgotten


def key(
    found: Sequence[Found],
    faults: Sequence[ReadError],
    report: Report,
    options: Options,
    progress: Progress,
) -> str:
    """The name under which an opening is kept.

    It stands for the content and the place of every file, for what lies beside it under the same
    name, for what was said while looking for the files, for the options and for this program.
    """
    files = [
        [*map(str, (one.origin, one.path, one.root)), one.reader.FORMAT, _print(one.path, progress)]
        for one in found
    ]
    beside = [_stamp(one.path.with_suffix(end)) for one in found for end in COMPANIONS]
    said = [(f.severity, f.code, f.object, f.message) for f in report]
    asked = [options.crs, repr(options.frame), options.height, options.storeys]
    whole = [FORMAT, _program(), files, beside, said, [str(fault) for fault in faults], asked]
    return hashlib.blake2b(json.dumps(whole).encode(), digest_size=16).hexdigest()


def fetch(name: str, options: Options) -> Reading | None:
    """The reading kept under this name; None when there is none, or none that can be trusted.

    A damaged one is removed. One whose pictures have come, gone or changed is not used.
    """
    path = _path(name)
    try:
        kept = store.read(path)
        report = Report.restored(kept["findings"], kept["counts"])
        reading = Reading(report=report, **kept["reading"])
    except FileNotFoundError:
        return None
    except (OSError, store.Damaged, KeyError, TypeError):
        _remove(path)
        return None
    codes = {code for _, code in report.counts()}
    if not all(cloud.octree is None or cloud.octree.sound() for cloud in reading.clouds):
        return None
    placeless = bool(codes & {"CRS_MISSING", "CRS_UNKNOWN"})
    if options.need_crs and placeless:  # it must be refused, and only the reader knows how
        return None
    if any(_stamp(Path(picture)) != stamp for picture, stamp in kept["pictures"].items()):
        return None
    with contextlib.suppress(OSError):
        os.utime(path)  # used now: the oldest are dropped first
    return reading


def keep(name: str, found: Sequence[Found], reading: Reading, progress: Progress) -> None:
    """Keep a reading for the next time; where that fails, the report says so and all goes on."""
    path = _path(name)
    parts = {f.name: getattr(reading, f.name) for f in fields(Reading) if f.name != "report"}
    pictures = {str(p): _stamp(p) for p in _companions(found, reading)}
    value = {
        "reading": parts,
        "findings": list(reading.report),
        "counts": reading.report.counts(),
        "pictures": pictures,
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(path.parent).free < RESERVE:
            raise OSError(f"the disk of {path.parent} is almost full")
        store.write(path, value, progress)
        _trim()
    except (OSError, TypeError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else fault
        message = f"the city is open, but could not be kept for a quicker second opening: {reason}"
        reading.report.warning("CACHE_NOT_WRITTEN", "", message)


def clear() -> int:
    """Remove everything that is kept; returns the bytes that this freed."""
    before, _ = used()
    for folder in _folders():
        _remove(folder)
    _remove(places.home() / "fingerprints.json")
    return before - used()[0]


def used() -> tuple[int, int]:
    """How many bytes are kept, and how many cities."""
    entries = list(_entries())
    return sum(size for _, size, _ in entries), sum(p.suffix == ".city" for _, _, p in entries)


def _path(name: str) -> Path:
    return places.imports() / f"{name}.city"


def _print(path: Path, progress: Progress) -> str:
    try:
        return fingerprint(path, progress)
    except ReadError as fault:  # its reader will find the same, and say it for this file alone
        return str(fault)


def _stamp(path: Path) -> list[int] | None:
    try:
        stat = path.stat()
    except (OSError, ValueError):
        return None
    return [stat.st_size, stat.st_mtime_ns]


def _companions(found: Sequence[Found], reading: Reading) -> Iterator[Path]:
    """Where the pictures on the city lie, and where those would that were not found; the same for
    library objects in files of their own."""
    city = reading.city
    if city is None:
        return
    objects = city.objects.columns.get("libraryObject")
    named = {str(uri) for _, uri in objects.items()} if objects else set()
    for texture in city.textures:
        if texture.path:
            yield Path(texture.path)
        else:
            named.add(texture.uri)
    folders = {one.folder for one in found}
    for uri in named:
        if "://" not in uri:
            yield from (folder / name for folder in folders for name in spellings(uri))


def _program() -> list[Any]:
    """This program as it is now: what an older or an edited one has read is read anew."""
    try:
        release = version("maquette")
    except PackageNotFoundError:
        release = ""
    here = Path(__file__).parent
    sources = [*here.rglob("*.py"), *(here.parent / "city").glob("*.py")]
    return [release, store.VERSION, sorted([str(p), *(_stamp(p) or [])] for p in sources)]


# room


def _folders() -> tuple[Path, ...]:
    kept = (places.imports(), places.unpacked(), places.packed(), places.pictures())
    return *kept, places.answers()


def _entries() -> Iterator[tuple[float, int, Path]]:
    """Everything kept, as (last used, bytes, place)."""
    for folder in _folders():
        for path in folder.iterdir() if folder.is_dir() else ():
            with contextlib.suppress(OSError):
                yield path.stat().st_mtime, _size(path), path


def _size(path: Path) -> int:
    if not path.is_dir():
        return path.stat().st_size
    return sum(p.stat().st_size for p in path.rglob("*") if p.is_file())


def _trim() -> None:
    """Drop what nobody finished, and the oldest until the rest fits."""
    entries = sorted(_entries())
    total = sum(size for _, size, _ in entries)
    for when, size, path in entries:
        forgotten = path.name.endswith(".part") and time.time() - when > ABANDONED
        if forgotten or total > MOST:
            _remove(path)
            total -= size


def _remove(path: Path) -> None:
    """Remove a file or a folder; what another program holds open stays until the next time."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
