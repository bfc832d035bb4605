"""Where the real cities lie that the tests open."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from city.progress import Cancelled, Progress
from city.project import Project

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("MAQUETTE_DATA", ROOT.parent / "shared" / "data")).resolve()

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"the real cities are not in {DATA}")


def files(*patterns: str) -> list[Path]:
    """The real files that match, in order of name; for parametrize."""
    return sorted({path for pattern in patterns for path in DATA.glob(pattern) if path.is_file()})


def name(path: Path) -> str:
    """A file's name in a test report: its place in the data folder."""
    return str(path.relative_to(DATA)) if path.is_relative_to(DATA) else path.name


@contextmanager
def cancelled(progress: Progress, seconds: float) -> Iterator[None]:
    """What is done within is cancelled after so many seconds, and has to stop within another."""
    at: list[float] = []

    def cancel() -> None:
        at.append(time.monotonic())
        progress.cancel()

    threading.Timer(seconds, cancel).start()
    with pytest.raises(Cancelled):
        yield
    assert time.monotonic() - at[0] < 1


def looked_into(path: Path) -> Project:
    """A project as its file has it; the file is closed again."""
    project = Project.open(path, write=False)
    project.close()
    return project
