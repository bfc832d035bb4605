"""What the pages of simulations are made of: buttons, texts, and a bar while somebody waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from app.tasks import Job, Task, Tasks


def button(text: str, call: Callable[[], object]) -> QPushButton:
    """A button that no careless Return presses."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    made.clicked.connect(lambda _=False: call())
    return made


def label(text: str, role: str = "") -> QLabel:
    """A text that wraps, and that no word makes wider; what servers say is no markup."""
    made = QLabel(text)
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    if role:
        made.setProperty("role", role)
    return made


class Waiting(QWidget):
    """Does one thing at a time on a worker, and shows a bar with a button that stops it."""

    def __init__(self, tasks: Tasks, failed: Callable[[Exception], None]) -> None:
        super().__init__()
        self._tasks, self._failed = tasks, failed
        self.task: Task | None = None
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName("Working")
        self.stop = button("S&top", self.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        self.hide()

    def start(self, job: Job, then: Callable[[Any], None]) -> None:
        """Begin something, in the place of what was begun before."""
        self.cancel()

        def done(call: Callable[[Any], None], found: Any) -> None:
            self._end()
            call(found)

        self.task = self._tasks.start(
            "", job, lambda found: done(then, found), lambda fault: done(self._failed, fault)
        )
        self.show()

    def cancel(self) -> None:
        """Stop what is being done."""
        if self.task is not None:
            self.task.cancel()
        self._end()

    def _end(self) -> None:
        self.task = None
        self.hide()
