"""The attribute table below the city: sorted, filtered and in step with what is chosen."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
)

from app.asking import Asking
from app.attribute_lines import CTRL, SHIFT, Handle, Lines
from app.attribute_model import AttributeModel, heading
from app.on_the_table import Change
from app.tasks import Task, Tasks
from app.wording import compact, kind_word, number
from app.yielding import Yielding, least_width, make_room
from city.expression import Answer
from city.expression.shared import shared_questions
from city.measured import Measured
from city.order import Key, columns_of, measure_of, ordered, usual_columns
from city.progress import Progress

HEIGHT, LOWEST = 260, 76  # pixels
COPIED = 100_000  # rows that the clipboard takes
NOTHING = np.zeros(0, np.int32)


class Attributes(Yielding):
    """The objects of one class of the city that is asked, or those that were found or chosen."""

    asked = Signal(str)  # a question that a cell suggests

    def __init__(self, asking: Asking, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("attributes")
        self._asking, self._tasks = asking, tasks
        self._sorting: Task | None = None
        self._sorted: tuple[Key, bool] | None = None
        self._measuring: Task | None = None
        self._anchor = -1
        self._own = False  # the change of what is chosen comes from here
        self._stale = True
        self._picked: dict[str, list[Key]] = {}  # the columns of each class
        self.model = AttributeModel(self)
        self.lines = Lines()
        self.lines.setModel(self.model)
        self.lines.picked.connect(self._pick)
        self.lines.every.connect(self.choose_all)
        self.lines.copied.connect(self.copy)
        self.lines.flown.connect(lambda line: asking.fly_to([int(self.model.rows[line])]))
        self.lines.horizontalHeader().sectionClicked.connect(self._sort_by)
        self.lines.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.lines.customContextMenuRequested.connect(self._offer)
        self.kinds = QComboBox()
        self.kinds.setAccessibleName("Class")
        self.kinds.currentIndexChanged.connect(lambda _: self.refresh())
        self.which = QComboBox()
        self.which.addItems(["All of them", "What is found", "What is chosen"])
        self.which.setAccessibleName("Which objects")
        self.which.currentIndexChanged.connect(lambda _: self.refresh())
        for choice in (self.kinds, self.which):
            choice.setMinimumWidth(70)  # however long the names of classes are
        self.told = QLabel()
        self.told.setProperty("role", "grey")
        self.columns = _flat("Columns ▾", "Choose the columns")
        self.columns.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.columns.setMenu(QMenu(self.columns))
        self.columns.menu().aboutToShow.connect(self._list_columns)
        self.copying = _flat("Copy", "Copy the chosen rows, or all (Ctrl+C)")
        self.copying.clicked.connect(self.copy)
        self._lay_out()
        self._patience = QTimer(self, singleShot=True, interval=0)
        self._patience.timeout.connect(self.refresh)
        asking.turned.connect(self._turned)
        asking.answered.connect(self._answered)
        asking.document.changed.connect(self._on_change)
        self._turned()
        self.setMinimumHeight(LOWEST)
        self.setMaximumHeight(HEIGHT)

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout()
        row.setContentsMargins(14, 2, 14, 5)
        row.setSpacing(8)
        for part in (self.kinds, self.which, self.told):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.columns)
        row.addWidget(self.copying)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Handle(self))
        column.addLayout(row)
        column.addWidget(self.lines, 1)

    def minimumSizeHint(self) -> QSize:
        least = least_width(self._row, [self.told, self.copying])
        return QSize(least, super().minimumSizeHint().height())

    def share_room(self) -> None:
        """Leave out the counts first, then the copying, which has keys."""
        make_room(self._row, self.width(), [self.told, self.copying])

    def sizeHint(self) -> QSize:
        """As high as it may be, as far as the city leaves it room."""
        return QSize(super().sizeHint().width(), self.maximumHeight())

    def showEvent(self, event: object) -> None:
        if self._stale:
            self.refresh()

    # What is shown

    @property
    def busy(self) -> bool:
        """Whether rows are being sorted or measured."""
        return self._sorting is not None or self._measuring is not None

    @property
    def kind(self) -> str:
        """The class that is shown, "" for all."""
        return str(self.kinds.currentData() or "")

    def _turned(self) -> None:
        """Another city: its classes, the commonest whole thing first."""
        measured = self._asking.measured
        self.kinds.blockSignals(True)
        self.kinds.clear()
        self._picked.clear()
        self._sorted = None
        if measured is not None:
            objects = measured.city.objects
            counts = objects.counts()
            whole = np.bincount(objects.kind[objects.parent < 0], minlength=len(objects.kinds))
            rank = {
                kind: (-int(whole[k]), -counts.get(kind, 0)) for k, kind in enumerate(objects.kinds)
            }
            for kind in sorted(counts, key=rank.__getitem__):
                self.kinds.addItem(f"{kind_word(kind)} · {compact(counts[kind])}", kind)
            if len(counts) > 1:
                self.kinds.addItem(f"Everything · {compact(len(objects))}", "")
        self.kinds.blockSignals(False)
        self.refresh()

    def refresh(self) -> None:
        """Fill the table anew, when somebody can see it."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        measured = self._asking.measured
        if measured is None:
            self.model.lay(None, NOTHING, [])
            return
        rows = self._rows(measured)
        keys = self._picked.setdefault(self.kind, usual_columns(measured, rows, not self.kind))
        self.model.lay(measured, rows, keys)
        self._mark()
        self.lines.fit_columns(self.model)
        self._measure()
        self._tell()
        if self._sorted is not None and self._sorted[0] in keys:
            self._sort()
        else:
            self._point_at(None)

    def _point_at(self, sorted_by: tuple[Key, bool] | None) -> None:
        """Show in the headings what the rows are sorted by."""
        order = Qt.SortOrder.AscendingOrder
        place = -1
        if sorted_by is not None:
            place = self.model.columns.index(sorted_by[0])
            order = Qt.SortOrder.DescendingOrder if sorted_by[1] else order
        self.lines.horizontalHeader().setSortIndicator(place, order)

    def _rows(self, measured: Measured) -> NDArray[np.int32]:
        """The rows of the class, of what was found, or of what is chosen."""
        city = measured.city
        mask = np.ones(len(city.objects), bool)
        which, answer = self.which.currentIndex(), self._asking.answer
        if which == 1:
            mask[:] = False
            if answer is not None and answer.city is city:
                mask[answer.rows()] = True
        elif which == 2:
            chosen = self._asking.document.chosen
            mask[:] = False
            if chosen is not None and chosen.city is city:
                mask[chosen.rows] = True
        if self.kind:
            mask &= city.objects.kind == city.objects.kinds.index(self.kind)
        return np.flatnonzero(mask).astype(np.int32)

    def _tell(self) -> None:
        rows = len(self.model.rows)
        chosen = int(self.model.chosen[self.model.rows].sum()) if rows else 0
        words = f"{number(rows)} {'object' if rows == 1 else 'objects'}"
        self.told.setText(f"{words}, {number(chosen)} chosen" if chosen else words)

    def _measure(self) -> None:
        """Let a worker find the measures that the columns lack."""
        measured, lacking = self.model.measured, self.model.lacking()
        if measured is None or not lacking or self._measuring is not None:
            return

        def job(progress: Progress) -> None:
            for _, name in lacking:
                progress.check()
                measured.of(*measure_of(name))

        def then(_: None) -> None:
            self._measuring = None
            self.model.refresh()
            self.lines.fit_columns(self.model)
            self._measure()

        self._measuring = self._tasks.start("", job, then)

    # Sorting

    def _sort_by(self, section: int) -> None:
        """Sort by a column; once more: the other way round; a third time: as the file has them."""
        key = self.model.columns[section]
        now = self._sorted
        if now is None or now[0] != key:
            self._sorted = (key, False)
        else:
            self._sorted = (key, True) if not now[1] else None
        if self._sorted is None:
            self.refresh()
        else:
            self._sort()

    def _sort(self) -> None:
        measured = self.model.measured
        if self._sorting is not None:
            self._sorting.cancel()
            self._sorting = None
        if measured is None or self._sorted is None:
            return
        key, down = self._sorted
        self._point_at(self._sorted)
        rows = np.sort(self.model.rows)

        def then(found: NDArray[np.int32]) -> None:
            self._sorting = None
            self.model.arrange(found)
            self.lines.scrollToTop()

        self._sorting = self._tasks.start("", lambda _: ordered(measured, key, rows, down), then)

    # Choosing, both ways

    def _pick(self, line: int, keys: Qt.KeyboardModifier) -> None:
        """Choose a row; with Shift all from the one before, with Ctrl beside the others."""
        if not 0 <= line < len(self.model.rows):
            return
        row = int(self.model.rows[line])
        self._own = True
        if keys & SHIFT and self._anchor >= 0:
            first, last = sorted((self._anchor, line))
            self._asking.choose(self.model.rows[first : last + 1])
        elif keys & CTRL:
            self._asking.choose([row], "remove" if self.model.chosen[row] else "add")
            self._anchor = line
        else:
            self._anchor = line
            self._asking.select(row)
            self._asking.choose([row])
        self._own = False

    def choose_all(self) -> None:
        """Choose everything that the table lists."""
        self._own = True
        self._asking.choose(self.model.rows)
        self._own = False

    def _on_change(self, change: Change) -> None:
        if change.what in ("chosen", "selection") and not self._stale:
            if change.what == "chosen" and self.which.currentIndex() == 2 and not self._own:
                self._patience.start()
                return
            self._mark()
            self._tell()

    def _mark(self) -> None:
        """Paint the chosen rows, and bring the first one into sight if it was chosen elsewhere."""
        measured, document = self.model.measured, self._asking.document
        if measured is None:
            return
        mask = np.zeros(len(measured.city.objects), bool)
        chosen, selection = document.chosen, document.selection
        if chosen is not None and chosen.city is measured.city:
            mask[chosen.rows] = True
        mine = selection is not None and selection.thing is measured.city
        self.model.selected = selection.object if selection is not None and mine else -1
        self.model.chosen = mask
        self.lines.viewport().update()
        if not self._own:
            first = self.model.selected
            held = np.flatnonzero(mask[self.model.rows])
            line = int(held[0]) if len(held) else self.model.line_of(first) if first >= 0 else -1
            if line >= 0:
                self.lines.scrollTo(self.model.index(line, 0))

    def _answered(self, answer: Answer | None) -> None:
        """A question was answered: list what was found, while there is a question."""
        which = self.which.currentIndex()
        wanted = 1 if answer is not None else 0 if which == 1 else which
        if wanted != which:
            self.which.setCurrentIndex(wanted)  # which refreshes
        elif which == 1:
            self.refresh()

    # Columns and the clipboard

    def _list_columns(self) -> None:
        menu = self.columns.menu()
        menu.clear()
        measured = self.model.measured
        if measured is None:
            return
        for key in columns_of(measured):
            action = menu.addAction(heading(key))
            action.setCheckable(True)
            action.setChecked(key in self.model.columns)
            action.toggled.connect(partial(self.show_column, key))

    def show_column(self, key: Key, on: bool) -> None:
        """Put a column at the end of the table, or take it out."""
        keys = [k for k in self.model.columns if k != key]
        self._picked[self.kind] = [*keys, key] if on else keys
        self.refresh()

    def copy(self) -> None:
        """Copy the chosen rows, or all if none is, with their headings, for a spreadsheet."""
        rows = self.model.rows
        held = rows[self.model.chosen[rows]] if len(rows) else rows
        rows = held if len(held) else rows
        if len(rows) > COPIED:
            much = number(COPIED)
            self._asking.said.emit(f"The clipboard takes {much} rows: export them as CSV instead")
            return
        header = self.lines.horizontalHeader()
        keys = [self.model.columns[header.logicalIndex(k)] for k in range(header.count())]
        QGuiApplication.clipboard().setText(self.model.sheet(rows, keys))
        self._asking.said.emit(f"{number(len(rows))} rows are in the clipboard")

    def _offer(self, place: QPoint) -> None:
        """What can be done with the cell that was clicked with the right button."""
        index, measured = self.lines.indexAt(place), self.model.measured
        if not index.isValid() or measured is None:
            return
        row, key = int(self.model.rows[index.row()]), self.model.columns[index.column()]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Fly to it").triggered.connect(lambda: self._asking.fly_to([row]))
        text = self.model.text(row, key)
        copy = menu.addAction("Copy the cell")
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(text))
        question = dict(shared_questions(measured.city, row)).get(key[1])
        if key[0] == "attribute" and question:
            alike = menu.addAction(f"Choose all with {heading(key)} = {text[:40]}")
            alike.triggered.connect(lambda: self.asked.emit(question))
        menu.popup(self.lines.viewport().mapToGlobal(place))


def _flat(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setProperty("role", "flat")
    return button
