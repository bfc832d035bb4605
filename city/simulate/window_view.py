"""What is seen from a window: sky, green, water, buildings and ground, and how far one looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.layer import Layer, Quantity, Samples
from city.progress import Progress
from city.simulate.fabric import RELIEF
from city.simulate.land import GREEN as LAWN
from city.simulate.land import WATER as POND
from city.simulate.land import Land
from city.simulate.light import in_the_open, starts
from city.simulate.obstacles import Obstacles
from city.simulate.parameters import Parameter
from city.simulate.places import PLACES, places_in
from city.simulate.sight import RADIUS, YEAR, in_chunks, mean_by_owner, surroundings
from city.simulate.simulation import Simulation, area_of
from city.simulate.viewpoints import ground_at
from city.view import View

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

SKY, GREEN, WATER, BUILDINGS, GROUND = range(5)
CLASSES = (
    Quantity("sky", "Sky in the view", "", 2, low=0.0, high=1.0),
    Quantity("green", "Green in the view", "", 2, low=0.0, high=1.0),
    Quantity("water", "Water in the view", "", 2, low=0.0, high=1.0),
    Quantity("buildings", "Buildings in the view", "", 2, low=0.0, high=1.0),
    Quantity("ground", "Ground and roads in the view", "", 2, low=0.0, high=1.0),
)
HIGH = 2.0  # metres that what lies on the ground may be over or under the ground of the model
GOLDEN = (5**0.5 - 1) / 2


def study(
    view: View, settings: Mapping[str, Any], progress: Progress, known: Layer | None
) -> Layer:
    """Rays into the view of every window, and what each of them meets."""
    progress.report(0, 0, "Finding places")
    around = area_of(view, settings["area"]).around(settings["radius"])
    obstacles = surroundings(view, around, settings)
    samples = places_in(view, settings, obstacles, progress)
    land = Land(view, around, obstacles.origin)
    ways = directions(settings["wide"], settings["tall"], settings["detail"])
    foot = ground_at(view, samples.points[:, :2], obstacles)
    shares, open_ = looked_out(samples, obstacles, land, foot, ways, settings["radius"], progress)
    names = [one.key for one in CLASSES]
    values = {name: shares[:, k] for k, name in enumerate(names)} | {"open": open_}
    open_distance = Quantity("open", "Open distance, on average", "m", 0, low=0.0)
    return Layer(
        "window_view",
        "Views from the windows",
        samples,
        (*CLASSES, open_distance),
        values,
        columns=(*CLASSES, open_distance),
        tables={name: mean_by_owner(samples, column) for name, column in values.items()},
        facts=_facts(samples, shares, settings),
    )


def directions(wide: float, tall: float, count: int) -> F64:
    """(count, 3): unit vectors ahead, to the left and up, over a view so many degrees wide and
    tall; each stands for the same solid angle, `wide` x 2 sin(`tall` / 2) in all."""
    turn = ((np.arange(count) + 0.5) * GOLDEN % 1.0 - 0.5) * np.radians(wide)
    up = ((np.arange(count) + 0.5) / count * 2 - 1) * np.sin(np.radians(tall) / 2)
    level = np.sqrt(1 - up**2)
    return np.stack([level * np.cos(turn), level * np.sin(turn), up], axis=1)


def looked_out(
    samples: Samples,
    obstacles: Obstacles,
    land: Land,
    foot: F64,
    ways: F64,
    radius: float,
    progress: Progress,
) -> tuple[F32, F32]:
    """(n, 5): shares of what fills the view from each place; (n,): metres that one looks, on
    average, `radius` at most. NaN inside of something.

    foot: (n,) local metres of the ground at each place: so high it goes on where the model ends.
    """
    free = in_the_open(samples, obstacles)
    counts = np.zeros((len(samples), len(CLASSES)), np.int32)
    metres = np.zeros(len(samples))
    level = foot - obstacles.origin[2]
    ground = np.append(obstacles.solid.sorts == RELIEF, False)  # and nothing at all

    def work(rows: slice) -> None:
        at = rows.start + np.flatnonzero(free[rows])
        begin = starts(samples, obstacles, at)
        ahead, left, over = _window_axes(samples.normals[at].astype(np.float64))
        for forth, aside, up in ways:
            progress.check()
            way = (ahead * forth + left * aside + over * up).astype(np.float32)
            far, _, face = obstacles.solid.first(begin, way)
            kind = np.where(ground[face], GROUND, BUILDINGS)
            kind[face < 0] = SKY
            edge = np.flatnonzero((face < 0) & (way[:, 2] < 0))  # where the ground goes on
            kind[edge] = GROUND
            far[edge] = np.maximum(begin[edge, 2] - level[at[edge]], 0) / -way[edge, 2]
            if not obstacles.trees.empty:
                leaf, _, crown = obstacles.trees.first(begin, way)
                kind[(crown >= 0) & (leaf < far)] = GREEN
                far = np.minimum(far, leaf)
            if not land.empty:
                _covered(land, begin, way, far, kind)
            counts[at, kind] += 1
            metres[at] += np.minimum(far, radius)

    in_chunks(len(samples), work, progress, "Looking out")
    share = np.where(free[:, None], counts / len(ways), np.nan)
    return share.astype(np.float32), np.where(free, metres / len(ways), np.nan).astype(np.float32)


def _window_axes(normals: F64) -> tuple[F64, F64, F64]:
    """(n, 3) thrice: ahead, to the left and up for whoever looks out square to a face."""
    left = np.stack([-normals[:, 1], normals[:, 0], 0 * normals[:, 0]], axis=1)
    size = np.linalg.norm(left, axis=1, keepdims=True)
    left = np.where(size > 1e-3, left / np.maximum(size, 1e-3), [-1.0, 0.0, 0.0])
    return normals, left, np.cross(normals, left)


def _covered(land: Land, begin: F32, way: F32, far: F32, kind: NDArray[np.int64]) -> None:
    """Let rays see what covers the ground: where they meet it, and where they meet the ground."""
    kinds = np.full(4, GROUND)
    kinds[[POND, LAWN]] = WATER, GREEN
    near, cover = land.first(begin, way)
    first = np.flatnonzero((cover >= 0) & (near <= far))
    kind[first], far[first] = kinds[cover[first]], near[first]
    left = (kind == GROUND) & np.isfinite(far)
    left[first] = False
    at = np.flatnonzero(left)
    found = land.under(begin[at] + way[at] * far[at, None], HIGH)
    kind[at[found >= 0]] = kinds[found[found >= 0]]


def _facts(
    samples: Samples, shares: F32, settings: Mapping[str, Any]
) -> tuple[tuple[str, str], ...]:
    known = np.isfinite(shares[:, 0])
    weight = samples.area[known].astype(np.float64)
    view = f"{settings['wide']:g}° wide and {settings['tall']:g}° high"
    found = [
        ("View", f"{view}, {settings['detail']} directions as far as {settings['radius']:g} m")
    ]
    if weight.sum() > 0:
        means = weight @ shares[known].astype(np.float64) / weight.sum() * 100
        told = [f"{one.key} {mean:.1f} %" for one, mean in zip(CLASSES, means, strict=True)]
        found.append(("On average", ", ".join(told)))
    return (*found, ("Places", f"{int(known.sum()):,}"))


def _for_windows(one: Parameter) -> Parameter:
    if one.key == "surfaces":
        some = tuple(pair for pair in one.choices if pair[0] in ("facades", "windows"))
        return replace(one, default=["facades"], choices=some)
    return replace(one, default={"spacing": 3.0, "rows": "storeys"}.get(one.key, one.default))


WINDOW_VIEW = Simulation(
    "window_view",
    "View from windows",
    "How much sky, green, water, buildings and ground fill the view from façades.",
    (
        *(_for_windows(one) for one in PLACES),
        Parameter("wide", "Width of the view", "number", 180.0, "°", 10, 180),
        Parameter("tall", "Height of the view", "number", 180.0, "°", 10, 180),
        Parameter("detail", "Directions", "whole", 256, "", 32, 5000, rare=True),
        RADIUS,
        YEAR,
    ),
    study,
    method=(
        "Rays leave each place in directions that stand for equal solid angles about the line "
        "square to the façade, and each counts for what it meets first. Trees and areas of plants, "
        "and land whose use says so, are green. Ground that nothing covers is ground; where the "
        "model ends, ground goes on below the horizon and sky above it. The open distance is the "
        "mean over all directions, with sky as far as the radius."
    ),
    source=(
        "After the Green Window View Index (Bolte et al., Landscape Ecology 39, 2024, "
        "doi:10.1007/s10980-024-01871-7), by solid angles instead of the pixels of a picture."
    ),
    limits=(
        "Of the model only. What stands beyond the radius is taken for sky. Frames, depth and "
        "glass of the windows are not looked at, nor who sits where behind them."
    ),
    accuracy=(
        "To about one direction in the square root of their number, mostly better: 1 to 2 % of "
        "the view with 256 of them."
    ),
    version=2,
    minds_flat=True,
)
