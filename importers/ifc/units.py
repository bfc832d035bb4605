"""The units of a building model, and how many of ours they are."""

from __future__ import annotations

import math
from typing import Any

from importers.ifc.lines import is_line, number, part, parts, text

PREFIXES = {
    "EXA": 1e18,
    "PETA": 1e15,
    "TERA": 1e12,
    "GIGA": 1e9,
    "MEGA": 1e6,
    "KILO": 1e3,
    "HECTO": 1e2,
    "DECA": 1e1,
    "DECI": 1e-1,
    "CENTI": 1e-2,
    "MILLI": 1e-3,
    "MICRO": 1e-6,
    "NANO": 1e-9,
    "PICO": 1e-12,
    "FEMTO": 1e-15,
    "ATTO": 1e-18,
}
DEEP = 5  # a unit made of a unit made of a unit ...: no honest one goes on
# By the names that IFC gives to what is measured: our unit, and the power of a length it is.
OURS = {
    "LENGTHUNIT": ("m", 1),
    "AREAUNIT": ("m2", 2),
    "VOLUMEUNIT": ("m3", 3),
    "PLANEANGLEUNIT": ("°", 0),
}
# The types of values that are measured so (IFC 4, IfcMeasureResource).
MEASURED = {
    "IfcLengthMeasure": "LENGTHUNIT",
    "IfcPositiveLengthMeasure": "LENGTHUNIT",
    "IfcNonNegativeLengthMeasure": "LENGTHUNIT",
    "IfcAreaMeasure": "AREAUNIT",
    "IfcVolumeMeasure": "VOLUMEUNIT",
    "IfcPlaneAngleMeasure": "PLANEANGLEUNIT",
    "IfcPositivePlaneAngleMeasure": "PLANEANGLEUNIT",
}


def factor(unit: Any, depth: int = 0) -> float:
    """How many metres, square metres, cubic metres or radians a unit is; NaN for one of no sense.

    unit: an IfcSIUnit, an IfcConversionBasedUnit, or an IfcMeasureWithUnit.
    """
    if not is_line(unit) or depth > DEEP:
        return math.nan
    if unit.is_a("IfcSIUnit"):
        power = OURS.get(text(unit, "UnitType"), ("", 1))[1] or 1
        return float(PREFIXES.get(text(unit, "Prefix"), 1.0) ** power)
    if unit.is_a("IfcConversionBasedUnit"):
        return factor(part(unit, "ConversionFactor"), depth + 1)
    if unit.is_a("IfcMeasureWithUnit"):
        value = number(unit, "ValueComponent")
        return value * factor(part(unit, "UnitComponent"), depth + 1)
    return math.nan


class Units:
    """The units of a project. stated: whether it says which unit its lengths have."""

    def __init__(self, model: Any) -> None:
        self._factors: dict[str, float] = {}
        for assignment in model.by_type("IfcUnitAssignment")[:1]:
            for unit in parts(assignment, "Units"):
                kind = text(unit, "UnitType")
                if kind in OURS:
                    self._factors.setdefault(kind, factor(unit))
        self.length = self._factors.get("LENGTHUNIT", 1.0)
        self.stated = math.isfinite(self.length) and "LENGTHUNIT" in self._factors
        if not (math.isfinite(self.length) and self.length > 0):
            self.length = 1.0

    def measured(self, value: float, kind: str, unit: Any = None) -> tuple[float, str]:
        """A value of "LENGTHUNIT", "AREAUNIT" ... in our unit, and that unit's name.

        unit: the one that the value itself names; otherwise it has the project's.
        """
        name, power = OURS[kind]
        default = self.length**power if power else 1.0
        by = factor(unit) if unit is not None else self._factors.get(kind, default)
        if not math.isfinite(by):
            return value, ""
        if not power:
            by = math.degrees(by)
        ours = value * by
        return (float(f"{ours:.12g}"), name) if math.isfinite(ours) else (value, "")
