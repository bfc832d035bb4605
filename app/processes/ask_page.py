"""Asking a simulation: a server, one of its processes, and what it is told."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.live.address_field import AddressField
from app.live.sign_in_form import SignInForm, invite
from app.live.signing import Signing
from app.panels.fold import Fold
from app.planning import Planning
from app.processes.following import SERVERS, Following
from app.processes.parts import Waiting, button, label
from app.processes.process_pane import ProcessPane
from app.processes.source_field import Areas
from app.processes.ways import UNKNOWN
from app.processes.words import in_window
from app.settings import Settings
from app.wording import number, visible
from city.progress import Progress
from importers.intake import ReadError
from importers.live.sign_in.device import Invitation
from importers.processes.service import Process, Service, Summary
from importers.report import Report

HINT = "Servers that speak OGC API Processes are understood. Nothing is sent but the question."


class Found(NamedTuple):
    """What a server offers; address: of its list, without a key."""

    address: str
    title: str
    processes: tuple[Summary, ...]


class AskPage(QWidget):
    """Asks a server what it can compute, and then asks it to compute that of the plan."""

    def __init__(
        self,
        following: Following,
        planning: Planning,
        settings: Settings,
        signing: Signing,
        areas: Areas,
    ) -> None:
        super().__init__()
        self._following, self._settings = following, settings
        self._found: Found | None = None
        self._at: str | None = None  # the address that the page is about
        self.address = AddressField("Server", settings.known(SERVERS))
        self.address.line.returnPressed.connect(self.look)
        self.address.line.textEdited.connect(lambda _: self._turn())
        self.address.activated.connect(lambda _: self._turn())
        self.see = button("&See what is there", self.look)
        self.sign_in = SignInForm()
        self.signing = Fold("Sign in", self.sign_in, opened=False)
        self.words = label(HINT, "grey")
        self.waiting = Waiting(following.tasks, self._fails)
        self.search = QLineEdit()
        self.search.setAccessibleName("Search the simulations")
        self.search.setPlaceholderText("Search")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self._list())
        self.list = QListWidget()
        self.list.setAccessibleName("Simulations")
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(lambda *_: self._describe())
        self.pane = ProcessPane(following, planning, areas)
        self.list.itemActivated.connect(lambda _: self.pane.begin())
        self._lay_out()
        signing.invited.connect(self._invite)
        self._turn()

    def _lay_out(self) -> None:
        asking = QHBoxLayout()
        name = QLabel("Se&rver")
        name.setBuddy(self.address)
        asking.addWidget(name)
        asking.addWidget(self.address, 1)
        asking.addWidget(self.see)
        listed = QVBoxLayout()
        listed.addWidget(self.search)
        listed.addWidget(self.list, 1)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addLayout(listed, 2)
        both.addWidget(self.pane, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(asking)
        for part in (self.signing, self.words, self.waiting):
            column.addWidget(part)
        column.addLayout(both, 1)
        column.addStretch(0)

    # The server

    def _turn(self) -> None:
        """Another server; at a known one, one signs in as before."""
        address = self.address.text()
        if address == self._at:  # Return in the field tells of it once more
            return
        self._at = address
        self._forget()
        if address in self._settings.known(SERVERS):
            self.sign_in.show_way(self._following.ways.way_of(address))

    def look(self) -> None:
        """Ask a server what it can compute."""
        address, ways = self.address.text(), self._following.ways
        if not address:
            return
        self._forget()
        if why := self.sign_in.fault():
            self.words.setText(why)
            return
        try:
            ways.sign_in(address, self.sign_in.way, self.sign_in.secret)
            opener = ways.opener(address)
        except ReadError as fault:
            self._fails(fault)
            return

        def job(progress: Progress) -> Found:
            with opener() as web:
                service = Service(address, web, Report(), progress)
                return Found(service.address, service.title, service.processes(progress))

        self.words.setText("Asking what is there…")
        self.waiting.start(job, self._offer)

    def _offer(self, found: Found) -> None:
        self._found = found
        self._settings.remember(SERVERS, found.address)
        count = len(found.processes)
        what = "one simulation" if count == 1 else f"{number(count)} simulations"
        self.words.setText(f"{visible(found.title)} offers {what}.")
        self._list()
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _list(self) -> None:
        """List what is offered, as far as it has all the words that are searched."""
        wanted, before = self.search.text().casefold().split(), self.chosen
        for part in (self.search, self.list):
            part.setVisible(self._found is not None)
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._found.processes if self._found is not None else ():
            text = f"{one.title} {one.id} {one.about}".casefold()
            if all(word in text for word in wanted):
                item = QListWidgetItem(visible(one.title)[:200], self.list)
                item.setData(Qt.ItemDataRole.UserRole, one)
                if one == before:
                    self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        if self.chosen != before:
            self._describe()

    @property
    def chosen(self) -> Summary | None:
        """The process that is looked at in the list."""
        item = self.list.currentItem()
        found: Summary | None = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return found

    def _describe(self) -> None:
        """Ask the server what the chosen process takes."""
        chosen, found = self.chosen, self._found
        self.waiting.cancel()
        self.pane.show_process(None, "")
        if chosen is None or found is None:
            return
        opener = self._following.ways.opener(found.address)

        def job(progress: Progress) -> Process:
            with opener() as web:
                service = Service(found.address, web, Report(), progress)
                return service.describe(chosen.id, progress)

        self.waiting.start(job, lambda process: self.pane.show_process(process, found.address))

    def _fails(self, fault: Exception) -> None:
        if not isinstance(fault, (ReadError, OSError)):
            raise fault
        self.words.setText(in_window(str(fault)))
        if getattr(fault, "status", 0) == UNKNOWN:
            self.signing.head.setChecked(True)
            self.sign_in.kind.setFocus()

    def _invite(self, invitation: Invitation) -> None:
        if self.waiting.task is not None:
            self.words.setText(invite(invitation))

    def _forget(self) -> None:
        """Let go of what was found at another address."""
        self.waiting.cancel()
        self._found = None
        self._list()
        self.pane.show_process(None, "")
