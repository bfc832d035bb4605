"""How a result of a model shows: in which manner, of which time, at which height, of which plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.simulated.kept import NOWHERE, Manner
from app.simulated.layer import Result
from app.wording import visible
from city.simulated.field import Field
from city.simulated.network import Network
from city.simulated.scale import subject
from city.simulated.volume import Volume

MANNERS: Mapping[Manner, str] = {
    "water": "Water that rises",
    "ground": "Colours on the ground",
    "slice": "A level slice",
    "upright": "An upright slice",
    "skin": "The outside of its cells",
    "iso": "A surface of one value",
    "walls": "Colours on façades and roofs",
    "contours": "Lines of equal values",
    "arrows": "Arrows",
    "streamlines": "Lines along the flow",
    "flow": "Particles that drift",
    "ribbons": "Ribbons along its lines",
}
AT_MOMENT, MOST, ABOVE = "As at the moment of the time bar", "The highest of all", "Hours above"


class ResultDialog(QDialog):
    """Every change shows at once."""

    changed = Signal(str, object)  # a result's key, and what is to be otherwise: dict
    given = Signal(str, str)  # a result's key, and the ident of the plan that it is of
    drawing = Signal(str)  # the key of a result whose upright slice is to be drawn on the map

    def __init__(
        self, parent: QWidget | None, result: Result, plans: Mapping[str, str], compares: bool
    ) -> None:
        """plans: names by ident. compares: whether the city as it is has such a result too."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"How {visible(result.title)[:60]} shows")
        self.setMinimumWidth(400)
        self._result = result
        form = QFormLayout()
        form.setVerticalSpacing(10)
        self.manners = self._manners()
        column = QVBoxLayout()
        for box in self.manners.values():
            column.addWidget(box)
        form.addRow("Shows as", column)
        self._add_width(form)
        self._add_height(form)
        self._add_line(form)
        self._add_value(form)
        self._add_time(form)
        self._add_plans(form, plans, compares)
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        self.opacity.setValue(round(result.kept.opacity * 100))
        self.opacity.setAccessibleName("How opaque")
        self.opacity.valueChanged.connect(lambda value: self._say(opacity=value / 100))
        form.addRow("Opacity", self.opacity)
        self.origin = QLabel(visible(origin_words(result)))
        self.origin.setWordWrap(True)
        self.origin.setProperty("role", "grey")
        self.origin.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 18, 20, 16)
        whole.setSpacing(12)
        whole.addLayout(form)
        whole.addWidget(self.origin)
        whole.addWidget(buttons)

    def _say(self, **said: Any) -> None:
        self.changed.emit(self._result.key, said)

    def _manners(self) -> dict[Manner, QCheckBox]:
        shown = self._result.manners
        found = {}
        for manner in self._result.can:
            box = found[manner] = QCheckBox(MANNERS[manner])
            box.setChecked(manner in shown)
            box.toggled.connect(self._say_manners)
        return found

    def _say_manners(self) -> None:
        chosen = tuple(manner for manner, box in self.manners.items() if box.isChecked())
        if not chosen:  # one at least: what shows nothing is taken out of sight
            first = next(iter(self.manners.values()))
            with QSignalBlocker(first):
                first.setChecked(True)
            chosen = tuple(self.manners)[:1]
        self._say(manners=chosen)

    def _add_width(self, form: QFormLayout) -> None:
        thing = self._result.thing
        self.width_of = QComboBox()
        if not isinstance(thing, Network) or self._result.variable is None:
            return
        self.width_of.setAccessibleName("How wide its ribbons are")
        self.width_of.addItem("All alike", "")
        for one in thing.variables:
            if one.at == "links":
                self.width_of.addItem(visible(subject(one).title), one.key)
        self.width_of.setCurrentIndex(max(self.width_of.findData(self._result.kept.width), 0))
        self.width_of.activated.connect(lambda _: self._say(width=self.width_of.currentData()))
        form.addRow("As wide as", self.width_of)

    def _add_height(self, form: QFormLayout) -> None:
        thing, kept = self._result.thing, self._result.kept
        self.level = QComboBox()
        self.slice_at = QDoubleSpinBox()
        if not isinstance(thing, Field):
            return
        if thing.levels is not None and len(thing.levels.heights) > 1:
            above = {"ground": " above ground", "datum": " above the datum", "": ""}
            for height in thing.levels.heights.tolist():
                words = f"{height:g} {thing.levels.unit}{above[thing.levels.above]}"
                self.level.addItem(visible(words))
            self.level.setAccessibleName("At which height")
            self.level.setCurrentIndex(min(kept.level, self.level.count() - 1))
            self.level.activated.connect(lambda row: self._say(level=row))
            form.addRow("At", self.level)
        if isinstance(thing.shape, Volume):
            low, high = thing.shape.heights()
            self.slice_at.setRange(low, high)
            self.slice_at.setSingleStep(max((high - low) / 50, 0.1))
            self.slice_at.setSuffix(" m")
            self.slice_at.setAccessibleName("Height of the slice")
            self.slice_at.setValue(min(max(kept.height, low), high))
            self.slice_at.valueChanged.connect(lambda value: self._say(height=value))
            form.addRow("Slice at", self.slice_at)

    def _add_line(self, form: QFormLayout) -> None:
        self.draw = QPushButton("&Draw its line on the map…")
        if "upright" not in self.manners:
            return
        drawn = self._result.kept.line != NOWHERE
        words = "Along the line that was drawn" if drawn else "From west to east, in the middle"
        self.along = QLabel(words)
        self.along.setProperty("role", "grey")
        self.draw.setAutoDefault(False)
        self.draw.clicked.connect(self._draw)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.along, 1)
        row.addWidget(self.draw)
        form.addRow("Upright", row)

    def _draw(self) -> None:
        """Out of the way, so that the map can be clicked."""
        self.accept()
        self.drawing.emit(self._result.key)

    def _add_value(self, form: QFormLayout) -> None:
        variable = self._result.variable
        self.value = QDoubleSpinBox()
        if "iso" not in self.manners or variable is None:
            return
        self.value.setRange(-1e9, 1e9)
        self.value.setDecimals(2)
        self.value.setKeyboardTracking(False)
        self.value.setSuffix(visible(f" {subject(variable).unit}"))
        self.value.setAccessibleName("Value of the surface")
        self.value.setValue(self._result.kept.value)
        self.value.valueChanged.connect(lambda value: self._say(value=value))
        form.addRow("Surface of", self.value)

    def _add_time(self, form: QFormLayout) -> None:
        kept, thing, variable = self._result.kept, self._result.thing, self._result.variable
        self.statistic = QComboBox()
        self.limit = QDoubleSpinBox()
        if thing is None or variable is None or len(thing.times) < 2 or variable.names:
            return
        for words, key in ((AT_MOMENT, ""), (MOST, "maximum"), (ABOVE, "hours above")):
            self.statistic.addItem(words, key)
        self.statistic.setAccessibleName("Of which time")
        self.statistic.setCurrentIndex(self.statistic.findData(kept.statistic))
        self.limit.setRange(-1e9, 1e9)
        self.limit.setDecimals(2)
        self.limit.setSuffix(visible(f" {subject(variable).unit}"))
        self.limit.setAccessibleName("Above how much")
        self.limit.setValue(kept.limit)
        self.limit.setEnabled(kept.statistic == "hours above")
        self.limit.setKeyboardTracking(False)
        self.statistic.activated.connect(self._say_time)
        self.limit.valueChanged.connect(self._say_time)
        row = QHBoxLayout()
        row.addWidget(self.statistic, 1)
        row.addWidget(self.limit)
        form.addRow("Over time", row)

    def _say_time(self) -> None:
        statistic = self.statistic.currentData()
        self.limit.setEnabled(statistic == "hours above")
        self._say(statistic=statistic, limit=self.limit.value())

    def _add_plans(self, form: QFormLayout, plans: Mapping[str, str], compares: bool) -> None:
        taken = self._result.kept.taken
        self.plan = QComboBox()
        self.plan.setAccessibleName("Which plan it is of")
        self.plan.addItem("The city as it is", "")
        for ident, name in plans.items():
            self.plan.addItem(visible(name), ident)
        self.plan.setCurrentIndex(max(self.plan.findData(taken.plan), 0))
        key = self._result.key
        self.plan.activated.connect(lambda _: self.given.emit(key, self.plan.currentData()))
        form.addRow("Is of", self.plan)
        self.against = QCheckBox("Minus the city as it is")
        self.against.setChecked(self._result.kept.against)
        self.against.setEnabled(compares)
        self.against.setToolTip(
            "" if compares else "No result of the same variable is of the city as it is"
        )
        self.against.toggled.connect(lambda on: self._say(against=on))
        form.addRow("", self.against)


def origin_words(result: Result) -> str:
    """Who computed a result, when, from what; and what of it was doubtful."""
    lines = [result.kept.path]
    if result.thing is not None:
        run = result.thing.run
        model = " ".join(part for part in (run.model, run.version) if part)
        computed = str(run.computed)[:16].replace("T", " ") if run.computed is not None else ""
        told = (run.title, model, computed and f"computed {computed} UTC")
        lines.append(" · ".join(part for part in (result.format, *told) if part))
        lines += [part for part in (run.attribution, run.licence) if part]
        lines += [f"{name}: {words}" for name, words in run.notes[:6]]
    return "\n".join([*lines, *result.findings[:5]])
