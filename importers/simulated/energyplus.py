"""What EnergyPlus computed of buildings and their zones: its SQLite output.

Source: EnergyPlus, Output Details and Examples, chapter "eplusout.sql".
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from city.series import Measurand, Series, Thing
from city.simulated.run import Run
from city.simulated.told import Told
from city.units import spelt
from importers.intake import ReadError
from importers.live.feed import Gathering, moment, text
from importers.simulated.asking import Asking
from importers.simulated.results import Need, Options, Results
from importers.simulated.series import LONG_AGO

FORMAT = "EnergyPlus"
TABLES = ("ReportData", "ReportDataDictionary", "Time")
LONGEST = 1 << 20  # bytes of any one value
STEPS = 100_000  # of SQLite's own machine, between two looks at whether somebody cancelled
PART = 200_000  # rows
DESIGN_DAYS = (1, 2)  # EnvironmentType: what equipment is sized by, and no year

I64 = NDArray[np.int64]
Times = NDArray[np.datetime64]


def recognises(path: Path, head: bytes) -> bool:
    return head.startswith(b"SQLite format 3\0") and path.suffix.lower() in (".sql", ".sqlite")


def read(path: Path, options: Options, progress: Progress) -> Results:
    asking = Asking(path, options)
    with _opened(path, progress) as database:
        times = _times(database, asking)
        frame = asking.done()
        run = _run(path, database)
        told = Told(run.title, run, _series(path, database, times, progress))
    note = "its times are those of the place, without daylight saving; they are taken as UTC"
    asking.report.note("NO_ZONE", path.name, note)
    return Results(FORMAT, frame, asking.report, told=(told,))


@contextmanager
def _opened(path: Path, progress: Progress) -> Iterator[sqlite3.Connection]:
    """The database, which is nobody's to write and whose views and triggers are never run."""
    try:
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error as fault:
        raise ReadError(f"{path.name}: it cannot be opened: {fault}") from fault
    try:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
        database.text_factory = lambda said: said.decode("utf-8", "replace")
        database.set_progress_handler(lambda: progress.cancelled, STEPS)
        database.execute("PRAGMA trusted_schema=OFF")
        listed = database.execute("SELECT name FROM sqlite_master WHERE type='table'")
        missing = set(TABLES) - {name for (name,) in listed}
        if missing:
            lacks = ", ".join(sorted(missing))
            raise ReadError(f"{path.name}: it is no output of EnergyPlus: it has no table {lacks}")
        yield database
    except sqlite3.Error as fault:
        progress.check()
        raise ReadError(f"{path.name}: the database is damaged: {fault}") from fault
    finally:
        database.close()


def _columns(database: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in database.execute(f"PRAGMA table_info({table})")}


def _run(path: Path, database: sqlite3.Connection) -> Run:
    """Which version ran, and when, where the file says it."""
    found = None
    if {"EnergyPlusVersion", "TimeStamp"} <= _columns(database, "Simulations"):
        question = "SELECT EnergyPlusVersion, TimeStamp FROM Simulations"
        found = database.execute(question).fetchone()
    version, stamp = (text(one) for one in found) if found else ("", "")
    version = version.removeprefix("EnergyPlus, Version").partition(",")[0].strip()
    written = stamp.removeprefix("YMD=").replace(".", "-").replace(" ", "T")
    return Run(path.name, FORMAT, version, moment(written), source=path.name)


