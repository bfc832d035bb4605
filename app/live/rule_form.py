"""The rules of a live layer: what is watched, and of how many things it holds now."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.live.words import things_words, value_words
from app.wording import visible
from city.alarms import Rule
from city.subjects import Subject

DURATIONS = {"at once": 0.0, "for 15 min": 900.0, "for 1 h": 3600.0, "for 8 h": 28800.0,
             "for 24 h": 86400.0}  # fmt: skip
WAYS = {"above": "Above", "below": "Below"}


class RuleForm(QWidget):
    """Adds rules and takes them away."""

    added = Signal(object)  # Rule
    removed = Signal(object)  # Rule

    def __init__(self) -> None:
        super().__init__()
        self._subject: Subject | None = None
        self._shown: tuple[tuple[Rule, int], ...] = ()
        self.way = QComboBox()
        self.way.setAccessibleName("Above or below")
        for key, name in WAYS.items():
            self.way.addItem(name, key)
        self.limit = QDoubleSpinBox()
        self.limit.setRange(-1e9, 1e9)
        self.limit.setDecimals(2)
        self.limit.setAccessibleName("Limit")
        self.duration = QComboBox()
        self.duration.setAccessibleName("For how long")
        for name, seconds in DURATIONS.items():
            self.duration.addItem(name, seconds)
        self.add = QPushButton("Watch")
        self.add.setToolTip("Say so as soon as a value is beyond this limit for so long")
        self.add.clicked.connect(self._add)
        form = QGridLayout()
        form.setSpacing(4)
        form.setColumnStretch(1, 1)
        for place, part in enumerate((self.way, self.limit, self.duration, self.add)):
            part.setMinimumWidth(20)
            form.addWidget(part, place // 2, place % 2)
        self._rows = QGridLayout()
        self._rows.setColumnStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(form)
        column.addLayout(self._rows)

    def show_rules(
        self, subject: Subject | None, rules: Mapping[Rule, int], subjects: Mapping[str, Subject]
    ) -> None:
        """List rules with how many things each holds of; new ones are for a subject."""
        if subject != self._subject:
            self._subject = subject
            unit = f" {subject.unit}" if subject is not None and subject.unit else ""
            self.limit.setSuffix(visible(unit))
            limits = subject.quantity.limits if subject and subject.quantity else ()
            self.limit.setValue(limits[0].value if limits else 0.0)
        self.add.setEnabled(subject is not None)
        shown = tuple(rules.items())
        if shown == self._shown:
            return
        self._shown = shown
        while item := self._rows.takeAt(0):
            if old := item.widget():
                old.deleteLater()
        for row, (rule, holds) in enumerate(shown):
            words = QLabel(visible(rule_words(rule, subjects.get(rule.subject), holds)))
            words.setWordWrap(True)
            words.setMinimumWidth(20)  # however long a word is
            words.setTextFormat(Qt.TextFormat.PlainText)  # what platforms say is no markup
            away = QToolButton()
            away.setProperty("role", "flat")
            away.setText("✕")
            away.setAccessibleName(f"No longer watch: {words.text()}")
            away.clicked.connect(partial(self.removed.emit, rule))
            self._rows.addWidget(words, row, 0)
            self._rows.addWidget(away, row, 1)

    def _add(self) -> None:
        if self._subject is not None:
            way, seconds = self.way.currentData(), float(self.duration.currentData())
            self.added.emit(Rule(self._subject.key, way, self.limit.value(), seconds))


def rule_words(rule: Rule, subject: Subject | None, holds: int) -> str:
    """A rule in words, and of how many things it holds: "⚠ O3 above 25 µg/m³ for 1 h: 2 things"."""
    title = subject.title if subject is not None else rule.subject
    limit = value_words(subject, rule.limit) if subject is not None else f"{rule.limit:g}"
    told = next((name for name, s in DURATIONS.items() if s == rule.seconds), f"{rule.seconds:g} s")
    long = f" {told}" if rule.seconds else ""
    state = f"⚠ {title} {rule.way} {limit}{long}: {things_words(holds)}"
    return state if holds else f"✓ {title} {rule.way} {limit}{long}: nothing now"
