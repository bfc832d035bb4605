"""The line that questions are typed into: it offers how they may go on, and marks what is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app import theme

ROW, MOST, WIDTH = 28, 9, 560
LEAST, USUAL = 120, 220  # pixels of the line
MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be taken over: its words, what it is, and what it stands for.

    at: the letter from which `text` replaces what was typed; -1 for a thing that was found, whose
    row in the city is `row`.
    """

    text: str
    told: str
    at: int = -1
    row: int = -1


class Beside(QStyledItemDelegate):
    """Paints what an offer is in grey, at the right of its words."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        offer: Offer = index.data(ROLE)
        colours = theme.current()
        box: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(colours.tint))
        inside = box.adjusted(12, 0, -12, 0)
        metrics = option.fontMetrics
        room = inside.width() // 2
        told = metrics.elidedText(offer.told, Qt.TextElideMode.ElideRight, room)
        left = inside.width() - metrics.horizontalAdvance(told) - 16
        text = metrics.elidedText(offer.text, Qt.TextElideMode.ElideMiddle, left)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(colours.ink))
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignLeft, text)
        painter.setPen(QColor(colours.grey))
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, told)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(100, max(ROW, option.fontMetrics.height() + 10))


class AskLine(QLineEdit):
    """A line with a list of offers above it; the arrow keys move in the list, Tab takes one."""

    taken = Signal(object)  # an Offer of a thing that was found
    left = Signal()  # Escape was pressed with nothing to close

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Ask or find:  height > 30 and year < 1950,  an id, an address")
        self.setAccessibleName("Ask the city, or find something")
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(LEAST)
        self.wrong: tuple[int, int] | None = None  # from which letter to which
        self.list = QListWidget(self)
        self.list.setObjectName("offers")
        self.list.setAccessibleName("What may come next")
        self.list.setItemDelegate(Beside(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda item: self._take(item.data(ROLE)))
        self.list.hide()
        self.textEdited.connect(lambda _: self.mark(None))

    def sizeHint(self) -> QSize:
        return QSize(USUAL, super().sizeHint().height())

    # Offers

    def offer(self, offers: list[Offer]) -> None:
        """Show what may be taken over; none hides the list."""
        self.list.clear()
        for offer in offers:
            item = QListWidgetItem(offer.text)
            item.setData(ROLE, offer)
            self.list.addItem(item)
        if not offers or not self.hasFocus():
            self.list.hide()
            return
        self.place()
        self.list.show()
        self.list.raise_()

    def place(self) -> None:
        """Put the list above the line, or below it where there is no room, in the same window."""
        count = self.list.count()
        over: QWidget = self.window()
        if self.list.parent() is not over:
            self.list.setParent(over)
        height = min(count, MOST) * self.list.sizeHintForRow(0) + 10
        corner = self.mapTo(over, QPoint(0, 0))
        above = corner.y() - height - 4
        below = corner.y() + self.height() + 4
        width = min(WIDTH, self.width())
        self.list.setGeometry(corner.x(), above if above > 0 else below, width, height)

    @property
    def pointed(self) -> Offer | None:
        """The offer that the arrow keys have reached."""
        item = self.list.currentItem() if self.list.isVisible() else None
        return item.data(ROLE) if item is not None else None

    def _take(self, offer: Offer) -> None:
        self.list.hide()
        if offer.at < 0:
            self.taken.emit(offer)
            return
        start = offer.at
        before = self.text()[:start]
        space = " " if before and not before[-1].isspace() and before[-1] not in ".(" else ""
        rest = self.text()[self.cursorPosition() :]
        tail = "" if offer.text.endswith("(") else " "
        self.setText(f"{before}{space}{offer.text}{tail}{rest.lstrip()}")
        self.setCursorPosition(len(before) + len(space) + len(offer.text) + len(tail))
        self.textEdited.emit(self.text())

    # What is wrong

    def mark(self, wrong: tuple[int, int] | None) -> None:
        """Underline some letters, or none."""
        self.wrong = wrong
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.wrong is None:
            return
        metrics = self.fontMetrics()
        text, place = self.text(), self.cursorPosition()
        zero = self.cursorRect().center().x() - metrics.horizontalAdvance(text[:place])
        at, end = self.wrong
        left = zero + metrics.horizontalAdvance(text[:at])
        right = max(zero + metrics.horizontalAdvance(text[:end]), left + 7)
        y = self.rect().center().y() + metrics.height() / 2
        painter = QPainter(self)
        painter.setClipRect(self.rect().adjusted(6, 0, -26, 0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.current().error), 1.4))
        steps = range(int(left), int(right) + 1, 3)
        painter.drawPolyline([QPointF(x, y + (k % 2) * 2.5) for k, x in enumerate(steps)])

    # Keys

    def event(self, event: QEvent) -> bool:
        """Keep Escape and Tab, which mean something else in the window."""
        if isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if event.type() == QEvent.Type.ShortcutOverride and key == Qt.Key.Key_Escape:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and key == Qt.Key.Key_Tab:
                first = self.list.item(0) if self.list.isVisible() else None
                offer = self.pointed or (first.data(ROLE) if first is not None else None)
                if offer is not None:
                    self._take(offer)
                    return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self.list.isVisible() and key in MOVES:
            self._walk(key)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.pointed is not None:
            self._take(self.pointed)
        elif key == Qt.Key.Key_Escape:
            if self.list.isVisible():
                self.list.hide()
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)

    def _walk(self, key: Qt.Key) -> None:
        step = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -MOST,
            Qt.Key.Key_PageDown: MOST,
        }[key]
        row, last = self.list.currentRow(), self.list.count() - 1
        ends = 0 if step > 0 else last
        row = ends if row < 0 else min(max(row + step, 0), last)
        self.list.setCurrentRow(row)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.list.hide()
        super().focusOutEvent(event)