def _times(database: sqlite3.Connection, asking: Asking) -> dict[int, np.datetime64]:
    """When each interval ends, by its number; those of warming up and design days are left out.

    A run without a year is asked for one: the year of the start is taken.
    """
    known = _columns(database, "Time")
    names = ("Year", "WarmupFlag", "EnvironmentPeriodIndex")
    more = [name if name in known else "NULL" for name in names]
    question = f"SELECT TimeIndex, Month, Day, Hour, Minute, {', '.join(more)} FROM Time"
    design: set[object] = set()
    if {"EnvironmentType", "EnvironmentPeriodIndex"} <= _columns(database, "EnvironmentPeriods"):
        kinds = "SELECT EnvironmentPeriodIndex, EnvironmentType FROM EnvironmentPeriods"
        design = {index for index, kind in database.execute(kinds) if kind in DESIGN_DAYS}
    year = None if asking.options.start is None else int(str(asking.options.start)[:4])
    times: dict[int, np.datetime64] = {}
    whole: list[int] = []
    for index, month, day, hour, minute, said, warmup, period in database.execute(question):
        if warmup or period in design:
            continue
        if month is None or day is None:  # of the whole run
            whole.append(index)
            continue
        if not said and year is None:
            asking.needs.append(Need("start", found="days and months without a year"))
            return {}
        try:
            day_of_it = f"{int(said or year or 0):04d}-{int(month):02d}-{int(day):02d}"
            date: np.datetime64 = np.datetime64(day_of_it, "ms")
        except (ValueError, TypeError):
            continue
        minutes = 60 * int(hour or 0) + int(minute or 0)
        times[index] = date + np.timedelta64(minutes, "m")
    last = max(times.values(), default=LONG_AGO)
    return {**times, **dict.fromkeys(whole, last)}


def _series(
    path: Path, database: sqlite3.Connection, times: dict[int, np.datetime64], progress: Progress
) -> Series:
    """All values, each at the end of its interval. Raises ReadError where there are none."""
    streams = _streams(database)
    numbers = np.array(sorted(times), np.int64)
    moments = np.array([times[index] for index in numbers.tolist()], "datetime64[ms]")
    parts = []
    rows = database.execute("SELECT TimeIndex, ReportDataDictionaryIndex, Value FROM ReportData")
    while part := rows.fetchmany(PART):
        progress.report(0, 0, f"Reading {path.name}")
        sound = [row for row in part if type(row[2]) in (float, int) and row[1] in streams]
        parts.append(np.array(sound, np.float64).reshape(-1, 3))
    table = np.concatenate(parts) if parts else np.zeros((0, 3))
    at = np.searchsorted(numbers, table[:, 0].astype(np.int64)).clip(max=max(len(numbers) - 1, 0))
    table = table[numbers[at] == table[:, 0]] if len(numbers) else table[:0]
    if not len(table):
        raise ReadError(f"{path.name}: it has no values of a weather period; did the run fail?")
    gathering = Gathering()
    order = np.argsort(table[:, 1], kind="stable")
    which, first = np.unique(table[order, 1].astype(np.int64), return_index=True)
    for index, mine in zip(which.tolist(), np.split(order, first[1:]), strict=True):
        thing, measurand = streams[index]
        when = moments[np.searchsorted(numbers, table[mine, 0].astype(np.int64))]
        row = np.full(len(mine), gathering.meet(thing))
        gathering.add_column(row, measurand, when, table[mine, 2])
    return Series().merge(gathering.readings(LONG_AGO))


def _streams(database: sqlite3.Connection) -> dict[int, tuple[Thing, Measurand]]:
    """What each number of the dictionary stands for; of what is told twice, also how often."""
    question = (
        "SELECT ReportDataDictionaryIndex, KeyValue, Name, ReportingFrequency, Units "
        "FROM ReportDataDictionary"
    )
    rows = [(row[0], *map(text, row[1:])) for row in database.execute(question)]
    often: dict[tuple[str, str], set[str]] = {}
    for _, key, name, frequency, _ in rows:
        often.setdefault((key, name), set()).add(frequency)
    found = {}
    for index, key, name, frequency, unit in rows:
        several = len(often[key, name]) > 1
        called = f"{name}, {frequency.lower()}" if several else name
        thing = Thing(key or "building", key or "The whole building", of=key)
        found[index] = thing, Measurand(called, spelt(unit))
    return found
