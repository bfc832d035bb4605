"""The sun over what is on the table: where the table stands, and where the sun is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from city.cloud import PointCloud
from city.model import City
from city.place import Place, place_of
from city.simulate.sun import Day, Sun, sunlight

if TYPE_CHECKING:
    from app.document import Document
    from city.frame import Frame

QUARTERS = (
    "north",
    "north-east",
    "east",
    "south-east",
    "south",
    "south-west",
    "west",
    "north-west",
)


def found_place(document: Document) -> Place | None:
    """Where the middle of the table is on Earth; None where its coordinates do not say."""
    return document.opened[0].place if document.opened else None


def place_of_thing(frame: Frame, thing: Any) -> Place | None:
    """Where the middle of a city, a survey or a terrain is on Earth."""
    return place_of(frame, _middle(thing))


def _middle(thing: Any) -> NDArray[np.float64]:
    if isinstance(thing, City):
        box = thing.extent()
        return np.zeros(3) if box is None else np.asarray(box.mean(0))
    if isinstance(thing, PointCloud):
        return np.asarray(thing.extent.mean(0))
    rows, columns = thing.heights.shape
    east = thing.west + thing.step[0] * (columns - 1) / 2
    north = thing.north - thing.step[1] * (rows - 1) / 2
    return np.array([east, north, 0.0])


def towards_sun(document: Document) -> NDArray[np.float64] | None:
    """The unit vector (3,) to the sun of the document's moment; None: the light of a studio."""
    return sun_of(document, document.moment)


def sun_of(document: Document, moment: datetime | None) -> NDArray[np.float64] | None:
    """The same of any moment."""
    if moment is None or document.place is None:
        return None
    return sunlight(moment, document.place)[1]


def sun_words(sun: Sun) -> str:
    """Where the sun stands: "Sun 31.9° high, south-west (226°)", or that it is night."""
    from app.wording import number

    altitude, azimuth = float(sun.altitude[0]), float(sun.azimuth[0])
    if altitude < 0:
        below = number(-altitude, 1)
        return f"The sun is {below}° below the horizon"
    quarter = QUARTERS[round(azimuth / 45) % 8]
    return f"Sun {number(altitude, 1)}° high, {quarter} ({number(azimuth, 0)}°)"


def hour_words(moment: datetime) -> str:
    """A clock time as the user's country writes it, to the minute."""
    from PySide6.QtCore import QLocale, QTime

    return QLocale().toString(QTime(moment.hour, moment.minute), QLocale.FormatType.ShortFormat)


def day_words(day: Day) -> str:
    """When the sun rises, culminates and sets: "Sunrise 06:44 · noon 12:50 · sunset 19:01"."""
    if day.polar:
        return "The sun does not set" if day.polar == "day" else "The sun does not rise"
    parts = [f"Sunrise {hour_words(m)}" for m in day.rises]
    if day.noon is not None:
        parts.append(f"noon {hour_words(day.noon)}")
    return " · ".join(parts + [f"sunset {hour_words(m)}" for m in day.sets])


def moment_words(moment: datetime) -> str:
    """A day and an hour, short, as the user's country writes them."""
    from PySide6.QtCore import QDate, QLocale

    day = QDate(moment.year, moment.month, moment.day)
    short = QLocale().toString(day, QLocale.FormatType.ShortFormat)
    return f"{short} {hour_words(moment)}"
