"""The page of differences: two sides, what differs in all, and a list that flies to each object."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QGridLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.difference_layers import LOOKS, MOST
from app.difference_model import DifferenceModel, icon_of
from app.differing import FILE, OVER, Differing
from app.wording import as_tip, number
from city.compare import MEASURES, SORTS, Sort

OBJECT, OTHER = 18, 25  # letters that a column has room for
SHORT = 14  # letters of an id in a sentence
SUMS = {"footprint": "Footprint", "floor": "Floor area", "volume": "Volume"}


class DifferenceLines(QTableView):
    """The lines of the list; Return or a double click flies to an object."""

    flown = Signal(int)  # the line

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Differences; Return flies to an object")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self.doubleClicked.connect(lambda index: self.flown.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at.isValid():
            self.flown.emit(at.row())
        else:
            super().keyPressEvent(event)


class DifferencesPage(QWidget):
    """Compares two plans, or this city and a file, as long as it is in front."""

    flown = Signal(int)  # the difference to fly to
    sought = Signal(str)  # the id of an object to fly to
    beside = Signal()  # a file is wanted
    exported = Signal()  # the list is wanted as a file

    def __init__(self, differing: Differing) -> None:
        super().__init__()
        self._differing = differing
        self.model = DifferenceModel(self)
        self._sides_part()
        self._totals_part()
        self._list_part()
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 6, 4)
        column.setSpacing(8)
        for part in (self._sides, self._totals):
            column.addLayout(part)
        self._means_part()
        parts = (self.waiting, self.sums, self.letters, self.lines)
        for widget in (*parts, self.meant, self.means, self.notes):
            column.addWidget(widget, 1 if widget in (self.lines, self.means) else 0)
        column.addWidget(self.export)
        differing.told.connect(self.refresh)
        self.refresh()

    # The parts

    def _sides_part(self) -> None:
        self.a, self.b = QComboBox(), QComboBox()
        self.a.setAccessibleName("Compared with, side A")
        self.b.setAccessibleName("What is compared, side B; it lies on the table")
        for box in (self.a, self.b):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(8)
            box.activated.connect(lambda _: self._choose())
        self.turn = QToolButton()
        self.turn.setText("⇅")
        self.turn.setToolTip("Swap the sides")
        self.turn.setAccessibleName("Swap the sides")
        self.turn.clicked.connect(self._differing.swap)
        self.open = QPushButton("Compare with a &file…")
        self.open.clicked.connect(self.beside)
        self.over = QPushButton()
        self.over.setToolTip("Take the file as a new delivery of the city, and do the plan over it")
        self.over.clicked.connect(self._over)
        self._sides = QGridLayout()
        self._sides.setSpacing(6)
        for row, (title, box) in enumerate((("A", self.a), ("B", self.b))):
            self._sides.addWidget(QLabel(title), row, 0)
            self._sides.addWidget(box, row, 1)
        self._sides.addWidget(self.turn, 0, 2, 2, 1)
        self._sides.addWidget(self.open, 2, 1, 1, 2)
        self._sides.addWidget(self.over, 3, 1, 1, 2)
        self._sides.setColumnStretch(1, 1)

    def _totals_part(self) -> None:
        self._totals = QVBoxLayout()
        self._totals.setSpacing(4)
        self.counts: dict[Sort, QPushButton] = {}
        for sort in SORTS:
            button = self.counts[sort] = QPushButton()
            button.setCheckable(True)
            button.setChecked(True)
            button.setIcon(icon_of(sort))
            button.setToolTip(f"List and show: {LOOKS[sort].title.lower()}")
            button.toggled.connect(self._narrow)
            self._totals.addWidget(button)
        self.waiting = QProgressBar()
        self.waiting.setRange(0, 0)
        self.waiting.setAccessibleName("Comparing")
        self.sums, self.notes = _grey(), _grey()

    def _list_part(self) -> None:
        self.letters = QLineEdit()
        self.letters.setPlaceholderText("Find in the list")
        self.letters.setAccessibleName("Find in the list of differences")
        self.letters.setClearButtonEnabled(True)
        self.letters.textChanged.connect(self._narrow)
        self.lines = DifferenceLines()
        self.lines.setModel(self.model)
        self.lines.flown.connect(lambda line: self.flown.emit(int(self.model.rows[line])))
        header = self.lines.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        letter = self.fontMetrics().averageCharWidth()
        for column, letters in ((1, OBJECT), (2, OTHER)):
            header.resizeSection(column, letters * letter)
        self.export = QPushButton("E&xport the list…")
        self.export.clicked.connect(self.exported)

    def _means_part(self) -> None:
        self.meant = QLabel()
        self.meant.setProperty("role", "section")
        self.means = QListWidget()
        self.means.setWordWrap(True)
        self.means.setAccessibleName("What the delivery means for the plan; Return flies to it")
        self.means.itemActivated.connect(self._seek)

    # What is shown

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._differing.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._differing.end()

    def refresh(self) -> None:
        """Tell what is compared, and what was found."""
        differing = self._differing
        sides = differing.sides
        for box, side in ((self.a, differing.a), (self.b, differing.b)):
            box.blockSignals(True)
            if [box.itemData(k) for k in range(box.count())] != list(sides) or [
                box.itemText(k) for k in range(box.count())
            ] != list(sides.values()):
                box.clear()
                for key, name in sides.items():
                    box.addItem(name, key)
            box.setCurrentIndex(max(box.findData(side), 0))
            box.blockSignals(False)
        found = differing.found
        self.waiting.setVisible(differing.busy)
        self.model.lay(found)
        counts = found.difference.counts() if found is not None else dict.fromkeys(SORTS, 0)
        for sort, button in self.counts.items():
            title = LOOKS[sort].title
            button.setText(f"{LOOKS[sort].sign} {title}  {number(counts[sort])}")
            button.setVisible(counts[sort] > 0)
        self.sums.setText(self._sum_words())
        self._tell_means()
        self.notes.setText(self._note_words())
        self.notes.setVisible(bool(self.notes.text()))
        self.export.setEnabled(found is not None and len(found.texts) > 0)

    def _tell_means(self) -> None:
        """Tell what a new delivery means for the plan that lies over it, or offer that."""
        differing = self._differing
        plan = differing.sides.get(f"{OVER}{differing.on_the_table}", "")
        self.over.setText(f"What it means for {differing.name_of(differing.on_the_table)}")
        self.over.setVisible(bool(plan) and not differing.b.startswith(OVER))
        over = differing.found is not None and differing.b.startswith(OVER)
        for widget in (self.meant, self.means):
            widget.setVisible(over)
        self.means.clear()
        if differing.found is None or not over:
            return
        told = differing.found.means
        words = f"{number(len(told))} to know" if told else "nothing stands in its way"
        self.meant.setText(f"The delivery and the plan: {words}")
        for one in told:
            words = one.words.replace(one.ident, _short(one.ident)) if one.ident else one.words
            item = QListWidgetItem(f"{one.sign}  {words}")
            item.setToolTip(as_tip(one.words))
            item.setData(Qt.ItemDataRole.UserRole, one.ident)
            self.means.addItem(item)

    def _sum_words(self) -> str:
        found = self._differing.found
        if found is None:
            return "" if self._differing.busy else "Nothing has been compared yet."
        if not found.texts:
            return "There is no difference."
        sums = found.difference.sums.items()
        told = [(name, one.net) for name, one in sums if abs(one.net) >= 0.5]
        words = [
            f"{SUMS[name]} {_signed(net)}\N{NO-BREAK SPACE}{MEASURES[name]}" for name, net in told
        ]
        return " · ".join(words) or "Floor area and volume are the same in all."

    def _note_words(self) -> str:
        found, beside = self._differing.found, self._differing.beside
        told = [*found.difference.told] if found is not None else []
        if beside is not None and FILE in (self._differing.a, self._differing.b):
            told = [*beside.told, *told]
        if found is not None and len(found.texts) > MOST:
            told.append(f"the picture shows the first {number(MOST)}")
        return "\n".join(f"{words[:1].upper()}{words[1:]}." for words in told)

    # What is chosen

    def _choose(self) -> None:
        self._differing.choose(self.a.currentData(), self.b.currentData())

    def _over(self) -> None:
        self._differing.choose(FILE, f"{OVER}{self._differing.on_the_table}")

    def _seek(self, item: QListWidgetItem) -> None:
        if ident := item.data(Qt.ItemDataRole.UserRole):
            self.sought.emit(ident)

    def _narrow(self, *_: object) -> None:
        sorts = [sort for sort, button in self.counts.items() if button.isChecked()]
        self.model.narrow(self.letters.text(), sorts)
        if tuple(sorts) != self._differing.sorts:
            self._differing.show_sorts(sorts)


def _short(ident: str) -> str:
    """An id that leaves room for what is said of it."""
    return ident if len(ident) <= SHORT else f"{ident[: SHORT // 2]}…{ident[-SHORT // 2 :]}"


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else '−'}{number(abs(value), 0)}"


def _grey() -> QLabel:
    label = QLabel()
    label.setProperty("role", "grey")
    label.setWordWrap(True)
    return label
