"""Which map shall lie under the city: a known one, one of a service, or a picture from the disk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

import assets
from app.dialogs.one_file import ask_file
from app.on_the_table import BaseMap
from app.tasks import Task, Tasks
from app.wording import as_tip

if TYPE_CHECKING:
    from city.progress import Progress

PICTURES = "Pictures with a place on Earth (*.tif *.tiff);;All files (*)"
HINT = "Address of a WMS or WMTS, of tiles with {z}/{x}/{y}, or the path of a GeoTIFF"


class BaseMapDialog(QDialog):
    """Known maps first; an address shows what is to be had there."""

    chosen = Signal(object)  # BaseMap

    def __init__(self, parent: QWidget | None, tasks: Tasks, crs: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("A map under the city")
        self.setMinimumSize(560, 480)
        self._tasks, self._crs = tasks, crs
        self._task: Task | None = None
        self.address = QLineEdit()
        self.address.setPlaceholderText(HINT)
        self.address.setAccessibleName(HINT)
        self.address.returnPressed.connect(self.look)
        self.look_button = QPushButton("Look there")
        self.look_button.setAutoDefault(False)
        self.look_button.clicked.connect(self.look)
        file = QPushButton("File…")
        file.setAutoDefault(False)
        file.clicked.connect(self._ask_file)
        self.list = QListWidget()
        self.list.setAccessibleName("Maps")
        self.list.setWordWrap(True)
        self.list.itemDoubleClicked.connect(lambda _: self._take())
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        self.said = QLabel(
            "A map comes over the network, is kept for the next time, and its owner is named in "
            "every picture. Ask its owner before you publish one."
        )
        self.said.setWordWrap(True)
        self.said.setProperty("role", "grey")
        self.use = QPushButton("Lay it under the city")
        self.use.setProperty("role", "main")
        self.use.setDefault(True)
        self.use.clicked.connect(self._take)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.use, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        line = QHBoxLayout()
        line.addWidget(self.address, 1)
        line.addWidget(self.look_button)
        line.addWidget(file)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(10)
        column.addLayout(line)
        column.addWidget(self.list, 1)
        column.addWidget(self.said)
        column.addWidget(buttons)
        self._fill([(f"{m['title']}  ·  {m['where']}", map_of(m)) for m in known()])

    def look(self) -> None:
        """Ask an address what maps it has."""
        address, crs = self.address.text().strip(), self._crs
        if not address:
            return
        self.said.setText("Asking…")
        self.look_button.setEnabled(False)

        def job(progress: Progress) -> list[tuple[str, BaseMap]]:
            from importers.maps.catalogue import offers
            from importers.maps.fetch import Fetcher

            fetcher = Fetcher()
            try:
                found = offers(address, crs, fetcher, progress)
            finally:
                fetcher.close()
            return [(o.title, BaseMap(address, o.name, o.title, o.map.attribution)) for o in found]

        self._task = self._tasks.start("", job, self._found, self._failed)

    def _found(self, maps: list[tuple[str, BaseMap]]) -> None:
        self._task = None
        self.look_button.setEnabled(True)
        self.said.setText("1 map" if len(maps) == 1 else f"{len(maps)} maps")
        self._fill(maps)

    def _failed(self, fault: Exception) -> None:
        from importers.maps.fetch import MapFault

        self._task = None
        self.look_button.setEnabled(True)
        if not isinstance(fault, MapFault):
            raise fault
        self.said.setText(f"{fault}.")

    def _fill(self, maps: list[tuple[str, BaseMap]]) -> None:
        self.list.clear()
        for title, base_map in maps:
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, base_map)
            item.setToolTip(as_tip(base_map.attribution))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._allow()

    def _allow(self) -> None:
        self.use.setEnabled(self.list.currentItem() is not None)

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
            self.accept()

    def _ask_file(self) -> None:
        ask_file(self, "A picture of the ground", self._look_at_file, PICTURES.split(";;"))

    def _look_at_file(self, path: Path) -> None:
        self.address.setText(str(path))
        self.look()

    def done(self, result: int) -> None:
        if self._task is not None:
            self._task.cancel()
        super().done(result)


def known() -> list[dict[str, str]]:
    """Public maps of Europe, with their owners."""
    found: list[dict[str, str]] = json.loads(assets.path("base_maps.json").read_text("utf-8"))
    return found


def map_of(said: dict[str, Any]) -> BaseMap:
    return BaseMap(said["address"], said["name"], said["title"], said["attribution"])
