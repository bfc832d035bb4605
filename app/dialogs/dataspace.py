"""A data space: what a provider offers, under which conditions, and agreeing to them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
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
from app.live.feeds import Feeds
from app.live.layer import Source
from app.live.offer_words import conditions
from app.live.relay import Relay
from app.live.sign_in_form import SignInForm, invite, sentence
from app.live.signing import Way
from app.live.spaces import Offered, negotiate, offers
from app.screen_room import resize_within
from app.settings import Settings
from app.tasks import Job, Task
from app.wording import number, visible
from importers.dataspace.offer import Agreement, Consent, Offer
from importers.intake import ReadError
from importers.live.sign_in.device import Invitation

CONNECTORS, PROVIDERS = "connectors", "providers"  # what the settings remember of it
AGREE = "I have read these conditions of {title}, and I agree to them."
HINT = "Your city's own connector asks the provider for you. Nothing is agreed before you say so."


class DataSpaceDialog(QDialog):
    """Lists what a provider offers; a person reads the conditions, agrees, and the layer comes."""

    chosen = Signal(object, object)  # Source; no Link: it is opened as any other layer of a project

    def __init__(self, parent: QWidget | None, feeds: Feeds, settings: Settings) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Data space")
        resize_within(self, 780, 740)
        self._feeds, self._settings = feeds, settings
        self._task: Task | None = None
        self._going: Relay | None = None  # a negotiation
        self._asked = ("", "")  # the connector and the provider whose offers are listed
        self._offers: tuple[Offer, ...] = ()
        self.connector = AddressField("Your connector", settings.known(CONNECTORS))
        self.provider = AddressField("Provider", settings.known(PROVIDERS))
        self.participant = QLineEdit()
        self.participant.setAccessibleName("Provider's id")
        self.participant.setPlaceholderText("only where your data space asks for it")
        self.participant.textEdited.connect(lambda _: self._forget())
        self.sign_in = SignInForm()
        self.ask_button = QPushButton("See what is offered")
        self.ask_button.clicked.connect(self.ask)
        self.waiting = QProgressBar()
        self.waiting.setRange(0, 0)
        self.waiting.setAccessibleName("Asking")
        self.stop = QPushButton("Stop")
        self.stop.clicked.connect(self.cancel)
        self.words = QLabel(HINT)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setProperty("role", "grey")
        feeds.tasks.moved.connect(self._say)
        feeds.signing.invited.connect(self._invite)
        self.list = QListWidget()
        self.list.setAccessibleName("What is offered")
        self.list.currentRowChanged.connect(self._show)
        self.conditions = QTextBrowser()
        self.conditions.setAccessibleName("Conditions")
        self.conditions.setOpenLinks(False)
        self.agree = QCheckBox()
        self.agree.toggled.connect(lambda _: self._allow())
        self.take = QPushButton("Agree, and show it on the city")
        self.take.setProperty("role", "main")
        self.take.clicked.connect(self.negotiate)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        for field in (self.connector, self.provider):
            field.editTextChanged.connect(lambda _: self._forget())
            field.line.returnPressed.connect(self.ask)
        self.sign_in.kind.currentIndexChanged.connect(lambda _: self._forget())
        self._wait(False)
        self._forget()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("Your connector", self.connector)
        form.addRow(self.sign_in)
        form.addRow("Provider", self.provider)
        form.addRow("Provider's id", self.participant)
        asking = QHBoxLayout()
        asking.addWidget(self.words, 1)
        for part in (self.waiting, self.stop, self.ask_button):
            asking.addWidget(part)
        offered = QHBoxLayout()
        offered.addWidget(self.list, 2)
        offered.addWidget(self.conditions, 3)
        agreeing = QHBoxLayout()
        agreeing.addWidget(self.agree, 1)
        agreeing.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addLayout(asking)
        column.addLayout(offered, 1)
        column.addLayout(agreeing)
        column.addWidget(self.buttons)
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        for button in (self.ask_button, self.stop, self.take, close):
            button.setAutoDefault(False)  # Return asks

    # What is offered

    def ask(self) -> None:
        """Ask the connector what the provider offers."""
        connector, provider = self.connector.text(), self.provider.text()
        if not connector.startswith("http") or not provider.startswith("http"):
            self.words.setText(
                "Say the address of your connector (https://…/management) and of the provider's "
                "(https://…)."
            )
            return
        if why := self.sign_in.fault():
            self.words.setText(why)
            return
        self._forget()
        self._asked = connector, provider
        participant, way = self.participant.text().strip(), self._way()
        self._start(
            "Asking what is offered…",
            partial(offers, connector, provider, participant, way),
            self._found,
        )

    def _way(self) -> Way:
        return self._feeds.signing.way(self._asked[0], self.sign_in.way, self.sign_in.secret)

    def _found(self, found: Offered) -> None:
        self._offers, told = found
        for sort, address in zip((CONNECTORS, PROVIDERS), self._asked, strict=True):
            self._settings.remember(sort, Source(address).told_address)
        for offer in self._offers:
            self.list.addItem(QListWidgetItem(visible(offer.title)))
        count = len(self._offers)
        words = "1 offer" if count == 1 else f"{number(count)} offers"
        if not count:
            words = "Nothing is offered to this connector here"
        self.words.setText(visible(". ".join([words, *told[:2]]) + "."))
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _show(self, row: int) -> None:
        """Show the conditions of an offer; nobody has agreed to them yet."""
        self.agree.setChecked(False)
        some = 0 <= row < len(self._offers)
        self.conditions.setHtml(conditions(self._offers[row]) if some else "")
        title = visible(self._offers[row].title)[:80].replace("&", "&&") if some else ""
        self.agree.setText(AGREE.format(title=title))
        self._allow()

    @property
    def offer(self) -> Offer | None:
        """The offer that is looked at."""
        row = self.list.currentRow()
        return self._offers[row] if 0 <= row < len(self._offers) else None

    def _allow(self) -> None:
        offer = self.offer
        for part in (self.agree, self.take):
            part.setVisible(offer is not None)
        can = offer is not None and offer.pull and self._task is None
        self.agree.setEnabled(can)
        self.take.setEnabled(can and self.agree.isChecked())

    # Agreeing

    def negotiate(self) -> None:
        """Agree to what was read, which a person has said; the layer comes once it is made."""
        offer = self.offer
        if offer is None or not self.agree.isChecked() or self._task is not None:
            return
        consent, going = Consent.to(offer), Relay()
        self._going = going
        job = partial(negotiate, self._asked[0], offer, consent, self._way(), going)
        self._start("Agreeing with the provider…", job, self._agreed)

    def _agreed(self, agreement: Agreement | None) -> None:
        self._going = None
        if agreement is None:
            self.words.setText("Stopped: nothing was agreed.")
            self._allow()
            return
        title = visible(agreement.title or agreement.asset)
        way, terms = self.sign_in.way, agreement.terms()
        self.chosen.emit(Source(self._asked[0], title, sign_in=way, terms=terms), None)
        self.accept()

    # Waiting

    def _start(self, words: str, job: Job, then: Callable[[Any], None]) -> None:
        def done(found: Any) -> None:
            self._wait(False)
            then(found)

        self.words.setText(words)
        self._task = self._feeds.tasks.start("", job, done, self._failed)
        self._wait(True)

    def _wait(self, waiting: bool) -> None:
        if not waiting:
            self._task = None
        for part in (self.waiting, self.stop):
            part.setVisible(waiting)
        self.ask_button.setVisible(not waiting)
        self._allow()

    def _invite(self, invitation: Invitation) -> None:
        self.words.setText(invite(invitation))

    def _say(self, task: Task, done: int, total: int, note: str) -> None:
        if task is self._task and note:
            self.words.setText(visible(sentence(note)))

    def _failed(self, fault: Exception) -> None:
        self._wait(False)
        self._going = None
        if not isinstance(fault, (ReadError, OSError)):
            raise fault
        self.words.setText(visible(sentence(str(fault))))

    def cancel(self) -> bool:
        """Stop what is being done; whether the dialog must wait for its end, since what was agreed
        a moment before has to come."""
        if self._going is not None:
            self._going.cancel()
            self.words.setText("Stopping…")
            return True
        if self._task is not None:
            self._task.cancel()
            self._wait(False)
            self.words.setText("Stopped.")
        return False

    def _forget(self) -> None:
        """Let go of what was found at other addresses."""
        if self._going is None:
            self.cancel()
            self._offers = ()
            self.list.clear()
            self._show(-1)

    def reject(self) -> None:
        if not self.cancel():
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.cancel():
            event.ignore()
        else:
            super().closeEvent(event)
