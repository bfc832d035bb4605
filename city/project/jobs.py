"""Questions to a server of processes in a project file: what was asked, of which plan, how far it
is, and what came back, so that a reopened project goes on asking.

A question is written down before it is sent: whatever happens then, it is known what was asked.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Literal, get_args

from city.edits.delta import lines
from city.project.database import ProjectError, connect, said, together
from city.scenario import Scenario

State = Literal["asked", "accepted", "running", "successful", "failed", "dismissed", "lost"]
STATES: tuple[str, ...] = get_args(State)
OPEN = ("asked", "accepted", "running")
LARGEST = 60 << 20  # bytes of a request, or of one output
MOST = 10_000  # jobs of a project
TEXT = 1_000_000  # characters of a text
SCHEMA = """
CREATE TABLE jobs (
  ident TEXT PRIMARY KEY, address TEXT NOT NULL, process TEXT NOT NULL, title TEXT NOT NULL,
  version TEXT NOT NULL, scenario TEXT NOT NULL, plan TEXT NOT NULL, outputs TEXT NOT NULL,
  made TEXT NOT NULL, location TEXT NOT NULL, state TEXT NOT NULL, progress INTEGER NOT NULL,
  message TEXT NOT NULL, updated TEXT NOT NULL, digest TEXT NOT NULL, request BLOB NOT NULL);
CREATE TABLE job_outputs (
  job TEXT NOT NULL, key TEXT NOT NULL, title TEXT NOT NULL, media TEXT NOT NULL,
  note TEXT NOT NULL, address TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (job, key));
"""
TABLES = ("jobs", "job_outputs")
COLUMNS = (
    *("ident", "address", "process", "title", "version", "scenario", "plan", "outputs", "made"),
    *("location", "state", "progress", "message", "updated", "digest"),
)


@dataclass(frozen=True, slots=True)
class Job:
    """A question to a server, and how far it is.

    address: of the server; process, title, version: which of its processes. scenario: the ident of
    one, "" for the city as it is; plan: a hash of its edits when it was asked, see `plan_of`.
    outputs: what the process says that it gives. made, updated: ISO 8601 in UTC. location: where
    the server tells of it, "" before that is known. state: "asked" until the server has answered,
    "lost" where it does not know the job any more. progress: per cent. digest: SHA-256 of the
    request.
    """

    ident: str
    address: str
    process: str
    title: str
    version: str = ""
    scenario: str = ""
    plan: str = ""
    outputs: Mapping[str, Any] = field(default_factory=dict)
    made: str = ""
    location: str = ""
    state: State = "asked"
    progress: int = 0
    message: str = ""
    updated: str = ""
    digest: str = ""

    @property
    def open(self) -> bool:
        """Whether an answer may still come."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Output:
    """What a process gave: its media type and bytes. note: what is odd about it, "" for nothing.
    address: where it was got from, where it came by reference. file: where its bytes are, where it
    is larger than a project holds; `content` is empty then."""

    key: str
    title: str
    media: str
    content: bytes
    note: str = ""
    address: str = ""
    file: Path | None = None

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.content) if self.file is None else self.file.stat().st_size


def plan_of(scenario: Scenario) -> str:
    """A hash of all edits that count in a scenario, "" where there are none: another one means
    that the plan was changed."""
    if not scenario.edits:
        return ""
    return sha256("\n".join(lines(scenario.edits, "")).encode()).hexdigest()


def digest(request: bytes) -> str:
    return sha256(request).hexdigest()


