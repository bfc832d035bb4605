"""The plan page: what the plan on the table is called, its numbers, and what was done in it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.counting import Counting
from app.panels.assumptions import Assumptions
from app.panels.fold import Fold
from app.panels.numbers import NumberTable
from app.panels.rubble import Rubble
from app.panels.story import Story
from app.plan_words import name_words
from app.planning import Planning
from app.wording import number
from city.edits import read_edit
from city.edits.edit import count

LANGUAGES = {"en": "GFA, FAR", "de": "BGF, GFZ, GRZ", "nl": "bvo, fsi, gsi", "fr": "SDP, COS, CES"}
LANGUAGE = "vocabulary"  # its name in the project
REST = 700  # milliseconds without a key until what was typed is kept
WHOLE = "Whole city"


class PlanPage(QScrollArea):
    """Everything about the plan on the table; what is typed and slid is kept in the project."""

    flown = Signal(str)  # the id of something to look at
    refused = Signal(str)

    def __init__(self, planning: Planning, counting: Counting) -> None:
        super().__init__()
        self._planning, self._counting = planning, counting
        self._filling = False
        self._ident = ""  # of the plan whose name stands in the field
        self._beyond = ""  # of what the warning is about
        self.lock, self.origin, self.counts = _grey(), _grey(), _grey()
        self.name, self.about = QLineEdit(), QPlainTextEdit()
        self.name.setAccessibleName("Name of the plan")
        self.name.setMaxLength(200)
        self.about.setAccessibleName("What the plan is about")
        self.about.setPlaceholderText("What this plan is about")
        self.about.setTabChangesFocus(True)
        self.place, self.language = QComboBox(), QComboBox()
        self.place.setAccessibleName("Where the numbers hold")
        self.language.setAccessibleName("Names of the numbers")
        self.language.setToolTip("What planners call them where you plan")
        for name, words in LANGUAGES.items():
            self.language.addItem(words, name)
        self.warning = QPushButton()
        self.warning.setProperty("role", "warning")
        self.warning.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.warning.hide()
        self.count_now = QPushButton("Count the city")
        self.numbers = NumberTable()
        self.compare = QPushButton("Hold to see the baseline")
        self.compare.setProperty("role", "main")
        self.compare.setToolTip(
            "The city without the plan, as long as it is pressed (V, or Space over the city)"
        )
        self.assumptions = Assumptions()
        self.story, self.rubble = Story(), Rubble()
        self.lost = _grey()
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        self.setWidgetResizable(True)
        inside = QWidget()
        self.setWidget(inside)  # while it is empty: it would be dressed and measured twice
        column = self._column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 8)
        column.setSpacing(8)
        self.about.setFixedHeight(self.about.fontMetrics().height() * 2 + 14)
        self.name.setProperty("role", "name")
        choices = QHBoxLayout()
        choices.setSpacing(6)
        for box in (self.place, self.language):
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            choices.addWidget(box, 1)
        live = QWidget()
        below = QVBoxLayout(live)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(6)
        below.addLayout(choices)
        for told in (self.warning, self.counts, self.count_now, self.numbers, self.compare):
            below.addWidget(told)
        self.folds = {
            "live": Fold("This plan, live", live),
            "assumptions": Fold("Assumptions", self.assumptions, False),
            "story": Fold("What was done", self.story),
            "lost": Fold("What could not be done", self.lost),
            "rubble": Fold("Demolished", self.rubble, False),
        }
        parts: list[QWidget] = [self.lock, self.name, self.origin, self.about]
        for part in (*parts, *self.folds.values()):
            column.addWidget(part)
        column.addStretch(1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _connect(self) -> None:
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.keep)
        self.name.textEdited.connect(lambda _: self._rest.start())
        self.name.editingFinished.connect(self.keep)
        self.about.textChanged.connect(self._typed)
        self.place.currentIndexChanged.connect(self._choose_place)
        self.language.currentIndexChanged.connect(self._choose_language)
        self.count_now.clicked.connect(self._counting.begin)
        self.warning.clicked.connect(lambda: self.flown.emit(self._beyond))
        self.assumptions.moved.connect(self._counting.assume)
        self.story.gone_to.connect(self._planning.retracing.jump)
        self.story.refused.connect(self.refused)
        self.rubble.flown.connect(self.flown)
        self.rubble.restored.connect(self._restore)
        self._planning.settled.connect(self.refresh)
        self._counting.told.connect(self._tell)

    # What is shown

    def refresh(self) -> None:
        """Show the plan on the table as it is now."""
        planning, scenario = self._planning, self._planning.scenario
        if self._rest.isActive() and (scenario is None or self._ident != scenario.ident):
            self.keep()
        if scenario is None:
            self.rubble.show_rubble([], str, False)  # it lets go of the city
            return
        self._filling = True
        held = self._rest.isActive()  # somebody is typing
        self._ident = scenario.ident
        if not held and self.name.text() != scenario.name:
            self.name.setText(scenario.name)
        if not held and self.about.toPlainText() != scenario.about:
            self.about.setPlainText(scenario.about)
        parent = planning.scenarios.get(scenario.parent)
        name = parent.name if parent is not None else ""
        self.origin.setText(_origin(name, scenario.mirrors, len(scenario.steps)))
        self._lock(planning.locked)
        language = planning.setting(LANGUAGE)
        self.language.setCurrentIndex(max(self.language.findData(language), 0))
        view = planning.view
        self.story.show_steps(scenario, name, view.lost)
        self.folds["story"].say(number(len(scenario.steps)))
        self.lost.setText("\n".join(one.words for one in view.lost))
        self.folds["lost"].setVisible(bool(view.lost))
        gone = view.demolished()
        self.rubble.show_rubble(gone, partial(name_words, view), bool(planning.locked))
        self.folds["rubble"].say(number(len(gone)))
        self.folds["rubble"].setVisible(bool(gone))
        self._filling = False
        self._tell()

    def _lock(self, why: str) -> None:
        self.lock.setText(
            f"Nothing can be changed here: {why}. File > Keep as project makes a copy of your own."
            if why
            else ""
        )
        self.lock.setVisible(bool(why))
        self.name.setReadOnly(bool(why))
        self.about.setReadOnly(bool(why))

    def _tell(self) -> None:
        """Show the numbers that are known by now."""
        counting = self._counting
        if self._planning.scenario is None:
            return
        self._filling = True
        self._list_places()
        numbers, before = counting.numbers, counting.baseline
        self.counts.setText("Counting the city …" if counting.busy else "")
        self.counts.setVisible(counting.busy)
        self.count_now.setVisible(numbers is None and not counting.busy)
        self.numbers.language = str(self.language.currentData())
        self.numbers.show_numbers(numbers, before, counting.assumptions, counting.limits)
        self.assumptions.show_values(counting.assumptions)
        changed = len(counting.assumptions)
        self.folds["assumptions"].say(f"{changed} changed" if changed else "")
        self._filling = False

    def _list_places(self) -> None:
        plots = [(str(p.attributes.get("name", p.id)), p.id) for p in self._counting.plots]
        wanted = [(WHOLE, ""), *plots]
        there = [
            (self.place.itemText(k), self.place.itemData(k)) for k in range(self.place.count())
        ]
        if there != wanted:
            self.place.clear()
            for words, ident in wanted:
                self.place.addItem(words, ident)
        self.place.setEnabled(len(wanted) > 1)
        self.place.setToolTip("" if plots else "Draw a plot or a zone to see its numbers")
        self.place.setCurrentIndex(max(self.place.findData(self._counting.place), 0))

    def warn(self, words: str, ident: str) -> None:
        """Say what sticks out of a zone, and whose numbers it is; "" for nothing."""
        lines = words.replace("&", "&&").replace(", ", ",\n     ")  # a button breaks no line
        self.warning.setText(f"⚠  {lines}")
        self.warning.setToolTip("Look at it")
        self.warning.setVisible(bool(words))
        self._beyond = ident

    # What is done

    def keep(self) -> None:
        """Keep the name and the words as they are typed, though another plan has come since."""
        self._rest.stop()
        scenario = self._planning.scenarios.get(self._ident)
        if scenario is None or self._planning.locked:
            return
        name, about = self.name.text().strip() or scenario.name, self.about.toPlainText().strip()
        if (name, about) != (scenario.name, scenario.about):
            self._planning.describe(scenario, name=name, about=about)

    def spare(self, on: bool) -> None:
        """Leave out what the plan is called and is about, while the room is needed."""
        for part in (self.name, self.origin, self.about):
            part.setVisible(not on)

    def begin_with(self, widget: QWidget) -> None:
        """Put something above all else."""
        self._column.insertWidget(0, widget)
        widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # else Qt leaves it where it is
        QWidget.setTabOrder(self, widget)
        widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def edit_name(self) -> None:
        """Let the plan be called otherwise."""
        self.spare(False)
        self.ensureWidgetVisible(self.name)
        self.name.setFocus()
        self.name.selectAll()

    def _typed(self) -> None:
        if not self._filling:
            self._rest.start()

    def _choose_place(self, _: int) -> None:
        if not self._filling:
            self._counting.choose(str(self.place.currentData() or ""))

    def _choose_language(self, _: int) -> None:
        if not self._filling:
            self._planning.remember(LANGUAGE, self.language.currentData())
            self._tell()

    def _restore(self, idents: list[str]) -> None:
        self._planning.do(read_edit({"edit": "restore", "objects": idents}))


def _origin(parent: str, mirrors: bool, steps: int) -> str:
    """Where a plan comes from, and how much was done in it."""
    done = count(steps, "edit")
    if not parent:
        return done
    return f"Follows {parent} · {done}" if mirrors else f"As {parent}, but … · {done}"


def _grey() -> QLabel:
    label = QLabel()
    label.setProperty("role", "grey")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
