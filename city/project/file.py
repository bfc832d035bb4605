"""The project file itself: an SQLite database to which every change is written as it is made."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from city.layer import Layer
from city.progress import Progress
from city.project import jobs, packed, plans, results, tables
from city.project.contents import Contents
from city.project.database import ProjectError, connect, said, together, writable
from city.project.jobs import Jobs
from city.project.located import beside
from city.project.lock import Lock
from city.project.opening import APPLICATION, lock_if_possible, look_at, made
from city.project.plans import Deed, Line
from city.project.results import Result, Results
from city.scenario import Scenario, Step

PAGES = 1024  # of the database that are copied in one go, in which nothing can be written


class Project:
    """An open project: what it holds, and the way to write down what is new.

    Written with a rollback journal and FULL synchronisation: once `keep` returns, neither
    `kill -9` nor a power cut takes the change away, and the project stays one file that can be
    copied, mailed and put on a network drive, which a write-ahead log would not allow.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: Lock | None) -> None:
        self.path = path
        self.read_only = ""  # why nothing can be written, "" where it can
        self.lost: list[str] = []  # what of the file made no sense, in words
        self._connection = connection
        self._lock = lock
        self._stands = path.stat()  # which file it was that was opened
        self._rows: tables.Rows = {}
        self._form = tables.VERSION  # of the file as it is
        self.contents = Contents()
        self.log: list[Line] = []  # every step that was ever taken in a scenario
        self.pack = packed.Pack(path, connection)
        self._results = Results(path, connection)
        self.jobs = Jobs(path, connection)

    @classmethod
    def create(
        cls,
        path: Path,
        contents: Contents,
        replace_old: bool = False,
        other: Project | None = None,
        progress: Progress | None = None,
    ) -> Project:
        """Make a project file that holds `contents`, and open it.

        other: whose log, packed sources, results and jobs it takes over, which may take a while.
        Raises ProjectError where there is one already and `replace_old` is False, where another
        program has it open, or where it cannot be written.
        """
        path = Path(os.path.abspath(path))
        if path.exists() and not replace_old:
            raise ProjectError(f"{path}: there is a file already; choose another name")
        with made(path) as (part, connection):
            connection.executescript(
                f"PRAGMA application_id={APPLICATION}; BEGIN; {tables.SCHEMA}"
                f"PRAGMA user_version={tables.VERSION}; COMMIT;"
            )
            fresh = cls(part, connection, None)
            fresh._rows = {name: {} for name in tables.TABLES}
            fresh._write(tables.rows(beside(contents, path)))
            if other is not None:
                fresh.take_over(other, progress)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, write: bool = True) -> Project:
        """Open a project; where it cannot be written, `read_only` says why.

        Raises ProjectError for a file that is missing, damaged, foreign, or from a newer Maquette,
        and changes nothing in it.
        """
        path = Path(os.path.abspath(path))
        look_at(path)
        lock, why = lock_if_possible(path) if write else (None, "it was opened to be read")
        connection = None
        try:
            with said(path):
                connection = connect(path, "rw" if lock else "ro")
                if lock and not writable(connection):
                    lock.release()
                    lock, why = None, "its disk or its folder is write-protected"
                project = cls(path, connection, lock)
                project.read_only = why
                project._read()
        except BaseException:
            if connection is not None:
                connection.close()
            if lock is not None:
                lock.release()
            raise
        return project

    def keep(self, contents: Contents) -> bool:
        """Write down what has changed, all of it or nothing; returns whether anything had.

        Raises ProjectError where it cannot be written; what the file held before stays as it was.
        """
        self._check()
        fresh = tables.rows(beside(contents, self.path))
        if fresh == self._rows:
            return False
        with said(self.path):
            self._back_up()
            self._write(fresh)
        self.contents = contents
        return True

    def write_down(self, scenario: str, deed: Deed, *steps: Step, times: int = 1) -> list[Line]:
        """Add to the log of what is done in a scenario: steps, or that the last was taken back or
        done again so many times; all of it or nothing. On the disk when this returns.

        Raises ProjectError where it cannot be written.
        """
        return self.write_all(scenario, [(deed, step) for step in steps or (None,) * times])

    def write_all(self, scenario: str, deeds: Sequence[tuple[Deed, Step | None]]) -> list[Line]:
        """The same for deeds of several kinds, one after the other."""
        self._check()
        columns = ", ".join(plans.STEP)
        marks = ", ".join("?" * len(plans.STEP))
        order = f"INSERT INTO {tables.LOG} ({columns}) VALUES ({marks})"
        lines = []
        with said(self.path):
            self._back_up()
        with said(self.path), together(self._connection):
            self._take_new_form()
            for deed, step in deeds:
                row = plans.row_of(scenario, deed, step)
                number = self._connection.execute(order, row).lastrowid
                lines.append(Line(number or 0, scenario, deed, step))
        self._form = tables.VERSION
        self.log += lines
        return lines

    def take_over(self, other: Project, progress: Progress | None = None) -> None:
        """Hold the log, the packed sources, the results and the jobs of another project, whose
        contents this one holds.

        Raises as write_down.
        """
        self._check()
        log = other.log
        columns = ", ".join(("number", *plans.STEP))
        marks = ", ".join("?" * (1 + len(plans.STEP)))
        order = f"INSERT INTO {tables.LOG} ({columns}) VALUES ({marks})"
        rows = [(line.number, *plans.row_of(line.scenario, line.deed, line.step)) for line in log]
        with said(self.path), together(self._connection):
            self._connection.executemany(order, rows)
        self.log = list(log)
        if other.pack.sources:  # else a project whose file is gone can be kept as a new one
            self.pack.take_over(other.pack, progress or Progress())
        self._results.take_over(other._results)
        self.jobs.take_over(other.jobs)

    def packing(self) -> packed.Pack:
        """The packed sources, to be written. Raises ProjectError where nothing can be."""
        self.renew()
        return self.pack

    def renew(self) -> None:
        """Let a file of an older form take the present one, if it has not yet. Raises ProjectError
        where nothing can be written."""
        self._check()
        if self._form == tables.VERSION:
            return
        with said(self.path):
            self._back_up()
            with together(self._connection):
                self._take_new_form()
        self._form = tables.VERSION

    @property
    def results(self) -> list[Result]:
        """What is known of the results of simulations that are kept, in the order of making."""
        return list(self._results.all)

    def keep_result(self, layer: Layer, scenario: str, made: str) -> Result:
        """Keep a layer in the place of the one of the same scenario, simulation and settings.

        scenario: an ident, "" for the city as it is. made: ISO 8601 in UTC. Takes seconds, and may
        be called on any thread once the file has the present form (`renew`). Raises ProjectError
        where it cannot be written, or the columns of the layer do not fit each other.
        """
        self.renew()
        return self._results.keep(layer, scenario, made)

    def layer_of(self, result: Result) -> Layer:
        """The values of a result; on any thread. Raises ProjectError where they are damaged."""
        return self._results.layer(result)

    def forget_result(self, result: Result) -> None:
        """Take a result out of the file. Raises ProjectError where it cannot be written."""
        self.renew()
        self._results.forget(result)

    def keeping_jobs(self) -> Jobs:
        """What was asked of servers, to be written; then on any thread. Raises ProjectError where
        nothing can be."""
        self.renew()
        return self.jobs

    def scenarios(self) -> dict[str, Scenario]:
        """The scenarios of the project as they stand, by ident, in their order."""
        return plans.scenarios(self.contents.plans, self.log)

    def copy_to(self, path: Path, progress: Progress | None = None) -> None:
        """Write a copy of the project, whole or not at all; this one stays open.

        On any thread, while the thread that holds the project goes on writing.
        """
        path = Path(os.path.abspath(path))
        if path == self.path:
            raise ProjectError(f"{path}: this is the project itself; choose another name")
        with made(path) as (part, connection):
            watch = progress or Progress()
            self._connection.backup(
                connection,
                pages=PAGES,
                progress=lambda _, left, pages: watch.report(pages - left, pages),
            )
            copy = Project(part, connection, None)
            copy._read()
            copy._write(tables.rows(beside(copy.contents, path)))

    def close(self) -> None:
        """Let go of the file; everything is in it already."""
        if not self.read_only:
            with contextlib.suppress(sqlite3.Error):  # the journal only lies beside it a while
                self._connection.execute("PRAGMA journal_mode=DELETE")
        self._connection.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _check(self) -> None:
        """Refuse to write where nothing can be, or where nobody would find it again.

        A file that is deleted or replaced while it is open takes what is written to it, and is
        gone with the program.
        """
        if self.read_only:
            raise ProjectError(f"{self.path.name}: nothing was written: {self.read_only}")
        try:
            moved = not os.path.samestat(self._stands, self.path.stat())
        except OSError:
            moved = True
        if moved:
            raise ProjectError(
                f"{self.path}: nothing was written: the file is no longer there, or another has "
                "taken its place; what was done before is still here: keep it as a new project"
            )

    def _write(self, fresh: tables.Rows) -> None:
        """Make the rows of the file those of `fresh`, in one step; unreadable ones stay.

        A file of an older form takes the present one in the same step: one that is only looked at
        stays as it is, for the older Maquette that others may have.
        """
        with together(self._connection):
            self._take_new_form()
            for name, (columns, keys) in tables.TABLES.items():
                old, new = self._rows[name], fresh[name]
                match = " AND ".join(f"{column} = ?" for column in columns[:keys])
                marks = ", ".join("?" * len(columns))
                gone = [key for key in old if key not in new]
                put = [row for key, row in new.items() if old.get(key) != row]
                self._connection.executemany(f"DELETE FROM {name} WHERE {match}", gone)
                self._connection.executemany(f"INSERT OR REPLACE INTO {name} VALUES ({marks})", put)
        self._rows, self._form = fresh, tables.VERSION

    def _take_new_form(self) -> None:
        """Let a file of an older form take the present one, within the step that is begun."""
        for form in range(self._form, tables.VERSION):
            for order in filter(str.strip, tables.STEPS[form].split(";")):
                self._connection.execute(order)
            self._connection.execute(f"PRAGMA user_version={form + 1}")

    def _back_up(self) -> None:
        """Before a file takes a new form, leave a copy of the old one beside it."""
        if self._form == tables.VERSION or self.path.suffix == ".part":
            return
        beside = self.path.with_name(f"{self.path.name}.form-{self._form}.backup")
        if beside.exists():
            return
        part = beside.with_name(f".{beside.name}.part")
        copy = connect(part, "rwc")
        try:
            self._connection.backup(copy)
        finally:
            copy.close()
        part.replace(beside)

    def _read(self) -> None:
        schema = dict(
            self._connection.execute("SELECT name, type FROM sqlite_schema WHERE sql > ''")
        )
        self._form = self._connection.execute("PRAGMA user_version").fetchone()[0]
        known = tables.of_form(self._form)
        if schema != dict.fromkeys(known, "table"):
            raise ProjectError(
                f"{self.path}: the file holds other things than a Maquette project does, so it "
                "was not opened"
            )
        for name in known:
            if name not in tables.APART:
                (answer,) = self._connection.execute(f"PRAGMA quick_check('{name}')").fetchone()
                if answer != "ok":
                    raise sqlite3.DatabaseError(str(answer))
        found = {
            name: self._connection.execute(
                f"SELECT {', '.join(columns)} FROM {name} LIMIT {tables.MOST_ROWS}"
            ).fetchall()
            for name, (columns, _) in tables.TABLES.items()
            if name in known
        }
        self.contents, self._rows, self.lost = tables.contents(found)
        self.log = self._read_log() if tables.LOG in known else []
        if packed.TABLES[0] in known:
            self.pack.read(self.lost)
        if results.TABLES[0] in known:
            self._results.read(self.lost)
        if jobs.TABLES[0] in known:
            self.jobs.read(self.lost)

    def _read_log(self) -> list[Line]:
        columns = ", ".join(plans.STEP)
        order = f"SELECT number, {columns} FROM {tables.LOG} ORDER BY number"
        found: list[Line] = []
        for row in self._connection.execute(order):
            try:
                found.append(plans.line_of(row))
            except (ValueError, TypeError) as fault:
                self.lost.append(f"a step of its scenarios makes no sense ({fault})")
        return found
