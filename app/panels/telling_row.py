"""A row of the layer list for what tells values: what it shows, how it stands, what can be done."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QMenu, QToolButton

from app.elided import Elided
from app.panels.badge import BadgeLabel
from app.panels.layer_rows import Eye
from app.wording import visible


class TellingRow(QFrame):
    """Dot, name, menu; badge; a choice of what it shows; how it stands, in words."""

    seen = Signal(str, bool)  # a layer's key, and whether it is to be in sight
    shown = Signal(str, str)  # a layer's key, and the key of what it is to show
    wanted = Signal(str, str)  # a layer's key, and a verb of its menu

    def __init__(
        self,
        key: str,
        title: str,
        in_sight: bool,
        verbs: Mapping[str, str],
        parted: tuple[str, ...],
    ) -> None:
        """verbs: of the menu, with their titles. parted: before which of them a line is."""
        super().__init__()
        self.setObjectName("layerRow")
        self.key, title = key, visible(title)
        self.eye = Eye(in_sight, title)
        self.eye.toggled.connect(lambda on: self.seen.emit(key, on))
        self.name = Elided(title)
        self.badge = BadgeLabel()
        self.choice = QComboBox()
        self.choice.setAccessibleName(f"What {title} shows")
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.setMinimumContentsLength(8)
        self.choice.activated.connect(lambda _: self.shown.emit(key, self.choice.currentData()))
        self.stand = QLabel()
        self.stand.setProperty("role", "grey")
        self.stand.setWordWrap(True)
        self.stand.setMinimumWidth(20)  # however long a word is
        self.stand.setTextFormat(Qt.TextFormat.PlainText)  # what others say is no markup
        self.more = QToolButton()
        self.more.setProperty("role", "flat")
        self.more.setText("⋯")
        self.more.setAccessibleName(f"What can be done with {title}")
        self.more.setFixedSize(22, 22)
        self.more.setStyleSheet("padding: 0")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.more)
        self.verbs = {}
        for verb, words in verbs.items():
            if verb in parted:
                self.menu.addSeparator()
            action = self.verbs[verb] = self.menu.addAction(words)
            action.triggered.connect(lambda _=False, verb=verb: self.wanted.emit(key, verb))
        self.more.setMenu(self.menu)
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(12, 3, 8, 6)
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(3)
        self.grid.setColumnStretch(1, 1)
        self.grid.addWidget(self.eye, 0, 0)
        self.grid.addWidget(self.name, 0, 1)
        self.grid.addWidget(self.more, 0, 3)
        self.grid.addWidget(self.choice, 2, 1, 1, 3)
        self.grid.addWidget(self.stand, 3, 1, 1, 3)
