"""How a project file is recognised, made and locked, before anybody reads or writes in it."""

from __future__ import annotations

import contextlib
import sqlite3
import stat
import struct
import uuid
from collections.abc import Iterator
from pathlib import Path

from city.project import tables
from city.project.database import ProjectError, connect, said
from city.project.lock import Held, Lock

SUFFIX = ".maquette"
APPLICATION = 0x4D415155  # "MAQU", in the header of the file (SQLite file format, section 1.3)
HEADER = struct.Struct(">60sI4sI")  # up to the user version and the application's number


def look_at(path: Path) -> None:
    """Refuse what is no project, or a newer one, before SQLite touches it."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ProjectError(f"{path}: this is no file; name a {SUFFIX} file")
        with path.open("rb") as file:
            head = file.read(72)
    except OSError as fault:
        raise ProjectError(f"{path}: cannot be opened: {fault.strerror or fault}") from fault
    if not head:
        raise ProjectError(f"{path}: the file is empty; take a copy of it from a backup")
    if len(head) < HEADER.size or not head.startswith(b"SQLite format 3\0"):
        raise ProjectError(f"{path}: this is no Maquette project")
    _, version, _, application = HEADER.unpack(head[: HEADER.size])
    if application != APPLICATION:
        raise ProjectError(f"{path}: this is a database of another program, no Maquette project")
    if version > tables.VERSION:
        raise ProjectError(
            f"{path}: a newer Maquette has written this project (form {version}, this one knows "
            f"{tables.VERSION}); install the newer one. The file was not touched"
        )


@contextlib.contextmanager
def made(path: Path) -> Iterator[tuple[Path, sqlite3.Connection]]:
    """A new project file to be filled, which comes to its path whole or not at all."""
    lock = locked(path)
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        with said(path):
            connection = connect(part, "rwc")
            try:
                yield part, connection
            finally:
                connection.close()
            part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    finally:
        lock.release()


def locked(path: Path) -> Lock:
    try:
        return Lock(path)
    except Held as held:
        raise ProjectError(
            f"{path}: the project is open in another window ({held.by}); close it there first"
        ) from None
    except OSError as fault:
        raise ProjectError(
            f"{path}: cannot be written: {fault.strerror or fault}; choose another folder"
        ) from fault


def lock_if_possible(path: Path) -> tuple[Lock | None, str]:
    try:
        return Lock(path), ""
    except Held as held:
        return None, f"it is open in another window ({held.by or 'of somebody'})"
    except OSError:
        return None, "its disk or its folder is write-protected"
