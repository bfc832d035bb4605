"""The values of a categorised style with their colours, each of which can be chosen by hand."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.legend_words import entry_word
from app.palette_picker import Swatch
from app.wording import as_tip, compact
from city.legend import Entry, Legend


class ValueColours(QWidget):
    """A row for each value that has a colour of its own."""

    picked = Signal(str, str)  # a value as the file spells it, and its new colour

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._shown: tuple[Entry, ...] = ()
        self.swatches: list[Swatch] = []

    def show_legend(self, legend: Legend) -> None:
        """List the values of a legend."""
        if legend.entries == self._shown:
            return
        self._shown = legend.entries
        while item := self._grid.takeAt(0):
            if old := item.widget():
                old.deleteLater()
        self.swatches = []
        for row, entry in enumerate(e for e in legend.entries if not e.rest):
            name = entry_word(legend, entry) or "(empty)"
            swatch = Swatch(name, "#" + bytes(entry.colour).hex())
            swatch.picked.connect(lambda colour, word=entry.word: self.picked.emit(word, colour))
            label = QLabel(name)
            label.setToolTip(as_tip(entry.word))
            label.setMinimumWidth(20)
            count = QLabel(compact(entry.count))
            count.setProperty("role", "grey")
            count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column, part in enumerate((swatch, label, count)):
                self._grid.addWidget(part, row, column)
            self.swatches.append(swatch)
