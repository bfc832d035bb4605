"""Keys and mouse: everything the hands can do, on one page."""

from __future__ import annotations

import html
from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from app.actions import plain
from app.screen_room import resize_within

HAND = (
    ("Left drag", "Turn about what is under the mouse"),
    ("Right or middle drag, Shift + left drag", "Shift the city"),
    ("Wheel, + and \u2212", "Come closer to what is under the mouse, or go away"),
    ("Click", "Choose a building, a roof, a wall"),
    ("Double click", "Bring a place to the middle"),
    ("Right click", "What can be done with a thing"),
    ("Arrow keys", "Shift the city; with Shift, turn it"),
    ("Space bar, held", "See the city without the plan"),
    ("W A S D", "Walk through the streets; E rises, Q sinks"),
    ("F6", "Go from panel to panel"),
)


class Keys(QDialog):
    """The hand first, then every command that has a key."""

    def __init__(self, parent: QWidget | None, commands: Iterable[tuple[str, QAction]]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keys and mouse")
        resize_within(self, 560, 620)
        self.page = QTextBrowser()
        self.page.setAccessibleName("Keys and mouse")
        parts = ["<h3>In the city</h3>", _table(HAND)]
        menus: dict[str, list[tuple[str, str]]] = {}
        for menu, action in commands:
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            if key:
                menus.setdefault(menu, []).append((key, plain(action.text())))
        for menu, rows in menus.items():
            parts += [f"<h3>{menu}</h3>", _table(rows)]
        self.page.setHtml("".join(parts))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 12)
        column.addWidget(self.page)
        column.addWidget(buttons)


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = [
        f"<tr><td width='230'><b>{html.escape(key)}</b></td><td>{html.escape(what)}</td></tr>"
        for key, what in rows
    ]
    return f"<table cellpadding='3'>{''.join(lines)}</table>"
