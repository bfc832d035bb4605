"""What the things of a live layer tell, as the rows of a table of any length."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.cli_feed_words import age
from app.live.layer import LiveLayer
from app.live.look import Look
from app.live.words import moment_words, value_words
from app.wording import as_tip, visible
from city.subjects import Told

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
COLUMNS = ("Thing", "Value", "Told")


class ToldModel(QAbstractTableModel):
    """The newest value of each thing; it is sorted as somebody wants, and stays so."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layer: LiveLayer | None = None
        self._told: Told | None = None
        self._now: np.datetime64 = np.datetime64("NaT", "ms")
        self._live = True
        self._by, self._down = 0, False
        self._names: list[str] = []
        self._named: tuple[str, ...] = ()  # the things whose names those are
        self.rows = np.zeros(0, np.int64)  # of what is told, in order

    def lay(self, layer: LiveLayer | None, look: Look | None, now: np.datetime64) -> None:
        """List what a layer tells at a moment."""
        told = look.told if look is not None else None
        same = (
            self._layer is not None
            and layer is not None
            and self._layer.key == layer.key
            and self._told is not None
            and told is not None
            and np.array_equal(self._told.thing, told.thing)
        )
        self._layer, self._told, self._now = layer, told, now
        self._live = look is not None and look.badge in ("LIVE", "STALE")
        if layer is not None and layer.streams.things is not self._named:
            self._named = layer.streams.things
            self._names = [self._name(one) for one in self._named]
            same = False
        if same and self._by == 0:
            if len(self.rows):
                self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 2))
            return
        before = self.things()
        self._arrange(layout=same, before=before)

    def _name(self, ident: str) -> str:
        assert self._layer is not None
        thing = self._layer.series.things.get(ident)
        return visible((thing.name if thing is not None else "") or ident)

    def things(self) -> list[str]:
        """The ids of the things, in the order of the lines."""
        if self._layer is None or self._told is None:
            return []
        ids = self._layer.streams.things
        return [ids[k] for k in self._told.thing[self.rows].tolist()]

    def line_of(self, thing: str) -> int:
        """The line of a thing, -1 for none."""
        things = self.things()
        return things.index(thing) if thing in things else -1

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._by, self._down = max(column, 0), order == Qt.SortOrder.DescendingOrder
        self._arrange(layout=True, before=self.things())

    def _arrange(self, layout: bool, before: list[str]) -> None:
        """Put the lines in order. layout: whether they are the same things as before."""
        if not layout:
            self.beginResetModel()
        else:
            self.layoutAboutToBeChanged.emit()
        self.rows = self._order()
        if not layout:
            self.endResetModel()
            return
        after = {thing: line for line, thing in enumerate(self.things())}
        for index in self.persistentIndexList():
            line = after.get(before[index.row()], -1) if index.row() < len(before) else -1
            self.changePersistentIndex(index, self.index(line, index.column()))
        self.layoutChanged.emit()

    def _order(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        if self._told is None:
            return np.zeros(0, np.int64)
        if self._by == 0:
            names = [self._names[k].casefold() for k in self._told.thing.tolist()]
            keys: Any = np.unique(np.array(names, object), return_inverse=True)[1] if names else []
        else:
            keys = self._told.value if self._by == 1 else self._told.time
        order = np.argsort(keys, kind="stable")
        return np.asarray(order[::-1] if self._down else order, np.int64)

    # What Qt asks for

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if self._layer is None or self._told is None:
            return None
        row = int(self.rows[index.row()])
        if role == Role.TextAlignmentRole and index.column() == 1:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role not in (Role.DisplayRole, Role.ToolTipRole):
            return None
        name = self._names[int(self._told.thing[row])]
        if index.column() == 0:
            return as_tip(name) if role == Role.ToolTipRole else name
        subject = self._layer.subject
        if index.column() == 1:
            return value_words(subject, float(self._told.value[row])) if subject else ""
        moment = self._told.time[row]
        if role == Role.ToolTipRole or not self._live:
            return moment_words(moment)
        old = age(float((self._now - moment) / np.timedelta64(1, "s")))
        return f"{old} · stale" if self._told.stale[row] else old

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return COLUMNS[section]
        return None
