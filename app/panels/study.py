"""The study page: what can be asked of sun, sky and view, what was answered, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.panels.fold import Fold
from app.panels.study_affected import StudyAffected
from app.panels.study_against import StudyAgainst
from app.panels.study_buildings import StudyBuildings
from app.parameter_form import ParameterForm
from app.place_field import Pointer
from app.studies import DIFFERENCE, PLAN, TODAY, Studies
from app.tab import Tab
from app.wording import as_tip, number, quantity_words
from city.layer import Layer, Quantity
from city.layer_summary import summary
from city.project import Result
from city.simulate.catalogue import find, names

LONGEST = 14  # letters of a plan's name on a tab
ROWS = 4  # results that are listed without scrolling
ASPECTS = {TODAY: "Today", PLAN: "Plan", DIFFERENCE: "Difference"}


class StudyPage(QScrollArea):
    """Asks for studies, lists those that are kept, and says what the one on show says."""

    flown = Signal(str)  # the id of a building to fly to
    report = Signal()  # a report of the study on show is wanted

    def __init__(
        self,
        studies: Studies,
        area_in_view: Callable[[], list[float] | None],
        pointer: Pointer | None = None,
    ) -> None:
        super().__init__()
        self._studies, self._area_in_view, self._pointer = studies, area_in_view, pointer
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.form: ParameterForm | None = None
        self._told: Layer | None = None  # what the page was last written of
        self._column = QVBoxLayout()
        self._ask_part()
        self._kept_part()
        self._shown_part()
        inside = QWidget()
        inside.setLayout(self._column)
        self._column.setContentsMargins(4, 4, 6, 8)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        self.setWidget(inside)
        studies.told.connect(self.refresh)
        self.choose(self.what.currentData())
        self.refresh()

    # What is asked

    def _ask_part(self) -> None:
        self.what = QComboBox()
        self.what.setAccessibleName("Study")
        for name in names():
            self.what.addItem(find(name).title, name)
        self.what.currentIndexChanged.connect(lambda _: self.choose(self.what.currentData()))
        self.about = _grey()
        self._form_place = QVBoxLayout()
        self.run = QPushButton("Compute")
        self.run.setProperty("role", "main")
        self.run.clicked.connect(self._ask)
        self.stop = QPushButton("Cancel")
        self.stop.clicked.connect(self._studies.cancel)
        row = QHBoxLayout()
        row.addWidget(self.run, 1)
        row.addWidget(self.stop)
        self._method = _grey()
        for part in (self.what, self.about):
            self._column.addWidget(part)
        self._column.addLayout(self._form_place)
        self._column.addLayout(row)
        self._column.addWidget(Fold("How it is computed", self._method, opened=False))

    def choose(self, name: str) -> None:
        """Offer what one kind of study can be asked with."""
        line = self.what.findData(name)
        if line != self.what.currentIndex():
            self.what.setCurrentIndex(line)
            return
        simulation = find(name)
        if self.form is not None:
            self._form_place.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form = ParameterForm(simulation.parameters, self._area_in_view, self._pointer)
        self.form.changed.connect(self._mark)
        self._form_place.addWidget(self.form)
        self._mark()
        self.about.setText(simulation.about)
        parts = (
            ("Method", simulation.method),
            ("Source", simulation.source),
            ("Limits", simulation.limits),
            ("Accuracy", simulation.accuracy),
        )
        told = (f"<p><b>{title}.</b> {escape(text)}</p>" for title, text in parts if text)
        self._method.setText("".join(told))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._mark()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._mark()

    def _mark(self) -> None:
        """Mark the places of the form in the picture, as long as one sees the form."""
        if self.form is not None and self._pointer is not None:
            self._pointer.mark(self.form.places() if self.isVisible() else [])

    def _ask(self) -> None:
        assert self.form is not None
        self._studies.ask(self.what.currentData(), self.form.values())

    # What is kept

    def _kept_part(self) -> None:
        self.list = QListWidget()
        self.list.setAccessibleName("Studies that were computed")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._turn)
        self.list.itemClicked.connect(self._turn)
        self.kept = Fold("Computed", self.list)
        self._column.addWidget(self.kept)

    def _turn(self, item: QListWidgetItem) -> None:
        result: Result = item.data(Qt.ItemDataRole.UserRole)
        self._studies.show(result)
        self.choose(result.simulation)
        assert self.form is not None
        self.form.show_values(result.settings)

    def _list_results(self) -> None:
        self.list.clear()
        results = self._studies.results
        for one in results:
            old = "  · out of date" if one.ident in self._studies.stale else ""
            text = (
                f"{one.title}\n{self._studies.name_of(one)}, {one.made[:16].replace('T', ' ')}{old}"
            )
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.list.addItem(item)
            if self._studies.shown is one:
                self.list.setCurrentItem(item)
        rows = min(self.list.count(), ROWS) * max(self.list.sizeHintForRow(0), 1)
        self.list.setFixedHeight(rows + 2 * self.list.frameWidth())
        self.kept.say(str(len(results)) if results else "")
        self.kept.setVisible(bool(results))

    # What is on show

    def _shown_part(self) -> None:
        self.shown = QWidget()
        column = QVBoxLayout(self.shown)
        column.setContentsMargins(0, 0, 0, 0)
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.badge = QLabel()
        self.badge.setProperty("role", "badge")
        self.badge.setWordWrap(True)
        frame = QFrame()
        frame.setObjectName("tabs")
        tabs = QHBoxLayout(frame)
        tabs.setContentsMargins(3, 3, 3, 3)
        self._aspects = QButtonGroup(self)
        self.aspects: dict[str, Tab] = {}
        for aspect, title in ASPECTS.items():
            tab = self.aspects[aspect] = Tab(title)
            tab.clicked.connect(lambda _=False, a=aspect: self._see(a))
            self._aspects.addButton(tab)
            tabs.addWidget(tab, 1)
        self._tabs = frame
        self.quantity = QComboBox()
        self.quantity.setAccessibleName("What is shown")
        for combo in (self.what, self.quantity):  # as wide as there is room
            combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.quantity.activated.connect(
            lambda _: self._studies.quantify(self.quantity.currentData())
        )
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.against = StudyAgainst(self._studies)
        self.affected = StudyAffected(self._studies.who)
        self.affected.flown.connect(self.flown)
        self.who = Fold("Who is affected", self.affected)
        self.buildings = StudyBuildings()
        self.buildings.flown.connect(self.flown)
        self.paper = QPushButton("Report as PDF …")
        self.paper.clicked.connect(self.report)
        self.away = QPushButton("Take it off")
        self.away.clicked.connect(self._studies.hide)
        parts = (self.title, self.badge, self.against, frame, self.quantity, self.who, self.facts)
        for part in (*parts, self.buildings):
            column.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(self.paper, 1)
        row.addWidget(self.away)
        column.addLayout(row)
        self._column.addWidget(self.shown)

    def _name_tabs(self) -> None:
        """Let the first tab say what the plan is set against."""
        against = self._studies.against
        name = self._studies.plan_name(against) if against else ASPECTS[TODAY]
        tab = self.aspects[TODAY]
        tab.setText(name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…")
        tab.setToolTip(as_tip(name))
        tab.setAccessibleName(name)

    def _see(self, aspect: str) -> None:
        if self._studies.shown is not None:
            self._studies.show(self._studies.shown, aspect)

    def refresh(self) -> None:
        """Write anew what runs, what is kept, and what is on show."""
        busy = self._studies.busy
        self.run.setEnabled(not busy)
        self.stop.setVisible(busy)
        self._list_results()
        study, layer = self._studies.study, self._studies.layer
        self.shown.setVisible(study is not None)
        if study is None or layer is None:
            return
        self.title.setText(layer.title)
        self.badge.setText(
            "out of date: compute it again" if study.stale else f"{layer.badge} · {study.of}"
        )
        there = self._studies.aspects
        self.against.refresh()
        self._tabs.setVisible(len(there) > 1)
        self._name_tabs()
        self.aspects[self._studies.aspect].setChecked(True)
        self.who.setVisible(self._studies.who.quantity is not None)
        self.quantity.clear()
        for one in layer.quantities:
            self.quantity.addItem(one.title, one.key)
        self.quantity.setCurrentIndex(self.quantity.findData(self._studies.quantity))
        self.quantity.setVisible(len(layer.quantities) > 1)
        self.facts.setText(facts_text(layer, layer.quantity(self._studies.quantity)))
        self.buildings.show_layer(layer)
        if layer is not self._told:  # what has just come is seen, and not what was asked
            self._told = layer
            QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(self.shown.y()))


def facts_text(layer: Layer, quantity: Quantity) -> str:
    """What a layer says, for people: how a quantity is spread, and its facts."""
    spread = [one for one in summary(layer) if one["quantity"] == quantity.key and one["count"]]
    sorts = [one for one in spread if one["on"] != "all"]
    told = [(one["on"].capitalize(), _spread(one, quantity)) for one in sorts]
    rows = (
        f"<tr><td>{escape(name)}</td><td>{escape(words)}</td></tr>"
        for name, words in (*told, *layer.facts)
    )
    return f"<table cellspacing=4>{''.join(rows)}</table>"


def _spread(one: Mapping[str, Any], quantity: Quantity) -> str:
    if "classes" in one:
        shares = ((name, area / max(one["area"], 1e-9)) for name, area in one["classes"].items())
        return ", ".join(f"{name} {number(100 * share, 0)} %" for name, share in shares if share)
    mean, low, high = (quantity_words(quantity, one[k]) for k in ("mean", "min", "max"))
    return f"{mean} on average, {low} to {high}"


def _grey() -> QLabel:
    label = QLabel()
    label.setProperty("role", "grey")
    label.setWordWrap(True)
    return label
