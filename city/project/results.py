"""Results of simulations in a project file: what each is of, and its layer in parts, which are
read when they are asked for.

A result is there once its row in `results` is: its parts are written before, a few at a time, so
that nobody waits long, and those that a crash has left without a row are swept up by the next one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import uuid4

from city.layer import Layer
from city.layer_archive import LARGEST, archived, layer_from
from city.project.database import ProjectError, connect, said, together

PART = 4 << 20  # bytes of an archive in one row, which are written in one go
MOST = 10_000  # results of a project
TRACES = 1 << 30  # bytes of traces, above which a result is kept without them
SCHEMA = """
CREATE TABLE results (
  ident TEXT PRIMARY KEY, scenario TEXT NOT NULL, simulation TEXT NOT NULL, title TEXT NOT NULL,
  settings TEXT NOT NULL, inputs TEXT NOT NULL, made TEXT NOT NULL, size INTEGER NOT NULL);
CREATE TABLE result_parts (
  result TEXT NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY (result, number));
"""
TABLES = ("results", "result_parts")
COLUMNS = ("ident", "scenario", "simulation", "title", "settings", "inputs", "made", "size")


@dataclass(frozen=True, slots=True)
class Result:
    """What a project says of a result, without its values.

    scenario: the ident of one, "" for the city as it is. simulation, title, settings, inputs: as in
    Layer. made: ISO 8601 in UTC. size: bytes in the file.
    """

    ident: str
    scenario: str
    simulation: str
    title: str
    settings: Mapping[str, Any]
    inputs: str
    made: str
    size: int


class Results:
    """The results of an open project; `all` of them in the order in which they were made.

    Layers are written and read over connections of their own, so on any thread.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path, self._connection = path, connection
        self._keeping = Lock()
        self.all: tuple[Result, ...] = ()

    def read(self, lost: list[str]) -> None:
        """Read what each result is of; one that makes no sense is told in `lost`."""
        found = []
        order = f"SELECT {', '.join(COLUMNS)} FROM results ORDER BY made, rowid LIMIT {MOST}"
        for row in self._connection.execute(order):
            try:
                found.append(_result(row))
            except (ValueError, TypeError, RecursionError) as fault:
                lost.append(f"an entry of its results makes no sense ({fault})")
        self.all = tuple(found)

    def keep(self, layer: Layer, scenario: str, made: str) -> Result:
        """Write a layer down, in the place of the one of the same scenario, simulation and
        settings; the old one counts until the new one is whole."""
        if sum(trace.nbytes for trace in layer.traces.values()) > TRACES:
            layer = replace(layer, traces={})
        try:
            data = archived(layer)
        except (ValueError, TypeError) as fault:
            raise ProjectError(f"{layer.title}: this result cannot be kept: {fault}") from None
        fresh = Result(
            *(uuid4().hex, scenario, layer.simulation, layer.title),
            *(dict(layer.settings), layer.inputs, made, len(data)),
        )
        with self._writing() as connection:
            for number, start in enumerate(range(0, len(data), PART)):
                part = (fresh.ident, number, data[start : start + PART])
                connection.execute(INSERT_PART, part)
            old = [one for one in self.all if _question(one) == _question(fresh)]
            with together(connection):
                connection.execute(INSERT, _row(fresh))
                _drop(connection, old)
            self.all = (*(one for one in self.all if one not in old), fresh)
        return fresh

    def layer(self, result: Result) -> Layer:
        """The layer of a result. ProjectError, in one line, where it is damaged or gone."""
        try:
            return layer_from(b"".join(self._parts(result)))
        except ValueError as fault:
            raise ProjectError(
                f"{self._path.name}: its result {result.title} cannot be used ({fault}); "
                "compute it again"
            ) from None

    def forget(self, result: Result) -> None:
        """Take a result out of the file."""
        with self._writing() as connection:
            with together(connection):
                _drop(connection, [result])
            self.all = tuple(one for one in self.all if one.ident != result.ident)

    def take_over(self, other: Results) -> None:
        """Hold the results of another project, part by part as they are; none where its file is
        gone, since they can be computed again. Raises as `keep`."""
        try:
            other._connection.execute("SELECT ident FROM results LIMIT 1").fetchone()
        except sqlite3.OperationalError:
            return
        order = "SELECT result, number, bytes FROM result_parts"
        with said(self._path), together(self._connection):
            self._connection.executemany(INSERT, map(_row, other.all))
            self._connection.executemany(INSERT_PART, other._connection.execute(order))
        self.all = other.all

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A connection to write one result at a time, on any thread; what a crash left is gone."""
        with self._keeping, said(self._path), closing(connect(self._path, "rw")) as connection:
            connection.execute(
                "DELETE FROM result_parts WHERE result NOT IN (SELECT ident FROM results)"
            )
            yield connection

    def _parts(self, result: Result) -> Iterator[bytes]:
        order = "SELECT CAST(bytes AS BLOB) FROM result_parts WHERE result = ? AND number = ?"
        left = result.size
        with said(self._path), closing(connect(self._path, "ro")) as connection:
            for number in range(-(-result.size // PART)):
                row = connection.execute(order, (result.ident, number)).fetchone()
                part = row[0] if row is not None else b""
                if not isinstance(part, bytes) or len(part) != min(PART, left):
                    raise ValueError("a part of it is missing")
                left -= len(part)
                yield part


INSERT = f"INSERT INTO results VALUES ({', '.join('?' * len(COLUMNS))})"
INSERT_PART = "INSERT INTO result_parts VALUES (?, ?, ?)"


def _drop(connection: sqlite3.Connection, results: Sequence[Result]) -> None:
    gone = [(one.ident,) for one in results]
    connection.executemany("DELETE FROM results WHERE ident = ?", gone)
    connection.executemany("DELETE FROM result_parts WHERE result = ?", gone)


def _question(result: Result) -> tuple[str, str, str]:
    """What a result is the answer to: of two with the same only the newer one counts."""
    return result.scenario, result.simulation, _json(result.settings)


def _row(result: Result) -> tuple[Any, ...]:
    scenario, simulation, settings = _question(result)
    named = (result.ident, scenario, simulation, result.title, settings)
    return (*named, result.inputs, result.made, result.size)


def _result(row: Sequence[Any]) -> Result:
    *words, size = row
    if not all(isinstance(word, str) and len(word) <= 1_000_000 for word in words):
        raise ValueError("a text is missing or far too long")
    ident, scenario, simulation, title, settings, inputs, made = words
    said = json.loads(settings)
    if not isinstance(said, dict):
        raise ValueError("its settings are none")
    if isinstance(size, bool) or not isinstance(size, int) or not 0 < size <= LARGEST:
        raise ValueError("it has no size")
    return Result(ident, scenario, simulation, title, said, inputs, made, size)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
