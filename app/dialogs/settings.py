"""Settings: how the program looks, how large it writes, and what it keeps on the disk."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.settings import SCALES, Settings
from app.theme import THEMES
from app.wording import size_words
from importers import cache


class SettingsDialog(QDialog):
    """Every choice takes effect as it is made; only the size waits for the next start."""

    def __init__(self, parent: QWidget, settings: Settings, wear: Callable[[str], None]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Settings")
        self.setMinimumWidth(440)
        self._settings = settings
        self.theme = QComboBox()
        for name in THEMES:
            self.theme.addItem(name.capitalize(), name)
        self.theme.setCurrentIndex(self.theme.findData(settings.theme))
        self.theme.currentIndexChanged.connect(lambda _: wear(self.theme.currentData()))
        self.scale = QComboBox()
        for percent in SCALES:
            self.scale.addItem(f"{percent} %", percent)
        self.scale.setCurrentIndex(self.scale.findData(settings.scale))
        self.scale.currentIndexChanged.connect(self._set_scale)
        self.later = QLabel("The new size is there at the next start.")
        self.later.setProperty("role", "grey")
        self.later.hide()
        self.kept = QLabel()
        self.empty = QPushButton("Empty")
        self.empty.setToolTip("What is opened next is read from its file again")
        self.empty.clicked.connect(self._empty)
        cache_row = QHBoxLayout()
        cache_row.setSpacing(12)
        cache_row.addWidget(self.kept, 1)
        cache_row.addWidget(self.empty)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(18)
        form.addRow("&Theme", self.theme)
        form.addRow("&Size of letters and buttons", self.scale)
        form.addRow("", self.later)
        form.addRow("Kept for the next opening", cache_row)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(14)
        column.addLayout(form)
        column.addWidget(buttons)
        self._weigh()

    def _set_scale(self) -> None:
        self._settings.scale = self.scale.currentData()
        self.later.show()

    def _empty(self) -> None:
        cache.clear()
        self._weigh()

    def _weigh(self) -> None:
        size, cities = cache.used()
        many = "1 source" if cities == 1 else f"{cities} sources"
        self.kept.setText(f"{many}, {size_words(size)}" if size else "Nothing")
        self.empty.setEnabled(size > 0)
