"""Connecting to a platform: an address, what is there, and a layer of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.live.feeds import Feeds
from app.live.layer import Source
from app.live.link import Link, is_played
from app.live.sign_in_form import SignInForm, invite, sentence
from app.live.words import things_words
from app.tasks import Task
from app.wording import number, visible
from city.subjects import PLACING, Subject, subject_of
from importers.intake import ReadError
from importers.live.feed import Offer
from importers.live.gtfs_rt import Realtime
from importers.live.sign_in.device import Invitation

FILES = (
    "Feeds and recordings (*.ndjson *.geojson *.json *.jsonld *.csv *.pb)",
    "All files (*)",
)


class PlatformDialog(QDialog):
    """Asks an address what is there, and lays on the city what a person chooses."""

    chosen = Signal(object, object)  # Source, Link: what is to be laid on the city, and the way
    finding = Signal()  # a person knows no address, and wants to look into a catalogue

    def __init__(self, parent: QWidget | None, feeds: Feeds, known: list[str]) -> None:
        """known: addresses that were connected to before."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Connect to a platform")
        self.setMinimumWidth(560)
        self._feeds = feeds
        feeds.signing.invited.connect(self._invite)
        self._task: Task | None = None
        self._known: Source | None = None
        self.link: Link | None = None  # the way to what was found
        self.address = QLineEdit()
        self.address.setAccessibleName("Address")
        self.address.setPlaceholderText("https://… or mqtt://… or a file")
        self.address.textEdited.connect(lambda _: self._forget())
        self.address.returnPressed.connect(self.ask)
        self.look = QPushButton("See what is there")
        self.look.setAutoDefault(False)
        self.look.clicked.connect(self.ask)
        self.file = QPushButton("File…")
        self.file.setAutoDefault(False)
        self.file.clicked.connect(self._ask_file)
        self.before = QListWidget()
        self.before.setAccessibleName("Connected to before")
        self.before.addItems(known)
        self.before.itemActivated.connect(self._again)
        self.before.itemClicked.connect(self._again)
        self.before.setVisible(bool(known))
        self.before.setMaximumHeight(110)
        self.words = QLabel(
            "NGSI-LD, SensorThings, OGC API, WFS, MQTT, GTFS-Realtime, GeoJSON and CSV are "
            "understood. Nothing is sent but the question."
        )
        self.words.setWordWrap(True)
        self.words.setMinimumWidth(20)  # however long a word is
        self.words.setTextFormat(Qt.TextFormat.PlainText)  # what platforms say is no markup
        self.words.setProperty("role", "grey")
        self.sign_in = SignInForm()
        self.sign_in.kind.currentIndexChanged.connect(lambda _: self._forget())
        self.waiting = QProgressBar()
        self.waiting.setRange(0, 0)
        self.waiting.setAccessibleName("Asking")
        self.waiting.hide()
        self.offers = QListWidget()
        self.offers.setAccessibleName("What is there")
        self.offers.itemActivated.connect(lambda _: self._take())
        self.offers.hide()
        self.timetable = QLineEdit()
        self.timetable.setAccessibleName("Timetable")
        self.timetable.setPlaceholderText("Its timetable (GTFS, a zip), for names of routes")
        self.timetable.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.take = self.buttons.addButton(
            "Show on the city", QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.take.setEnabled(False)
        self.search = self.buttons.addButton("Find data…", QDialogButtonBox.ButtonRole.ActionRole)
        self.search.clicked.connect(self.reject)
        self.search.clicked.connect(self.finding)
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.address, 1)
        row.addWidget(self.file)
        row.addWidget(self.look)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        column.addLayout(row)
        found = (self.offers, self.timetable, self.buttons)
        for part in (self.before, self.sign_in, self.words, self.waiting, *found):
            column.addWidget(part)

    # Asking

    def ask(self) -> None:
        """Find out what an address offers."""
        text = self.address.text()  # it may be pasted with letters that nobody sees
        address = "".join(filter(str.isprintable, text)).strip()
        if not address:
            return
        self._forget()
        if is_played(address):
            self.chosen.emit(Source(address), None)
            self.accept()
            return
        if why := self.sign_in.fault():
            self.words.setText(why)
            return
        self.waiting.show()
        self.words.setText("Asking what is there…")
        way, secret = self.sign_in.way, self.sign_in.secret
        self._task = self._feeds.look(
            *(address, self._found, self._failed, way, secret),
            terms=self._source(address).terms,
        )

    def _invite(self, invitation: Invitation) -> None:
        self.words.setText(invite(invitation))

    def _found(self, link: Link) -> None:
        self._task = None
        self.waiting.hide()
        self.link = link
        count = len(offered(link.offers))
        self.words.setText(
            f"{visible(link.title)} speaks {link.standard} and offers {number(count)} "
            f"{'quantity' if count == 1 else 'quantities'}. All of them come; choose what is seen "
            "first."
            if count
            else f"{visible(link.title)} speaks {link.standard}; nothing is offered now."
        )
        for words, key in offered(link.offers):
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, key)
            self.offers.addItem(item)
        self.timetable.setVisible(link.standard == Realtime.standard)
        self.offers.setVisible(count > 0)
        self.offers.setCurrentRow(0)
        self.take.setEnabled(True)
        self.take.setDefault(True)
        self.offers.setFocus()

    def _failed(self, fault: Exception) -> None:
        self._task = None
        self.waiting.hide()
        if not isinstance(fault, (ReadError, OSError)):
            raise fault
        self.words.setText(visible(sentence(str(fault))))

    def _take(self) -> None:
        """Lay it on the city."""
        if self.link is None:
            return
        item = self.offers.currentItem()
        shown = item.data(Qt.ItemDataRole.UserRole) if item is not None else ""
        link, self.link = self.link, None  # it is the layer's now
        way = self.sign_in.way
        known = self._source(link.address)
        title = known.title or visible(link.title)
        told = {"title": title, "shown": shown, "sign_in": way, "terms": link.terms}
        source = replace(known, **told)
        if timetable := self.timetable.text().strip():
            link.close()  # it is opened anew, with its routes
            self.chosen.emit(replace(source, timetable=timetable), None)
        else:
            self.chosen.emit(source, link)
        self.accept()

    def _again(self, item: QListWidgetItem) -> None:
        self.address.setText(item.text())
        self.ask()

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, "Open a feed or a recording")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(FILES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._take_file)
        dialog.open()

    def _take_file(self, path: str) -> None:
        self.address.setText(path)
        self.ask()

    def _forget(self) -> None:
        """Let go of what was found at another address."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self.link is not None:
            self.link.close()
            self.link = None
        self.offers.clear()
        self.offers.hide()
        self.timetable.hide()
        self.timetable.clear()
        self.waiting.hide()
        self.take.setEnabled(False)

    def done(self, code: int) -> None:
        self._forget()
        super().done(code)

    def begin_with(self, source: Source) -> None:
        """Begin with what is known of a platform; what a person chose there stays chosen."""
        self._known = source
        self.address.setText(source.address)
        self.timetable.setText(source.timetable)
        self.sign_in.show_way(source.sign_in)

    def _source(self, address: str) -> Source:
        """What is known of an address."""
        known = self._known
        return known if known is not None and known.address == address else Source(address)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._forget()
        super().closeEvent(event)


def offered(offers: Sequence[Offer]) -> list[tuple[str, str]]:
    """What can be shown of what a platform offers, in words, with the key of its subject: each
    quantity once, under whatever names it comes, and places that change as one."""
    many: dict[Subject, int] = {}
    moving = 0
    for offer in offers:
        if offer.measurand in PLACING:
            moving = max(moving, offer.things)
        else:
            subject = subject_of(offer.measurand)
            many[subject] = many.get(subject, 0) + offer.things
    found = [(f"Where they are now    {number(moving)} on the move", "")] if moving else []
    for subject, count in many.items():
        unit = f" ({subject.unit})" if subject.unit else ""
        words = f"{visible(subject.title)}{visible(unit)}    {things_words(count)}"
        found.append((words, subject.key))
    return found
