"""Writing back to a platform: what would be sent, and to whom, is shown before anything goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.cli_publish import published_words
from app.live.sign_in_form import SignInForm
from app.live.signing import Signing
from app.screen_room import resize_within
from app.tasks import Task, Tasks
from app.wording import visible
from city.edits.edit import count
from city.progress import Progress
from exporters.ngsi_ld import Entity
from importers.intake import ReadError
from importers.live.ngsi_ld.publishing import Letter, Published, letters, publish
from importers.live.sign_in.entry import SignIn
from importers.live.web import Web

Make = Callable[[Progress], list[Entity]]
HINT = "Name the broker, and see what would be sent. Nothing is sent before you say so."


class PublishDialog(QDialog):
    """Shows each request as it would be sent; one button sends just that."""

    stopped = Signal(str)  # that sending was broken off, in a sentence

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        make: Make,
        brokers: Mapping[str, SignIn | None],
        signing: Signing,
        tasks: Tasks,
    ) -> None:
        """make: what is published, worked out on a worker. brokers: addresses that are known, and
        how one signs in there."""
        super().__init__(parent)
        self.setWindowTitle(title)
        resize_within(self, 620, 520)
        self._make, self._brokers = make, brokers
        self._signing, self._tasks = signing, tasks
        self._task: Task | None = None
        self._sending = False
        self.letters: tuple[Letter, ...] = ()  # what was shown
        self.address = QComboBox()
        self.address.setEditable(True)
        self.address.setAccessibleName("Address of the broker")
        self.address.addItems(list(brokers))
        self.address.setCurrentText(next(iter(brokers), ""))
        if line := self.address.lineEdit():
            line.setPlaceholderText("https://…/ngsi-ld/v1")
            line.returnPressed.connect(self.look)
        self.see = QPushButton("See what is sent")
        self.see.setAutoDefault(False)
        self.see.clicked.connect(self.look)
        self.sign_in = SignInForm()
        self.words = QLabel(HINT)
        self.words.setWordWrap(True)
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.preview.setAccessibleName("What would be sent")
        self.waiting = QProgressBar()
        self.waiting.setRange(0, 0)
        self.waiting.setAccessibleName("Working")
        self.waiting.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.send = self.buttons.addButton("&Publish", QDialogButtonBox.ButtonRole.ActionRole)
        self.send.setAutoDefault(False)  # nothing is sent by a careless Return
        self.send.clicked.connect(self.publish)
        self.buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.address, 1)
        row.addWidget(self.see)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        column.addLayout(row)
        for part in (self.sign_in, self.words, self.preview, self.waiting, self.buttons):
            column.addWidget(part)
        self.address.currentTextChanged.connect(self._turn)
        self._turn(self.address.currentText())

    def _turn(self, address: str) -> None:
        """Another broker: what was shown for the last one is not sent to it."""
        if address in self._brokers:
            self.sign_in.show_way(self._brokers[address])
        self._show((), HINT)

    # What would be sent

    def look(self) -> None:
        """Work out what would be sent, and show it."""
        address, make = self.address.currentText().strip(), self._make
        if not address or self._task is not None:
            return
        self._begin("Working out what would be sent…")
        self._task = self._tasks.start(
            "", lambda progress: letters(address, make(progress)), self._found, self._failed
        )

    def _found(self, found: tuple[Letter, ...]) -> None:
        if not found:
            self._show((), "There is nothing to publish.")
            return
        parts = urlsplit(found[0].to)
        server = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        words = f"{count(len(found), 'entity', 'entities')} would go to {server}"
        also = "with your sign-in, which is told to nobody else. " if self.sign_in.way else ""
        self._show(
            found,
            f"{visible(words)}, as they stand here, {also or 'and nothing else. '}"
            "What is there already under the same id is changed.",
        )

    def _show(self, found: Sequence[Letter], words: str) -> None:
        self._end()
        self.letters = tuple(found)
        self.words.setText(words)
        self.preview.setPlainText(visible("\n\n".join(one.words() for one in found)))
        self.send.setEnabled(bool(found))

    # Sending

    def publish(self) -> None:
        """Send what was shown, and nothing else."""
        sent, address = self.letters, self.address.currentText().strip()
        way = self.sign_in.way
        if way is not None and (why := way.fault()):
            self.words.setText(_sentence(re.sub(r" \(--[^)]*\)", "", why)))
            return
        access = self._signing.way(address, way, self.sign_in.secret)

        def job(progress: Progress) -> list[Published]:
            with Web(address, access=access()) as web:
                return list(publish(sent, web, progress))

        self._begin(f"Publishing {count(len(sent), 'entity', 'entities')}…")
        self._sending = True
        self._task = self._tasks.start("", job, self._published, self._failed)

    def _published(self, done: list[Published]) -> None:
        left = sorted({name for one in done for name in one.left})
        more = f" The broker has not taken: {', '.join(left)}." if left else ""
        self._show((), visible(f"{published_words(done)}{more}"))

    def _failed(self, fault: Exception) -> None:
        sent = self.letters
        if not isinstance(fault, (ReadError, OSError)):
            self._show((), HINT)
            raise fault
        self._show(sent, visible(_sentence(str(fault))))

    # Working

    def _begin(self, words: str) -> None:
        self.words.setText(words)
        self.waiting.show()
        for part in (self.address, self.see, self.sign_in, self.send):
            part.setEnabled(False)

    def _end(self) -> None:
        self._task, self._sending = None, False
        self.waiting.hide()
        for part in (self.address, self.see, self.sign_in):
            part.setEnabled(True)

    def done(self, code: int) -> None:
        self._break_off()
        super().done(code)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._break_off()
        super().closeEvent(event)

    def _break_off(self) -> None:
        """Stop what is on its way."""
        if self._task is not None:
            self._task.cancel()
            if self._sending:
                self.stopped.emit("Publishing was broken off; a part of it has arrived, perhaps.")
        self._end()


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
