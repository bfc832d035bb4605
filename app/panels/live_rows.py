"""The rows of live layers in the layer list: what each shows, how old it is, what it waits for."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QMenu, QToolButton

from app.elided import Elided
from app.live.layer import LiveLayer
from app.live.look import Look
from app.live.words import state_words
from app.panels.badge import BadgeLabel
from app.panels.layer_rows import Eye
from app.wording import as_tip, visible
from importers.live.opening import is_address

FORMS = ("signs", "field", "objects")  # of which one is chosen
VERBS = (  # what the menu of a row offers
    *("values", "proposals", *FORMS, "table", "routes"),
    *("ask", "sign_in", "terms", "record", "publish", "remove"),
)
PARTED = ("signs", "ask")  # a line is before these
TITLES = {
    "signs": "Show signs",
    "field": "Show what lies between the stations",
    "objects": "Show values on buildings and streets",
    "table": "Bind to objects by a table…",
    "routes": "Show the routes",
    "values": "Values and chart",
    "proposals": "What it says of buildings…",
    "ask": "Ask now",
    "sign_in": "Sign in…",
    "terms": "Licence and origin…",
    "record": "Record…",
    "publish": "Publish its alerts…",
    "remove": "Take it off the city",
}
STOP = "Stop recording"


class LiveRow(QFrame):
    """One live layer: dot, name, badge; what it shows; how it stands, in a line."""

    seen = Signal(str, bool)  # a layer's key, and whether it is to be in sight
    shown = Signal(str, str)  # a layer's key, and the key of the subject to show
    wanted = Signal(str, str)  # a layer's key, and one of VERBS

    def __init__(self, layer: LiveLayer) -> None:
        super().__init__()
        self.setObjectName("layerRow")
        key, title = layer.key, visible(layer.title)
        self.key = key
        self.eye = Eye(layer.source.visible, title)
        self.eye.toggled.connect(lambda on: self.seen.emit(key, on))
        self.name = Elided(title)
        self.badge = BadgeLabel()
        self.subject = QComboBox()
        self.subject.setAccessibleName(f"What {title} shows")
        self.subject.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.subject.setMinimumContentsLength(8)
        self.subject.activated.connect(lambda _: self.shown.emit(key, self.subject.currentData()))
        self.stand = QLabel()
        self.stand.setProperty("role", "grey")
        self.stand.setWordWrap(True)
        self.stand.setMinimumWidth(20)  # however long a word is
        self.stand.setTextFormat(Qt.TextFormat.PlainText)  # what platforms say is no markup
        self.more = QToolButton()
        self.more.setProperty("role", "flat")
        self.more.setText("⋯")
        self.more.setAccessibleName(f"What can be done with {title}")
        self.more.setFixedSize(22, 22)
        self.more.setStyleSheet("padding: 0")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.more)
        self.verbs = {}
        for verb in VERBS:
            if verb in PARTED:
                self.menu.addSeparator()
            action = self.verbs[verb] = self.menu.addAction(TITLES[verb])
            action.setCheckable(verb in FORMS or verb == "routes")
            action.triggered.connect(lambda _=False, verb=verb: self.wanted.emit(key, verb))
        self.more.setMenu(self.menu)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 3, 8, 6)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.eye, 0, 0)
        grid.addWidget(self.name, 0, 1)
        grid.addWidget(self.badge, 0, 2, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.more, 0, 3)
        grid.addWidget(self.subject, 1, 1, 1, 3)
        grid.addWidget(self.stand, 2, 1, 1, 3)

    def show_layer(self, layer: LiveLayer, look: Look | None, recorded: bool) -> None:
        """Say how it stands now."""
        with QSignalBlocker(self.eye):
            self.eye.setChecked(layer.source.visible)
        badge = look.badge if look is not None else "OFF" if layer.state == "strange" else "WAITING"
        self.badge.show_badge(badge)
        self._offer(layer)
        words = visible(state_words(layer, look, recorded))
        if words != self.stand.text():
            self.stand.setText(words)
        told = filter(None, [layer.source.told_address, layer.source.terms.named()])
        self.setToolTip(as_tip(visible("\n".join([*told, *layer.findings[:5]]))))
        self._offer_forms(layer)
        recording = layer.state == "recording"
        self.verbs["record"].setVisible(not recording)
        self.verbs["record"].setEnabled(layer.source.terms.export)
        self.verbs["record"].setText(STOP if recorded else TITLES["record"])
        self.verbs["ask"].setVisible(not recording)
        self.verbs["publish"].setVisible(look is not None and look.alarmed > 0)
        self.verbs["publish"].setEnabled(layer.source.terms.export)
        self.verbs["proposals"].setVisible(bool(layer.statements))
        self.verbs["sign_in"].setVisible(is_address(layer.source.address))

    def _offer_forms(self, layer: LiveLayer) -> None:
        """Offer how it can show."""
        quantity = layer.subject.quantity if layer.subject is not None else None
        for form in FORMS:
            self.verbs[form].setChecked(layer.source.form == form)
        self.verbs["field"].setVisible(quantity is not None and quantity.field)
        self.verbs["table"].setVisible(layer.source.form == "objects")
        self.verbs["routes"].setVisible(layer.lines is not None)
        self.verbs["routes"].setChecked(layer.source.routes)

    def _offer(self, layer: LiveLayer) -> None:
        """Offer what it can show."""
        subjects = layer.streams.subjects
        keys = [subject.key for subject in subjects]
        with QSignalBlocker(self.subject):
            if [self.subject.itemData(k) for k in range(self.subject.count())] != keys:
                self.subject.clear()
                for subject in subjects:
                    unit = f" ({subject.unit})" if subject.unit else ""
                    self.subject.addItem(visible(f"{subject.title}{unit}"), subject.key)
            now = layer.subject
            self.subject.setCurrentIndex(keys.index(now.key) if now is not None else -1)
        self.subject.setVisible(len(keys) > 1)
