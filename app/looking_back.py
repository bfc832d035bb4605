"""The baseline for a moment, in place of the plan: as long as a key is held."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app import plans
from app.planning import Planning
from city.scenario import Scenario

HOLD = (Qt.Key.Key_V, Qt.Key.Key_Space)


class LookingBack(QObject):
    """Shows the baseline from the press of a key until it is let go."""

    def __init__(self, planning: Planning) -> None:
        super().__init__()
        self._planning = planning

    def turn(self) -> None:
        """Show the baseline until the key is let go, or this is called again."""
        if self._planning.passing is not None:
            self.end()
        else:
            self.begin()

    def begin(self) -> None:
        """Show the baseline."""
        app = QApplication.instance()
        if self._planning.scenario is not None and app is not None:
            app.installEventFilter(self)
            self._planning.peek(Scenario("", plans.BASELINE))

    def end(self) -> None:
        """Show the plan again."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self._planning.peek(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear when the key is let go, wherever the keyboard is by then."""
        let_go = (
            event.type() == QEvent.Type.KeyRelease
            and isinstance(event, QKeyEvent)
            and event.key() in HOLD
            and not event.isAutoRepeat()
        )
        if let_go or event.type() == QEvent.Type.ApplicationDeactivate:
            self.end()
        return False
