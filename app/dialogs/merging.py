"""Bringing another plan in: what would come, and what both plans want otherwise."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.wording import number
from city.edits.edit import count
from city.scenario import Conflict, Merged, Scenario, Take

MOST = 100  # conflicts that are decided one by one
HIGHEST = 320  # pixels of the list of conflicts


class Merging(QDialog):
    """Lists the conflicts of two plans, each to be decided; the picture shows what comes of it."""

    decided = Signal(list)  # of each conflict, whose step counts
    looked = Signal(object)  # the plan as it would be, None for the one on the table
    flown = Signal(str)  # the id of what a conflict is about

    def __init__(
        self, parent: QWidget, merged: Merged, other: Scenario, name_of: Callable[[str], str]
    ) -> None:
        """name_of: what the thing of an id is called."""
        super().__init__(parent)
        self._name_of = name_of
        self._merged, self._names = merged, (merged.into.name, other.name)
        self.setWindowTitle(f"Bring {other.name} into {merged.into.name}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(560)
        self.choices: list[QComboBox] = []
        self.shows: list[QPushButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        word = QLabel(self._summary())
        word.setTextFormat(Qt.TextFormat.PlainText)
        word.setWordWrap(True)
        column.addWidget(word)
        if merged.conflicts:
            column.addWidget(self._conflicts())
        self.all = QComboBox()
        if len(merged.conflicts) > 1:
            column.addWidget(self._for_all())
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.bring = self.buttons.addButton("Bring in", QDialogButtonBox.ButtonRole.AcceptRole)
        self.bring.setProperty("role", "main")
        self.bring.setEnabled(bool(merged.coming))
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.buttons)
        self.finished.connect(lambda _: self.looked.emit(None))

    def _summary(self) -> str:
        merged, (mine, theirs) = self._merged, self._names
        if not merged.coming:
            return f"Everything that was done in {theirs} is in {mine} already."
        told = f"{count(len(merged.coming), 'edit')} of {theirs} would come into {mine}."
        if not merged.conflicts:
            return f"{told} Nothing in them contradicts what was done here."
        objects = {ident for one in merged.conflicts for ident in one.objects}
        about = count(len(objects), "object")
        return f"{told} The plans want different things of {about}; say what is to hold."

    def _conflicts(self) -> QWidget:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(0, 1)
        for row, conflict in enumerate(self._merged.conflicts[:MOST]):
            words = QLabel(self._words(conflict))
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setWordWrap(True)
            choice = self._choice()
            choice.setAccessibleName(f"What is to hold of {self._name_of(conflict.objects[0])}")
            choice.currentIndexChanged.connect(lambda _, one=conflict: self._look(one))
            show = QPushButton("Look")
            show.setToolTip("Show it in the picture, as decided here")
            show.clicked.connect(lambda _=False, one=conflict: self._look(one))
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(words, row, 0, top)
            grid.addWidget(choice, row, 1, top)
            grid.addWidget(show, row, 2, top)
            self.choices.append(choice)
            self.shows.append(show)
        more = len(self._merged.conflicts) - MOST
        if more > 0:
            grid.addWidget(QLabel(f"and {number(more)} more, as the last one"), MOST, 0)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumHeight(min(inside.sizeHint().height() + 30, HIGHEST))
        return area

    def _words(self, conflict: Conflict) -> str:
        mine, theirs = self._names
        what = ", ".join(self._name_of(ident) for ident in conflict.objects[:3])
        more = len(conflict.objects) - 3
        what += f" and {number(more)} more" if more > 0 else ""
        ours, other = conflict.ours.edit.words(), conflict.theirs.edit.words()
        return f"{what}\n{mine}: {ours}\n{theirs}: {other}"

    def _choice(self) -> QComboBox:
        mine, theirs = self._names
        box = QComboBox()
        for words, take in (
            (f"As in {mine}", "ours"),
            (f"As in {theirs}", "theirs"),
            (f"Both, {theirs} last", "both"),
        ):
            box.addItem(words, take)
        return box

    def _for_all(self) -> QWidget:
        line = QWidget()
        grid = QGridLayout(line)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        grid.addWidget(QLabel("All of them"), 0, 0, Qt.AlignmentFlag.AlignRight)
        self.all = self._choice()
        self.all.setAccessibleName("What is to hold of all of them")
        self.all.activated.connect(self._decide_all)
        grid.addWidget(self.all, 0, 1)
        return line

    def _decide_all(self, index: int) -> None:
        for box in self.choices:
            box.blockSignals(True)
            box.setCurrentIndex(index)
            box.blockSignals(False)
        self.looked.emit(self._merged.scenario(self.takes()))

    def takes(self) -> list[Take]:
        """What is decided of each conflict."""
        found: list[Take] = [box.currentData() for box in self.choices]
        rest = len(self._merged.conflicts) - len(found)
        return [*found, *([found[-1]] * rest if found else [])]

    def _look(self, conflict: Conflict) -> None:
        self.looked.emit(self._merged.scenario(self.takes()))
        self.flown.emit(conflict.objects[0])

    def _accept(self) -> None:
        self.decided.emit(self.takes())
        self.accept()
