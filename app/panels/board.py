"""The indicator board: every plan beside every other, and what decides between them."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.board_words import score_words
from app.deciding import Deciding
from app.panels.assumptions import Assumptions
from app.panels.board_table import BoardTable
from app.panels.grip import Grip
from app.panels.targets import TargetsPage
from app.panels.weighing import WeighPage
from app.tab import Tab
from city.indicators.board import Board

WHOLE = "Whole city"
LOWEST = 100  # pixels of the board
ASIDE = 290  # pixels of the page beside the table
TIGHT = 560  # pixels below which the page lies over the table


def _is_escape(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape


class Heard(NamedTuple):
    """What the board is told of the plans beside their numbers.

    below: what stands below a plan's name, by ident. active: the plan on the table.
    """

    below: dict[str, str]
    active: str
    language: str


class BoardPanel(QFrame):
    """The board below the city: a table of plans, and pages to weigh, aim and assume beside it.

    copied, exported: the board is wanted as text, as a file. closed: it is not wanted any more.
    grown: whether it is to take the place of the city. chosen: a plan for the table, by its ident.
    """

    copied = Signal()
    exported = Signal()
    closed = Signal()
    grown = Signal(bool)
    chosen = Signal(str)
    raised = Signal(int)

    def __init__(self, deciding: Deciding) -> None:
        super().__init__()
        self._deciding, self._filling = deciding, False
        self.setObjectName("rightPanel")
        self.table = BoardTable()
        self.table.chosen.connect(self.chosen)
        self.table.aimed.connect(self._aim)
        self.weigh, self.aims = WeighPage(deciding), TargetsPage(deciding)
        self.assumptions = Assumptions()
        self.assumptions.moved.connect(deciding.assume)
        self.place, self.counting = QComboBox(), QLabel()
        self.place.setAccessibleName("Where the numbers hold")
        self.place.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.place.setMaximumWidth(220)
        self.counting.setProperty("role", "grey")
        self.again = QPushButton("Count the plans")
        self.again.clicked.connect(deciding.begin)
        self.grip = Grip()
        self.grip.moved.connect(self.raised)
        self.tabs: dict[str, Tab] = {}
        self.pages = QStackedWidget()
        self._lay_out()
        self.place.currentIndexChanged.connect(self._choose_place)
        deciding.told.connect(self.refresh)
        self.heard = Heard({}, "", "en")

    # How it is laid out

    def _lay_out(self) -> None:
        self.head = QWidget()
        self.head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout(self.head)
        head.setContentsMargins(12, 3, 8, 6)
        head.setSpacing(6)
        title = self.title = QLabel("Indicator board")
        title.setProperty("role", "title")
        self.copy = self._button("Copy", "Copy the board as text", self.copied)
        self.export = self._button("Export…", "Save the board as a table (CSV)", self.exported)
        self.enlarge = QPushButton("Enlarge")
        self.enlarge.setCheckable(True)
        self.enlarge.setToolTip("Give the board the place of the city")
        self.enlarge.toggled.connect(self._grow)
        self.close_ = self._button("×", "Close the board (Esc)", self.closed)
        self.close_.setAccessibleName("Close the board")
        self.close_.setProperty("role", "link")
        self.close_.setFixedWidth(28)
        for part in (title, self.place, self.counting, self.again):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self._tab_row())
        for part in (self.copy, self.export, self.enlarge, self.close_):
            head.addWidget(part)
        self.body = QSplitter(Qt.Orientation.Horizontal)
        self.body.setHandleWidth(1)
        self.body.setChildrenCollapsible(False)
        self.body.addWidget(self.table)
        self.body.addWidget(self.pages)
        self.body.setStretchFactor(0, 1)
        self.pages.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.grip)
        column.addWidget(self.head)
        column.addWidget(self.body, 1)
        self.setMinimumHeight(LOWEST)
        self._high = LOWEST

    def stand(self, high: int) -> None:
        """Be so many pixels high, as far as the city and the bars below it leave room."""
        self._high = high
        self.setMaximumHeight(high)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._high)

    def _button(self, words: str, tip: str, signal: SignalInstance) -> QPushButton:
        button = QPushButton(words)
        button.setToolTip(tip)
        button.clicked.connect(signal)
        return button

    def _tab_row(self) -> QFrame:
        """The pages beside the table; a second click takes one away again."""
        frame = QFrame()
        frame.setObjectName("tabs")
        row = QHBoxLayout(frame)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        pages = {"Weigh": self.weigh, "Targets": self.aims, "Assumptions": self.assumptions}
        for name, page in pages.items():
            tab = self.tabs[name] = Tab(name)
            row.addWidget(tab)
            self._group.addButton(tab)
            area = QScrollArea()
            area.setWidget(page)
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.viewport().setContentsMargins(0, 0, 0, 0)
            page.setContentsMargins(12, 4, 6, 4)
            self.pages.addWidget(area)
            tab.toggled.connect(lambda on, name=name: self._turn(name, on))
        return frame

    def _turn(self, name: str, on: bool) -> None:
        if on:
            for other, tab in self.tabs.items():
                if other != name:
                    tab.setChecked(False)
            self.pages.setCurrentIndex(list(self.tabs).index(name))
            self.refresh()
        self._share()

    def turn_to(self, name: str) -> None:
        """Open a page beside the table: Weigh, Targets or Assumptions."""
        self.tabs[name].setChecked(True)

    def _aim(self, key: str) -> None:
        self.turn_to("Targets")
        self.aims.set_for(key)

    def _share(self) -> None:
        """Share the width between table and page; where it is tight, one lies there alone."""
        wanted = any(tab.isChecked() for tab in self.tabs.values())
        tight = self.width() < TIGHT
        self.pages.setVisible(wanted)
        self.table.setVisible(not (wanted and tight))
        if wanted and not tight:
            scale = max(self.font().pointSizeF() / 9.75, 1.0)
            aside = round(ASIDE * scale)
            self.body.setSizes([max(self.width() - aside, 200), aside])
        yielding = (self.title, self.export, self.copy, self.place, self.enlarge)
        for part in yielding:
            part.show()
        for part in yielding:  # where there is no room for all, those first that matter least
            if self.head.sizeHint().width() <= self.width():
                break
            part.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._share()

    def changeEvent(self, event: QEvent) -> None:
        """Paint with the colours of another theme, once it is worn."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.isVisible():
            QTimer.singleShot(0, self, self._dress)

    def _dress(self) -> None:
        self.refresh()
        self._share()

    def _grow(self, on: bool) -> None:
        self.enlarge.setText("Make smaller" if on else "Enlarge")
        self.grip.setVisible(not on)
        self.grown.emit(on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back a step: from large to small, then to no board."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.enlarge.isChecked():
            self.enlarge.setChecked(False)
        else:
            self.closed.emit()

    def event(self, event: QEvent) -> bool:
        """Take Esc for the board before the window takes it for the selection."""
        if event.type() == QEvent.Type.ShortcutOverride and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    # What is shown

    def hear(self, heard: Heard) -> None:
        """Hear what else is said of the plans, and show all anew."""
        self.heard = heard
        self.refresh()

    def refresh(self) -> None:
        """Show the board as it is now."""
        deciding, counts = self._deciding, self._deciding.counts
        below = self.heard.below | self._scores(deciding.board)
        self.table.show_board(
            deciding.board, deciding.targets, below, self.heard.active, self.heard.language
        )
        if self.tabs["Weigh"].isChecked():
            self.weigh.refresh()
        self.aims.refresh()
        self.assumptions.show_values(deciding.assumptions)
        nothing = deciding.board is None and not counts.stopped
        words = "Counting …" if counts.busy else "There is no city model to count."
        self.counting.setText(words)
        self.counting.setVisible(counts.busy or nothing)
        self.again.setVisible(counts.stopped and not counts.busy)
        self._list_places()
        for part in (self.copy, self.export):
            part.setEnabled(deciding.board is not None)

    def _scores(self, board: Board | None) -> dict[str, str]:
        """The score of each plan, to stand below its name."""
        weighed = self._deciding.weighed
        if board is None or weighed is None or not weighed.counts:
            return {}
        said = {}
        for row, plan in enumerate(weighed.plans):
            first = "first, " if row == weighed.first and weighed.certain else ""
            said[board.plans[plan].ident] = f"{first}{score_words(weighed, row)} points"
        return said

    def _list_places(self) -> None:
        counts = self._deciding.counts
        wanted = [(WHOLE, ""), *counts.places]
        there = [
            (self.place.itemText(k), self.place.itemData(k)) for k in range(self.place.count())
        ]
        self._filling = True
        if there != wanted:
            self.place.clear()
            for words, ident in wanted:
                self.place.addItem(words, ident)
        self.place.setEnabled(len(wanted) > 1)
        tip = "The same ground in every plan" if len(wanted) > 1 else "Draw a plot to look at it"
        self.place.setToolTip(tip)
        self.place.setCurrentIndex(max(self.place.findData(counts.place), 0))
        self._filling = False

    def _choose_place(self, _: int) -> None:
        if not self._filling:
            self._deciding.counts.choose(str(self.place.currentData() or ""))
