"""Where the city stands and whose clock it keeps: asked where the coordinates do not say."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from city.place import Place
from city.time_zone import zone_at, zone_names


class PlaceDialog(QDialog):
    """Latitude and longitude, and the time zone; the zone of a new place is put forward."""

    said = Signal(object, str)  # Place, IANA zone

    def __init__(
        self, parent: QWidget | None, place: Place | None, zone: str, surveyed: bool
    ) -> None:
        """surveyed: the place comes from the city's coordinates, so that nobody may change it."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Place and time zone")
        self.setMinimumWidth(420)
        self._place = place
        words = QLabel(
            "The place comes from the city's coordinates."
            if surveyed
            else "The city's coordinates do not say where on Earth it stands. Its y axis is taken "
            "to point north."
        )
        words.setWordWrap(True)
        self.lat, self.lon = _degrees(90, "Latitude"), _degrees(180, "Longitude")
        self.zone = QComboBox()
        self.zone.setAccessibleName("Time zone")
        for name, country in zone_names():
            self.zone.addItem(f"{name}   {country}", name)
        near = QLabel("Assumed from the place")
        near.setProperty("role", "grey")
        if place is not None:
            self.lat.setValue(place.lat)
            self.lon.setValue(place.lon)
        for box in (self.lat, self.lon):
            box.setEnabled(not surveyed)
            box.valueChanged.connect(self._suggest)
        form = QFormLayout()
        form.addRow("Latitude (north)", self.lat)
        form.addRow("Longitude (east)", self.lon)
        form.addRow("Time zone", self.zone)
        form.addRow("", near)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self._say)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        column.addWidget(words)
        column.addLayout(form)
        column.addWidget(buttons)
        self._choose(zone or zone_at(self._here()))

    def _here(self) -> Place:
        return Place(self.lon.value(), self.lat.value())

    def _suggest(self) -> None:
        self._choose(zone_at(self._here()))

    def _choose(self, zone: str) -> None:
        if self.zone.findData(zone) < 0:  # at sea
            self.zone.addItem(zone, zone)
        self.zone.setCurrentIndex(self.zone.findData(zone))

    def _say(self) -> None:
        kept = self._place if not self.lat.isEnabled() else None
        self.said.emit(kept or self._here(), str(self.zone.currentData()))
        self.accept()


def _degrees(limit: float, name: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(-limit, limit)
    box.setDecimals(4)
    box.setSuffix("°")
    box.setAccessibleName(name)
    return box
