"""The page of the board with the targets: what a number is to come to, and who says so."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.deciding import Deciding
from app.still import StillCombo
from app.wording import number
from city.indicators import BY_KEY, INDICATORS
from city.indicators.targets import LONGEST, MARGIN, Target, wrong

REST = 500  # milliseconds without a key until what was typed counts


class TargetRow(QFrame):
    """One target: its least, its most, the margin within which it is nearly met, its source."""

    def __init__(self, key: str, deciding: Deciding) -> None:
        super().__init__()
        one = BY_KEY[key]
        self.key, self._deciding = key, deciding
        self.leaving = False  # it is taken away, and what loses the keyboard with it is not kept
        title = QLabel(one.title)
        self.away = QPushButton("×")
        self.away.setProperty("role", "link")
        self.away.setFixedWidth(26)
        self.away.setAccessibleName(f"Take away the target for {one.title}")
        self.least, self.most, self.margin, self.source = (QLineEdit() for _ in range(4))
        unit = f" {one.unit}" if one.unit else ""
        told = (
            (self.least, "at least", f"Least{unit} for {one.title}"),
            (self.most, "at most", f"Most{unit} for {one.title}"),
            (
                self.margin,
                "margin, %",
                f"Percent by which the target for {one.title} may be missed",
            ),
            (self.source, "who says so", f"Source of the target for {one.title}"),
        )
        for field, hint, name in told:
            field.setPlaceholderText(hint)
            field.setAccessibleName(name)
            field.setToolTip(name)
        self.source.setMaxLength(LONGEST)
        self.fault = QLabel()
        self.fault.setProperty("role", "error")
        self.fault.setWordWrap(True)
        self.fault.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 8)
        grid.setSpacing(4)
        grid.addWidget(title, 0, 0, 1, 3)
        grid.addWidget(self.away, 0, 3)
        grid.addWidget(self.least, 1, 0)
        grid.addWidget(self.most, 1, 1)
        grid.addWidget(QLabel(one.unit), 1, 2, 1, 2)
        grid.addWidget(self.source, 2, 0, 1, 4)
        grid.addWidget(QLabel("nearly met within"), 3, 0)
        grid.addWidget(self.margin, 3, 1)
        grid.addWidget(QLabel("%"), 3, 2, 1, 2)
        grid.addWidget(self.fault, 4, 0, 1, 4)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 2)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.take)
        for field in (self.least, self.most, self.margin, self.source):
            field.textEdited.connect(lambda _: self._rest.start())
            field.editingFinished.connect(self.take)

    def show_target(self, target: Target) -> None:
        """Show what is kept, unless somebody is typing."""
        if self._rest.isActive() or self.fault.isVisibleTo(self):
            return
        told = {self.least: target.least, self.most: target.most, self.margin: target.margin}
        for field, value in told.items():
            if not field.hasFocus():
                field.setText("" if value is None else number(value))
                field.setCursorPosition(0)
        if not self.source.hasFocus():
            self.source.setText(target.source)
            self.source.setCursorPosition(0)

    def take(self) -> None:
        """Let what was typed be the target; say what is wrong with it."""
        self._rest.stop()
        if self.leaving:
            return
        bounds, fault = [], ""
        for field in (self.least, self.most, self.margin):
            value, good = number_of(field.text())
            bounds.append(value)
            fault = fault or ("" if good else f"{field.text()[:30]} is no number.")
        least, most, margin = bounds
        target = Target(
            *(self.key, least, most, self.source.text().strip()),
            margin=MARGIN if margin is None else margin,
        )
        why = wrong(target)
        fault = fault or (f"This is no target yet: {why}." if why else "")
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        if not fault and target != self._deciding.targets.get(self.key):
            self._deciding.aim(self.key, target)


def number_of(text: str) -> tuple[float | None, bool]:
    """The number that somebody typed, in the user's way or the English one, None for nothing; and
    whether it is one."""
    plain = text.strip().replace("\u00a0", " ").replace(" ", "").replace("\u202f", "")
    if not plain:
        return None, True
    for locale in (QLocale(), QLocale("en_GB")):
        value, good = locale.toDouble(plain)
        if good:
            return float(value), True
    return None, False


class TargetsPage(QWidget):
    """A row for each target, and the numbers that have none yet to choose from."""

    def __init__(self, deciding: Deciding) -> None:
        super().__init__()
        self._deciding = deciding
        self._fresh: list[str] = []  # rows that say no target yet
        self.rows: dict[str, TargetRow] = {}
        self.hint = QLabel("What a number is to come to, so that the board says who meets it.")
        self.hint.setProperty("role", "grey")
        self.hint.setWordWrap(True)
        self.more = StillCombo()
        self.more.setAccessibleName("Set one more target")
        self.more.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.more.setMinimumContentsLength(8)
        short = StillCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.more.setSizeAdjustPolicy(short)
        self.more.activated.connect(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 4, 8)
        column.setSpacing(4)
        column.addWidget(self.hint)
        self._column = QVBoxLayout()
        column.addLayout(self._column)
        column.addWidget(self.more)
        column.addStretch(1)
        self.refresh()

    def refresh(self) -> None:
        """Show the targets that there are by now."""
        targets = self._deciding.targets
        wanted = [*targets, *(key for key in self._fresh if key not in targets)]
        if list(self.rows) != wanted or not self.more.count():
            self._list(wanted)
        for key, target in targets.items():
            self.rows[key].show_target(target)

    def _list(self, wanted: list[str]) -> None:
        for key in [key for key in self.rows if key not in wanted]:
            row = self.rows.pop(key)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {key: self.rows.get(key) or self._row(key) for key in wanted}
        for place, row in enumerate(self.rows.values()):
            self._column.insertWidget(place, row)
        self.more.clear()
        self.more.addItem("Set one more target …", "")
        for one in INDICATORS:
            if one.key not in wanted:
                self.more.addItem(one.title, one.key)

    def _row(self, key: str) -> TargetRow:
        row = TargetRow(key, self._deciding)
        row.away.clicked.connect(lambda: self._leave(key))
        return row

    def _add(self, _: int) -> None:
        self.set_for(str(self.more.currentData() or ""))

    def set_for(self, key: str) -> None:
        """Let a target be typed for an indicator."""
        if key in BY_KEY:
            if key not in self.rows:
                self._fresh.append(key)
                self.refresh()
            self.rows[key].least.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self, key: str) -> None:
        self.rows[key].leaving = True
        self._fresh = [one for one in self._fresh if one != key]
        self._deciding.aim(key, None)
        self.refresh()
