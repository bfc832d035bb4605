"""The page of live layers: what every thing tells, over time, and what is watched."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.document import Document
from app.live.clock import told_span
from app.live.layer import LiveLayer
from app.live.look import Look
from app.live.picture import LivePicture
from app.live.rule_form import RuleForm
from app.live.spark import Spark
from app.live.told_model import MOST, ToldModel
from app.on_the_table import Change
from app.wording import visible
from city.alarms import Rule

if TYPE_CHECKING:
    from app.live.chart import Chart

NOTHING = (
    "No platform is connected.\n\nA city's sensors, buses and meters lie over the plan once one "
    "is: by its address, or from a recording."
)

ROOM = 24  # pixels beside a word in the table


class LivePage(QWidget):
    """What one live layer tells; the things that are chosen in its table are drawn as lines."""

    connect_wanted = Signal()
    ruled = Signal(str, object)  # a layer's key, and its rules
    flown = Signal(str, str)  # a layer's key and a thing's id, to fly to

    def __init__(self, document: Document, picture: LivePicture) -> None:
        super().__init__()
        self._document, self._picture = document, picture
        self._key = ""
        self._listed = ""  # the key of the layer in the table
        self._drawn: tuple[object, ...] = ()
        self.chart: Chart | None = None  # it is heavy, and made when it is first looked at
        self.layers = QComboBox()
        self.layers.setAccessibleName("Live layer")
        self.layers.activated.connect(lambda _: self.turn_to(self.layers.currentData()))
        self.model = ToldModel(self)
        self.table = QTableView()
        self.table.setAccessibleName("What the things tell; Return flies to one")
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setItemDelegateForColumn(1, Spark(self.table))
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setIconSize(QSize(10, 10))
        self.table.setSortingEnabled(True)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, sample in ((1, "99,999"), (2, "59 min ago")):
            wide = self.table.fontMetrics().horizontalAdvance(sample) + ROOM
            header.resizeSection(column, wide)
        self.table.activated.connect(lambda index: self._fly(index.row()))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._chosen())
        self.hint = QLabel("Choose things in the table to see them over time.")
        self.rules = RuleForm()
        self.rules.added.connect(self._add_rule)
        self.rules.removed.connect(self._remove_rule)
        self.findings = QLabel()
        self.nothing = QLabel(NOTHING)
        for label in (self.hint, self.findings, self.nothing):
            label.setWordWrap(True)
            label.setMinimumWidth(20)  # however long a word is
            label.setTextFormat(Qt.TextFormat.PlainText)  # what platforms say is no markup
            label.setProperty("role", "grey")
        self.connect_button = QPushButton("Connect to a platform…")
        self.connect_button.clicked.connect(self.connect_wanted)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, 4, 6, 4)
        self._column.setSpacing(8)
        for part in (self.nothing, self.layers, self.table, self.hint, self.rules, self.findings):
            self._column.addWidget(part, 1 if part is self.table else 0)
        self._column.addWidget(self.connect_button)
        self._column.addStretch(0)
        picture.told.connect(self.refresh)
        document.changed.connect(self._on_change)
        self.refresh()

    @property
    def layer(self) -> LiveLayer | None:
        """The layer that the page tells of."""
        live = self._document.live
        return live.get(self._key) or next(iter(live.values()), None)

    def _on_change(self, change: Change) -> None:
        if change.what == "live_chosen" and self._document.live_chosen is None:
            self.table.clearSelection()  # somebody points at something else

    def turn_to(self, key: str) -> None:
        """Tell of another layer."""
        self._key = key
        self.refresh()

    def choose(self, thing: str) -> None:
        """Choose one thing in the table."""
        line = self.model.line_of(thing)
        if line >= 0:
            index = self.model.index(line, 0)
            flags = QItemSelectionModel.SelectionFlag
            mode = flags.ClearAndSelect | flags.Rows
            self.table.selectionModel().setCurrentIndex(index, mode)
            self.table.scrollTo(index)

    def things(self) -> list[str]:
        """The ids of the things that are chosen in the table."""
        return [self.model.thing_at(line) for line in sorted(self._lines())]

    def _lines(self) -> list[int]:
        """The lines that are chosen; of very many one more than can be drawn."""
        parts = self.table.selectionModel().selection().toList()
        lines = (line for part in parts for line in range(part.top(), part.bottom() + 1))
        return list(islice(lines, MOST + 1))

    def _select(self, lines: list[int]) -> None:
        few = QItemSelection()
        for line in lines:
            few.select(self.model.index(line, 0), self.model.index(line, 2))
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().select(few, flags.ClearAndSelect)

    def _list(self, look: Look | None, at: np.datetime64) -> None:
        """List what a layer tells; what is chosen stays so, whoever comes and goes."""
        key, flags = (look.layer.key if look is not None else ""), QItemSelectionModel.SelectionFlag
        kept = self.things() if key == self._listed else []
        self._listed = key
        self.model.lay(look, at, self._document.zone)
        if kept and not self._lines():
            lines = [line for one in kept if (line := self.model.line_of(one)) >= 0]
            self._select(lines)
            if lines:
                first = self.model.index(lines[0], 0)
                self.table.selectionModel().setCurrentIndex(first, flags.NoUpdate)

    def refresh(self) -> None:
        """Tell what there is now."""
        layer = self.layer
        some = layer is not None
        for part in (self.layers, self.table, self.rules):
            part.setVisible(some)
        self.nothing.setVisible(not some)
        if not self.isVisible() and some:
            return
        self._list_layers()
        at, _ = self._picture.moment()
        look = self._picture.looks.get(layer.key) if layer is not None else None
        self._list(look, at)
        self._tell_rules(layer, look)
        told = "\n".join(layer.findings[:6]) if layer is not None else ""
        self.findings.setText(visible(told))
        self.findings.setVisible(bool(told))
        self._draw()

    def _list_layers(self) -> None:
        names = [(one.key, visible(one.title)) for one in self._document.live.values()]
        box = self.layers
        with QSignalBlocker(box):
            if [(box.itemData(k), box.itemText(k)) for k in range(box.count())] != names:
                box.clear()
                for key, name in names:
                    box.addItem(name, key)
            if self.layer is not None:
                box.setCurrentIndex(box.findData(self.layer.key))

    def _tell_rules(self, layer: LiveLayer | None, look: Look | None) -> None:
        if layer is None:
            return
        holds = {rule: len(rows) for rule, rows in (look.alarms if look else ())}
        rules = {rule: holds.get(rule, 0) for rule in layer.source.rules}
        subjects = {one.key: one for one in layer.streams.subjects}
        self.rules.show_rules(layer.subject, rules, subjects)

    # What is chosen

    def _chosen(self) -> None:
        """Tell all what is chosen; what cannot be drawn is not (and Qt is slow with many rows)."""
        lines = self._lines()
        if len(lines) > MOST:
            self._select(lines[:MOST])
            return
        layer, things = self.layer, self.things()
        if layer is not None:
            self._document.choose_live((layer.key, things[0]) if things else None)
        self._draw()

    def _fly(self, line: int) -> None:
        if self.layer is not None:
            self.flown.emit(self.layer.key, self.model.thing_at(line))

    def _add_rule(self, rule: Rule) -> None:
        if self.layer is not None:
            self.ruled.emit(self.layer.key, (*dict.fromkeys((*self.layer.source.rules, rule)),))

    def _remove_rule(self, rule: Rule) -> None:
        if self.layer is not None:
            rules = tuple(one for one in self.layer.source.rules if one != rule)
            self.ruled.emit(self.layer.key, rules)

    def _go_to(self, seconds: float) -> None:
        """Show what was told at a moment that is pointed at on the chart."""
        span = told_span(self._document)
        if span is not None:
            first, last = (int(one.astype("datetime64[ms]").astype(np.int64)) for one in span)
            at = min(max(1000 * seconds, first), last)
            self._document.show_at(np.datetime64(round(at), "ms"))

    def _draw(self) -> None:
        """Draw the chosen things over time."""
        layer, things = self.layer, self.things()
        some = layer is not None and bool(things)
        self.model.mark(things)
        self.hint.setVisible(layer is not None and not things)
        if self.chart is not None:
            self.chart.setVisible(some)
        if layer is None or not things or layer.subject is None:
            self._drawn = ()
            return
        at = self._document.shown_at
        what = (layer.series, layer.subject, tuple(things), at, self._document.zone)
        if what == self._drawn:
            return
        self._drawn = what
        from app.live.chart import Chart, lines_of

        if self.chart is None:
            self.chart = Chart()
            self.chart.pointed.connect(self._go_to)
            self._column.insertWidget(self._column.indexOf(self.rules), self.chart)
        lines = lines_of(layer.series, layer.streams, layer.subject, things, layer.cadences)
        seconds = None if at is None else float(at.astype("datetime64[ms]").astype(np.int64)) / 1000
        self.chart.show_lines(lines, layer.subject, seconds, self._document.zone)
        self.chart.show()

    def showEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().showEvent(event)
        self.refresh()