class Jobs:
    """The jobs of an open project; `all` of them in the order in which they were asked.

    Requests and outputs are written and read over connections of their own, so on any thread.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path, self._connection = path, connection
        self._keeping = Lock()
        self.all: tuple[Job, ...] = ()

    def read(self, lost: list[str]) -> None:
        """Read how far each job is; one that makes no sense is told in `lost`."""
        found = []
        order = f"SELECT {', '.join(COLUMNS)} FROM jobs ORDER BY made, rowid LIMIT {MOST}"
        for row in self._connection.execute(order):
            try:
                found.append(_job(row))
            except (ValueError, TypeError, RecursionError) as fault:
                lost.append(f"an entry of its jobs makes no sense ({fault})")
        self.all = tuple(found)

    def keep(self, job: Job, request: bytes | None = None, outputs: Sequence[Output] = ()) -> None:
        """Write a job down, with its request when it is new, and with what came back."""
        sizes = [("the question", len(request or b""))]
        sizes += [(one.title, one.size) for one in outputs]
        for what, size in sizes:
            if size > LARGEST:
                raise ProjectError(
                    f"{job.title}: {what} has {size >> 20} MB, and a project holds up to "
                    f"{LARGEST >> 20} MB of it; write it into a folder instead"
                )
        with self._writing() as connection, together(connection):
            if request is not None:
                connection.execute(INSERT, (*_row(job), request))
            else:
                connection.execute(UPDATE, (*_row(job)[1:], job.ident))
            rows = [
                (job.ident, one.key, one.title, one.media, one.note, one.address, one.content)
                for one in outputs
            ]
            connection.executemany(INSERT_OUTPUT, rows)
            known = [one.ident for one in self.all]
            at = known.index(job.ident) if job.ident in known else len(known)
            self.all = (*self.all[:at], job, *self.all[at + 1 :])

    def request(self, job: Job) -> bytes:
        """What was asked, as it was sent. ProjectError where it is damaged."""
        with said(self._path), closing(connect(self._path, "ro")) as connection:
            order = "SELECT CAST(request AS BLOB) FROM jobs WHERE ident = ?"
            row = connection.execute(order, (job.ident,)).fetchone()
        if row is None or digest(row[0]) != job.digest:
            raise ProjectError(f"{self._path.name}: what {job.title} was asked with is damaged")
        found: bytes = row[0]
        return found

    def outputs(self, job: Job) -> tuple[Output, ...]:
        """What came back of a job, in the order in which it came."""
        order = (
            "SELECT key, title, media, CAST(bytes AS BLOB), note, address FROM job_outputs "
            "WHERE job = ? ORDER BY rowid"
        )
        with said(self._path), closing(connect(self._path, "ro")) as connection:
            rows = connection.execute(order, (job.ident,)).fetchall()
        if not all(isinstance(word, str) for row in rows for word in (*row[:3], *row[4:])):
            raise ProjectError(f"{self._path.name}: what came back of {job.title} is damaged")
        return tuple(Output(*row) for row in rows)

    def forget(self, job: Job) -> None:
        """Take a job out of the file with all that came back of it."""
        with self._writing() as connection, together(connection):
            connection.execute("DELETE FROM job_outputs WHERE job = ?", (job.ident,))
            connection.execute("DELETE FROM jobs WHERE ident = ?", (job.ident,))
            self.all = tuple(one for one in self.all if one.ident != job.ident)

    def take_over(self, other: Jobs) -> None:
        """Hold the jobs of another project as they are; none where its file is gone."""
        try:
            rows = other._connection.execute(f"SELECT {', '.join(COLUMNS)}, request FROM jobs")
            first = rows.fetchall()
        except sqlite3.OperationalError:
            return
        order = "SELECT job, key, title, media, note, address, bytes FROM job_outputs"
        with said(self._path), together(self._connection):
            self._connection.executemany(INSERT, first)
            self._connection.executemany(INSERT_OUTPUT, other._connection.execute(order))
        self.all = other.all

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A connection to write one job at a time, on any thread."""
        with self._keeping, said(self._path), closing(connect(self._path, "rw")) as connection:
            yield connection


INSERT = f"INSERT OR REPLACE INTO jobs VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"
UPDATE = f"UPDATE jobs SET {', '.join(f'{name} = ?' for name in COLUMNS[1:])} WHERE ident = ?"
INSERT_OUTPUT = "INSERT OR REPLACE INTO job_outputs VALUES (?, ?, ?, ?, ?, ?, ?)"


def _row(job: Job) -> tuple[Any, ...]:
    values = (getattr(job, name) for name in COLUMNS)
    return tuple(_json(one) if isinstance(one, Mapping) else one for one in values)


def _job(row: Sequence[Any]) -> Job:
    told = dict(zip(COLUMNS, row, strict=True))
    progress = told.pop("progress")
    if not all(isinstance(word, str) and len(word) <= TEXT for word in told.values()):
        raise ValueError("a text is missing or far too long")
    if isinstance(progress, bool) or not isinstance(progress, int) or not 0 <= progress <= 100:
        raise ValueError("nobody knows how far it is")
    if told["state"] not in STATES:
        raise ValueError(f"it is {told['state'][:40]}")
    outputs = json.loads(told.pop("outputs"))
    if not isinstance(outputs, dict):
        raise ValueError("its outputs are none")
    return Job(outputs=outputs, progress=progress, **told)


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
