"""The program's window with the toy town in a real picture, and a project for plans."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QApplication

from app.settings import Settings
from app.table import Table
from app.viewport import Viewport
from app.window import Window
from tests.app.standin import town_opened


def open_window(qtbot, folder, make_viewport=Viewport, opened=None):
    made = Window(Settings(), lambda document, tasks: Table(document, tasks, make_viewport))
    qtbot.addWidget(made)
    made.resize(1300, 640)
    made.show()
    made._lay_table()
    made.document.lay(opened or town_opened(), add=False)
    made.desk.keep_as(folder / "town")
    planning = made.studio.planning
    planning.changed.connect(planning.settle)  # at once, not a moment later
    settle(made, qtbot)
    return made


def settle(window, qtbot):
    for _ in range(3):
        QApplication.processEvents()
    contents = window.studio.together.beside.contents
    qtbot.waitUntil(lambda: not contents.busy and not window.table.busy, timeout=20000)


def pixels(image):
    """(rows, columns, 3) of a QImage."""
    held = image.convertToFormat(image.Format.Format_RGB888)
    rows = np.array(held.constBits()).reshape(held.height(), held.bytesPerLine())
    return rows[:, : 3 * held.width()].reshape(held.height(), held.width(), 3).astype(int)


def off(one, other):
    """The share of pixels by which two pictures differ so that one sees it."""
    return float((np.abs(one - other).max(2) > 16).mean())
