"""What traffic is asked with: a network, trips, from when until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtWidgets import (
    QDateEdit,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTimeEdit,
    QWidget,
)

from app.dialogs.one_file import ask_file
from app.processes.parts import button
from app.traffic.asked import MOST_SEED, MOST_TRIPS, Asked
from app.wording import visible

NETWORKS = (
    "Networks of streets (*.net.xml *.net.xml.gz *.osm *.osm.xml *.osm.gz)",
    "All files (*)",
)
TRIPS = ("Trips (*.rou.xml *.rou.xml.gz *.trips.xml)", "All files (*)")


class TrafficForm(QWidget):
    """One field for each thing that is asked; nothing of it is checked before somebody starts."""

    def __init__(self) -> None:
        super().__init__()
        self._crs = ""
        self.network, self.routes = QLineEdit(), QLineEdit()
        self.network.setPlaceholderText("SUMO's .net.xml, or .osm from OpenStreetMap")
        self.routes.setPlaceholderText("none: by chance, so many an hour")
        self.trips, self.seed = QSpinBox(), QSpinBox()
        self.trips.setRange(1, MOST_TRIPS)
        self.trips.setSingleStep(100)
        self.trips.setGroupSeparatorShown(True)
        self.trips.setSuffix(" an hour")
        self.seed.setRange(0, MOST_SEED)
        self.seed.setToolTip("The same seed gives the same trips, another one others")
        self.routes.textChanged.connect(lambda text: self.trips.setDisabled(bool(text.strip())))
        self.day, self.begin, self.end = QDateEdit(), QTimeEdit(), QTimeEdit()
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("d MMM yyyy")
        for clock in (self.begin, self.end):
            clock.setDisplayFormat("HH:mm")
        self.zone = QLabel()
        self.zone.setProperty("role", "grey")
        self.zone.setTextFormat(Qt.TextFormat.PlainText)
        for field, name in (
            (self.network, "Network of streets"),
            (self.routes, "File of trips"),
            (self.trips, "Trips an hour"),
            (self.seed, "Seed of chance"),
            (self.day, "Date"),
            (self.begin, "From"),
            (self.end, "Until"),
        ):
            field.setAccessibleName(name)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow("Network", self._with_choice(self.network, "The network", NETWORKS))
        form.addRow("Trips", _row(self.trips, QLabel("seed"), self.seed))
        form.addRow("or of a file", self._with_choice(self.routes, "The trips", TRIPS))
        when = (self.day, self.begin, QLabel("until"), self.end, self.zone)
        form.addRow("When", _row(*when))

    def _with_choice(self, field: QLineEdit, title: str, filters: Sequence[str]) -> QWidget:
        """A field for a path, and a button that lets one choose it."""

        def choose() -> None:
            ask_file(self, title, lambda path: field.setText(str(path)), filters)

        made = button("Choose…", choose)
        made.setAccessibleName(f"Choose {title[0].lower()}{title[1:]}")
        return _row(field, made, wide=0)

    def show_asked(self, asked: Asked, day: date, zone: str) -> None:
        """Show what was asked last. day, zone: of the time bar."""
        self._crs = asked.crs
        self.network.setText(asked.network)
        self.routes.setText(asked.routes)
        self.trips.setValue(asked.trips)
        self.seed.setValue(asked.seed)
        self.begin.setTime(QTime.fromString(asked.begin, "HH:mm"))
        self.end.setTime(QTime.fromString(asked.end, "HH:mm"))
        self.day.setDate(QDate(day.year, day.month, day.day))
        self.zone.setText(visible(zone))

    @property
    def asked(self) -> Asked:
        """What the fields say."""
        return Asked(
            self.network.text().strip(),
            self.routes.text().strip(),
            self.trips.value(),
            self.seed.value(),
            self.begin.time().toString("HH:mm"),
            self.end.time().toString("HH:mm"),
            self._crs,
        )

    @property
    def on(self) -> date:
        """The day that the fields say."""
        day = self.day.date()
        return date(day.year(), day.month(), day.day())


def _row(*parts: QWidget, wide: int = -1) -> QWidget:
    """Widgets beside each other. wide: which of them takes the room that is left; -1 for none."""
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    for number, part in enumerate(parts):
        line.addWidget(part, int(number == wide))
    if wide < 0:
        line.addStretch(1)
    return row
