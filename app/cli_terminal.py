"""What the commands say on the terminal: warnings, how far they are, what they cannot do."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.wording import visible

if TYPE_CHECKING:
    from city.progress import Progress
    from importers.intake import Reading


class Refused(Exception):
    """What a command cannot do; the message says what to do instead."""


def warn(text: str) -> None:
    """Say on the terminal, in one line, what somebody should know of a job that goes on."""
    print(f"maquette: {visible(text)}", file=sys.stderr)


def warn_of_errors(reading: Reading) -> None:
    """A picture or a copy without what could not be read must not pass for the whole."""
    errors = reading.report.count("error")
    if errors:
        warn(f"{names(reading)}: {errors:,} errors, so not all is there; see: maquette info")


def names(reading: Reading) -> str:
    """The files that a reading comes from."""
    return ", ".join(dict.fromkeys(Path(source.path).name for source in reading.sources))


def check_folder(out: Path) -> None:
    """Refuse to write a file into a folder that is not there."""
    if not out.absolute().parent.is_dir():
        raise Refused(f"{out}: there is no folder {out.parent}; make it first")


def read(paths: Sequence[Path], crs: str, need_crs: bool, index: bool = False) -> Reading:
    """Open sources and show how far that is."""
    from importers import Options
    from importers import read as read_sources

    with Meter() as progress:
        return read_sources(paths, Options(crs, need_crs=need_crs, index=index), progress)


@contextlib.contextmanager
def stoppable(progress: Progress) -> Iterator[None]:
    """Ctrl+C stops the job itself, and does not wait for all that its workers have before them."""
    from city.progress import Cancelled

    before = signal.signal(signal.SIGINT, lambda *_: progress.cancel())
    try:
        yield
    except Cancelled:
        raise KeyboardInterrupt from None
    finally:
        signal.signal(signal.SIGINT, before)


class Meter:
    """One line on the terminal that says how far a job is, and leaves no trace of itself.

    Meanwhile what libraries write to standard error, past Python, goes nowhere: a broken LAZ makes
    its decompressor print a stack, and what matters of it stands in the doctor's report.
    """

    def __enter__(self) -> Progress:
        from city.progress import Progress

        sys.stderr.flush()
        self._quiet = not os.environ.get("MAQUETTE_DEBUG")
        self._out = os.dup(2)
        if self._quiet:
            with open(os.devnull, "wb") as nowhere:
                os.dup2(nowhere.fileno(), 2)
        self._shown = sys.stderr.isatty() or bool(os.environ.get("MAQUETTE_PROGRESS"))
        return Progress(self._show if self._shown else None)

    def _show(self, done: int, total: int, note: str) -> None:
        part = f"{100 * done // total:3d} %" if total else " ... "
        line = f"\r\x1b[K{part}  {visible(note[:70])}"
        os.write(self._out, line.encode("utf-8", "replace"))

    def __exit__(self, *_: object) -> None:
        if self._shown:
            os.write(self._out, b"\r\x1b[K")
        if self._quiet:
            os.dup2(self._out, 2)
        os.close(self._out)
