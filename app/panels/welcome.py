"""The first page: open something, look at the sample city, or go on where one stopped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

import assets

PICTURE = QSize(640, 360)
LOWEST = 120  # pixels of the picture's height; a lower page is scrolled


class Welcome(QScrollArea):
    """What one sees before a city is open; the picture is as large as there is room."""

    open = Signal()
    open_folder = Signal()
    sample = Signal()
    recent = Signal(str)

    def __init__(self, recent: list[str], sample: bool) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        page = self._page = QWidget()
        page.setObjectName("welcome")
        self.setWidget(page)
        column = QVBoxLayout()
        column.setSpacing(10)
        self.picture = QLabel()
        self.picture.setFixedSize(PICTURE)
        self.picture.setScaledContents(True)
        self.picture.setVisible(sample)
        column.addWidget(self.picture)
        column.addSpacing(14)
        column.addWidget(_label("Maquette", "display"))
        word = _label("Put a city on the table: look at it, ask what each building is.", "grey")
        column.addWidget(word)
        column.addSpacing(14)
        self.open_button = QPushButton("Open a file…")
        self.open_button.setProperty("role", "main")
        self.open_button.clicked.connect(self.open)
        self.folder_button = QPushButton("Open a folder…")
        self.folder_button.setProperty("role", "wide")
        self.folder_button.clicked.connect(self.open_folder)
        self.sample_button = QPushButton("Look at the sample city, Rotterdam Delfshaven")
        self.sample_button.setProperty("role", "wide")
        self.sample_button.clicked.connect(self.sample)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.folder_button)
        if sample:
            buttons.addWidget(self.sample_button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        hint = "… or drop files here: CityGML, CityJSON, LiDAR, terrain, meshes, footprints."
        column.addWidget(_label(hint, "grey"))
        column.addSpacing(18)
        self.recent_buttons: list[QPushButton] = []
        if recent:
            column.addWidget(_label("RECENT", "section"))
        for path in recent:
            button = QPushButton(f"{Path(path).name}")
            button.setProperty("role", "link")
            button.setToolTip(path)
            button.clicked.connect(lambda _=False, p=path: self.recent.emit(p))
            self.recent_buttons.append(button)
            column.addWidget(button)
        middle = QHBoxLayout(page)
        middle.addStretch(1)
        inner = QVBoxLayout()
        inner.addStretch(2)
        inner.addLayout(column)
        inner.addStretch(3)
        middle.addLayout(inner)
        middle.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        others = self._page.minimumSizeHint().height() - self.picture.height()
        room = QSize(PICTURE.width(), max(self.height() - others, LOWEST))
        size = PICTURE.scaled(room.boundedTo(PICTURE), Qt.AspectRatioMode.KeepAspectRatio)
        self.picture.setFixedSize(size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sample city's picture comes after the first paint: the page is there at once."""
        super().paintEvent(event)
        if self.picture.pixmap().isNull() and not self.picture.isHidden():
            QTimer.singleShot(0, self._show_picture)

    def _show_picture(self) -> None:
        picture = QPixmap(str(assets.path("pictures/delfshaven.jpg")))
        if picture.isNull():  # a build without pictures goes without one
            self.picture.hide()
            return
        ratio = self.devicePixelRatioF()
        smooth = Qt.TransformationMode.SmoothTransformation
        picture = picture.scaledToWidth(round(PICTURE.width() * ratio), smooth)
        picture.setDevicePixelRatio(ratio)
        self.picture.setPixmap(picture)


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    return label
