"""One writer at a time: a small file beside the project that one program holds locked."""

from __future__ import annotations

import contextlib
import getpass
import os
import platform
import sys
from pathlib import Path
from typing import IO


class Held(Exception):
    """Another program holds the lock; `by` names whose, "" where nobody knows."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


class Lock:
    """Held from its making until `release`, or until this program ends, however it ends.

    Raises Held when another holds it, OSError where no file can be made beside the project.
    """

    def __init__(self, project: Path) -> None:
        self._path = project.with_name(f".{project.name}.lock")
        self._file = self._take()
        self._file.seek(1)
        self._file.truncate()
        self._file.write(f"{_who()}\n".encode())
        self._file.flush()

    def _take(self) -> IO[bytes]:
        while True:
            file = open(self._path, "a+b", buffering=0)  # noqa: SIM115  held until released
            try:
                _lock(file)
            except OSError:
                with contextlib.suppress(OSError):
                    file.seek(1)
                by = file.read(200).decode("utf-8", "replace").strip()
                file.close()
                raise Held(by) from None
            if _same(file, self._path):
                return file
            file.close()  # its owner has just taken it away; the next try makes a new one

    def release(self) -> None:
        """Let another program write."""
        if sys.platform != "win32":  # where an open file cannot be removed
            self._path.unlink(missing_ok=True)
        self._file.close()
        if sys.platform == "win32":
            with contextlib.suppress(OSError):
                self._path.unlink()


def _who() -> str:
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        name = "somebody"
    return f"{name} on {platform.node() or 'this computer'}"


def _same(file: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def _lock(file: IO[bytes]) -> None:
    """Lock the first byte, or raise OSError at once; what is written begins behind it."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
