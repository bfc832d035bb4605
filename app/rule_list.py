"""Rules, one below the other: what is asked, and the colour of what it is true of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.palette_picker import Swatch
from city.palettes import DEFAULT, PALETTES
from city.style import Rule

FIRST = "height > 20"
MOST = 12


class RuleRow(QWidget):
    """A colour, a question, and a button that takes both away."""

    changed = Signal()
    gone = Signal(object)  # itself

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self.title = rule.title
        self.swatch = Swatch("The colour of this rule", rule.colour)
        self.where = QLineEdit(rule.where)
        self.where.setAccessibleName("What this rule asks")
        self.where.setPlaceholderText("height > 30 and year < 1950")
        away = QToolButton()
        away.setText("×")
        away.setProperty("role", "flat")
        away.setFixedSize(24, 24)
        away.setStyleSheet("padding: 0")
        away.setToolTip("Remove this rule")
        away.setAccessibleName("Remove this rule")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        for part in (self.swatch, self.where, away):
            line.addWidget(part)
        self.where.editingFinished.connect(self.changed)
        self.swatch.picked.connect(lambda _: self.changed.emit())
        away.clicked.connect(lambda: self.gone.emit(self))

    def rule(self) -> Rule:
        return Rule(self.where.text().strip(), self.swatch.colour, self.title)


class RuleList(QWidget):
    """The rules of a style; the first that is true of a thing colours it."""

    changed = Signal(object)  # tuple of Rule, only those that ask something

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[RuleRow] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(4)
        self.more = QPushButton("+ Add a rule")
        self.more.setProperty("role", "link")
        self.more.clicked.connect(self.add)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addLayout(self._column)
        outside.addWidget(self.more)

    def rules(self) -> tuple[Rule, ...]:
        return tuple(row.rule() for row in self.rows if row.where.text().strip())

    def show_rules(self, rules: Sequence[Rule]) -> None:
        """List the rules of a style, unless they stand here already."""
        if tuple(rules) == self.rules():
            return
        for row in list(self.rows):
            self._drop(row)
        for rule in rules:
            self._append(rule)

    def add(self) -> None:
        """One more line, to be filled in."""
        colours = PALETTES[DEFAULT["qualitative"]].colours(MOST).tolist()
        colour = "#" + bytes(colours[len(self.rows) % MOST]).hex()
        self._append(Rule("", colour)).where.setFocus()

    def _append(self, rule: Rule) -> RuleRow:
        row = RuleRow(rule)
        row.changed.connect(self._tell)
        row.gone.connect(self._remove)
        self.rows.append(row)
        self._column.addWidget(row)
        self.more.setEnabled(len(self.rows) < MOST)
        return row

    def _remove(self, row: RuleRow) -> None:
        self._drop(row)
        self._tell()

    def _drop(self, row: RuleRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.deleteLater()
        self.more.setEnabled(True)

    def _tell(self) -> None:
        if self.rules():
            self.changed.emit(self.rules())


def first_rule() -> Rule:
    """What a rule style begins with."""
    return Rule(FIRST, "#" + bytes(PALETTES[DEFAULT["qualitative"]].colours(1)[0].tolist()).hex())
