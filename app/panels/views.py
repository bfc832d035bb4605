"""The saved views: fly to one, name it, put it in its place, take it away."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QKeySequence, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.document import Document
from app.on_the_table import Change
from city.project import Viewpoint

PICTURE = QSize(96, 60)
IDENT = Qt.ItemDataRole.UserRole
HINT = (
    "A view keeps where you look from, which layers show and how they are coloured. "
    "Keys 1, 2 and 3 fly to the first three."
)


class Views(QWidget):
    """A list of small pictures; every change can be undone."""

    saving = Signal()  # keep what is seen now
    flown = Signal(object)  # Viewpoint
    updated = Signal(object)  # Viewpoint that is to become what is seen now

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._filling = False
        self.list = QListWidget()
        self.list.setIconSize(PICTURE)
        self.list.setSpacing(2)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.list.setAccessibleName("Saved views")
        self.save = QPushButton("Save this view")
        self.save.setProperty("role", "main")
        self.save.clicked.connect(self.saving)
        self.hint = QLabel(HINT)
        self.hint.setProperty("role", "grey")
        self.hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.save)
        column.addWidget(self.hint)
        column.addWidget(self.list, 1)
        column.addLayout(self._buttons())
        self.list.itemActivated.connect(lambda item: self.fly(self.list.row(item)))
        self.list.itemClicked.connect(lambda item: self.fly(self.list.row(item)))
        self.list.itemChanged.connect(self._renamed)
        self.list.currentRowChanged.connect(lambda _: self._allow())
        # queued: the list must have finished with the drop before it is filled anew
        self.list.model().rowsMoved.connect(self._reordered, Qt.ConnectionType.QueuedConnection)
        document.changed.connect(self._on_change)
        self._fill()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        self.buttons: list[QPushButton] = []
        for text, key, tip, call in (
            ("Rename", "F2", "Give it another name", self._rename),
            ("Update", "", "Let it be what is seen now", self._update),
            ("Delete", "Del", "Take it away; Ctrl+Z brings it back", self._delete),
            ("▲", "Alt+Up", "Move up", lambda: self._shift(-1)),
            ("▼", "Alt+Down", "Move down", lambda: self._shift(1)),
        ):
            button = QPushButton(text)
            button.setToolTip(f"{tip} ({key})" if key else tip)
            button.setAccessibleName(tip)
            button.setStyleSheet("padding: 4px 5px")
            button.clicked.connect(call)
            row.addWidget(button)
            self.buttons.append(button)
            action = QAction(tip if len(text) == 1 else text, self.list)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(call)
            self.list.addAction(action)
        row.addStretch(1)
        return row

    def fly(self, place: int) -> None:
        """Fly to the view at a place in the list, if there is one."""
        if 0 <= place < len(self._document.views):
            self.list.setCurrentRow(place)
            self.flown.emit(self._document.views[place])

    def current(self) -> Viewpoint | None:
        """The view that is marked in the list."""
        row = self.list.currentRow()
        return self._document.views[row] if 0 <= row < len(self._document.views) else None

    def _on_change(self, change: Change) -> None:
        if change.what in ("opened", "views"):
            self._fill()

    def _fill(self) -> None:
        self._filling = True
        row = self.list.currentRow()
        self.list.clear()
        for view in self._document.views:
            picture = QPixmap()
            picture.loadFromData(view.thumbnail)
            icon = QIcon(picture)
            icon.addPixmap(picture, QIcon.Mode.Selected)  # as it is, not tinted
            item = QListWidgetItem(icon, view.name)
            item.setData(IDENT, view.ident)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
            self.list.addItem(item)
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self._filling = False
        self._allow()

    def _allow(self) -> None:
        for button in self.buttons:
            button.setEnabled(self.current() is not None)

    # What is done to a view

    def _rename(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.list.setFocus()
            self.list.editItem(item)

    def _renamed(self, item: QListWidgetItem) -> None:
        views = self._document.views
        row, name = self.list.row(item), " ".join(item.text().split())[:200]
        if self._filling or views[row].name == name:
            return
        if not name:
            item.setText(views[row].name)
            return
        fresh = replace(views[row], name=name)
        self._document.do(f"Rename the view {name}", views=(*views[:row], fresh, *views[row + 1 :]))

    def _update(self) -> None:
        view = self.current()
        if view is not None:
            self.updated.emit(view)

    def _delete(self) -> None:
        view = self.current()
        if view is not None:
            rest = tuple(v for v in self._document.views if v is not view)
            self._document.do(f"Delete the view {view.name}", views=rest)

    def _shift(self, step: int) -> None:
        row, views = self.list.currentRow(), list(self._document.views)
        if 0 <= row < len(views) and 0 <= row + step < len(views):
            views.insert(row + step, views.pop(row))
            self.list.setCurrentRow(row + step)
            self._document.do("Reorder the views", views=tuple(views))

    def _reordered(self) -> None:
        by_ident = {view.ident: view for view in self._document.views}
        order = [self.list.item(k).data(IDENT) for k in range(self.list.count())]
        views = tuple(by_ident[ident] for ident in order if ident in by_ident)
        if len(views) == len(by_ident) and views != self._document.views:
            self._document.do("Reorder the views", views=views)
