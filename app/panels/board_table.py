"""The table of the indicator board: plans as columns, numbers as rows, the names held fast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app import theme
from app.board_model import BoardModel
from app.board_words import cell_words, change_words
from app.panels.board_cell import CellLook, paint_cell, row_height
from app.panels.board_heads import NumberHeads, PlanHead, PlanHeads
from app.panels.board_note import note_height, paint_note
from app.plan_colours import plan_colour
from city.indicators.board import Board, Cell
from city.indicators.targets import Target

LEAST, MOST = 136, 260  # pixels of a plan's column


class Painter(QStyledItemDelegate):
    """Paints numbers and notes."""

    def __init__(self, table: BoardTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        self._table.paint_at(painter, QRectF(option.rect), index)


class BoardTable(QTableView):
    """Numbers that explain themselves: a click, or Enter, unfolds what each is made of.

    chosen: the ident of a plan that is to lie on the table. aimed: the key of an indicator that is
    to have a target.
    """

    chosen = Signal(str)
    aimed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.rows = BoardModel()
        self._looks: dict[tuple[int, int], CellLook] = {}
        self.setModel(self.rows)
        self.heads, self.names = PlanHeads(self), NumberHeads(self)
        self.setHorizontalHeader(self.heads)
        self.setVerticalHeader(self.names)
        self.heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setItemDelegate(Painter(self))
        self.setAccessibleName("Indicators of the plans; Enter explains a number")
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        pixel = QAbstractItemView.ScrollMode.ScrollPerPixel
        self.setHorizontalScrollMode(pixel)
        self.setVerticalScrollMode(pixel)
        self.setTabKeyNavigation(False)
        self.clicked.connect(self._unfold)
        self.heads.sectionDoubleClicked.connect(self._choose)
        self.names.sectionDoubleClicked.connect(self._aim)

    def show_board(
        self,
        board: Board | None,
        targets: Mapping[str, Target],
        below: Mapping[str, str],
        active: str,
        language: str = "en",
    ) -> None:
        """Show a board. below: what is said of each plan below its name. active: on the table."""
        here = self.currentIndex()
        before = self._meant(here)
        old = self.rows.lines
        self._looks.clear()
        self.rows.show_board(board, targets, language)
        plans = board.plans if board is not None else ()
        self.heads.show_heads(
            [
                PlanHead(
                    *(one.name, below.get(one.ident, ""), plan_colour(one.place, not one.ident)),
                    *(one.ident == active, not one.ident),
                )
                for k, one in enumerate(plans)
            ]
        )
        if self.rows.lines is not old:
            self._arrange()
        self._mark(before)
        self.viewport().update()
        self.names.viewport().update()

    def _meant(self, index: QModelIndex) -> tuple[str, int] | None:
        if not index.isValid() or index.row() >= len(self.rows.lines):
            return None
        return self.rows.lines[index.row()].name, index.column()

    def _mark(self, meant: tuple[str, int] | None) -> None:
        """Put the keyboard where it was."""
        row = self.rows.row_of(meant[0]) if meant is not None else -1
        if meant is None or row < 0 or meant[1] >= self.rows.columnCount():
            return
        if self.currentIndex().row() != row:
            self.setCurrentIndex(self.rows.index(row, meant[1]))

    # What is unfolded

    def _unfold(self, index: QModelIndex) -> None:
        if self.rows.lines[index.row()].sort != "number":
            return
        key, plan = self.rows.lines[index.row()].name, index.column()
        self.rows.unfold(key, plan)
        self._arrange()
        self._mark((key, plan))
        note = self.rows.note
        if note >= 0:
            self.scrollTo(self.rows.index(note, plan))
            self.scrollTo(self.rows.index(note - 1, plan))

    def fold(self) -> bool:
        """Fold away what is unfolded; whether anything was."""
        meant = self._meant(self.currentIndex())
        if not self.rows.fold():
            return False
        self._arrange()
        self._mark(meant)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and self.currentIndex().isValid():
            self._unfold(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape and self.fold():
            return
        else:
            super().keyPressEvent(event)

    def _choose(self, section: int) -> None:
        if self.rows.board is not None:
            self.chosen.emit(self.rows.board.plans[section].ident)

    def _aim(self, section: int) -> None:
        line = self.rows.lines[section]
        if line.sort == "number":
            self.aimed.emit(line.name)

    # Where all lies

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Give the columns what room there is, and every row what it needs."""
        columns = self.rows.columnCount()
        self.names.suit(self.width())
        room = self.width() - self.names.wide - self.verticalScrollBar().sizeHint().width()
        larger = max(self.font().pointSizeF() / 9.75, 1.0)
        wide = min(max(room // max(columns, 1), round(LEAST * larger)), round(MOST * larger))
        for column in range(columns):
            self.setColumnWidth(column, wide)
        self.clearSpans()
        self._looks.clear()
        small = self.fontMetrics().height()
        for row, line in enumerate(self.rows.lines):
            high = small + 14 if line.sort == "group" else row_height(self.font())
            if line.sort == "note":
                high = round(note_height(self.rows, self._note_wide(), self.font()))
                if columns > 1:
                    self.setSpan(row, 0, 1, columns)
            self.setRowHeight(row, high)

    def _note_wide(self) -> float:
        columns = sum(self.columnWidth(k) for k in range(self.rows.columnCount()))
        return float(max(min(self.viewport().width(), columns), 120))

    # Painting

    def paint_at(
        self, painter: QPainter, place: QRectF, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint what stands at a place of the table."""
        line, board = self.rows.lines[index.row()], self.rows.board
        if board is None or line.sort == "group":
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line.sort == "note":
            place.setLeft(max(place.left(), 0.0))  # it stays in sight while plans scroll by
            place.setWidth(self._note_wide())
            paint_note(painter, place, self.rows, self.font())
        else:
            self._paint_number(painter, place, line.name, index.column(), board)
        painter.restore()

    def _paint_number(
        self, painter: QPainter, place: QRectF, key: str, plan: int, board: Board
    ) -> None:
        colours = theme.current()
        asked = (key, board.plans[plan].ident) == self.rows.unfolded
        if asked:
            painter.fillRect(place, QColor(colours.field))
        painter.setPen(QColor(colours.line))
        painter.drawLine(place.topLeft(), place.topRight())
        looks = self._looks
        row = self.rows.row_of(key)
        if (row, plan) not in looks:
            looks[row, plan] = self._look(key, plan, board)
        paint_cell(painter, place, looks[row, plan], self.font())
        here = self.currentIndex()
        if self.hasFocus() and (here.row(), here.column()) == (row, plan):
            painter.setPen(QPen(QColor(colours.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(2, 2, -2, -2), 5, 5)

    def _look(self, key: str, plan: int, board: Board) -> CellLook:
        cell, target = board.rows[key][plan], self.rows.targets.get(key)
        changes = (change_words(key, cell), change_words(key, cell, False))
        return CellLook(
            cell_words(key, cell),
            changes if changes[0] else (),
            cell.why,
            cell.value is not None,
            target.verdict(cell.value, cell.partly) if target is not None else None,
            bar_of(board.rows[key], plan),
            plan in board.best(key),
            plan_colour(board.plans[plan].place, not board.plans[plan].ident),
            board.series(key, plan),
        )


def bar_of(cells: Sequence[Cell], plan: int) -> tuple[float, float] | None:
    """From where to where the bar of a plan goes, in parts of the width: its difference to the
    baseline beside those of the others; None where there is none."""
    changes = [cell.change for cell in cells]
    known = [change for change in changes if change is not None]
    mine = changes[plan]
    low, high = min([0.0, *known]), max([0.0, *known])
    if mine is None or not mine or high == low:
        return None
    return -low / (high - low), (mine - low) / (high - low)
