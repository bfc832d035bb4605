"""The notes: what was written, about what, by whom."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.document import Document
from app.on_the_table import Change
from app.wording import as_tip, kind_word
from city.project import Note

IDENT = Qt.ItemDataRole.UserRole
REST = 700  # milliseconds without a key until what was typed is kept
HINT = "A note is pinned to a place, or to the object that is clicked, and stands there as a flag."


class Notes(QWidget):
    """A list of notes and the one that is being written; every change can be undone."""

    pinning = Signal()  # a place for a new note is to be clicked
    flown = Signal(object)  # Note
    exporting = Signal()
    marked = Signal(str)  # ident of the note that is looked at

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._filling = False
        self._ident = ""  # of the note whose text stands in the fields
        self.list = QListWidget()
        self.list.setAccessibleName("Notes")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.pin = QPushButton("Pin a note")
        self.pin.setProperty("role", "main")
        self.pin.setToolTip("Then click where it belongs (N)")
        self.pin.clicked.connect(self.pinning)
        self.hint = QLabel(HINT)
        self.hint.setProperty("role", "grey")
        self.hint.setWordWrap(True)
        self.about = QLabel()
        self.about.setProperty("role", "grey")
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setWordWrap(True)
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText("What is to be said about it")
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("Text of the note")
        self.text.setFixedHeight(110)
        self.author = QLineEdit()
        self.author.setPlaceholderText("Your name, if you like")
        self.author.setAccessibleName("Author of the note")
        self.author.setMaxLength(200)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.pin, self.hint, self.list, self.about, self.text, self.author):
            column.addWidget(part, 1 if part is self.list else 0)
        column.addLayout(self._buttons())
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.keep)
        self.list.currentRowChanged.connect(lambda _: self._turned())
        self.list.itemActivated.connect(lambda _: self._fly())
        self.text.textChanged.connect(self._typed)
        self.author.textChanged.connect(self._typed)
        document.changed.connect(self._on_change)
        document.emptying.connect(self.keep)
        self._fill()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.buttons: list[QPushButton] = []
        for text, key, tip, call in (
            ("Fly to it", "", "Bring its place before the eye", self._fly),
            ("Delete", "Del", "Take it away; Ctrl+Z brings it back", self._delete),
            ("Export…", "", "All notes as GeoJSON or CSV", self.exporting.emit),
        ):
            button = QPushButton(text)
            button.setToolTip(f"{tip} ({key})" if key else tip)
            button.clicked.connect(call)
            row.addWidget(button)
            self.buttons.append(button)
            action = QAction(text, self.list)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(call)
            self.list.addAction(action)
        row.addStretch(1)
        return row

    def turn_to(self, ident: str) -> None:
        """Show a note; one that is still empty waits to be written."""
        for row, note in enumerate(self._document.notes):
            if note.ident == ident:
                self.list.setCurrentRow(row)
                if not note.text:
                    self.text.setFocus()

    def current(self) -> Note | None:
        item = self.list.currentItem()
        ident = item.data(IDENT) if item is not None else ""
        return next((note for note in self._document.notes if note.ident == ident), None)

    def keep(self) -> None:
        """Keep what was typed."""
        self._rest.stop()
        note = next((n for n in self._document.notes if n.ident == self._ident), None)
        if note is None or self._filling:
            return
        fresh = replace(note, text=self.text.toPlainText(), author=self.author.text().strip())
        if fresh != note:
            notes = tuple(fresh if n is note else n for n in self._document.notes)
            self._document.do(f"Write note {note.number}", notes=notes)

    def _typed(self) -> None:
        if not self._filling:
            self._rest.start()

    def _on_change(self, change: Change) -> None:
        if change.what in ("opened", "notes"):
            self._fill()

    def _fill(self) -> None:
        current = self.list.currentItem()
        ident = current.data(IDENT) if current is not None else ""
        self._filling = True
        self.list.clear()
        for note in self._document.notes:
            item = QListWidgetItem(f"{note.number}   {_title(note)}")
            item.setToolTip(as_tip(f"{note.author}, {note.made[:10]}".strip(", ")))
            item.setData(IDENT, note.ident)
            self.list.addItem(item)
            if note.ident == ident:
                self.list.setCurrentItem(item)
        self._filling = False
        self._turned()

    def _turned(self) -> None:
        """Show the note that is marked in the list."""
        if self._filling:
            return
        note = self.current()
        if self._ident != (note.ident if note is not None else ""):
            self.keep()  # of the one before
            note = self.current()
            self._ident = note.ident if note is not None else ""
        self._filling = True
        for part in (self.about, self.text, self.author):
            part.setVisible(note is not None)
        for button in self.buttons[:2]:
            button.setEnabled(note is not None)
        self.buttons[2].setEnabled(bool(self._document.notes))
        self.hint.setVisible(not self._document.notes)
        if note is not None:
            if self.text.toPlainText() != note.text:  # else the cursor would jump while one types
                self.text.setPlainText(note.text)
            if self.author.text().strip() != note.author:
                self.author.setText(note.author)
            self.about.setText(self._about(note))
        self._filling = False
        self.marked.emit(note.ident if note is not None else "")

    def _about(self, note: Note) -> str:
        if not note.object:
            return "About a place"
        for city in self._document.cities():
            row = city.objects.ids.find(note.object)
            if row >= 0:
                return f"About {kind_word(city.objects.kind_of(row)).lower()} {note.object}"
        return f"About {note.object}, which is not in the city any more"

    def _fly(self) -> None:
        note = self.current()
        if note is not None:
            self.flown.emit(note)

    def _delete(self) -> None:
        note = self.current()
        if note is not None:
            self._rest.stop()
            rest = tuple(n for n in self._document.notes if n is not note)
            self._document.do(f"Delete note {note.number}", notes=rest)


def _title(note: Note) -> str:
    lines = note.text.strip().splitlines()
    return lines[0][:120] if lines else "(nothing written yet)"
