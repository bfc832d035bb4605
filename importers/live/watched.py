"""Points in files on the disk: one, or all of a folder, while they come, change and go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from city.progress import Progress
from city.series import Readings, Series
from city.statements import Statement
from importers.live import feed
from importers.live.feed import Offer
from importers.live.points import Points, is_points
from importers.live.web import LARGEST, Answer, FeedFault, rest
from importers.report import Report

SETTLING = 0.25  # seconds that a file has to stay as it is: somebody may be writing it
TRIES = 20  # looks at a file that is written without a pause
SUFFIXES = (".csv", ".tsv", ".geojson", ".json")
MOST = 1_000  # files of a folder

Look = tuple[int, int, int]  # when a file was changed, its size, and which one it is


class Folder:
    """The points in a folder's CSV and GeoJSON files; those that have changed are read again, once
    nobody writes them any more."""

    standard, pace = "folder", 1.0

    def __init__(self, path: Path, report: Report) -> None:
        self.title = path.resolve().name
        self._path = path
        self._report = report
        self._known: dict[Path, Look] = {}
        self._first: list[Readings] | None = None  # read to find out what there is
        self._told: dict[Path, tuple[Statement, ...]] = {}  # what each file said last
        self._said: tuple[Statement, ...] = ()

    def discover(self, progress: Progress) -> tuple[Offer, ...]:
        self._first = list(self._changed(progress))
        series = Series()
        for readings in self._first:
            series = series.merge(readings)
        return feed.offers(series.streams)

    def read(self, progress: Progress) -> Iterator[Readings]:
        first, self._first = self._first, None
        return self._changed(progress) if first is None else iter(first)

    def statements(self) -> tuple[Statement, ...]:
        """What the files said of buildings when they were read last."""
        said = tuple(one for part in self._told.values() for one in part)
        self._said = self._said if said == self._said else said
        return self._said

    def close(self) -> None:
        """Nothing was begun."""

    def _changed(self, progress: Progress) -> Iterator[Readings]:
        paths = self._files()
        for path in self._known.keys() - set(paths):
            del self._known[path]
            self._told.pop(path, None)
            self._report.warning("gone", path.name, "the file is gone; what it said is kept")
        for path, look in settled(paths, self._known, progress).items():
            try:
                answer = on_disk(path)
                if _look(path) == look:  # or else it is read once it stays
                    self._known[path] = look
                    yield from self._read(path, answer, progress)
            except FeedFault as fault:
                self._known[path] = look
                self._report.error("file", path.name, f"{fault}; it is left out until it changes")

    def _read(self, path: Path, answer: Answer, progress: Progress) -> Iterator[Readings]:
        name = path.name
        if not is_points(answer):
            raise FeedFault(f"{name}: these are no points with degrees")
        points = Points(name, answer, lambda _: answer, self._report, name)
        yield from points.read(progress)
        self._told[path] = points.statements()

    def _files(self) -> list[Path]:
        try:
            found = sorted(
                path
                for path in self._path.iterdir()
                if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
            )
        except OSError as fault:
            raise FeedFault(f"{self._path}: {fault.strerror or fault}") from fault
        if len(found) > MOST:
            self._report.error(
                "most", self.title, f"it has {len(found):,} files; read were {MOST:,} of them"
            )
        return found[:MOST]


class File:
    """Brings a file's bytes, once nobody writes it any more."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[Path, Look] = {}

    def __call__(self, progress: Progress) -> Answer:
        for _ in range(TRIES):
            answer = on_disk(self._path)
            if self._known.get(self._path) == _look(self._path):
                return answer
            self._known.update(settled([self._path], self._known, progress))
        raise FeedFault(f"{self._path.name} is written without a pause; ask again later")


def settled(
    paths: Iterable[Path], known: Mapping[Path, Look], progress: Progress
) -> dict[Path, Look]:
    """Those of some files that are not as they were known, and stay as they are now."""
    seen = {path: _look(path) for path in paths}
    fresh = {path: look for path, look in seen.items() if look and look != known.get(path)}
    if fresh:
        rest(SETTLING, progress)
    return {path: look for path, look in fresh.items() if _look(path) == look}


def _look(path: Path) -> Look | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size, told.st_ino


def on_disk(path: Path) -> Answer:
    """A file as an answer. Raises FeedFault where it is too large, or cannot be read."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise FeedFault(f"{path.name} is larger than {LARGEST >> 20} MB; take a part of it")
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return Answer(path.name, "", path.read_bytes(), changed=changed)
    except OSError as fault:
        raise FeedFault(f"{path}: {fault.strerror or fault}") from fault
