"""Fields that the wheel scrolls past: on a page that scrolls, no field is changed by scrolling."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSlider


class StillCombo(QComboBox):
    """A choice that the wheel leaves as it is."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class StillSlider(QSlider):
    """A slider that the wheel leaves where it is."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
