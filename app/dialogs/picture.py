"""A picture for paper or the web: which sheet, how fine, what it says."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.one_file import ask_new_file
from app.sheet import PAPERS, Order, picture_size, ratio
from app.wording import number

DOTS = (150, 300)  # per inch: for the wall, for the hand
MOST = 24_000_000  # pixels that a machine without a graphics card draws in reasonable time
KINDS = ("PDF (*.pdf)", "PNG picture (*.png)", "JPEG picture (*.jpg)")


class PictureDialog(QDialog):
    """Asks for a sheet and where to save it; `wanted` brings the order."""

    wanted = Signal(object)  # Order

    def __init__(self, parent: QWidget | None, title: str, metres: float, plan: bool) -> None:
        """metres: that a pixel of a hundredth of an inch is now; plan: lengths are true."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("A picture for paper")
        self.setMinimumWidth(440)
        self.title = QLineEdit(title)
        self.paper = QComboBox()
        for name, (wide, high) in PAPERS.items():
            self.paper.addItem(f"{name}, {wide} × {high} mm", name)
        self.paper.setCurrentIndex(1)
        self.dots = QComboBox()
        for dpi in DOTS:
            self.dots.addItem(f"{dpi} dots per inch", dpi)
        self.legend = QCheckBox("With the legend")
        self.legend.setChecked(True)
        self.scale = QSpinBox()
        self.scale.setRange(50, 1_000_000)
        self.scale.setGroupSeparatorShown(True)
        self.scale.setPrefix("1 : ")
        self.scale.setSingleStep(100)
        self.scale.setEnabled(plan)
        self.scale.setValue(_round_scale(ratio(metres, 100)))
        why = "" if plan else "For a scale, look in parallel first (P), best from above (T)."
        self.told = QLabel()
        self.told.setProperty("role", "grey")
        self.told.setWordWrap(True)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.addRow("&Title", self.title)
        form.addRow("&Paper", self.paper)
        form.addRow("&Fineness", self.dots)
        form.addRow("&Scale", self.scale)
        if why:
            hint = QLabel(why)
            hint.setProperty("role", "grey")
            hint.setWordWrap(True)
            form.addRow("", hint)
        form.addRow("", self.legend)
        form.addRow("", self.told)
        save = QPushButton("Save…")
        save.setProperty("role", "main")
        save.setDefault(True)
        save.clicked.connect(self._ask_path)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(14)
        column.addLayout(form)
        column.addWidget(buttons)
        for box in (self.paper, self.dots):
            box.currentIndexChanged.connect(self._weigh)
        self._weigh()

    def order(self, path: Path) -> Order:
        """What was asked for, to be saved at a path."""
        return Order(
            path,
            self.title.text().strip(),
            self.paper.currentData(),
            self.dpi,
            float(self.scale.value()) if self.scale.isEnabled() else None,
            self.legend.isChecked(),
        )

    @property
    def dpi(self) -> int:
        """As fine as was wished, or as can be drawn."""
        wished = int(self.dots.currentData())
        columns, rows = picture_size(self.paper.currentData(), wished)
        share = (MOST / (columns * rows)) ** 0.5
        return wished if share >= 1 else int(wished * share)

    def _weigh(self) -> None:
        columns, rows = picture_size(self.paper.currentData(), self.dpi)
        said = f"{number(columns)} × {number(rows)} pixels"
        if self.dpi < self.dots.currentData():
            said += f", at {self.dpi} dots per inch: more would take too long to draw"
        self.told.setText(said)

    def _ask_path(self) -> None:
        name = _file_name(self.title.text())
        ask_new_file(self, "Save the picture", lambda path, _: self._save(path), KINDS, name)

    def _save(self, path: Path) -> None:
        self.wanted.emit(self.order(path))
        self.accept()


def _round_scale(scale: float) -> int:
    """A scale as architects use them, the next coarser one: 1 : 500, 1 : 1000, 1 : 2500 ..."""
    power = 10
    while True:
        for step in (1, 2, 2.5, 5):
            if step * power >= scale:
                return max(round(step * power), 50)
        power *= 10


def _file_name(title: str) -> str:
    """A title as a name that every file system takes."""
    kept = "".join(c if c.isalnum() or c in " -_." else "-" for c in title).strip(" .")
    return kept or "picture"
