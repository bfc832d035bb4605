"""One door for everything that can be opened: files, folders and archives -> a Reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from city.crs import Crs
from city.frame import Frame
from city.progress import Progress
from importers import cache, indexing, memory
from importers.archive import Found, expand
from importers.crew import summon
from importers.doctor import examine
from importers.fingerprint import is_new
from importers.intake import Intake, NeedsCrs, Options, ReadError, Reading
from importers.registry import rank
from importers.report import Report

# All the work is 1000: reading the files up to 850, putting in order, the doctor, keeping it.
FILES, ORDERED, EXAMINED, WHOLE = 850, 920, 980, 1000


def read(
    paths: Sequence[Path | str] | Path | str,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Open one or several sources as one city.

    Raises ReadError with a plain line when nothing can be used; what was lost or mended of the
    rest stands in the report.
    """
    options, progress = options or Options(), progress or Progress()
    report = Report()
    found, faults = _expanded(paths, report, progress)
    if not found:
        raise _all(faults)
    _call_workers(found)
    name = cache.key(found, faults, report, options, progress)
    reading = cache.fetch(name, options)
    if reading is None:
        with memory.kept():
            reading, whole = _imported(found, faults, options, report, progress)
            if whole:  # what went wrong may go right the next time
                cache.keep(name, found, reading, _Share(progress, EXAMINED, WHOLE))
    reading = _in_order(reading, options, progress)
    progress.report(WHOLE, WHOLE, "Done")
    return reading


def _in_order(reading: Reading, options: Options, progress: Progress) -> Reading:
    """Give large surveys the octrees that were made of them before, or now where that is asked."""
    clouds = []
    for cloud in reading.clouds:
        if cloud.place is not None:
            try:
                find = indexing.index if options.index else indexing.kept
                cloud = replace(cloud, octree=find(cloud, progress))
            except indexing.NotIndexed as fault:
                reading.report.warning("CLOUD_NOT_INDEXED", "", str(fault))
        clouds.append(cloud)
    return replace(reading, clouds=tuple(clouds))


def _call_workers(found: Sequence[Found]) -> None:
    """Let the workers for large files get ready while the files are looked through.

    A file that was looked through before is probably kept, and then they would come for nothing.
    """
    for one in found:
        modules = getattr(one.reader, "WORKERS", ())
        if modules and is_new(one.path):
            summon(one.path.stat().st_size, *modules)


def _expanded(
    paths: Sequence[Path | str] | Path | str, report: Report, progress: Progress
) -> tuple[list[Found], list[ReadError]]:
    """All files to read, those that place the city first, and the paths that gave none."""
    found: dict[Path, Found] = {}
    faults = []
    for path in [paths] if isinstance(paths, (str, Path)) else paths:
        try:
            for one in expand(Path(path), report, progress):
                if found.setdefault(one.path.resolve(), one) is not one:
                    report.note("SKIPPED", "", f"{one.origin}: given twice, read once")
        except ReadError as fault:
            faults.append(fault)
        except OSError as fault:
            faults.append(ReadError(f"{path}: cannot be opened: {fault.strerror or fault}"))
    return sorted(found.values(), key=lambda one: rank(one.reader)), faults


def _imported(
    found: Sequence[Found],
    faults: list[ReadError],
    options: Options,
    report: Report,
    progress: Progress,
) -> tuple[Reading, bool]:
    """Read the files, and say whether none was lost.

    A bad one among good ones is an error finding, alone it is raised.
    """
    intake = Intake(options)
    intake.report = report
    sizes = [max(one.path.stat().st_size, 1) for one in found]
    done = 0
    lost: dict[Path, ReadError] = {}
    for one, size in zip(found, sizes, strict=True):
        first, last = (FILES * part // sum(sizes) for part in (done, done + size))
        done += size
        try:
            _read(one, intake, _Share(progress, first, last))
        except NeedsCrs:
            raise
        except ReadError as fault:
            lost[one.path.resolve()] = fault
    if len(lost) == len(found):
        raise _all([*faults, *lost.values()])
    city = intake.builder.freeze(report.add, _Share(progress, FILES, ORDERED))
    for texture in city.textures:  # a GeoTIFF that is a picture on the city is no terrain lost
        lost.pop(Path(texture.path), None)
    for said in (*faults, *lost.values()):
        report.error("UNREADABLE", "", str(said))
    if len(city.objects):
        examine(city, report, _Share(progress, ORDERED, EXAMINED))
    reading = Reading(
        tuple(intake.sources),
        intake.crs or Crs(),
        intake.extent(),
        intake.builder.frame or Frame(),
        city if len(city.objects) else None,
        tuple(intake.clouds),
        tuple(intake.terrains),
        report,
        intake.facts,
    )
    return reading, not lost


def _read(one: Found, intake: Intake, progress: Progress) -> None:
    begun = len(intake.sources)
    intake.folders[one.path] = one.folder
    if one.root is not None:
        intake.roots[one.path] = one.root
    try:
        one.reader.read(one.path, intake, progress)
    except (ReadError, MemoryError):
        raise
    except Exception as fault:  # what a library throws at a file that nobody thought of
        said = " ".join(f"{type(fault).__name__}: {fault}".split())
        raise ReadError(
            f"{one.origin.name}: the reader of {one.reader.FORMAT} could not cope with it "
            f"({said}); if other programs open the file, please report it"
        ) from fault
    finally:
        if one.origin != one.path:  # named as the user knows it, not by where it was unpacked
            for sources in (intake.sources, intake.builder.sources):
                sources[begun:] = [replace(s, path=str(one.origin)) for s in sources[begun:]]


def _all(faults: Sequence[ReadError]) -> ReadError:
    """One line for several files of which none could be read."""
    if len(faults) == 1:
        return faults[0]
    if not faults:
        return ReadError("nothing to read: name a file, a folder or an archive")
    return ReadError(f"{faults[0]} (and {len(faults) - 1} more could not be read)")


class _Share(Progress):
    """The part of a long job that one step of it takes, from `first` to `last` of WHOLE."""

    def __init__(self, whole: Progress, first: int, last: int) -> None:
        super().__init__()
        self._whole = whole
        self._first = first
        self._span = last - first

    @property
    def cancelled(self) -> bool:
        return self._whole.cancelled

    def cancel(self) -> None:
        self._whole.cancel()

    def check(self) -> None:
        self._whole.check()

    def report(self, done: int, total: int, note: str = "") -> None:
        part = self._span * min(done, total) // total if total else 0
        self._whole.report(self._first + part, WHOLE, note)
