"""What stands over each pane: the name of its plan, from which another can be chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

EDGE = 10  # pixels between a title and the edge of its pane
APART = 84  # pixels that the compass at the right edge needs
SPOT = 10  # pixels across of the spot in a plan's colour


@dataclass(frozen=True, slots=True)
class Titled:
    """What a title says: the plan's name, its colour, what else is to be known, and where it
    stands: its upper left corner, or its upper right one.

    room: what it stays within, shortened where it is too long, and gone where it is too high.
    pane: which it is of; -1 of none, so that nothing can be chosen or closed there.
    """

    name: str
    colour: QColor
    place: QPoint
    room: QRect
    pane: int
    more: str = ""
    right: bool = False
    active: bool = False


class PaneTitle(QFrame):
    """A card with a plan's name: a click lets another be chosen, the cross closes the pane."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.spot = QLabel()
        self.button = QToolButton()
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setProperty("role", "flat")
        self.more = QLabel()
        self.close_ = QToolButton()
        self.close_.setText("×")
        self.close_.setProperty("role", "flat")
        self.close_.setToolTip("Close this pane")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 3, 2)
        row.setSpacing(1)
        for part in (self.spot, self.button, self.more, self.close_):
            row.addWidget(part)

    def say(self, titled: Titled) -> None:
        """Say what is seen in the pane."""
        font = self.button.font()
        font.setBold(titled.active)
        self.button.setFont(font)
        self._call(titled, titled.name)
        self.button.setToolTip(titled.name)
        self.button.setAccessibleName(f"Plan in this pane: {titled.name}")
        self.more.setText(titled.more)
        self.more.setVisible(bool(titled.more))
        self.close_.setVisible(titled.pane >= 0)
        self.close_.setAccessibleName(f"Close the pane of {titled.name}")
        self.spot.setPixmap(_spot(titled.colour, self.devicePixelRatioF()))
        self.adjustSize()
        over = self.width() - titled.room.width() + 2 * EDGE + (APART if titled.right else 0)
        if over > 0:
            metrics = self.button.fontMetrics()
            wide = metrics.horizontalAdvance(titled.name) - over
            self._call(titled, metrics.elidedText(titled.name, Qt.TextElideMode.ElideRight, wide))
            self.adjustSize()

    def _call(self, titled: Titled, name: str) -> None:
        self.button.setText(f"{name} ▾" if titled.pane >= 0 else name)


class PaneTitles(QObject):
    """The titles over a picture that is parted.

    chosen: another plan, by its ident, is wanted in a pane. closed: a pane is not wanted any more.
    offered: the menu of a pane opens, and may have more in it. restyled: the theme is another one.
    """

    chosen = Signal(int, str)
    closed = Signal(int)
    offered = Signal(int, QMenu)
    restyled = Signal()

    def __init__(self, parent: QWidget, plans: Callable[[], Sequence[tuple[str, str]]]) -> None:
        """plans: the idents and the names of those that can be chosen in a pane."""
        super().__init__(parent)
        self._parent, self._plans = parent, plans
        self.titles: list[PaneTitle] = []
        self._told: Callable[[], Sequence[Titled]] = lambda: ()
        parent.installEventFilter(self)

    def tell(self, told: Callable[[], Sequence[Titled]]) -> None:
        """Say what is seen, now and wherever the panes come to lie."""
        self._told = told
        self.place()

    def place(self) -> None:
        """Put each title into its pane."""
        told = list(self._told())
        while len(self.titles) < len(told):
            self._add(len(self.titles))
        for title in self.titles[len(told) :]:
            title.hide()
        for title, titled in zip(self.titles, told, strict=False):
            title.say(titled)
            title.setProperty("pane", titled.pane)
            title.button.setEnabled(titled.pane >= 0)
            aside = -(title.width() + APART) if titled.right else EDGE
            title.move(max(titled.place.x() + aside, 0), titled.place.y() + EDGE)
            title.setVisible(title.geometry().bottom() <= titled.room.bottom())
            title.raise_()

    def _add(self, number: int) -> None:
        title = PaneTitle(self._parent)
        menu = QMenu(title.button)
        menu.aboutToShow.connect(partial(self._offer, number, menu))
        title.button.setMenu(menu)
        title.close_.clicked.connect(lambda: self.closed.emit(title.property("pane")))
        before = self.titles[-1].close_ if self.titles else self._parent
        for one, other in ((before, title.button), (title.button, title.close_)):
            QWidget.setTabOrder(one, other)  # from the city to its panes
        self.titles.append(title)

    def _offer(self, number: int, menu: QMenu) -> None:
        menu.clear()
        pane = int(self.titles[number].property("pane"))
        for ident, name in self._plans():
            action = menu.addAction(name.replace("&", "&&"))
            action.triggered.connect(partial(self.chosen.emit, pane, ident))
        self.offered.emit(pane, menu)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the titles in their panes when the window is resized, and in its colours."""
        if event.type() == QEvent.Type.Resize:
            self.place()
        elif event.type() == QEvent.Type.StyleChange:
            QTimer.singleShot(0, self._dress)  # once they themselves have heard of it
        return super().eventFilter(watched, event)

    def _dress(self) -> None:
        self.place()
        self.restyled.emit()


def _spot(colour: QColor, ratio: float) -> QPixmap:
    """A round spot."""
    picture = QPixmap(round(SPOT * ratio), round(SPOT * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(0, 0, SPOT, SPOT)
    painter.end()
    return picture
