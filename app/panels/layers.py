"""The layer list: what is on the table, and how each part of it shows."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.document import Document
from app.on_the_table import GROUPS, PLANNED, Change
from app.panels.layer_rows import LayerRow, MapRow, StudyRow, grey, section
from app.panels.live_rows import LiveRow
from app.panels.result_row import ResultRow

NOTHING = "Nothing is open yet.\nDrop a file here, or press Open."
LEAST = 26  # letters across, so that names can be read
STUDIES, LIVE, RESULTS = "Study", "Live", "Simulated"


class Layers(QFrame):
    """The left panel: the layers of the document under Live, Simulated, City, Terrain, Points."""

    live_made = Signal(object)  # a LiveRow has come
    result_made = Signal(object)  # a ResultRow has come

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setObjectName("leftPanel")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._document = document
        self.rows: dict[str, LayerRow] = {}
        self.map: MapRow | None = None
        self.study: StudyRow | None = None
        self.live: dict[str, LiveRow] = {}  # by the keys of live layers
        self.results: dict[str, ResultRow] = {}  # by the keys of results
        self._said = ""
        self._first: QWidget | None = None
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list = QWidget()
        self._list.setObjectName("layerList")
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 10, 0, 10)
        self._column.setSpacing(0)
        area.setWidget(self._list)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 1, 0)
        outside.addWidget(area)
        document.changed.connect(self._on_change)
        self._fill()

    def minimumSizeHint(self) -> QSize:
        wide = LEAST * self.fontMetrics().averageCharWidth()
        return QSize(wide, super().minimumSizeHint().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard comes to the first layer."""
        for row in self.rows.values():
            row.eye.setFocus(event.reason())
            break

    def _on_change(self, change: Change) -> None:
        if change.what == "opened" or (change.what == "map" and self._another_map()):
            self._fill()
        elif change.what == "study":
            self._follow_study()
        elif change.what in ("lives", "results") and self._others():
            self._fill()
        elif change.what == "layer" and change.key in self.rows:  # not those of a plan
            row = self.rows[change.key]
            row.layer = self._document.layers[change.key]
            row.eye.setChecked(row.layer.visible)

    def _another_map(self) -> bool:
        """Whether there is another map, or none, than the row tells of."""
        base_map = self._document.base_map
        if self.map is None or base_map is None:
            return (self.map is None) != (base_map is None)
        return not base_map.same_map(self.map.base_map)

    def _others(self) -> bool:
        """Whether there are other live layers or results than the rows tell of."""
        document = self._document
        same = self.live.keys() == document.live.keys()
        return not same or self.results.keys() != document.results.keys()

    def begin_with(self, first: QWidget) -> None:
        """Put something above all rows, for good."""
        self._first = first
        self._column.insertWidget(0, first)

    def say_of_map(self, text: str) -> None:
        """Say how it stands with the map under the city, "" when all is well."""
        self._said = text
        if self.map is not None:
            self.map.say(text)

    def _follow_study(self) -> None:
        """Name the study that lies over the city."""
        study = self._document.study
        if (study is None) != (self.study is None):
            self._fill()
        elif study is not None and self.study is not None:
            self.study.show_study(study)

    def _fill_study(self) -> None:
        study, self.study = self._document.study, None
        if study is not None:
            self._column.addWidget(section(STUDIES))
            self.study = StudyRow(self._document)
            self.study.show_study(study)
            self._column.addWidget(self.study)

    def _fill_live(self) -> None:
        self.live = {}
        if self._document.live:
            self._column.addWidget(section(LIVE))
        for key, layer in self._document.live.items():
            self.live[key] = row = LiveRow(layer)
            self._column.addWidget(row)
            self.live_made.emit(row)

    def _fill_results(self) -> None:
        self.results = {}
        if self._document.results:
            self._column.addWidget(section(RESULTS))
        for key, result in self._document.results.items():
            self.results[key] = row = ResultRow(result)
            self._column.addWidget(row)
            self.result_made.emit(row)

    def _fill_map(self) -> None:
        base_map = self._document.base_map
        self.map = None
        if base_map is not None and self.rows:
            self._column.addWidget(section("Map"))
            self.map = MapRow(base_map, self._document)
            self.map.say(self._said)
            self._column.addWidget(self.map)

    def _fill(self) -> None:
        while item := self._column.takeAt(0):
            if (old := item.widget()) and old is not self._first:
                old.deleteLater()
        self.rows = {}
        if self._first is not None:
            self._column.addWidget(self._first)
        self._fill_study()
        self._fill_live()
        self._fill_results()
        for group in GROUPS:
            if group == PLANNED:
                continue
            members = [y for y in self._document.layers.values() if y.group == group]
            if members:
                self._column.addWidget(section(group))
            for layer in members:
                self.rows[layer.key] = row = LayerRow(layer, self._document)
                self._column.addWidget(row)
        self._fill_map()
        if not self.rows:
            bare = "Nothing of what is open can be shown." if self._document.opened else NOTHING
            word = grey(bare)
            word.setWordWrap(True)
            word.setContentsMargins(16, 8, 12, 8)
            self._column.addWidget(word)
        self._column.addStretch(1)
