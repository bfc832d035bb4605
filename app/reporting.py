"""The report of a study on its way to a PDF: asked for, drawn by a program of its own, told.

Drawing needs the main thread of a program, and takes longer than a window may stand still; so the
command line does it, in a process that ends at once when somebody cancels.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Thread
from time import sleep
from typing import IO, TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from app.dialogs.one_file import ask_new_file
from app.setting_files import settings_said
from app.studies import Studies
from city.progress import Progress
from city.project import Result

if TYPE_CHECKING:
    from app.window import Window

PAPERS = {"A4, upright (*.pdf)": "A4", "A3, lying (*.pdf)": "A3"}
TOLD = "MAQUETTE_PROGRESS"  # in its surroundings, a command says how far it is, without a terminal
PAUSE = 0.1  # seconds between two looks at how far it is


class Reporting(QObject):
    """Writes the report of the study on show where somebody wants it."""

    def __init__(self, window: Window, studies: Studies) -> None:
        super().__init__(window)
        self._window, self._studies = window, studies

    def ask(self) -> None:
        """Ask where the report is to be written, and on which paper."""
        result = self._studies.shown
        if result is None:
            return
        ask_new_file(
            self._window,
            "Report as PDF",
            lambda path, paper: self.write(result, path, PAPERS[paper]),
            list(PAPERS),
            f"{file_name(f'{result.title} {self._studies.name_of(result)}')}.pdf",
        )

    def write(self, result: Result, path: Path, paper: str) -> None:
        """Let the report of a result be written."""
        project = self._studies.project
        if project is None:
            return
        path = as_pdf(path)
        asked = self._studies.asked(result)
        order = command(project.path, result, asked, self._studies.name_of(result), path, paper)
        let_write(self._window, order, path)


def let_write(window: Window, order: Sequence[str], path: Path) -> None:
    """Let a command write a report, and say when it is there, or why it is not."""

    def show() -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def written(_: None) -> None:
        window.notice.say(f"Written: {path}", grave=False, way=("Open it", show))

    def failed(fault: Exception) -> None:
        if not isinstance(fault, (OSError, RuntimeError)):
            raise fault
        window.notice.say(f"The report could not be written: {fault}")

    window.tasks.start(
        "Writing the report", lambda progress: carried_out(order, progress), written, failed
    )


def as_pdf(path: Path) -> Path:
    """A path whose name ends as that of a PDF does."""
    return path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")


def program() -> list[str]:
    """How the program that runs is begun once more, without a window."""
    frozen = bool(getattr(sys, "frozen", False))
    return [sys.executable] if frozen else [sys.executable, "-m", "app"]


def command(
    project: Path,
    result: Result,
    settings: Mapping[str, Any],
    scenario: str,
    path: Path,
    paper: str,
) -> list[str]:
    """The order that writes the report of a result of a project, and leaves the project as it
    is."""
    order = [*program(), "simulate", result.simulation, str(project.absolute()), "--no-keep"]
    order += ["--scenario", scenario, "--paper", paper, "-o", str(path.absolute())]
    for key, value in settings_said(settings).items():
        order += ["--set", f"{key}={value}"]
    return order


def carried_out(order: Sequence[str], progress: Progress) -> None:
    """Run a command until it is done; Cancel ends it. RuntimeError: the last line that it said.

    What it leaves behind lies in a folder that goes with it, even where it was ended half-way.
    """
    progress.report(0, 0, "Starting")
    with tempfile.TemporaryDirectory(prefix="maquette-report-") as folder:
        made = Path(folder, "report.pdf")
        place = order.index("-o") + 1
        wanted = Path(order[place])
        order = [*order[:place], str(made), *order[place + 1 :]]
        around = {**os.environ, TOLD: "1", **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder)}
        process = subprocess.Popen(
            order,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=Path(__file__).parents[1],
            env=around,
        )
        assert process.stderr is not None
        said = [b""]
        listening = Thread(target=_listen, args=(process.stderr, said), daemon=True)
        listening.start()
        try:
            while process.poll() is None:
                progress.report(*_far(said))
                sleep(PAUSE)
        finally:
            process.kill()
            process.wait()
            listening.join()
            process.stderr.close()
        if process.returncode:
            lines = [line for line in map(_plain, said) if line.startswith("maquette: ")]
            why = lines[-1].partition(": ")[2] if lines else f"it ended with {process.returncode}"
            raise RuntimeError(why)
        _move(made, wanted)


def _move(made: Path, wanted: Path) -> None:
    """Put a file where it is wanted, whole or not at all, from whatever disk."""
    with tempfile.TemporaryDirectory(prefix=".", suffix=".part", dir=wanted.parent) as beside:
        os.replace(shutil.copy(made, beside), wanted)


def _listen(stream: IO[bytes], said: list[bytes]) -> None:
    """Gather the lines that a command says, also those that it writes over; the last one may be
    on its way still."""
    while piece := os.read(stream.fileno(), 4096):
        first, *more = piece.replace(b"\n", b"\r").split(b"\r")
        said[-1] += first
        said += more


def _plain(line: bytes) -> str:
    return line.decode("utf-8", "replace").replace("\x1b[K", "").strip()


def _far(said: Sequence[bytes]) -> tuple[int, int, str]:
    """How far a command says that it is."""
    for line in map(_plain, reversed(said)):
        share, _, note = line.partition("  ")
        if share == "...":
            return 0, 0, note.strip()
        if share.endswith("%") and share[:-1].strip().isdigit():
            return min(int(share[:-1]), 99), 100, note.strip()
    return 0, 0, "Starting"


def file_name(name: str) -> str:
    """A name as that of a file, on any machine."""
    return "".join(c if c.isalnum() or c in " -_" else "-" for c in name)[:80].strip() or "Report"
