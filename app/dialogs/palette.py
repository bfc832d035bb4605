"""The command palette: type a few letters of what you want done."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import combining, normalize

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.actions import plain

WIDTH, ROW, MOST = 560, 34, 11
MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Palette(QDialog):
    """Every command of the menus, found by any letters of its name in their order."""

    def __init__(self, window: QWidget, commands: Iterable[tuple[str, QAction]]) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Find a command")
        self._commands = [(menu, action) for menu, action in commands]
        frame = QFrame()
        frame.setObjectName("card")
        self.line = QLineEdit()
        self.line.setPlaceholderText("What do you want to do?")
        self.line.setAccessibleName("Command")
        self.line.textChanged.connect(self._find)
        self.line.returnPressed.connect(self._run)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("Commands")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda _: self._run())
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(10, 10, 10, 10)
        inside.addWidget(self.line)
        inside.addWidget(self.list)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(frame)
        self.setFixedSize(WIDTH, MOST * ROW + 70)
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - WIDTH) // 2, corner.y() + 56)
        self._find("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down move in the list while the line is typed in."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            moves = Qt.Key(event.key()) in MOVES
            if moves:
                self.list.keyPressEvent(event)
            return moves
        return super().eventFilter(watched, event)

    def showEvent(self, event: object) -> None:
        self.line.setFocus()

    def _find(self, text: str) -> None:
        self.list.clear()
        found = [
            (score, number)
            for number, (menu, action) in enumerate(self._commands)
            if (score := likeness(text, f"{plain(action.text())} {menu}")) is not None
        ]
        for _, number in sorted(found):
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, number)
            item.setSizeHint(QSize(WIDTH - 60, ROW))
            menu, action = self._commands[number]
            item.setData(Qt.ItemDataRole.AccessibleTextRole, plain(action.text()))
            self.list.addItem(item)
            self.list.setItemWidget(item, _row(menu, action))
        self.list.setCurrentRow(0)

    def _run(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        _, action = self._commands[item.data(Qt.ItemDataRole.UserRole)]
        if action.isEnabled():
            self.close()
            action.trigger()


def _row(menu: str, action: QAction) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(8, 0, 8, 0)
    name = QLabel(plain(action.text()) + ("  ✓" if action.isChecked() else ""))
    name.setEnabled(action.isEnabled())
    where = QLabel(menu)
    where.setProperty("role", "grey")
    key = QLabel(action.shortcut().toString())
    key.setProperty("role", "grey")
    key.setMinimumWidth(90)
    key.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    line.addWidget(name, 1)
    line.addWidget(where)
    line.addWidget(key)
    return row


def likeness(asked: str, name: str) -> int | None:
    """How badly a name answers what was asked, 0 for best; None where it does not at all.

    All letters must be there in their order; best is a name that begins with them, then one with
    a word that does, then one that holds them together.
    """
    letters, text = _folded(asked), _folded(name)
    if not letters:
        return 0
    if text.startswith(letters):
        return 0
    if f" {letters}" in text:
        return 1
    if letters in text:
        return 2
    at = -1
    for letter in letters.replace(" ", ""):
        at = text.find(letter, at + 1)
        if at < 0:
            return None
    return 3 + at


def _folded(text: str) -> str:
    bare = (c for c in normalize("NFD", text.casefold()) if not combining(c))
    return "".join(bare).strip()
