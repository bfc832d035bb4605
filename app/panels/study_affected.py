"""Who is affected by what is on show: how many, by which threshold, which buildings, and a map."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.one_file import ask_new_file
from app.form import Form
from app.panels.study_buildings import StudyBuildings
from app.who_is_affected import WhoIsAffected
from app.wording import number
from city.simulate.affected import BUILDINGS, HOMES, WORST, Affected

FILES = {
    "Spreadsheet (*.csv)": ".csv",
    "GeoPackage of outlines (*.gpkg)": ".gpkg",
    "GeoJSON of outlines (*.geojson)": ".geojson",
}
BY = {
    HOMES: "the mean of it",
    WORST: "its worst place",
    BUILDINGS: "its building",
}
# What somebody does who counts: whether it is gained, and whether it is a share of what there was.
WAYS = {
    (False, False): "lose more than",
    (True, False): "gain more than",
    (False, True): "lose a share of more than",
    (True, True): "gain a share of more than",
}
BY_THE_CLOCK = {(True, False): "have it later by", (False, False): "have it earlier by"}
MOST = 100_000.0


class StudyAffected(QWidget):
    """Counts in large, what they follow from, and a row for each building.

    flown: the id of a building to fly to.
    """

    flown = Signal(str)

    def __init__(self, who: WhoIsAffected) -> None:
        super().__init__()
        self._who = who
        self.count, self.words, self.facts = QLabel(), QLabel(), QLabel()
        self.count.setProperty("role", "display")
        self.words.setProperty("role", "title")
        for label in (self.count, self.words, self.facts):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.way, self.amount, self.by = QComboBox(), QDoubleSpinBox(), QComboBox()
        self.way.setAccessibleName("Those count who")
        self.amount.setAccessibleName("Threshold")
        self.amount.setKeyboardTracking(False)  # one counts once the number is whole
        self.by.setAccessibleName("Of the façade of a home counts")
        for rule, title in BY.items():
            self.by.addItem(title, rule)
        for combo in (self.way, self.by):
            combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.way.activated.connect(lambda _: self._turn())
        self.amount.valueChanged.connect(lambda _: self._ask())
        self.by.activated.connect(lambda _: who.count_by(self.by.currentData()))
        form = Form()
        form.row("Those who", self.way)
        form.row("Threshold", self.amount)
        form.row("Façade of a home", self.by)
        self.buildings = StudyBuildings()
        self.buildings.setAccessibleName("Affected buildings")
        self.buildings.flown.connect(self.flown)
        self.map = QPushButton("Show in the picture")
        self.map.setCheckable(True)
        self.map.clicked.connect(who.show_map)
        self.export = QPushButton("Export …")
        self.export.clicked.connect(self._export)
        buttons = QHBoxLayout()
        buttons.addWidget(self.map, 1)
        buttons.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.count, self.words, form, self.facts, self.buildings):
            column.addWidget(part)
        column.addLayout(buttons)
        who.told.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Write anew who counts and what was counted."""
        who = self._who
        threshold, one = who.threshold, who.quantity
        if threshold is None or one is None:
            return
        ways = BY_THE_CLOCK if one.unit == "clock" else WAYS
        self.way.clear()
        for way, title in ways.items():
            self.way.addItem(title, way)
        self.way.setCurrentIndex([*ways].index((threshold.gains, threshold.relative)))
        self.by.setCurrentIndex(self.by.findData(who.rule))
        self.map.setChecked(who.mapped)
        self.amount.blockSignals(True)
        self.amount.setDecimals(0 if threshold.relative else max(one.decimals, 2))
        self.amount.setRange(10.0 ** -self.amount.decimals(), MOST)
        self.amount.setSingleStep(_step(threshold.amount))
        self.amount.setSuffix(f" {threshold.unit}".rstrip())
        self.amount.setValue(threshold.amount)
        self.amount.setToolTip(f"Usual: {threshold.source}")
        self.amount.blockSignals(False)
        found = who.found
        self.export.setEnabled(found is not None)
        if found is None:
            self.count.setText("Counting …")
            self.words.setText("")
            self.facts.setText("")
            self.buildings.hide()
            return
        count, rest = headline(found)
        self.count.setText(count)
        self.words.setText(rest)
        self.facts.setText(facts_text(found))
        self.buildings.show_layer(found.layer, who.names)

    def _turn(self) -> None:
        """Another way to count: with the amount that is usual for it where the unit changes."""
        threshold = self._who.threshold
        gains, relative = self.way.currentData()
        if threshold is not None:
            amount = threshold.amount
            if relative != threshold.relative:
                amount = 20.0 if relative else 1.0
            self._who.ask(amount, gains, relative)

    def _ask(self) -> None:
        gains, relative = self.way.currentData()
        self._who.ask(self.amount.value(), gains, relative)

    def _export(self) -> None:
        ask_new_file(
            self,
            "Who is affected",
            lambda path, kind: self._who.write(_named(path, FILES[kind])),
            list(FILES),
            "affected.csv",
        )


def headline(found: Affected) -> tuple[str, str]:
    """The count in a few words, and the rest of the sentence: "37 homes", "in 12 buildings lose
    more than 30 min"."""
    told = found.words().split(" ")
    return " ".join(told[:2]), " ".join(told[2:])


def facts_text(found: Affected) -> str:
    """How many homes and how much of each sort of place, of those that were compared."""
    rows = []
    if found.compared:
        homes = f"{number(found.count)} of {number(found.compared)}, assumed: one for each "
        rows.append(("Homes", f"{homes}{number(found.dwelling)} m² of floor"))
    if found.new:
        rows.append(("New homes", f"{number(found.new)}, not compared"))
    for name, area in found.areas.items():
        shares = f"{number(area.affected, 0)} of {number(area.compared, 0)} m²"
        rows.append((name.capitalize(), shares))
    told = (f"<tr><td>{escape(name)}</td><td>{escape(words)}</td></tr>" for name, words in rows)
    return f"<table cellspacing=4>{''.join(told)}</table>"


def _step(amount: float) -> float:
    """A step of a threshold that suits its size: a quarter of an hour for hours, one for tens."""
    return 0.05 if amount < 0.25 else 0.25 if amount < 2 else 1.0


def _named(path: Path, ending: str) -> Path:
    known = path.suffix.lower() in FILES.values()
    return path if known else path.with_name(path.name + ending)
