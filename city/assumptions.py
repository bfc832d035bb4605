"""What is taken for granted where a plan says nothing: numbers that people may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Assumption:
    """A number that is taken for granted: its name for people, its unit, and where it comes from.

    low, high: what it can be changed to.
    """

    title: str
    value: float
    low: float
    high: float
    unit: str
    source: str


_RULE = "rule of thumb; put in what holds where you plan"
_LETI = "LETI Climate Emergency Design Guide (2020), typical practice today, stages A1 to A5"

ASSUMPTIONS: Mapping[str, Assumption] = MappingProxyType(
    {
        "storey_height": Assumption("Storey height", 3.0, 2.2, 6.0, "m", _RULE),
        "dwelling_size": Assumption("Gross floor area per dwelling", 85.0, 20, 300, "m²", _RULE),
        "household": Assumption(
            "People per dwelling", 2.2, 1, 6, "", "Eurostat, average household of the EU, 2023"
        ),
        "office_per_job": Assumption("Office floor per job", 25.0, 8, 100, "m²", _RULE),
        "retail_per_job": Assumption("Retail floor per job", 45.0, 10, 200, "m²", _RULE),
        "industry_per_job": Assumption("Industrial floor per job", 75.0, 10, 500, "m²", _RULE),
        "other_per_job": Assumption("Other floor per job", 60.0, 10, 500, "m²", _RULE),
        "parking_per_dwelling": Assumption("Car spaces per dwelling", 0.7, 0, 3, "", _RULE),
        "parking_floor": Assumption("Other floor per car space", 100.0, 20, 1000, "m²", _RULE),
        "parking_space": Assumption("Area of a car space with its lane", 25.0, 10, 40, "m²", _RULE),
        "carbon_residential": Assumption(
            "Embodied carbon, housing", 800.0, 50, 2000, "kg CO₂e/m²", _LETI
        ),
        "carbon_other": Assumption(
            "Embodied carbon, other buildings", 1000.0, 50, 2500, "kg CO₂e/m²", _LETI
        ),
        "cost_low": Assumption("Construction cost, from", 1800.0, 200, 10000, "€/m²", _RULE),
        "cost_high": Assumption("Construction cost, to", 3200.0, 200, 15000, "€/m²", _RULE),
    }
)


def assumed(
    changed: Mapping[str, Any], among: Mapping[str, Assumption] = ASSUMPTIONS
) -> dict[str, float]:
    """All assumptions, with those that somebody changed, kept within what they can be.

    among: which assumptions; those of plans unless others are given.
    """
    found = {name: one.value for name, one in among.items()}
    for name, value in changed.items():
        one = among.get(name)
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if one is not None and number and value == value:
            found[name] = float(min(max(value, one.low), one.high))
    return found
