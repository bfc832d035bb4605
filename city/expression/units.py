"""Units in questions and in files: what kind of size they measure, and how many metres they are."""

from __future__ import annotations

import re
from typing import NamedTuple


class Unit(NamedTuple):
    """What is measured (length, area, volume, angle; "" for a plain number), and its SI size."""

    kind: str
    size: float = 1.0


PLAIN = Unit("")
LENGTH, AREA, VOLUME, ANGLE = Unit("length"), Unit("area"), Unit("volume"), Unit("angle")
_FOOT = 0.3048  # the international foot, 1959
UNITS = {
    "mm": Unit("length", 1e-3),
    "cm": Unit("length", 1e-2),
    "m": LENGTH,
    "km": Unit("length", 1e3),
    "ft": Unit("length", _FOOT),
    "m2": AREA,
    "m²": AREA,
    "ha": Unit("area", 1e4),
    "km2": Unit("area", 1e6),
    "km²": Unit("area", 1e6),
    "ft2": Unit("area", _FOOT**2),
    "m3": VOLUME,
    "m³": VOLUME,
    "°": ANGLE,
    "deg": ANGLE,
    "%": Unit("", 1e-2),
}
# How files spell them: UCUM, the German cadastre, EPSG's numbers, plain words.
SPELLINGS = {
    "9001": "m",
    "9002": "ft",
    "metre": "m",
    "meter": "m",
    "metres": "m",
    "meters": "m",
    "foot": "ft",
    "feet": "ft",
    "sqm": "m2",
    "squaremetre": "m2",
    "squaremeter": "m2",
    "cubicmetre": "m3",
    "cubicmeter": "m3",
    "m^2": "m2",
    "m^3": "m3",
    "degree": "deg",
    "degrees": "deg",
    "grad": "deg",
}
_POWER = {"length": 1, "area": 2, "volume": 3}
_OF_POWER = {power: kind for kind, power in _POWER.items()}


def unit_of(spelling: str) -> Unit | None:
    """The unit that a file names ("urn:adv:uom:m", "#m2"); None for one that nobody knows.

    A plain number where the file names none.
    """
    if not spelling:
        return PLAIN
    word = re.split(r"[:/#]", spelling)[-1].strip().lower()
    return UNITS.get(SPELLINGS.get(word, word))


def product(one: Unit, other: Unit, sign: str) -> Unit:
    """The unit of one times or divided by the other, both in SI."""
    if "angle" in (one.kind, other.kind):
        return one if not other.kind else other if not one.kind else PLAIN
    power = _POWER.get(one.kind, 0) + (1 if sign == "*" else -1) * _POWER.get(other.kind, 0)
    return Unit(_OF_POWER.get(power, ""))
