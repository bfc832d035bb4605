"""What the things of a live layer tell, as the rows of a table of any length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QIcon, QPixmap

from app.cli_feed_words import age
from app.live.look import Look
from app.live.words import moment_words, value_words, when_words
from app.wording import as_tip, visible
from city.palettes import PALETTES
from city.subjects import F64

Rows = np.ndarray[Any, np.dtype[np.int64]]
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
MOST = 8  # things that can be told apart when their values are drawn
INKS = "Okabe-Ito"
COLUMNS = ("Thing", "Value", "Told")


def line_inks() -> list[QColor]:
    """The colours of the lines of so many things, in the order in which they are chosen."""
    return [QColor(*ink) for ink in PALETTES[INKS].colours(MOST).tolist()]


class ToldModel(QAbstractTableModel):
    """The newest value of each thing; it is sorted as somebody wants, and stays so."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look: Look | None = None
        self._now: np.datetime64 = np.datetime64("NaT", "ms")
        self._clock, self._unit = "UTC", ""
        self._by, self._down = 0, False
        self._rank = np.zeros(0, np.int64)  # of the things, in the order of their names
        self._inks: dict[str, QColor] = {}  # of things that are drawn
        self.rows = np.zeros(0, np.int64)  # of what is told, in order

    def lay(self, look: Look | None, now: np.datetime64, clock: str) -> None:
        """List what a layer tells at a moment; None: nothing. clock: an IANA zone."""
        before, ids, things = self._look, self._ids(), self._things()
        self._look, self._now, self._clock = look, now, clock
        subject = look.layer.subject if look is not None else None
        unit = visible(subject.unit) if subject is not None else ""
        if unit != self._unit:
            self._unit = unit
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 1, 1)
        rank = look.layer.streams.rank if look is not None else self._rank[:0]
        same = (
            before is not None
            and look is not None
            and before.layer.key == look.layer.key
            and ids == self._ids()
            and np.array_equal(things, self._things())
        )
        if same and self._by == 0 and np.array_equal(self._rank, rank):
            if len(self.rows):
                self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 2))
            return
        self._rank = rank
        self._arrange(layout=same)

    def _ids(self) -> tuple[str, ...]:
        return self._look.layer.streams.things if self._look is not None else ()

    def _things(self) -> Rows:
        """The rows of the things that tell anything."""
        return self._look.told.thing if self._look is not None else np.zeros(0, np.int64)

    def thing_at(self, line: int) -> str:
        """The id of the thing of a line."""
        return self._ids()[int(self._things()[self.rows[line]])]

    def lately(self, line: int, most: int) -> tuple[F64, F64]:
        """The last values that the thing of a line told until the moment on show: seconds (n,), and
        values (n,) as its source spells them."""
        if self._look is None:
            return np.zeros(0), np.zeros(0)
        stream = self._look.told.stream[self.rows[line]][None]
        shelf = self._look.layer.series.shelf
        until = int(shelf.until(self._now, stream)[0])
        ranks = np.arange(max(until - most, 0), until)
        time, value = shelf.nth(np.repeat(stream, len(ranks)), ranks)
        return time.astype(np.int64) / 1000, value

    def mark(self, things: Sequence[str]) -> None:
        """Show the colours of the lines that things are drawn as."""
        inks = dict(zip(things, line_inks(), strict=False))
        if inks != self._inks:
            self._inks = inks
            if len(self.rows):
                self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))

    def line_of(self, thing: str) -> int:
        """The line of a thing, -1 for none."""
        ids = self._ids()
        row = ids.index(thing) if thing in ids else -1
        return next(iter(np.flatnonzero(self._things()[self.rows] == row).tolist()), -1)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._by, self._down = max(column, 0), order == Qt.SortOrder.DescendingOrder
        self._arrange(layout=True)

    def _arrange(self, layout: bool) -> None:
        """Put the lines in order. layout: whether they are the same things as before."""
        if not layout:
            self.beginResetModel()
            self.rows = self._order()
            self.endResetModel()
            return
        self.layoutAboutToBeChanged.emit()
        before, self.rows = self.rows, self._order()
        lines = np.empty(len(self.rows), np.int64)
        lines[self.rows] = np.arange(len(self.rows))
        for index in self.persistentIndexList():
            line = int(lines[before[index.row()]])
            self.changePersistentIndex(index, self.index(line, index.column()))
        self.layoutChanged.emit()

    def _order(self) -> Rows:
        if self._look is None:
            return np.zeros(0, np.int64)
        told = self._look.told
        keys = (self._rank[told.thing], told.value, told.time.astype(np.int64))[self._by]
        return np.argsort(-keys if self._down else keys, kind="stable")  # gaps come last

    # What Qt asks for

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if self._look is None:
            return None
        layer, told = self._look.layer, self._look.told
        row = int(self.rows[index.row()])
        if role == Role.TextAlignmentRole and index.column() == 1:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Role.DecorationRole and index.column() == 0:
            ink = self._inks.get(self.thing_at(index.row()))
            return _square(ink) if ink is not None else None
        if role not in (Role.DisplayRole, Role.ToolTipRole, Role.AccessibleTextRole):
            return None
        if index.column() == 0:
            name = visible(layer.streams.name(int(told.thing[row])))
            return as_tip(name) if role == Role.ToolTipRole else name
        if index.column() == 1:
            value, brief = float(told.value[row]), role == Role.DisplayRole
            return value_words(layer.subject, value, not brief) if layer.subject else ""
        moment = told.time[row]
        if role == Role.ToolTipRole:
            return moment_words(moment, self._clock)
        if self._look.badge not in ("LIVE", "STALE"):
            return when_words(moment, self._now, self._clock)
        old = age(float((self._now - moment) / np.timedelta64(1, "s")))
        return f"stale · {old}" if told.stale[row] else old

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return self._unit if section == 1 and self._unit else COLUMNS[section]
        return None


def _square(ink: QColor) -> QIcon:
    """A square of a colour, which stays that colour in a line that is chosen."""
    square, icon = QPixmap(16, 16), QIcon()
    square.fill(ink)
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        icon.addPixmap(square, mode)
    return icon
