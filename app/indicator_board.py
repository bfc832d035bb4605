"""The indicator board in the window: opened, closed, copied, exported, and how high it stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.board_words import as_csv, as_text
from app.counting import Counting
from app.deciding import Deciding
from app.dialogs.one_file import ask_new_file
from app.panels.board import LOWEST, BoardPanel, Heard
from app.planning import Planning
from city.edits.edit import count

if TYPE_CHECKING:
    from app.window import Window

SHARE = 0.46  # of the height between the bars that the board takes at first
TALLEST = 16_777_215  # pixels: as tall as Qt lets anything be
LANGUAGE = "vocabulary"  # its name in the project


class IndicatorBoard(QObject):
    """Goes between the board and the window; the board is made when it is first wanted."""

    def __init__(
        self, window: Window, planning: Planning, counting: Counting, say: Callable[..., object]
    ) -> None:
        super().__init__(window)
        assert window.table is not None
        self._window, self._table, self._planning = window, window.table, planning
        self._say = say
        self._high = 0
        self.deciding = Deciding(planning, counting, window.tasks)
        self.deciding.refused.connect(say)
        self.panel: BoardPanel | None = None
        self.action = window.actions_.add(
            "Compare", "Indicator boa&rd", "Ctrl+Shift+B", self.turn, part="decide"
        )
        planning.settled.connect(self._hear)
        self.deciding.counts.told.connect(self._hear)

    @property
    def open(self) -> bool:
        return self.panel is not None and not self.panel.isHidden()

    def turn(self) -> None:
        """Open the board, or close it where it has the keyboard already."""
        panel = self.panel
        focus = QApplication.focusWidget()
        if panel is not None and self.open and focus is not None and panel.isAncestorOf(focus):
            self.close()
        else:
            self.show()

    def show(self) -> BoardPanel:
        """Open the board below the city, and let the keyboard go there."""
        panel = self.panel or self._make()
        panel.show()
        self._stand(self._high or round(self._table.height() * SHARE))
        self.deciding.begin()
        self._hear()
        panel.table.setFocus()
        return panel

    def _make(self) -> BoardPanel:
        panel = self.panel = BoardPanel(self.deciding)
        self._table.below.insertWidget(1, panel)
        self._table.joined.append(panel)
        panel.setFocusProxy(panel.table)
        panel.closed.connect(self.close)
        panel.raised.connect(lambda by: self._stand(panel.height() + by))
        panel.grown.connect(self._grow)
        panel.copied.connect(self.copy)
        panel.exported.connect(self.ask_export)
        panel.chosen.connect(self._choose)
        return panel

    def close(self) -> None:
        """Take the board away, and give its room back to the city."""
        if self.panel is not None:
            self.panel.enlarge.setChecked(False)
            self.panel.hide()
            self.deciding.end()
            self._table.viewport.setFocus()

    def keep(self) -> None:
        """Keep what was slid last, before the project is closed."""
        self.deciding.keep()

    # How high it stands

    def _stand(self, high: int) -> None:
        if self.panel is not None and not self.panel.enlarge.isChecked():
            self._high = max(high, LOWEST)
            self.panel.stand(self._high)
            self._table.below.activate()

    def _grow(self, on: bool) -> None:
        """Give the board the place of the city, or give that back."""
        first = self._table.below.itemAt(0)
        city = first.widget() if first is not None else None
        assert self.panel is not None and city is not None
        city.setVisible(not on)
        if on:
            self.panel.setMaximumHeight(TALLEST)
        else:
            self._stand(self._high)

    # What it says beside the numbers

    def _hear(self) -> None:
        if not self.open or self.panel is None:
            return
        below = {"": "as it is"}
        lost = {one.ident: len(one.lost) for one in self.deciding.counts.plans}
        for ident, scenario in self._planning.scenarios.items():
            words = count(len(scenario.steps), "edit")
            if lost.get(ident):
                words = f"⚠ {count(lost[ident], 'thing')} of it cannot be done"
            below[ident] = words
        language = self._planning.setting(LANGUAGE)
        self.panel.hear(Heard(below, self._planning.active, str(language or "en")))

    def _choose(self, ident: str) -> None:
        self._planning.turn_to(ident)

    # Ways out

    def copy(self) -> None:
        """Put the board on the clipboard as text."""
        deciding = self.deciding
        if deciding.board is not None:
            words = as_text(deciding.board, deciding.targets, deciding.weighed)
            QApplication.clipboard().setText(words)
            self._say("The board is on the clipboard, as text with tabs.", grave=False)

    def ask_export(self) -> None:
        """Ask where the board is to be saved."""
        title, kinds = "Export the board", ["Table for a spreadsheet (*.csv)"]
        ask_new_file(self._window, title, lambda path, _: self.export(path), kinds, "board.csv")

    def export(self, path: Path) -> None:
        """Save the board as comma-separated values; say so, or why not."""
        if self.deciding.board is None:
            return
        try:
            text = as_csv(self.deciding.board, self.deciding.targets)
            path.write_text(
                text, "utf-8-sig", newline=""
            )  # so that a spreadsheet knows the letters
        except OSError as fault:
            self._say(f"{path.name} cannot be written: {fault.strerror}")
        else:
            self._say(f"The board is saved as {path}", grave=False)
