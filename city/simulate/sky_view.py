"""How much of the sky façades, roofs and ground see, and what stands before façades."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.layer import FACADE, WINDOW, Layer, Quantity, Samples
from city.place import place_of
from city.progress import Progress
from city.simulate.leaves import LEAVES, light_on
from city.simulate.light import GRAZING, Openness, in_the_open
from city.simulate.parameters import Parameter
from city.simulate.per_building import columns, counted, means
from city.simulate.places import PLACES, placed
from city.simulate.renewal import changed_since, looked_up, traces
from city.simulate.simulation import Simulation
from city.simulate.sky import Sky, openness, sky, sky_component, sky_view
from city.simulate.square_on import TRACE, obstruction
from city.view import View

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

RAYS = 320  # for which the error is told below: half of it needs four times as many
BLOCK = 1 << 13  # places that are weighed at once
OPEN_WALL = 3 / 14 + 4 / (7 * np.pi)  # an overcast sky's light on a wall with nothing before it


def seen(view: View, settings: Mapping[str, Any], progress: Progress, known: Layer | None) -> Layer:
    """The sky that each place sees, by a ray to the middle of each of its patches."""
    progress.report(0, 0, "Finding places")
    day = date.fromisoformat(settings["date"])
    obstacles, samples = placed(view, settings, float(day.year), progress)
    patches = sky(settings["rays"])
    walls = settings["trees"] == "solid"
    found = looked_up(view, samples, obstacles, patches.directions, walls, progress, known)
    place = place_of(view.base.frame, np.zeros(3))
    light = light_on(settings, day, 50.0 if place is None else place.lat)
    values = _weighed(samples, patches, found, light, progress)
    upright = np.flatnonzero(np.isin(samples.sort, (FACADE, WINDOW)))
    if len(upright):
        changed = None if known is None else changed_since(view, known)
        angles = obstruction(samples, obstacles, upright, progress, known, changed)
        values["line25"] = np.full(len(samples), np.nan, np.float32)
        values["line25"][upright] = angles
    square = values["line25"].copy() if len(upright) else np.zeros(0, np.float32)
    inside = ~in_the_open(samples, obstacles)
    for one in values.values():
        one[inside] = np.nan
    return Layer(
        "sky",
        "View of the sky",
        samples,
        tuple(one for one in QUANTITIES if one.key in values),
        values,
        columns=columns(QUANTITIES[0 if len(upright) else 1]),
        tables=means(samples, values["vsc" if len(upright) else "svf"]),
        facts=(("Rays", f"{settings['rays']:,} a place"), ("Places", counted(samples))),
        traces={**traces(view, found), TRACE: square},
    )


def _weighed(
    samples: Samples, patches: Sky, found: Openness, light: float, progress: Progress
) -> dict[str, F32]:
    """What the patches that each place sees come to. light: what comes through trees."""
    upright = np.isin(samples.sort, (FACADE, WINDOW))
    values = {name: np.full(len(samples), np.nan, np.float32) for name in ("svf", "open", "vsc")}
    if not upright.any():
        del values["vsc"]
    whole = _free(samples, patches)

    def work(first: int) -> None:
        progress.check()
        rows = slice(first, first + BLOCK)
        clear, leafy = found.of(rows, len(patches.solid))
        shares = clear.astype(np.float32)
        if leafy is not None:
            shares += leafy * np.float32(light)
        values["svf"][rows] = sky_view(patches, shares, samples.normals[rows].astype(np.float64))
        values["open"][rows] = openness(patches, shares)
        walls = np.flatnonzero(upright[rows])
        if len(walls):
            flat = _upright(samples.normals[rows][walls])
            values["vsc"][first + walls] = sky_component(patches, shares[walls], flat)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, range(0, len(samples), BLOCK)))
    return {name: one * whole[name] for name, one in values.items()}


def _free(samples: Samples, patches: Sky) -> dict[str, F32]:
    """(n,) each: what a place with nothing around has by the formula, over what its patches say.

    So a free wall has 39.6 % whichever way it looks and however few the rays.
    """
    _, first, face = np.unique(samples.face, return_index=True, return_inverse=True)
    normals = samples.normals[first].astype(np.float64)
    slope = np.clip(normals[:, 2], -1, 1)
    front = normals @ patches.directions.T > GRAZING
    exact = {
        "svf": ((1 + slope) / 2, sky_view(patches, front, normals)),
        "open": (1 - np.arccos(slope) / np.pi, openness(patches, front)),
        "vsc": (100 * OPEN_WALL, sky_component(patches, front | True, _upright(normals))),
    }
    return {
        name: np.asarray(true / np.maximum(counted, 1e-6), np.float32)[face]
        for name, (true, counted) in exact.items()
    }


def _upright(normals: NDArray[np.floating]) -> F64:
    """Normals as those of an upright wall that looks the same way."""
    flat = normals * np.array([1.0, 1.0, 0.0])
    return np.asarray(flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9))


QUANTITIES = (
    Quantity("vsc", "Vertical sky component", "%", low=0.0, high=40.0),
    Quantity("svf", "Sky view factor", decimals=2, low=0.0, high=1.0),
    Quantity("open", "Share of the sky that is seen", decimals=2, low=0.0, high=1.0),
    Quantity("line25", "Angle of what stands square before it", "°", low=0.0, high=90.0),
)

SKY = Simulation(
    "sky",
    "View of the sky",
    "How much of the sky façades, roofs and ground see: sky view, vertical sky component, and how "
    "high what stands before a façade rises.",
    (
        *PLACES,
        Parameter("rays", "Rays", "whole", RAYS, "", 64, 2584, about="to patches of equal size"),
        *LEAVES,
        Parameter("date", "Trees as on", "date", "06-21", about="whether they are in leaf"),
    ),
    seen,
    method=(
        "The sky is cut into patches of equal size along a spiral, and a ray goes from each place "
        "to the middle of each. What is seen is weighed with the angle to the face (sky view "
        "factor), and with the brightness of an overcast sky too (vertical sky component, on "
        "façades only and for an upright plane); a place with nothing around has what the formula "
        "says. The angle before a façade is that of the highest thing in the upright plane square "
        "to it, in steps of 1° and then halved to 0.01°."
    ),
    source=(
        "Overcast sky: CIE S 011 / ISO 15469. Vertical sky component and 25° line: BRE, Site "
        "layout planning for daylight and sunlight (BR 209, 2022), 2.2. Patches: Gonzalez, Math. "
        "Geosci. 42 (2010). Rays with Intel Embree."
    ),
    limits=(
        "Light from the sky alone, none from what stands around. What stands lower than 1° over "
        "the horizon, seen from the area, is left out. Trees do not count in the angle before a "
        "façade; its own building does only from 2 m on."
    ),
    accuracy=(
        "With 320 rays, 95 % of the places of the sample city are within 0.01 in the sky view "
        "factor and within 0.6 % in the vertical sky component of what 20,000 rays find, and all "
        "within 0.03 and 1.4 %; with 1,000 rays within 0.005 and 0.3 %."
    ),
)
