"""What the sketching tool in the hand is set to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.actions import plain
from app.form import Form
from app.panels.section_editor import SectionEditor
from app.settings import Settings
from app.sketch.kinds import Kind, shown
from app.sketch.settings import Setting
from city.edits.parts import Choice, Number, Whole, Word

SLID = {"storeys": 40, "storey_height": 6}  # settings with a slider, and how far it goes
STEP = {"°": 5.0, "×": 0.1}  # of a number with a unit
DECIMALS = {"°": 1, "×": 3}
TENTHS = 10  # steps of a slider to the metre
GRIDS = (0.0, 0.1, 0.5, 1.0, 2.0, 5.0)


class ToolOptions(QWidget):
    """The settings of one tool, one below the other, and how it is used."""

    changed = Signal(str, object)  # the name of a setting, and its value
    gridded = Signal(float)

    def __init__(self, settings: Settings | None = None) -> None:
        """settings: where cross-sections of one's own are kept."""
        super().__init__()
        self._settings = settings or Settings()
        self.section: SectionEditor | None = None  # of a street
        self.title, self.hint = QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.hint.setProperty("role", "grey")
        for words in (self.title, self.hint):
            words.setWordWrap(True)
        self.fields: dict[str, QWidget] = {}
        self.grid = QComboBox(self)
        self.grid.hide()
        for metres in GRIDS:
            self.grid.addItem(f"{metres:g} m" if metres else "none", metres)
        self.grid.currentIndexChanged.connect(
            lambda _: self.gridded.emit(float(self.grid.currentData()))
        )
        self._kind: Kind | None = None
        self._put: dict[str, Callable[[Any], None]] = {}
        self._filling = False
        self._form = Form()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 4)
        self._column.setSpacing(6)
        for part in (self.title, self.hint, self._form):
            self._column.addWidget(part)
        self.setObjectName("options")
        self.hide()

    def show_tool(self, kind: Kind | None, options: Mapping[str, Any]) -> None:
        """Show the settings of a tool; None: of none."""
        self.setVisible(kind is not None)
        if kind is None:
            self._kind = None
            return
        if kind is not self._kind:
            self._kind = kind
            self.title.setText(plain(kind.title).rstrip("…"))
            self.hint.setText(kind.hint)
            self._make(kind)
        self._filling = True
        for name, put in self._put.items():
            put(options[name])
        named = {one.name for one in shown(kind, options)}
        for name, field in self.fields.items():
            if name != "section":
                self._form.show_row(field, name in named)
        self._filling = False

    def _make(self, kind: Kind) -> None:
        self.grid.hide()
        self.grid.setParent(self)
        self._column.removeWidget(self._form)
        self._form.hide()  # at once: it must not be seen below the next one
        self._form.deleteLater()
        self._form = Form()
        self.fields, self._put = {}, {}
        if self.section is not None:
            self._column.removeWidget(self.section)
            self.section.hide()
            self.section.deleteLater()
            self.section = None
        for setting in kind.settings:
            if setting.name == "section":
                self._make_section()
                continue
            field = self._field(setting)
            self.fields[setting.name] = field
            self._form.row(setting.title, field)
        if kind.gather not in ("objects", "several", "turn", "model"):
            self._form.row("Grid", self.grid)
            self.grid.show()
        self._column.addWidget(self._form)
        self._follow_each_other()

    def _follow_each_other(self) -> None:
        """Let Tab go from field to field here, though they have come last."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Qt puts nothing behind what has none
        parts = [self._form] if self.section is None else [self.section, self._form]
        inside = [one for part in parts for one in part.findChildren(QWidget)]
        here = [one for one in inside if one.window() is self.window()]  # not the lists that pop up
        for one in reversed(here):  # each before those that are there: behind a list it would not
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None:
                QWidget.setTabOrder(self, one)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _make_section(self) -> None:
        """A street's cross-section takes all the width that there is."""
        self.section = SectionEditor(self._settings)
        self.section.changed.connect(partial(self._tell, "section"))
        self.fields["section"] = self.section.preset
        self._put["section"] = self.section.show_section
        self._column.addWidget(self.section)

    def _tell(self, name: str, value: Any) -> None:
        if not self._filling:
            self.changed.emit(name, value)

    def _field(self, setting: Setting) -> QWidget:
        part, tell = setting.part, partial(self._tell, setting.name)
        if isinstance(part, Choice):
            return self._choice(setting, part.words, tell)
        if isinstance(part, Word):
            return self._word(setting, tell)
        assert isinstance(part, (Number, Whole))
        if setting.name in SLID:
            return self._slider(setting, part, tell)
        return self._number(setting, part, tell)

    def _choice(self, setting: Setting, words: tuple[str, ...], tell: Any) -> QWidget:
        box = QComboBox()
        for word in words:
            box.addItem(word.capitalize(), word)
        box.currentIndexChanged.connect(lambda _: tell(box.currentData()))
        self._put[setting.name] = lambda value: box.setCurrentIndex(box.findData(value))
        return box

    def _word(self, setting: Setting, tell: Any) -> QWidget:
        assert isinstance(setting.part, Word)
        if not setting.offers:
            line = QLineEdit()
            line.setMaxLength(setting.part.most)
            line.textEdited.connect(tell)
            self._put[setting.name] = lambda value: (
                line.setText(value) if line.text() != value else None
            )
            return line
        box = QComboBox()
        line = QLineEdit()
        line.setMaxLength(setting.part.most)
        box.setLineEdit(line)
        box.addItems(setting.offers)
        box.currentTextChanged.connect(tell)
        self._put[setting.name] = box.setCurrentText
        return box

    def _number(self, setting: Setting, part: Number | Whole, tell: Any) -> QWidget:
        """A number with its unit; one that may be left open says so below its lowest value."""
        whole = isinstance(part, Whole)
        box = QDoubleSpinBox()
        box.setDecimals(0 if whole else DECIMALS.get(setting.unit, 2))
        box.setSingleStep(1 if whole else 0.05 if part.high <= 1 else STEP.get(setting.unit, 0.5))
        low = part.low - box.singleStep() if setting.open else part.low
        box.setRange(low, part.high)
        box.setSuffix(f"{'' if setting.unit == '°' else ' '}{setting.unit}" if setting.unit else "")
        box.setKeyboardTracking(False)
        if setting.open:
            box.setSpecialValueText(setting.open)

        def changed(value: float) -> None:
            tell(None if value < part.low else int(value) if whole else round(value, 3))

        box.valueChanged.connect(changed)
        self._put[setting.name] = lambda value: box.setValue(low if value is None else value)
        return box

    def _slider(self, setting: Setting, part: Number | Whole, tell: Any) -> QWidget:
        """A slider for what is usual, with the number beside it for all that is possible."""
        whole = isinstance(part, Whole)
        scale = 1 if whole else TENTHS
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(round(part.low * scale), SLID[setting.name] * scale)
        slider.setAccessibleName(setting.title)
        box = self._number(setting, part, tell)
        assert isinstance(box, QDoubleSpinBox)
        slider.valueChanged.connect(lambda value: box.setValue(value / scale))
        put = self._put[setting.name]

        def both(value: Any) -> None:
            slider.blockSignals(True)
            slider.setValue(round(value * scale))
            slider.blockSignals(False)
            put(value)

        self._put[setting.name] = both
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(slider, 1)
        row.addWidget(box)
        pair.setFocusProxy(box)
        return pair
