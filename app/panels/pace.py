"""The button that says how time passes: through which span, and how fast."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from app.live.clock import SPEEDS as TOLD_SPEEDS

SPEEDS = (0.5, 1.0, 2.0, 4.0)


class Pace(QToolButton):
    """Chooses between the sun's day or year and what was told, each with a speed of its own."""

    changed = Signal(bool)  # whether what passes now has to begin anew

    def __init__(self) -> None:
        super().__init__()
        self.through = "day"
        self.sun_speed, self.told_speed = 1.0, 1.0
        self.setText("1×")
        self.setToolTip("How fast, and through the day or the year")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("How time passes")
        self._ways: dict[str | float, QAction] = {}  # spans of the sun, speeds of what was told
        self.setMenu(self._menu())
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        ways, speeds = QActionGroup(menu), QActionGroup(menu)

        def offer(group: QActionGroup, name: str, take: Callable[[bool], None]) -> QAction:
            action = group.addAction(menu.addAction(name))
            action.setCheckable(True)
            action.triggered.connect(take)
            return action

        for span in ("day", "year"):
            name = f"Through the {span}"
            self._ways[span] = offer(ways, name, partial(self.go_through, span))
        menu.addSeparator()
        for speed in SPEEDS:
            action = offer(speeds, f"{speed:g}×", partial(self.go_at, speed))
            action.setChecked(speed == self.sun_speed)
        menu.addSeparator()
        for speed, words in TOLD_SPEEDS.items():
            name = f"Through what was told, {words}"
            action = offer(ways, name, partial(self.go_through_told, speed))
            action.setVisible(False)
            self._ways[speed] = action
        self._ways["day"].setChecked(True)
        return menu

    def offer_told(self, on: bool) -> None:
        """Offer to pass through what was told, or do not."""
        for speed in TOLD_SPEEDS:
            self._ways[speed].setVisible(on)

    def go_through(self, span: str, _: bool = True) -> None:
        """Pass through the "day" or the "year" of the sun."""
        self._go(span)

    def go_at(self, speed: float, _: bool = True) -> None:
        """Let the sun pass so fast."""
        self.sun_speed = speed
        self._go("day" if self.through == "told" else self.through)

    def go_through_told(self, speed: float, _: bool = True) -> None:
        """Pass through what was told, so many times as fast as it happened."""
        self.told_speed = speed
        self._go("told")

    def _go(self, span: str) -> None:
        other, self.through = self.through != span, span
        told = span == "told"
        speed = self.told_speed if told else self.sun_speed
        self.setText(f"{speed:g}×")
        self._ways[speed if told else span].setChecked(True)
        self.changed.emit(other or told)
