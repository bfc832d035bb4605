"""The page of proposed changes: what platforms say of buildings, to be taken or left."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.live.proposing import Proposing
from app.proposal_words import reasons, says
from app.wording import as_tip, number, visible
from city.proposals import Proposal
from importers.live.feed import now

MOST = 2_000  # lines
REASONS = 4  # lines of why something is not proposed
ROLE = Qt.ItemDataRole.UserRole
HINT = "Nothing is changed before you take it. A double click flies to a building."


class ProposalsPage(QWidget):
    """Shows, as long as it is in front, what the city would be like."""

    flown = Signal(str)  # the id of an object

    def __init__(self, proposing: Proposing) -> None:
        super().__init__()
        self._proposing = proposing
        self._shown: list[tuple[str, str, str]] = []  # the key, the words and the doubt of each
        self.head = QLabel()
        self.head.setProperty("role", "section")
        self.head.setWordWrap(True)
        self.hint, self.notes = _grey(), _grey()
        self.hint.setText(HINT)
        self.every = QCheckBox("Choose all without a doubt")
        self.every.toggled.connect(self._check_all)
        self.list = QListWidget()
        self.list.setAccessibleName("Proposed changes; Space chooses one, Return flies to it")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.itemActivated.connect(lambda item: self.flown.emit(item.data(ROLE).object))
        self.list.itemChanged.connect(self._checked)
        self.take = QPushButton("&Take into the plan")
        self.take.setToolTip("Do what is chosen in the plan on the table, as one step")
        self.take.clicked.connect(lambda: self._proposing.take(self.chosen()))
        self.leave = QPushButton("&Leave")
        self.leave.setToolTip("Do not offer what is chosen again, until something else is said")
        self.leave.clicked.connect(lambda: self._proposing.leave(self.chosen()))
        self.again = QPushButton()
        self.again.setProperty("role", "flat")
        self.again.clicked.connect(self._proposing.offer_again)
        row = QHBoxLayout()
        row.addWidget(self.take, 1)
        row.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 6, 4)
        column.setSpacing(8)
        for widget in (self.head, self.hint, self.every):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        column.addWidget(self.again)
        column.addWidget(self.notes)
        proposing.told.connect(self.refresh)
        self.refresh()

    def chosen(self) -> list[str]:
        """The keys of what is chosen."""
        items = map(self.list.item, range(self.list.count()))
        return [one.data(ROLE).key for one in items if one.checkState() is Qt.CheckState.Checked]

    def refresh(self) -> None:
        """Tell what is proposed; what was chosen stays so."""
        offered = self._proposing.offered
        names = self._proposing.names
        told = [(one.key, says(one, now(), names), one.doubt) for one in offered[:MOST]]
        if [(key, doubt) for key, _, doubt in told] != [(k, d) for k, _, d in self._shown]:
            self._fill(offered[:MOST])
        for item, (_, words, doubt) in zip(
            map(self.list.item, range(self.list.count())), told, strict=True
        ):
            self._word(item, words, doubt)
        self._shown = told
        many = f"{number(len(offered))} proposed change{'' if len(offered) == 1 else 's'}"
        self.head.setText(many if offered else "Nothing is proposed.")
        for widget in (self.hint, self.list, self.every):
            widget.setVisible(bool(offered))
        self.every.setVisible(len(offered) > 1)
        self.again.setText(f"Offer what was left again ({number(self._proposing.left)})")
        self.again.setVisible(self._proposing.left > 0)
        more = [f"{number(len(offered) - MOST)} more are not listed."] if offered[MOST:] else []
        why = reasons(self._proposing.found.proposals.told)
        left = [f"and {number(len(why) - REASONS)} more reasons"] if why[REASONS:] else []
        lines = ["Not proposed:", *why[:REASONS], *left] if why else []
        self.notes.setText(visible("\n".join([*more, *lines])))
        self.notes.setVisible(bool(more or lines))
        self._tell_buttons()

    def _fill(self, offered: list[Proposal]) -> None:
        kept = {*self.chosen()}
        with QSignalBlocker(self.list):
            self.list.clear()
            for one in offered:
                item = QListWidgetItem()
                item.setData(ROLE, one)
                checked = one.key in kept
                item.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
                self.list.addItem(item)
        with QSignalBlocker(self.every):
            self.every.setChecked(False)

    def _word(self, item: QListWidgetItem, words: str, doubt: str) -> None:
        """Two lines, or three where something is doubted."""
        one = item.data(ROLE)
        named = " · ".join(filter(None, (one.statement.thing.name, one.object)))
        lines = [named, words, *([f"⚠ {doubt}"] if doubt else [])]
        text = visible("\n".join(lines))
        if text != item.text():
            with QSignalBlocker(self.list):
                item.setText(text)
                item.setToolTip(as_tip(text))

    def _checked(self, item: QListWidgetItem) -> None:
        """Of what contradicts, one alone can be chosen."""
        one = item.data(ROLE)
        if item.checkState() is Qt.CheckState.Checked:
            with QSignalBlocker(self.list):
                for other in map(self.list.item, range(self.list.count())):
                    told = other.data(ROLE)
                    same = (told.object, told.about) == (one.object, one.about)
                    if other is not item and same:
                        other.setCheckState(Qt.CheckState.Unchecked)
        self._tell_buttons()

    def _check_all(self, on: bool) -> None:
        with QSignalBlocker(self.list):
            for item in map(self.list.item, range(self.list.count())):
                wanted = on and not item.data(ROLE).doubt
                item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
        self._tell_buttons()

    def _tell_buttons(self) -> None:
        some = bool(self.chosen())
        self.take.setEnabled(some)
        self.leave.setEnabled(some)

    # As long as it is in front

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._proposing.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._proposing.end()


def _grey() -> QLabel:
    label = QLabel()
    label.setProperty("role", "grey")
    label.setWordWrap(True)
    return label
