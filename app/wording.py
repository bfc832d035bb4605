"""The words of files and of the code, turned into a planner's."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QLocale

    from city.layer import Quantity

# What a terminal takes for an order, and what turns the direction of writing; a new line is none.
_ORDERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# The class names of CityGML and CityJSON that do not read as English by themselves.
CLASSES = {
    "RoofSurface": "Roof",
    "WallSurface": "Wall",
    "GroundSurface": "Ground",
    "ClosureSurface": "Closure",
    "OuterCeilingSurface": "Outer ceiling",
    "OuterFloorSurface": "Outer floor",
    "InteriorWallSurface": "Interior wall",
    "CeilingSurface": "Ceiling",
    "FloorSurface": "Floor",
    "WaterSurface": "Water surface",
    "WaterGroundSurface": "Water bed",
    "SolitaryVegetationObject": "Tree or plant",
    "PlantCover": "Plant cover",
    "IntBuildingInstallation": "Indoor installation",
    "GenericCityObject": "Other object",
    "TINRelief": "Terrain (TIN)",
    "ReliefFeature": "Terrain",
    "LandUse": "Land use",
}
# Attributes everybody uses, by the name in the standards.
ATTRIBUTES = {
    "measuredHeight": "Height in the file",
    "storeysAboveGround": "Storeys above ground",
    "storeysBelowGround": "Storeys below ground",
    "yearOfConstruction": "Year of construction",
    "yearOfDemolition": "Year of demolition",
    "roofType": "Roof type",
    "creationDate": "Created",
    "terminationDate": "Ended",
    "gml:name": "Name",
    "gml:description": "Description",
}
UNITS = {
    "#m": "m",
    "m2": "m²",
    "m3": "m³",
    "deg": "°",
    "degree": "°",
    "urn:ogc:def:uom:EPSG::9001": "m",
}
# ASPRS standard point classes, LAS 1.4 R15 table 17
POINT_CLASSES = {
    0: "Never classified",
    1: "Unclassified",
    2: "Ground",
    3: "Low vegetation",
    4: "Medium vegetation",
    5: "High vegetation",
    6: "Building",
    7: "Noise",
    9: "Water",
    10: "Rail",
    11: "Road surface",
    17: "Bridge deck",
    18: "High noise",
    26: "Structure (AHN)",
}
ABBREVIATIONS = {"id": "ID", "lod": "LoD", "crs": "CRS", "url": "URL", "xlink": "xlink"}


def as_tip(text: str) -> str:
    """A text from a file as a tooltip that shows it as it stands: Qt would read tags in it, and
    look for the pictures that they name."""
    return f'<p style="white-space: pre-wrap">{escape(text)}</p>' if "<" in text else text


def kind_word(kind: str) -> str:
    """What a class is called: "RoofSurface" -> "Roof", "BuildingPart" -> "Building part"."""
    name = kind.rsplit(":", 1)[-1].lstrip("+")
    return CLASSES.get(name) or _spoken(name)


def attribute_word(name: str) -> str:
    """What an attribute is called: "bldg_usage-class" -> "Bldg usage class"."""
    return ATTRIBUTES.get(name) or _spoken(name.rsplit(":", 1)[-1])


def point_class_word(code: int) -> str:
    """What a class of survey points is called: 6 -> "Building"."""
    return POINT_CLASSES.get(code, f"Class {code}")


def code_word(code: str) -> str:
    """What a doctor's code means: "CRS_MISSING" -> "CRS missing"."""
    words = code.lower().split("_")
    return _capital(" ".join(ABBREVIATIONS.get(word, word) for word in words))


def unit_word(unit: str) -> str:
    """A unit as one writes it behind a number: "urn:adv:uom:m2" -> "m²"."""
    short = UNITS.get(unit, unit)
    if short.startswith(("urn:", "http")):
        short = re.split(r"[:/#]", short)[-1]
    return UNITS.get(short, short)


def number(value: float, decimals: int | None = None) -> str:
    """A number as the user's country writes it; `decimals` fixes how many places it shows."""
    locale = _locale()
    if isinstance(value, int) or (decimals == 0):
        return locale.toString(round(value))
    if decimals is None:
        text = locale.toString(float(value), "f", 3)
        point = locale.decimalPoint()
        return text.rstrip("0").rstrip(point) if point in text else text
    return locale.toString(float(value), "f", decimals)


def _locale() -> QLocale:
    """The user's way with numbers; where there is none (the C locale), the English one.

    Imported here: QLocale brings the names of all languages, 12 ms that no start-up needs.
    """
    from PySide6.QtCore import QLocale

    locale = QLocale()
    return QLocale("en_GB") if locale.language() == QLocale.Language.C else locale


def value_text(value: Any, unit: str = "") -> str:
    """One attribute's value as text, with its unit; years and codes keep their digits together."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        plain = abs(value) < 10_000 or not unit
        text = str(value) if plain else number(value)
    elif isinstance(value, float):
        text = number(value)
    else:
        text = str(value)
    shown = unit_word(unit)
    return f"{text} {shown}" if shown else text


def meant(value: Any, meanings: Mapping[str, str], unit: str = "") -> str:
    """An attribute's value as text; a code with what its code list says of it."""
    if isinstance(value, list):
        return ", ".join(meant(one, meanings, unit) for one in value)
    words = meanings.get(str(value), "") if meanings else ""
    return f"{visible(words)} ({value})" if words else value_text(value, unit)


def metres_up(metres: float) -> str:
    """Metres above something, or below it, in whole centimetres: "+43.21 m", "−0.30 m"."""
    metres = round(metres, 2)
    return f"{'−' if metres < 0 else '+'}{number(abs(metres), 2)} m"


def lift_words(metres: float) -> str:
    """What is said of a source that was moved up or down: "moved by +43.21 m"."""
    return f"moved by {metres_up(metres)}"


def compact(count: int) -> str:
    """A count that fits in a row: 844, 12,345, 18.4 M."""
    if count >= 1_000_000:
        return f"{number(count / 1e6, 1)} M"
    return number(count, 0)


def size_words(size: int) -> str:
    """A size in bytes, as one says it."""
    if size < 1_000:
        return f"{size} bytes"
    return f"{number(size / 1e6, 1)} MB" if size >= 100_000 else f"{number(size / 1e3, 1)} kB"


def _spoken(name: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.]+", " ", name).split()
    spoken = " ".join(ABBREVIATIONS.get(w.lower(), w if w.isupper() else w.lower()) for w in words)
    return _capital(spoken) or name


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def visible(text: str) -> str:
    """A text of somebody else's file as it may go to a terminal: what cannot be seen is spelt."""
    return _ORDERS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def quantity_words(quantity: Quantity, value: float, unit: bool = True) -> str:
    """A value of a layer, as the user's country writes it: "4.3 h", "13:30"; a dash for none."""
    if value != value:
        return "–"
    if quantity.scale == "classes":
        return quantity.names[int(value)]
    if quantity.unit == "clock":
        minutes = round(value * 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    words = number(value, quantity.decimals)
    return f"{words} {quantity.unit}".strip() if unit else words
