"""The rows of results of models in the layer list: what each shows, of when, and whose it is."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QMenu, QToolButton

from app.elided import Elided
from app.panels.badge import BadgeLabel
from app.panels.layer_rows import Eye
from app.simulated.layer import Result
from app.wording import as_tip, visible
from city.simulated.scale import subject

VERBS = ("look", "time", "remove")
TITLES = {
    "look": "How it shows…",
    "time": "Go to its time",
    "remove": "Take it off the city",
}


class ResultRow(QFrame):
    """One result: dot, name, badge; its variable; how it stands, in a line."""

    seen = Signal(str, bool)  # a result's key, and whether it is to be in sight
    shown = Signal(str, str)  # a result's key, and the key of the variable to show
    wanted = Signal(str, str)  # a result's key, and one of VERBS

    def __init__(self, result: Result) -> None:
        super().__init__()
        self.setObjectName("layerRow")
        key, title = result.key, visible(result.title)
        self.key = key
        self.eye = Eye(result.kept.visible, title)
        self.eye.toggled.connect(lambda on: self.seen.emit(key, on))
        self.name = Elided(title)
        self.badge = BadgeLabel()
        self.badge.show_badge("SIMULATED")
        self.variable = QComboBox()
        self.variable.setAccessibleName(f"What {title} shows")
        self.variable.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.variable.setMinimumContentsLength(8)
        self.variable.activated.connect(lambda _: self.shown.emit(key, self.variable.currentData()))
        self.stand = QLabel()
        self.stand.setProperty("role", "grey")
        self.stand.setWordWrap(True)
        self.stand.setMinimumWidth(20)
        self.stand.setTextFormat(Qt.TextFormat.PlainText)  # what files say is no markup
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
            action = self.verbs[verb] = self.menu.addAction(TITLES[verb])
            action.triggered.connect(lambda _=False, verb=verb: self.wanted.emit(key, verb))
        self.more.setMenu(self.menu)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 3, 8, 6)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.eye, 0, 0)
        grid.addWidget(self.name, 0, 1, 1, 2)
        grid.addWidget(self.more, 0, 3)
        grid.addWidget(self.badge, 1, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.variable, 2, 1, 1, 3)
        grid.addWidget(self.stand, 3, 1, 1, 3)

    def show_result(self, result: Result, words: str) -> None:
        """Say how it stands now. words: of which plan, of which moment, what is wrong."""
        with QSignalBlocker(self.eye):
            self.eye.setChecked(result.kept.visible)
        self.name.setText(visible(result.title))
        variables = result.thing.variables if result.thing is not None else ()
        keys = [one.key for one in variables]
        with QSignalBlocker(self.variable):
            if [self.variable.itemData(k) for k in range(self.variable.count())] != keys:
                self.variable.clear()
                for one in variables:
                    told = subject(one)
                    unit = f" ({told.unit})" if told.unit else ""
                    self.variable.addItem(visible(f"{told.title}{unit}"), one.key)
            now = result.variable
            self.variable.setCurrentIndex(keys.index(now.key) if now is not None else -1)
        self.variable.setVisible(len(keys) > 1)
        self.stand.setText(visible(words))
        self.stand.setVisible(bool(words))
        self.verbs["look"].setEnabled(bool(variables))
        self.verbs["time"].setEnabled(len(result.times) > 0)
        self.setToolTip(as_tip(visible("\n".join([result.kept.path, *result.findings[:5]]))))
