"""The bottom line: where the mouse is, in which coordinates, how much there is, how fast."""

from __future__ import annotations

from time import monotonic

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy

from app.document import Document
from app.elided import Elided
from app.on_the_table import Change
from app.tasks import Task, Tasks
from app.wording import lift_words, number
from app.yielding import make_room

EMPTY = "No city is open"
ENDLESS = 1 << 24  # pixels: room for everything
SELDOM = 0.25  # seconds from one frame rate that is told to the next


class Status(QFrame):
    """Coordinates, systems, counts and frame rate; and what is being worked on, with Cancel."""

    def __init__(self, document: Document, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setFixedHeight(36)
        self._document = document
        self._task: Task | None = None
        self._said_drawn = 0.0  # when it was said how fast the city is drawn
        self.place, self.count, self.fps = QLabel(), QLabel(), QLabel()
        self.crs, self.moved, self.work, self.saved = Elided(), Elided(), Elided(), QLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMinimumWidth(60)
        self.bar.setMaximumWidth(160)
        self.cancel = QPushButton("Cancel")
        self.cancel.setStyleSheet("padding: 2px 10px")
        self.cancel.clicked.connect(self._cancel)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(14)
        row.addWidget(self.place)
        row.addWidget(self.crs)
        self._saved = self._edits = ""
        for words in (self.crs, self.moved, self.work):  # long ones must not widen it
            words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row.addWidget(self.moved)
        row.addStretch(1)
        for part in (self.work, self.bar, self.cancel, self.saved, self.count, self.fps):
            row.addWidget(part)
        self._show_work(False)
        tasks.started.connect(self._begin)
        tasks.moved.connect(self._move)
        tasks.ended.connect(self._end)
        document.changed.connect(self._on_change)
        self.crs.setText(EMPTY)

    def point_at(self, world: tuple[float, float, float] | None) -> None:
        """Say which place in world coordinates the mouse is over."""
        if world is None:
            self.place.setText("")
            return
        east, north, height = world
        self.place.setText(f"E {number(east, 1)}   N {number(north, 1)}   H {number(height, 1)} m")

    def drawn(self, seconds: float) -> None:
        """Say how fast the city is drawn while it moves, seldom enough to be read."""
        if (now := monotonic()) < self._said_drawn + SELDOM:
            return
        self._said_drawn = now
        rate = 1 / seconds
        self.fps.setText(f"{number(rate, 0 if rate >= 10 else 1)} fps")

    def say_saved(self, words: str) -> None:
        """Say how it stands with the project, "" without one."""
        self._saved = words
        self._say()

    def say_edits(self, words: str) -> None:
        """Say how much was done in the plan on the table, "" where none lies there."""
        self._edits = words
        self._say()

    def _say(self) -> None:
        self.saved.setText(" · ".join(part for part in (self._saved, self._edits) if part))

    def _on_change(self, change: Change) -> None:
        if change.what != "opened":
            return
        opened = self._document.opened
        self.crs.setText(
            " + ".join(n for n in opened[0].crs if n != "unknown") if opened else EMPTY
        )
        lifts = {layer.lift for layer in self._document.layers.values()} - {0.0}
        words = [lift_words(metres) for metres in lifts]
        self.moved.setText("several sources moved" if len(words) > 1 else "".join(words))
        objects = sum(o.objects for o in opened)
        things = "object" if objects == 1 else "objects"
        self.count.setText(f"{number(objects)} {things}" if objects else "")
        self.point_at(None)
        self.place.setMinimumWidth(280 if opened else 0)
        self.fps.clear()

    def _begin(self, task: Task) -> None:
        if not task.title:  # what nobody waits for needs no word
            return
        self._task = task
        self.bar.setRange(0, 0)
        self.work.setText(task.title)
        self._show_work(True)

    def _move(self, task: Task, done: int, total: int, note: str) -> None:
        if task is self._task:
            self.bar.setRange(0, 1000 if total else 0)
            self.bar.setValue(int(1000 * done / total) if total else 0)
            self.work.setText(f"{task.title}: {note}" if note else task.title)

    def _end(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self._show_work(False)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self.work.setText("Cancelling…")
            self.cancel.setEnabled(False)

    def _show_work(self, on: bool) -> None:
        self.cancel.setEnabled(True)
        for part in (self.work, self.bar, self.cancel):
            part.setVisible(on)
        make_room(self._row, self.width() if on else ENDLESS, [self.crs])
