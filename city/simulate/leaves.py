"""How much light comes through trees, in leaf and bare."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.simulate.days import Steps
from city.simulate.parameters import Parameter

F32 = NDArray[np.float32]

IN_LEAF = (105, 304)  # days of the year: from 15 April to 31 October, in the north
_SEEN = "Konarska et al., Theor. Appl. Climatol. 117 (2014): direct light through city trees"

LEAVES = (
    Parameter(
        "trees",
        "Trees",
        "choice",
        "solid",
        choices=(
            ("solid", "As walls"),
            ("leaves", "By the season's leaves"),
            ("none", "Without shadows"),
        ),
    ),
    Parameter("leaf_light", "Sun through leaves", "number", 3, "%", 0, 100, about=_SEEN, rare=True),
    Parameter(
        "bare_light",
        "Sun through bare trees",
        "number",
        46,
        "%",
        0,
        100,
        about=_SEEN,
        rare=True,
    ),
)


def light_through(settings: Mapping[str, Any], steps: Steps) -> F32:
    """(m,): the share of the sun that comes through trees in each step."""
    per_day = [light_on(settings, day, steps.place.lat) for day in steps.days]
    return np.array(per_day, np.float32)[steps.day]


def light_on(settings: Mapping[str, Any], day: date, lat: float) -> float:
    """The share of the sky's light that comes through trees on a day."""
    if settings["trees"] == "none":
        return 1.0
    return float(settings["leaf_light" if in_leaf(day, lat) else "bare_light"]) / 100


def in_leaf(day: date, lat: float) -> bool:
    """Whether trees have leaves on a day; in the south half a year later than in the north."""
    number = day.timetuple().tm_yday
    if lat < 0:
        number = (number + 182) % 365
    return IN_LEAF[0] <= number <= IN_LEAF[1]
