"""The rows of live layers in the layer list: what each shows, how old it is, what it waits for."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent

from app.live.layer import LiveLayer
from app.live.look import Look
from app.live.words import state_words
from app.panels.telling_row import TellingRow
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
NAMED = 10  # letters of a name that can be read, at least


class LiveRow(TellingRow):
    """One live layer: dot, name, badge; what it shows; how it stands, in a line."""

    def __init__(self, layer: LiveLayer) -> None:
        titles = {verb: TITLES[verb] for verb in VERBS}
        super().__init__(layer.key, layer.title, layer.source.visible, titles, PARTED)
        self.subject = self.choice
        for verb in (*FORMS, "routes"):
            self.verbs[verb].setCheckable(True)
        self.grid.addWidget(self.badge, 0, 2, Qt.AlignmentFlag.AlignVCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_badge()

    def _place_badge(self) -> None:
        """The badge stands beside the name, or below it where the name could not be read."""
        parts = (self.eye, self.badge, self.more)
        taken = sum(part.sizeHint().width() + self.grid.horizontalSpacing() for part in parts)
        margins = self.grid.contentsMargins()
        room = self.width() - margins.left() - margins.right() - taken
        least = NAMED * self.fontMetrics().averageCharWidth()
        below = room < min(self.name.sizeHint().width(), least)
        place = (1, 1) if below else (0, 2)
        if self.grid.itemAtPosition(*place) is None:
            left = Qt.AlignmentFlag.AlignLeft if below else Qt.AlignmentFlag.AlignVCenter
            self.grid.addWidget(self.badge, *place, left)

    def show_layer(self, layer: LiveLayer, look: Look | None, recorded: bool) -> None:
        """Say how it stands now."""
        with QSignalBlocker(self.eye):
            self.eye.setChecked(layer.source.visible)
        badge = look.badge if look is not None else "OFF" if layer.state == "strange" else "WAITING"
        self.badge.show_badge(badge)
        self._place_badge()
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
