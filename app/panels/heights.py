"""Why does it float: what each source claims, what the ground says, and the mend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.document import Document
from app.elided import Elided
from app.histogram import Histogram
from app.lift import carried
from app.on_the_table import Change
from app.standing import Standing, standings
from app.tasks import Task, Tasks
from app.wording import lift_words, metres_up, number
from city.project import HeightFix

HINT = (
    "Buildings float or sink when their heights and the terrain's count from different levels, "
    "such as the ellipsoid of GPS and the sea level of maps."
)
FARTHEST = 9999.0  # metres that something can be moved


class Heights(QWidget):
    """A card for each source; a mend moves the source, is kept with the project, can be undone."""

    def __init__(self, document: Document, tasks: Tasks) -> None:
        super().__init__()
        self._document, self._tasks = document, tasks
        self._task: Task | None = None
        self._stale = True
        self.cards: list[Card] = []
        self.word = QLabel(HINT)
        self.word.setProperty("role", "grey")
        self.word.setWordWrap(True)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(14)
        self._column.addStretch(1)
        area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.word)
        column.addWidget(area, 1)
        document.changed.connect(self._on_change)

    @property
    def busy(self) -> bool:
        return self._task is not None

    def look(self) -> None:
        """Compare everything on the table with the ground, unless that is done already."""
        if not self._stale or not self._document.opened:
            return
        if self._task is not None:
            self._task.cancel()
        self._stale = False
        openings = tuple(self._document.opened)
        self._task = self._tasks.start(
            "Comparing heights", lambda progress: standings(openings, progress), self._show
        )

    def _on_change(self, change: Change) -> None:
        if change.what == "opened":
            self._stale = True
            if not self._document.opened:
                self._show([])
            elif self.isVisible():
                self.look()

    def _show(self, found: list[Standing]) -> None:
        self._task = None
        for card in self.cards:
            card.deleteLater()
        self.cards = [Card(standing, self._move) for standing in found]
        for place, card in enumerate(self.cards):
            self._column.insertWidget(place, card)

    def _move(self, standing: Standing, metres: float) -> None:
        """Let a source be so many metres higher than its file says, 0 for as it says."""
        place = (standing.opening, standing.position)
        rest = tuple(f for f in self._document.fixes if (f.opening, f.position) != place)
        why = standing.said.words if standing.said is not None else ""
        made = datetime.now(UTC).isoformat(timespec="seconds")
        fix = (HeightFix(*place, round(metres, 3), why, made),) if abs(metres) >= 0.001 else ()
        words = f"Move {standing.name}" if fix else f"Put {standing.name} back"
        step = metres - standing.lift
        self._document.do(words, fixes=(*rest, *fix), notes=carried(self._document, *place, step))


class Card(QFrame):
    """One source: its claim, its distance from the ground, what that means, and the mend."""

    def __init__(self, standing: Standing, move: Callable[[Standing, float], None]) -> None:
        super().__init__()
        self.standing, self._move = standing, move
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        name = Elided(standing.name)
        name.setProperty("role", "title")
        column.addWidget(name)
        column.addLayout(self._facts())
        found = standing.found
        if found is not None and len(found.metres):
            self.histogram = Histogram()
            self.histogram.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.histogram.setAccessibleName("Metres above the ground")
            self.histogram.show_values(found.metres)
            column.addWidget(self.histogram)
        self.said = _label(self._words())
        column.addWidget(self.said)
        column.addLayout(self._mends())

    def _facts(self) -> QGridLayout:
        standing, found = self.standing, self.standing.found
        facts = [
            ("Its heights", standing.claim),
            ("The ground", standing.ground or ("itself" if standing.shows_ground else "not known")),
        ]
        if found is not None and len(found.metres):
            off = f"{metres_up(found.median)} ± {number(found.spread, 2)} m"
            counted = f"{number(len(found.metres))} of {number(found.asked)}"
            facts += [("Above it", off), ("Compared", f"{counted} places")]
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        for row, (name, text) in enumerate(facts):
            grid.addWidget(_label(name, "grey"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_label(text), row, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _words(self) -> str:
        standing = self.standing
        if standing.said is None and standing.shows_ground:
            return "It shows the ground itself, and nothing else does, so nothing gainsays it."
        if standing.said is None:
            return (
                "Nothing on the table shows the ground. Add a terrain, or a survey whose ground "
                "points are classified."
            )
        return standing.said.words

    def _mends(self) -> QVBoxLayout:
        standing = self.standing
        column = QVBoxLayout()
        column.setSpacing(6)
        self.mend: QPushButton | None = None
        if standing.said is not None and standing.said.floats and standing.found is not None:
            step = standing.exact if standing.exact is not None else -standing.found.median
            by = " by the grid" if standing.exact is not None else ""
            sign = "+" if step > 0 else "−"
            self.mend = QPushButton(f"Move it by {sign}{number(abs(step), 2)} m{by}")
            self.mend.setProperty("role", "main")
            self.mend.clicked.connect(lambda: self._move(standing, standing.lift + step))
            column.addWidget(self.mend)
        row = QHBoxLayout()
        self.metres = QDoubleSpinBox()
        self.metres.setRange(-FARTHEST, FARTHEST)
        self.metres.setDecimals(2)
        self.metres.setSuffix(" m")
        self.metres.setValue(standing.lift)
        self.metres.setAccessibleName(f"Metres that {standing.name} is moved up")
        move = QPushButton("Move")
        move.clicked.connect(lambda: self._move(standing, self.metres.value()))
        row.addWidget(_label("Up by", "grey"))
        row.addWidget(self.metres, 1)
        row.addWidget(move)
        column.addLayout(row)
        self.back: QPushButton | None = None
        if standing.lift:
            badge = _label(lift_words(standing.lift), "badge")
            badge.setWordWrap(False)
            self.back = QPushButton("Put it back")
            self.back.clicked.connect(lambda: self._move(standing, 0.0))
            row = QHBoxLayout()
            row.addWidget(badge)
            row.addStretch(1)
            row.addWidget(self.back)
            column.addLayout(row)
        return column


def _label(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label
