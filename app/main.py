"""Build the window, open what was named, and run until it is closed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication

from app import heaps, theme
from app.settings import Settings, home
from app.window import Window


def run(paths: Sequence[str | Path], alive: bool = False) -> int:
    """Show the window, open `paths` as one city, and return the exit code once it is closed.

    alive: whether it is the sample city, which comes alive.
    """
    heaps.share()
    settings = Settings()
    if settings.scale != 100:  # Qt reads it once, before the first window
        os.environ.setdefault("QT_SCALE_FACTOR", str(settings.scale / 100))
    app = QApplication.instance() or QApplication(["maquette"])
    assert isinstance(app, QApplication)
    app.setApplicationName("Maquette")
    app.setApplicationDisplayName("Maquette")
    theme.apply(app, settings.theme)
    window = Window(settings)
    sys.excepthook = lambda *fault: say(window, *fault)
    window.show()
    if alive:
        window.open_sample(alive)
    elif paths:
        window.open_paths(paths)
    code = app.exec()
    window.close()  # where something else than its own button ended the program
    sys.excepthook = sys.__excepthook__
    return code


def say(
    window: Window, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
) -> None:
    """Tell of a fault that nobody foresaw in one line, and write the whole of it to a log."""
    import traceback

    log = home() / "faults.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.writelines(traceback.format_exception(kind, fault, trace))
    except OSError:
        sys.__excepthook__(kind, fault, trace)
    window.notice.say(f"Something went wrong: {fault}. What exactly stands in {log}.")
