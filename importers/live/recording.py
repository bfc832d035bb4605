"""What a feed said and when, in one file: written as it comes, played back anywhere.

A line of JSON for the whole, then one for each batch of readings. A line is written in one piece
and never touched again: a program that is killed loses at most the line it was writing.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from city.progress import Progress
from city.series import Measurand, Readings, Series, Thing
from city.terms import NO_TERMS, Terms, terms_from
from importers.intake import ReadError
from importers.live.feed import now, on_earth, text
from importers.live.web import rest
from importers.report import Report

SUFFIX = ".ndjson"
MARK = "maquette-recording"
LONGEST = 256 << 20  # bytes of one line
LONGEST_HEAD = 4 << 20  # bytes of the first one, with what was agreed
WRITTEN = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE
TOGETHER = 100_000  # values that are merged at once


def is_recording(path: Path) -> bool:
    """Whether a file is a recording."""
    try:
        _begin(path)
    except (OSError, ReadError):
        return False
    return True


def title(path: Path) -> str:
    """What was recorded. Raises ReadError for anything but a recording."""
    return str(_begin(path).get("source", ""))[:300]


def terms(path: Path) -> Terms:
    """What its origin demands, wherever it is played. Raises ReadError as `title` does."""
    return terms_from(_begin(path).get("terms"))


def _begin(path: Path) -> dict[str, Any]:
    if not stat.S_ISREG(path.stat().st_mode):  # a pipe or a device might never end
        raise ReadError(f"{path}: this is no file; give a recording of a feed")
    with path.open("rb") as file:
        first = file.readline(LONGEST_HEAD)
    try:
        head = json.loads(first)
    except (ValueError, RecursionError):
        head = None
    if not isinstance(head, dict) or MARK not in head:
        raise ReadError(f"{path.name}: this is no recording of a feed; make one with --record")
    if head[MARK] != 1:
        raise ReadError(f"{path.name}: a newer program has recorded this; update Maquette")
    return head


class Recorder:
    """Writes readings down as they come; goes on at the end of a recording that is there.

    source: whom they come from, without secrets. began: when; now, unless somebody says so. terms:
    what goes with it. Raises ReadError rather than touch another file.
    """

    def __init__(
        self,
        path: Path,
        source: str,
        began: np.datetime64 | None = None,
        terms: Terms = NO_TERMS,
    ) -> None:
        there = path.exists() and path.stat().st_size > 0
        if there:
            _begin(path)
        self._file = path.open("ab+", buffering=0)
        if not there:
            head = {MARK: 1, "source": _plain(source), "began": str(began or now())}
            self._write(head if terms == NO_TERMS else {**head, "terms": asdict(terms)})
        elif not _ends_well(self._file):
            self._file.write(b"\n")  # somebody was killed here: the next line is a whole one

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, readings: Readings) -> None:
        """Keep a batch: after this it survives the program."""
        if len(readings):
            self._write(_line(readings))

    def _write(self, line: dict[str, Any]) -> None:
        told = orjson.dumps(line, default=np.ndarray.tolist, option=WRITTEN)
        left = memoryview(told)
        while left:
            left = left[self._file.write(left) :]


def _ends_well(file: Any) -> bool:
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) == b"\n")


def _line(readings: Readings) -> dict[str, Any]:
    return {
        "received": str(readings.received),
        "things": [_told(one) for one in readings.things],
        "measurands": [(_plain(one.name), _plain(one.unit)) for one in readings.measurands],
        "thing": readings.thing,
        "measurand": readings.measurand,
        "time": readings.time.astype("datetime64[ms]").astype(np.int64),
        "value": readings.value,  # a gap (NaN) is null
    }


def _readings(line: Any) -> Readings:
    return Readings(
        tuple(_thing(*told[:2], tuple(told[2] or ()), *told[3:]) for told in line["things"]),
        tuple(Measurand(text(name), text(unit)) for name, unit in line["measurands"]),
        np.array(line["thing"], np.int64),
        np.array(line["measurand"], np.int64),
        np.array(line["time"], np.int64).astype("datetime64[ms]"),
        np.array(line["value"], np.float64),
        np.datetime64(line["received"], "ms"),
    )


def _told(thing: Thing) -> tuple[Any, ...]:
    told = (_plain(thing.id), _plain(thing.name), thing.place, _plain(thing.kind))
    return (*told, _plain(thing.of)) if thing.of else told


def _plain(said: str) -> str:
    """A text without what no file can hold: halves of letters."""
    return said if said.isprintable() else said.encode("utf-8", "replace").decode()


@lru_cache(maxsize=65_536)  # in each line the same ones
def _thing(id: str, name: str, place: tuple[float, ...], kind: str = "", of: str = "") -> Thing:
    where = (on_earth(*place) or ()) if place else ()
    return Thing(text(id), text(name), where, text(kind), text(of))


def recorded(path: Path, report: Report) -> Iterator[Readings]:
    """What was recorded, in the order that it came; lines that are cut or broken go to the report.

    Raises ReadError for anything but a recording.
    """
    _begin(path)
    with path.open("rb") as file:
        file.readline(LONGEST_HEAD)
        number = 1
        while line := file.readline(LONGEST):
            number += 1
            try:
                yield _readings(orjson.loads(line))
            except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
                if line.strip():
                    report.error(
                        "line", f"line {number}", f"{path.name}: this line is cut; left out"
                    )


def merged(series: Series, path: Path, report: Report, progress: Progress) -> Series:
    """A series with all that was recorded. Raises ReadError as `recorded` does."""
    waiting: list[Readings] = []
    room = TOGETHER
    for readings in recorded(path, report):
        progress.check()
        waiting.append(readings)
        room -= len(readings) + 1
        if room < 0:
            series, waiting, room = series.merge(*waiting), [], TOGETHER
    return series.merge(*waiting)


def replay(path: Path, report: Report, speed: float, progress: Progress) -> Iterator[Readings]:
    """The same, with the waits in between as they were, `speed` times as fast (inf: at once)."""
    before: np.datetime64 | None = None
    for readings in recorded(path, report):
        if before is not None:
            gap = float((readings.received - before) / np.timedelta64(1, "s"))
            rest(max(0.0, gap) / speed, progress)
        progress.check()
        before = readings.received
        yield readings


def cut(path: Path, out: Path, start: np.datetime64, end: np.datetime64, report: Report) -> int:
    """Write what came from `start` until before `end` as a recording of its own; returns how many
    values that is. Raises ReadError where `out` is there already."""
    if out.exists():
        raise ReadError(f"{out.name}: there is a file already; choose another name")
    values = 0
    with Recorder(out, title(path), terms=terms(path)) as recorder:
        for readings in recorded(path, report):
            if start <= readings.received < end:
                recorder.write(readings)
                values += len(readings)
    return values
