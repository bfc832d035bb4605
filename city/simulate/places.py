"""Where a simulation looks: an area, what stands around it, and the places that are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from city.layer import FACADE, GROUND, ROOF, WINDOW, Samples
from city.progress import Progress
from city.simulate.obstacles import Area, Obstacles
from city.simulate.parameters import Parameter
from city.simulate.samples import Spacing, samples_on
from city.simulate.simulation import area_of
from city.view import View

LOWEST = 1.0  # degrees: what stands lower over the horizon, seen from the area, is left out
SORTS = {"facades": FACADE, "roofs": ROOF, "ground": GROUND, "windows": WINDOW}

PLACES = (
    Parameter("area", "Area", "area", "plan", about="around the plan, all, or four coordinates"),
    Parameter(
        "surfaces",
        "On",
        "several",
        ["facades", "roofs", "ground"],
        choices=(
            ("facades", "Façades"),
            ("roofs", "Roofs"),
            ("ground", "Ground"),
            ("windows", "Windows of the model"),
        ),
    ),
    Parameter("spacing", "Spacing", "number", 1.0, "m", 0.5, 5),
    Parameter(
        "rows",
        "On façades",
        "choice",
        "even",
        choices=(("even", "Evenly"), ("storeys", "A row for each storey")),
    ),
    Parameter("storey", "Storey height", "number", 3.0, "m", 2.2, 6, rare=True),
    Parameter(
        "eye", "Height over the floor", "number", 1.5, "m", 0, 3, about="of a row of a storey"
    ),
)


def placed(
    view: View, settings: Mapping[str, Any], year: float, progress: Progress | None = None
) -> tuple[Obstacles, Samples]:
    """What stands around an area in a year, and the places in it that PLACES ask for."""
    area = area_of(view, settings["area"])
    obstacles = Obstacles(view, area, foot_of(view, area), LOWEST, year)
    return obstacles, places_in(view, settings, obstacles, progress)


def places_in(
    view: View,
    settings: Mapping[str, Any],
    obstacles: Obstacles,
    progress: Progress | None = None,
) -> Samples:
    """The places that PLACES ask for. Raises ValueError where there is none."""
    area = area_of(view, settings["area"])
    spacing = Spacing(
        settings["spacing"], settings["rows"] == "storeys", settings["storey"], settings["eye"]
    )
    sorts = frozenset(SORTS[name] for name in settings["surfaces"])
    found = samples_on(view, area, obstacles, spacing, sorts, progress)
    if not len(found):
        raise ValueError("there is nothing in that area to look at: choose another one")
    return found


def foot_of(view: View, area: Area) -> float:
    """Local metres below the lowest ground of an area, at a hundred places of it.

    Of the base, so that every plan over it counts from the same height.
    """
    x = np.linspace(area.west, area.east, 10)
    y = np.linspace(area.south, area.north, 10)
    places = np.stack([axis.ravel() for axis in np.meshgrid(x, y)], axis=1)
    heights = view.base.standing(places)
    known = heights[np.isfinite(heights)]
    return float(np.floor(known.min())) - 2.0 if len(known) else -2.0
