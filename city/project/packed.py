"""The sources themselves in a project file: their files in parts, which are read one by one."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from city.progress import Progress
from city.project.database import ProjectError, said, together

PART = 1 << 20  # bytes of a file in one row, before they are packed
MOST_FILES = 100_000
LARGEST = 1 << 45  # bytes of a file
SCHEMA = """
CREATE TABLE packed (
  source TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
  hash TEXT NOT NULL, PRIMARY KEY (source, position));
CREATE TABLE parts (
  hash TEXT NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (hash, number));
"""
TABLES = ("packed", "parts")


class Packed(NamedTuple):
    """A file of a source: its name from the folder that the source lies in, with slashes.

    size: in bytes. hash: of its content, as `importers.fingerprint` has it.
    """

    name: str
    size: int
    hash: str


class Pack:
    """The packed sources of an open project.

    sources: by the hash of a source (Origin.hash) its files, the source itself first, or the first
    of its files where it is a folder. Only names are held; what is in the files is read when it is
    asked for.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path, self._connection = path, connection
        self.sources: dict[str, tuple[Packed, ...]] = {}

    def read(self, lost: list[str]) -> None:
        """Read the names; a source of which something makes no sense is told in `lost`."""
        found: dict[str, list[Packed]] = {}
        bad = set()
        order = "SELECT source, name, size, hash FROM packed ORDER BY source, position LIMIT ?"
        for source, *row in self._connection.execute(order, (MOST_FILES,)):
            try:
                found.setdefault(_text(source), []).append(_packed(row))
            except ValueError as fault:
                bad.add(source)
                lost.append(f"an entry of its packed sources makes no sense ({fault})")
        self.sources = {name: tuple(files) for name, files in found.items() if name not in bad}

    def size(self) -> int:
        """How many bytes the packed files have, unpacked; each counted once."""
        return sum({f.hash: f.size for files in self.sources.values() for f in files}.values())

    def parts(self, file: Packed) -> Iterator[bytes]:
        """What is in a file, piece by piece. ProjectError where a piece is missing or damaged."""
        order = "SELECT bytes FROM parts WHERE hash = ? AND number = ?"
        left = file.size
        for number in range(-(-file.size // PART)):
            with said(self._path):
                row = self._connection.execute(order, (file.hash, number)).fetchone()
            block = _unpacked(row[0]) if row is not None else None
            if block is None or len(block) != min(PART, left):
                raise ProjectError(f"{self._path.name}: {file.name} is damaged in it")
            left -= len(block)
            yield block

    def add(self, source: str, files: Sequence[tuple[Packed, Iterable[bytes]]]) -> None:
        """Pack the files of a source, all or nothing; each comes in blocks of PART bytes, the last
        one shorter. Raises ProjectError where it cannot be written.
        """
        there = {file.hash for known in self.sources.values() for file in known}
        with said(self._path), together(self._connection):
            self._connection.execute("DELETE FROM packed WHERE source = ?", (source,))
            for position, (file, blocks) in enumerate(files):
                if file.hash not in there:
                    self._connection.executemany(
                        "INSERT OR REPLACE INTO parts VALUES (?, ?, ?)",
                        ((file.hash, k, zlib.compress(b)) for k, b in enumerate(blocks)),
                    )
                    there.add(file.hash)
                self._connection.execute(
                    "INSERT INTO packed VALUES (?, ?, ?, ?, ?)", (source, position, *file)
                )
        self.sources[source] = tuple(file for file, _ in files)

    def keep_only(self, sources: Collection[str]) -> None:
        """Drop all other sources, and the files that only they had."""
        gone = [source for source in self.sources if source not in sources]
        with said(self._path), together(self._connection):
            self._connection.executemany(
                "DELETE FROM packed WHERE source = ?", [(source,) for source in gone]
            )
            self._connection.execute(
                "DELETE FROM parts WHERE hash NOT IN (SELECT hash FROM packed)"
            )
        for source in gone:
            del self.sources[source]

    def take_over(self, other: Pack, progress: Progress) -> None:
        """Hold what another project has packed, part by part as it is. Raises as `add`."""
        order = "SELECT hash, number, bytes FROM parts"
        count = -(-other.size() // PART)

        def parts() -> Iterator[tuple[Any, ...]]:
            for done, row in enumerate(other._connection.execute(order)):
                progress.report(done, count)
                yield row

        with said(self._path), together(self._connection):
            self._connection.executemany("INSERT INTO parts VALUES (?, ?, ?)", parts())
            self._connection.executemany(
                "INSERT INTO packed VALUES (?, ?, ?, ?, ?)",
                (
                    (source, position, *file)
                    for source, files in other.sources.items()
                    for position, file in enumerate(files)
                ),
            )
        self.sources = dict(other.sources)


def _packed(row: Sequence[Any]) -> Packed:
    name, size, digest = row
    if isinstance(size, bool) or not isinstance(size, int) or not 0 <= size < LARGEST:
        raise ValueError("a file has no size")
    return Packed(_text(name), size, _text(digest))


def _text(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 4096:
        raise ValueError("a name is missing or far too long")
    return value


def _unpacked(packed: Any) -> bytes | None:
    """A part as it was; None where it is damaged. Never more than a part is let out."""
    machine = zlib.decompressobj()
    try:
        block = machine.decompress(packed, PART + 1)
    except (zlib.error, TypeError):
        return None
    return block if machine.eof else None
