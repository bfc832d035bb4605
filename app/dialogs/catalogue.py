"""Finding data: what a catalogue lists, under which licence, and what can be done with it here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.live.address_field import AddressField
from app.live.catalogue_words import USES, in_short, page, way_words
from app.live.layer import Source
from app.live.searching import Found, Search
from app.live.sign_in_form import sentence
from app.screen_room import resize_within
from app.settings import Settings
from app.tasks import Job, Task, Tasks
from app.wording import as_tip, number, visible
from city.terms import Terms
from importers.catalogues.download import download
from importers.catalogues.entry import Distribution, Entry
from importers.catalogues.extent import Box
from importers.intake import ReadError
from importers.places import downloads

CATALOGUES = "catalogues"  # what the settings remember of it
HINT = "DCAT-AP, CKAN, OGC API Records and STAC are understood. Nothing is sent but the question."


class CatalogueDialog(QDialog):
    """Asks a catalogue; what it lists is shown on the city, opened, or laid under it."""

    feed_wanted = Signal(object)  # Source
    map_wanted = Signal(str)  # an address
    fetched = Signal(object)  # Path of a file that is to be opened

    def __init__(
        self, parent: QWidget | None, tasks: Tasks, settings: Settings, box: Box | None
    ) -> None:
        """box: what is seen of the city, in degrees; None where nobody knows."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Find data")
        resize_within(self, 860, 620)
        self._tasks, self._settings, self._box = tasks, settings, box
        self._task: Task | None = None
        self._search: Search | None = None
        self._entries: list[Entry] = []
        self.address = AddressField("Catalogue", settings.known(CATALOGUES))
        self.asked = QLineEdit()
        self.asked.setAccessibleName("Words")
        self.asked.setPlaceholderText("air quality")
        self.here = QCheckBox("Only in this area")
        self.here.setToolTip("What says that it lies elsewhere than what is in sight is left out")
        self.here.setEnabled(box is not None)
        self.find_button = QPushButton("Find")
        self.find_button.clicked.connect(self.ask)
        self.words = QLabel(HINT)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setProperty("role", "grey")
        self.waiting = QProgressBar()
        self.waiting.setAccessibleName("How far it is")
        self.stop = QPushButton("Stop")
        self.stop.clicked.connect(self.cancel)
        self.list = QListWidget()
        self.list.setAccessibleName("What was found")
        self.list.setUniformItemSizes(True)
        self.list.currentRowChanged.connect(self._show)
        self.more = QPushButton("More")
        self.more.clicked.connect(self._ask_on)
        self.about = QTextBrowser()
        self.about.setAccessibleName("About it")
        self.about.setOpenLinks(False)
        self.ways = QListWidget()
        self.ways.setAccessibleName("Ways to have it")
        self.ways.currentRowChanged.connect(lambda _: self._allow())
        self.ways.itemActivated.connect(lambda _: self.use())
        self.take = QPushButton()
        self.take.setProperty("role", "main")
        self.take.clicked.connect(self.use)
        self._lay_out()
        for field in (self.address.line, self.asked):
            field.returnPressed.connect(self.ask)
        tasks.moved.connect(self._move)
        self._wait(None)
        self._show(-1)

    def _lay_out(self) -> None:
        asking = QGridLayout()
        asking.setColumnStretch(1, 1)
        asking.addWidget(QLabel("Catalogue"), 0, 0)
        asking.addWidget(self.address, 0, 1, 1, 3)
        asking.addWidget(QLabel("Words"), 1, 0)
        for place, part in enumerate((self.asked, self.here, self.find_button), 1):
            asking.addWidget(part, 1, place)
        telling = QHBoxLayout()
        telling.addWidget(self.words, 1)
        for part in (self.waiting, self.stop, self.more):
            telling.addWidget(part)
        one = QVBoxLayout()
        one.addWidget(self.about, 3)
        one.addWidget(self.ways, 2)
        one.addWidget(self.take)
        found = QHBoxLayout()
        found.addWidget(self.list, 1)
        found.addLayout(one, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(asking)
        column.addLayout(telling)
        column.addLayout(found, 1)
        column.addWidget(buttons)
        for button in (self.find_button, self.stop, self.more, self.take, close):
            button.setAutoDefault(False)  # Return asks

    # Asking

    def ask(self) -> None:
        """Ask the catalogue."""
        address = self.address.text()
        if not address:
            self.words.setText("Say the address of a catalogue: its city or state has one.")
            return
        self._let_go()
        self.list.clear()
        self._entries = []
        box = self._box if self.here.isChecked() else None
        self._search = Search(address, self.asked.text().strip(), box)
        self._ask_on()

    def _ask_on(self) -> None:
        if self._search is not None and self._task is None:
            self._start("Asking the catalogue…", self._search.more, self._found)

    def _found(self, found: Found) -> None:
        assert self._search is not None
        self._settings.remember(CATALOGUES, Source(self._search.address).told_address)
        self._entries += found.entries
        for entry in found.entries:
            item = QListWidgetItem(f"{visible(entry.title)}\n{visible(in_short(entry))}")
            item.setSizeHint(QSize(0, 3 * self.fontMetrics().height() + 12))
            self.list.addItem(item)
        count = len(self._entries)
        words = "1 data set" if count == 1 else f"{number(count)} data sets"
        words = f"{words} of {found.title} ({found.standard})" if count else "Nothing was found"
        told = [words if found.complete else f"{words}; there is more", *found.told[:2]]
        self.words.setText(visible(". ".join(told)))
        if found.complete:
            self._let_go()
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
            self.list.setFocus()

    def _show(self, row: int) -> None:
        """Tell of a data set."""
        some = 0 <= row < len(self._entries)
        self.about.setHtml(page(self._entries[row]) if some else "")
        self.ways.clear()
        for way in self._entries[row].distributions if some else ():
            self.ways.addItem(QListWidgetItem(visible(way_words(way))))
            self.ways.item(self.ways.count() - 1).setToolTip(as_tip(visible(way.address)))
        useful = [k for k, way in enumerate(self._ways()) if way.use]
        self.ways.setCurrentRow(useful[0] if useful else 0)
        self._allow()

    def _ways(self) -> tuple[Distribution, ...]:
        row = self.list.currentRow()
        return self._entries[row].distributions if 0 <= row < len(self._entries) else ()

    @property
    def way(self) -> Distribution | None:
        """The way that is looked at."""
        row, ways = self.ways.currentRow(), self._ways()
        return ways[row] if 0 <= row < len(ways) else None

    def _allow(self) -> None:
        way = self.way
        self.take.setText(USES[way.use][1] if way is not None else USES[""][1])
        self.take.setEnabled(way is not None and bool(way.use) and self._task is None)

    # Using it

    def use(self) -> None:
        """Do what can be done with the chosen way."""
        way = self.way
        if way is None or not self.take.isEnabled():
            return
        entry = self._entries[self.list.currentRow()]
        terms = Terms(entry.words or entry.licence or entry.terms, entry.publisher)
        if way.use == "feed":
            self.feed_wanted.emit(Source(way.address, visible(entry.title), terms=terms))
        elif way.use == "map":
            self.map_wanted.emit(way.address)
        else:
            job = partial(download, way, terms, downloads())
            self._start(f"Fetching {visible(entry.title)}…", job, self._fetched)

    def _fetched(self, path: Any) -> None:
        self.words.setText(f"{path.name} is fetched, and opened beside the city.")
        self.fetched.emit(path)

    # Waiting

    def _start(self, words: str, job: Job, then: Callable[[Any], None]) -> None:
        def done(found: Any) -> None:
            self._wait(None)
            then(found)

        self.words.setText(words)
        self._wait(self._tasks.start("", job, done, self._failed))

    def _wait(self, task: Task | None) -> None:
        self._task = task
        for part in (self.waiting, self.stop):
            part.setVisible(task is not None)
        self.waiting.setRange(0, 0)
        self.more.setVisible(task is None and self._search is not None)
        self._allow()

    def _move(self, task: Task, done: int, total: int, note: str) -> None:
        if task is self._task:
            self.waiting.setRange(0, 1000 if total else 0)
            self.waiting.setValue(1000 * done // total if total else 0)
            if note:
                self.words.setText(visible(note))

    def _failed(self, fault: Exception) -> None:
        self._wait(None)
        self._let_go()
        if not isinstance(fault, (ReadError, OSError)):
            raise fault
        self.words.setText(visible(sentence(str(fault))))

    def cancel(self) -> None:
        """Stop what is being done."""
        if self._task is not None:
            self._let_go()
            self.words.setText("Stopped.")

    def _let_go(self) -> None:
        """End the question that was asked."""
        if self._task is not None:
            self._task.cancel()
            self._wait(None)
        if self._search is not None:
            self._search.close()
            self._search = None
            self.more.hide()

    def done(self, code: int) -> None:
        self._let_go()
        super().done(code)
