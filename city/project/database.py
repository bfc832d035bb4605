"""The database under a project file: opened carefully, written in steps, its faults in words."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LONGEST = 64 << 20  # bytes of any one value
PATIENCE = 5.0  # seconds that a reader waits while another writes


class ProjectError(Exception):
    """A project that cannot be opened or written; the message says which, why and what to do."""


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """The database in a file; mode: ro, rw or rwc, as SQLite has them."""
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=PATIENCE,
        check_same_thread=False,  # opened by a worker, then used on the main thread alone
    )
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
        for order in ("trusted_schema=OFF", "cell_size_check=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {order}")
        if mode == "rw":  # a journal that stays until the project is closed: half the time
            connection.execute("PRAGMA journal_mode=PERSIST")
    except BaseException:  # a damaged file: nobody else has the connection yet
        connection.close()
        raise
    return connection


def writable(connection: sqlite3.Connection) -> bool:
    """Whether a change could be written: tried on the file, and taken back."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA user_version=0")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as fault:
        if fault.sqlite_errorname.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
            return False
        raise
    return True


@contextlib.contextmanager
def together(connection: sqlite3.Connection) -> Iterator[None]:
    """What is written within it is written all together, or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk may have taken it back already
            connection.execute("ROLLBACK")
        raise


FAULTS = {
    "SQLITE_FULL": "the disk is full; make room. What was written before is still there",
    "SQLITE_BUSY": "another program is writing it; try again when it has finished",
    "SQLITE_READONLY_ROLLBACK": "it was not closed properly, and its disk is write-protected; "
    "copy it, with the file beside it that ends in -journal, to a disk that can be written",
    "SQLITE_READONLY": "its disk or its folder is write-protected",
    "SQLITE_CANTOPEN": "it cannot be opened or written here",
    "SQLITE_IOERR": "its disk cannot be read or written; see whether it is still connected",
    "SQLITE_CORRUPT": "the file is damaged; take a copy of it from a backup",
    "SQLITE_NOTADB": "the file is damaged; take a copy of it from a backup",
    "SQLITE_TOOBIG": "something in it is far too large for a project",
}


@contextlib.contextmanager
def said(path: Path) -> Iterator[None]:
    """One plain line for whatever goes wrong with the file."""
    try:
        yield
    except sqlite3.Error as fault:
        name: Any = getattr(fault, "sqlite_errorname", "SQLITE_CORRUPT")
        word = next((FAULTS[code] for code in FAULTS if name.startswith(code)), str(fault))
        raise ProjectError(f"{path}: {word}") from fault
    except UnicodeDecodeError as fault:  # a name in it that is no text
        raise ProjectError(f"{path}: {FAULTS['SQLITE_CORRUPT']}") from fault
    except UnicodeEncodeError as fault:
        name = fault.object[max(fault.start - 60, 0) : fault.end + 60]
        shown = name.encode("utf-8", "replace").decode()
        raise ProjectError(
            f"{path}: nothing was written: a file has a name that is no text; give it another one "
            f"(… {shown} …)"
        ) from fault
    except OSError as fault:
        raise ProjectError(f"{path}: {fault.strerror or fault}") from fault
