"""The lines of the attribute table: they scroll, and are chosen as in a list of files."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.attribute_model import AttributeModel

WIDEST = 320  # pixels of a column, unless its heading needs more
LINE = 26  # pixels of a row
LEAST = 120  # pixels that the table is high at least
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class Handle(QWidget):
    """The upper edge of the table: it can be dragged to make the table higher."""

    def __init__(self, moved: QWidget) -> None:
        super().__init__()
        self._moved = moved
        self._from = 0.0
        self.setFixedHeight(5)
        self.setCursor(Qt.CursorShape.SplitVCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from = event.globalPosition().y() + self._moved.height()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        room = self._moved.window().height() // 2
        height = round(self._from - event.globalPosition().y())
        self._moved.setMaximumHeight(min(max(height, LEAST), room))
        self._moved.updateGeometry()


class Lines(QTableView):
    """The table's lines; a click, the arrow keys, Shift and Ctrl choose as in a list of files."""

    picked = Signal(int, object)  # the line, and the keys that are held
    every = Signal()
    copied = Signal()
    flown = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAccessibleName("Attributes")
        self.verticalHeader().setDefaultSectionSize(LINE)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSortIndicatorShown(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.horizontalHeader().setSectionsMovable(True)
        self.clicked.connect(lambda index: self._pick(index, QGuiApplication.keyboardModifiers()))
        self.doubleClicked.connect(lambda index: self.flown.emit(index.row()))

    def fit_columns(self, model: AttributeModel) -> None:
        """Give each column the width that its heading and its first rows need."""
        metrics, bold = self.fontMetrics(), QFont(self.font())
        bold.setBold(True)
        title = QFontMetrics(bold)
        for place, key in enumerate(model.columns):
            texts = (model.text(int(row), key) for row in model.rows[:40])
            width = max((metrics.horizontalAdvance(text[:60]) + 24 for text in texts), default=0)
            least = title.horizontalAdvance(model.heading(key)) + 40
            self.horizontalHeader().resizeSection(place, max(min(width, WIDEST), least))

    def _pick(self, index: QModelIndex | QPersistentModelIndex, keys: Qt.KeyboardModifier) -> None:
        self.picked.emit(index.row(), keys)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.every.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.flown.emit(before.row())
        else:
            super().keyPressEvent(event)
            now = self.currentIndex()
            if now.row() != before.row() or event.key() == Qt.Key.Key_Space:
                self._pick(now, event.modifiers() & SHIFT)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something else in the window."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            standard = QKeySequence.StandardKey
            if event.matches(standard.Copy) or event.matches(standard.SelectAll):
                event.accept()
                return True
        return super().event(event)
