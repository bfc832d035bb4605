"""The window in which a photograph is matched with the city, beside the city itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.one_file import ask_file, ask_new_file
from app.panels.photo_view import PhotoView
from app.photo_marks import paint_number
from app.photos import Photos
from app.screen_room import resize_within
from app.wording import number
from city.photo_match import PAIRS

PICTURES = ("Photographs (*.jpg *.jpeg *.png *.tif *.tiff *.webp)",)
WRITTEN = ("PNG picture (*.png)", "JPEG picture (*.jpg)")
WIDE = 290  # pixels of the column beside the photograph
TURN_TO = "Click a corner in the photograph, then the same corner in the city."


class PhotoDialog(QDialog):
    """Not modal: the city is clicked while it is open."""

    def __init__(self, parent: QWidget | None, photos: Photos) -> None:
        super().__init__(parent)
        self.setWindowTitle("Photo match")
        resize_within(self, 940, 620)
        self._photos = photos
        self._filling = False
        self.view = PhotoView(paint_number)
        self.view.pointed.connect(self._pointed)
        row = QHBoxLayout(self)
        row.addWidget(self.view, 1)
        row.addWidget(self._side())
        photos.told.connect(self.refresh)
        photos.refused.connect(self.said.setText)
        photos.done.connect(self.said.setText)
        self.refresh()

    def _side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(WIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(4, 0, 0, 0)
        column.setSpacing(6)
        self.opened = self._button("Open a photograph …", self._ask_photo)
        self.kept = QListWidget()
        self.kept.setAccessibleName("Photographs that the project keeps")
        self.kept.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.kept.itemActivated.connect(lambda item: self._photos.take_up(item.text()))
        self.kept.itemChanged.connect(self._renamed)
        self.pairs = QListWidget()
        self.pairs.setAccessibleName("Pairs of a pixel and a place")
        self.said = QLabel(TURN_TO)
        self.angle = QCheckBox("Focal length is known")
        self.angle.toggled.connect(self._keep_angle)
        self.veil = QSlider(Qt.Orientation.Horizontal)
        self.veil.setRange(0, 100)
        self.veil.setAccessibleName("Lay it over the city")
        self.veil.valueChanged.connect(lambda share: self._photos.lay_over(share / 100))
        self.name = QLineEdit()
        self.name.setAccessibleName("Name")
        self.outlined = QCheckBox("Outline what is demolished")
        self.outlined.setChecked(True)
        self.look = self._button("Look from there", self._photos.look)
        self.take = self._button("Take this view", self._photos.take_view)
        self.keep = self._button("Keep", lambda: self._photos.keep(self.name.text()))
        self.make = self._button("Picture of the plan …", self._ask_out)
        self.make.setProperty("role", "main")
        column.addWidget(self.opened)
        column.addWidget(_grey("Kept: Enter opens, F2 renames, Del removes"))
        column.addWidget(self.kept, 1)
        column.addWidget(_grey("Pairs: Del takes one away"))
        column.addWidget(self.pairs, 2)
        column.addWidget(self.said)
        column.addWidget(self.angle)
        column.addLayout(_row(self.look, self.take))
        column.addWidget(_grey("Over the city"))
        column.addWidget(self.veil)
        column.addLayout(_row(self.name, self.keep))
        column.addWidget(self.outlined)
        column.addWidget(self.make)
        self.said.setWordWrap(True)
        for held, call in ((self.kept, self._forget), (self.pairs, self._unpair)):
            shortcut = QShortcut(QKeySequence(Qt.Key.Key_Delete), held)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(call)
        return side

    def _button(self, text: str, call: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: call())
        return button

    def refresh(self) -> None:
        """Write anew what is kept, which pairs there are, and how well they fit."""
        photos, self._filling = self._photos, True
        self.view.show_photo(photos.image, [pair.pixel for pair in photos.pairs])
        self.kept.clear()
        for name in photos.kept:
            item = QListWidgetItem(name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.kept.addItem(item)
            if name == photos.name:
                self.kept.setCurrentItem(item)
        self.pairs.clear()
        found = photos.found
        for at in range(len(photos.pairs)):
            off = f": {number(float(found.apart[at]), 1)} pixels off" if found is not None else ""
            self.pairs.addItem(f"{at + 1}{off}")
        there = photos.photo is not None
        for part in (self.look, self.take, self.keep, self.name, self.veil, self.angle):
            part.setEnabled(there)
        self.make.setEnabled(photos.name in photos.kept and not photos.busy)
        self.angle.setChecked(photos.keep_angle)
        self.veil.setValue(round(photos.veil * 100))
        if not self.name.hasFocus():
            self.name.setText(photos.name)
        self.said.setText(self._words())
        self._filling = False

    def _words(self) -> str:
        photos = self._photos
        lacking = PAIRS - len(photos.pairs)
        if photos.busy:
            return "Drawing the plan into the photograph …"
        if photos.found is not None:
            return f"The camera is found: {number(photos.found.error, 1)} pixels off."
        if photos.pairs and lacking > 0:
            return f"{TURN_TO} {lacking} more."
        return TURN_TO

    def _keep_angle(self, on: bool) -> None:
        if not self._filling:
            self._photos.keep_angle = on
            self._photos.match()

    def _pointed(self, x: float, y: float) -> None:
        self._photos.pair(x, y)
        self.said.setText("Now click the same place in the city; Esc lets it be.")

    def _renamed(self, item: QListWidgetItem) -> None:
        if not self._filling:
            self._photos.rename(list(self._photos.kept)[self.kept.row(item)], item.text())

    def _forget(self) -> None:
        if self.kept.currentItem() is not None:
            self._photos.forget(self.kept.currentItem().text())

    def _unpair(self) -> None:
        self._photos.unpair(self.pairs.currentRow())

    def _ask_photo(self) -> None:
        ask_file(self, "Open a photograph", self._photos.open, PICTURES)

    def _ask_out(self) -> None:
        ask_new_file(self, "Save the picture", lambda path, _: self.make_picture(path), WRITTEN)

    def make_picture(self, path: Path) -> None:
        """Draw the plan into the photograph, into a file."""
        self._photos.make(self._photos.name, path, self.outlined.isChecked())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._photos.put_away()


def _grey(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "grey")
    return label


def _row(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for part in parts:
        row.addWidget(part)
    return row
