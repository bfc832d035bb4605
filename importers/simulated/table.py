"""Tables of any model: where things were over time, or values of objects, under titles."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from city.progress import Progress
from importers.intake import ReadError
from importers.simulated.asking import Asking
from importers.simulated.cells import Columns
from importers.simulated.results import Options, Results
from importers.simulated.rows import results

FORMAT = "a table"
SUFFIXES = (".csv", ".tsv", ".txt")
SEPARATORS = ",;\t|"
PART = 100_000  # lines that are looked through at once
MOST_COLUMNS = 10_000


def recognises(path: Path, head: bytes) -> bool:
    if not path.name.lower().endswith(SUFFIXES) or b"\0" in head:
        return False
    first = head.decode("utf-8-sig", "replace").splitlines()
    return bool(first) and any(sign in first[0] for sign in SEPARATORS)


def read(path: Path, options: Options, progress: Progress) -> Results:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        first = file.readline()
        separator = max(SEPARATORS, key=first.count)
        file.seek(0)
        rows = csv.reader(file, delimiter=separator)
        try:
            titles = [title.strip() for title in next(rows)]
            if len(titles) > MOST_COLUMNS:
                raise ReadError(
                    f"{path.name}: it has {len(titles):,} columns, which no model writes"
                )
            asking = Asking(path, options)
            return results(FORMAT, titles, _parts(path, titles, rows, asking, progress), asking)
        except csv.Error as fault:
            raise ReadError(f"{path.name}: it is no table: {fault}") from fault


def _parts(
    path: Path,
    titles: Sequence[str],
    rows: Iterator[list[str]],
    asking: Asking,
    progress: Progress,
) -> Iterator[Columns]:
    """The columns, part by part; lines of another length are told."""
    lost, done = 0, 0
    while part := list(islice(rows, PART)):
        done += len(part)
        progress.report(0, 0, f"Reading {path.name}, {done:,} lines")
        sound = [row for row in part if len(row) == len(titles)]
        lost += sum(1 for row in part if row and len(row) != len(titles))
        if sound:
            yield dict(zip(titles, zip(*sound, strict=True), strict=True))
    if lost:
        message = f"{lost:,} lines have more or fewer columns than the first; they are left out"
        asking.report.error("LINES", path.name, message)
