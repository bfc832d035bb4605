"""The line below the city: ask it something, and do something with what is found."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ask_line import AskLine, Offer
from app.asking import Asking
from app.elided import Elided
from app.on_the_table import Change
from app.wording import kind_word, number
from app.yielding import Yielding, least_width, make_room
from city.expression import Answer, Fault
from city.search import Hit

PAUSE = 220  # milliseconds without a letter until a question is tried
USUAL = "Ctrl+F asks or finds · Ctrl+T: table · B: draw a box"
EDGE = 14  # pixels beside the line
ADDRESS = 70  # letters of an address that are shown


class Ask(Yielding):
    """The question, its answer in words, and a button for each thing to do with it."""

    table_wanted = Signal(bool)
    left = Signal()  # back to the city

    def __init__(self, asking: Asking) -> None:
        super().__init__()
        self.setObjectName("ask")
        self._asking = asking
        self._meant = False  # Enter was pressed: choose what is found
        self._hits: list[Hit] = []
        self.line = AskLine()
        self.line.textEdited.connect(self._typed)
        self.line.returnPressed.connect(self.submit)
        self.line.taken.connect(self._go)
        self.line.left.connect(self._leave)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._try)
        self._moved = QTimer(self, singleShot=True, interval=0)
        self._moved.timeout.connect(self.line.place)
        self.cities = QComboBox()
        self.cities.setAccessibleName("Which city is asked")
        self.cities.currentIndexChanged.connect(self._turn)
        self.cities.setMinimumWidth(90)  # however long the names of files are
        self.count = Elided()
        self.count.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.count.setAccessibleName("What was found")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.table = _button("Table", "Show the attribute table (Ctrl+T)")
        self.table.setCheckable(True)
        self.table.toggled.connect(self.table_wanted)
        self.more = QToolButton()
        self.more.setText("More ▾")
        self.more.setAccessibleName("More to do with what was found")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(QMenu(self.more))
        self._buttons: list[QToolButton] = []  # what matters least comes first
        self._rest: list[QAction] = []
        row = self._row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.cities)
        row.addWidget(self.count)
        row.addWidget(self.more)
        row.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 7, EDGE, 7)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.words)
        asking.answered.connect(self._answered)
        asking.refused.connect(self._refused)
        asking.found.connect(self._found)
        asking.asking.connect(self.count.setText)
        asking.turned.connect(self._follow)
        asking.said.connect(lambda text: self.say(text))
        asking.document.changed.connect(self._on_change)
        self.say("")
        self._follow()

    def furnish(self, shown: list[QAction], more: list[QAction]) -> None:
        """Put the commands that work on what was found beside the line, the others under "More",
        where those come too for which there is no room."""
        before: QWidget = self.line
        for action in shown:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            self._row.insertWidget(self._row.indexOf(self.more), button)
            self._buttons.insert(0, button)
            QWidget.setTabOrder(before, button)  # as they lie, not as they were made
            before = button
        QWidget.setTabOrder(before, self.more)
        self._rest = more
        self.share_room()

    def share_room(self) -> None:
        """Offer in the menu what there is no room for."""
        gone = make_room(self._row, self.width() - 2 * EDGE, self._buttons)
        menu = self.more.menu()
        wanted = [*(b.defaultAction() for b in reversed(self._buttons[:gone])), *self._rest]
        if menu.actions() != wanted:
            menu.clear()
            menu.addActions(wanted)

    def minimumSizeHint(self) -> QSize:
        least = least_width(self._row, self._buttons) + 2 * EDGE
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._moved.start()  # once the line lies where it will stay

    def begin(self) -> None:
        """Put the cursor into the line, all of it selected."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()
        self._offer()

    def put(self, question: str) -> None:
        """Ask a question as if it had been typed and Enter pressed."""
        self.line.setText(question)
        self.submit()

    def submit(self) -> None:
        """Ask what stands in the line, and choose what is found."""
        self._pause.stop()
        self.line.offer([])
        text = self.line.text().strip()
        self._meant = bool(text)
        self._asking.ask(text)

    def say(self, text: str, wrong: bool = False) -> None:
        """A line of words below the question; without any it says what can be done here.

        It is always there, so that the city above keeps its size.
        """
        self.words.setText(text or USUAL)
        self.words.setProperty("role", "error" if wrong else "grey")
        self.words.style().polish(self.words)
        self.words.setToolTip("")

    # While it is typed

    def _typed(self) -> None:
        self._meant = False
        self._pause.start()
        self.say("")

    def _try(self) -> None:
        """The hand rests: offer how it may go on, and see what it finds already."""
        text = self.line.text()
        self._hits = []
        self._offer()
        if not text.strip() or Asking.is_question(text):
            self._asking.ask(text)
        else:
            self._asking.search(text)

    def _found(self, hits: list[Hit]) -> None:
        self._hits = hits
        if self._meant:
            self._meant = False
            if hits:
                self._go(self._hit(hits[0]))
            else:
                self.say(f"Nothing has an id, a name or an address like “{self.line.text()}”")
        else:
            self._offer()

    def _offer(self) -> None:
        """Things that were found, then how the question may go on."""
        text = self.line.text()[: self.line.cursorPosition()]
        offers = [self._hit(hit) for hit in self._hits]
        offers += [Offer(c.text, c.told, at=c.at) for c in self._asking.completions(text)]
        self.line.offer(offers)

    def _hit(self, hit: Hit) -> Offer:
        city = self._asking.city
        assert city is not None
        kind = kind_word(city.objects.kind_of(hit.row))
        text = hit.text if len(hit.text) <= ADDRESS else hit.text[:ADDRESS] + "…"
        told = kind if hit.by == "id" else f"{kind} {city.objects.ids[hit.row]}"
        return Offer(text, f"found · {told}", row=hit.row)

    def _go(self, offer: Offer) -> None:
        """Select a thing that was found, and fly to it."""
        self.line.list.hide()
        self._asking.select(offer.row)
        self._asking.fly_to([offer.row])
        self.count.setText("")
        self.say("")

    def _leave(self) -> None:
        """Escape: empty the line; in an empty one, go back to the city."""
        if self.line.text():
            self.line.clear()
            self.line.mark(None)
            self.say("")
            self._asking.ask("")
        else:
            self.left.emit()

    # What comes of it

    def _answered(self, answer: Answer | None) -> None:
        self.line.mark(None)
        if answer is None:
            self.count.setText("")
            self.say("")
            return
        self.count.setText(f"{number(answer.count)} of {number(answer.asked)}")
        notes = list(answer.notes)
        if answer.unknown:
            notes.append(f"of {number(answer.unknown)} it cannot be said: a value is missing")
        self.say(" · ".join(notes))
        if self._meant:
            self._meant = False
            self._asking.choose_found()
            if not answer.count:
                self._asking.document.choose(None)

    def _refused(self, fault: Fault) -> None:
        text = self.line.text()
        self.count.setText("")
        if self._meant and not Asking.is_question(text):
            self._asking.search(text)  # it is no question after all
            return
        if self._meant or fault.at < len(text.rstrip()):  # else it is not finished yet
            self.line.mark((fault.at, fault.end))
            self.say(fault.message, wrong=True)
            self.words.setToolTip(f"<pre>{escape(fault.pointed(text))}</pre>")
        self._meant = False

    # Which city

    def _follow(self) -> None:
        cities = self._asking.document.cities()
        self.cities.blockSignals(True)
        self.cities.clear()
        for city in cities:
            self.cities.addItem(self._asking.name_of(city), city)
        here = [k for k, city in enumerate(cities) if city is self._asking.city]
        self.cities.setCurrentIndex(here[0] if here else -1)
        self.cities.blockSignals(False)
        self.cities.setVisible(len(cities) > 1)
        self.setEnabled(bool(cities))

    def _turn(self, index: int) -> None:
        if index >= 0:
            self._asking.turn_to(self._asking.document.cities()[index])

    def _on_change(self, change: Change) -> None:
        chosen = self._asking.document.chosen
        if change.what == "chosen" and self._asking.answer is None and not self.line.text():
            things = self._asking.things_chosen()
            self.count.setText(f"{number(things)} chosen" if chosen is not None else "")


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    return button
