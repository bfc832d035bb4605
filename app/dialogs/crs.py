"""Where on Earth? Asked when a file does not say which coordinate system it uses."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.wording import number

FOUND = 100  # systems shown for one search
LOCAL = "local"


class CrsDialog(QDialog):
    """Offers the systems that the coordinates fit, a search through all, and plain metres."""

    chosen = Signal(str)  # "EPSG:28992" or "local"

    def __init__(self, parent: QWidget | None, path: Path, extent: NDArray[np.float64]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Where on Earth?")
        self.setMinimumSize(520, 460)
        self._extent = extent
        low, high = extent[0], extent[1]
        said = QLabel(
            f"<b>{path.name}</b> does not say which coordinate system it uses. Its coordinates "
            f"run from {number(low[0], 1)} to {number(high[0], 1)} and from "
            f"{number(low[1], 1)} to {number(high[1], 1)}."
        )
        said.setWordWrap(True)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search by name or code, such as RD New or 25832")
        self.search.textChanged.connect(self._fill)
        self.list = QListWidget()
        self.list.itemDoubleClicked.connect(lambda _: self._take())
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        buttons = QDialogButtonBox()
        self.use = QPushButton("Use this system")
        self.use.setProperty("role", "main")
        self.use.setDefault(True)
        self.local = QPushButton("Plain local metres")
        self.local.setToolTip("Keep the numbers as they are; the place on Earth stays unknown")
        buttons.addButton(self.use, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.local, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.use.clicked.connect(self._take)
        self.local.clicked.connect(lambda: self._choose(LOCAL))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(10)
        for part in (said, self.search, self.list, buttons):
            column.addWidget(part)
        self._fill("")

    def _fill(self, text: str) -> None:
        """List what the search finds; without a search, what the coordinates fit."""
        self.list.clear()
        wanted = text.casefold().split()
        rows = suggestions(self._extent) if not wanted else _matching(wanted)
        for code, name in rows:
            item = QListWidgetItem(f"{name}   {code}")
            item.setData(Qt.ItemDataRole.UserRole, code)
            self.list.addItem(item)
        if rows:
            self.list.setCurrentRow(0)
        else:
            word = "No system has this name or code" if wanted else "Search for the system"
            self.list.addItem(QListWidgetItem(word))
            self.list.item(0).setFlags(Qt.ItemFlag.NoItemFlags)
        self._allow()

    def _allow(self) -> None:
        item = self.list.currentItem()
        self.use.setEnabled(item is not None and bool(item.data(Qt.ItemDataRole.UserRole)))

    def _take(self) -> None:
        if self.use.isEnabled():
            self._choose(str(self.list.currentItem().data(Qt.ItemDataRole.UserRole)))

    def _choose(self, crs: str) -> None:
        self.chosen.emit(crs)
        self.accept()


def suggestions(extent: NDArray[np.float64]) -> list[tuple[str, str]]:
    """(code, name) of the systems that coordinates within `extent` (2, 3) fit best."""
    from city.candidates import candidates
    from city.crs import part_title

    codes = [crs.horizontal for crs in candidates(extent)]
    return [(code, part_title(code).removesuffix(f" ({code})")) for code in codes]


def _matching(words: list[str]) -> list[tuple[str, str]]:
    hits = [
        row for row in _systems() if all(word in f"{row[0]} {row[1]}".casefold() for word in words)
    ]
    return sorted(hits, key=lambda row: (len(row[1]), row[1]))[:FOUND]


@cache
def _systems() -> list[tuple[str, str]]:
    """(code, name) of every horizontal system that is in use."""
    from pyproj.database import query_crs_info
    from pyproj.enums import PJType

    kinds = [PJType.PROJECTED_CRS, PJType.GEOGRAPHIC_2D_CRS, PJType.COMPOUND_CRS]
    known = query_crs_info(auth_name="EPSG", pj_types=kinds, allow_deprecated=False)
    return [(f"EPSG:{info.code}", info.name) for info in known]
