"""From where a landmark is seen, and how much of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.layer import GROUND, ROOF, Layer, Quantity, Samples
from city.progress import Progress
from city.simulate.light import GRAZING, in_the_open
from city.simulate.obstacles import OFF, Area, Obstacles
from city.simulate.parameters import Parameter
from city.simulate.places import PLACES, places_in
from city.simulate.sight import (
    THROUGH,
    clear,
    extreme_by_owner,
    in_chunks,
    mean_by_owner,
    surroundings,
)
from city.simulate.simulation import Simulation, area_of
from city.simulate.target import Target, above_ground, faces_of, spread
from city.view import View

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

COLUMNS = (
    Quantity("best", "From its façades, where most of it is seen", "", 2),
    Quantity("share", "From its façades, on average", "", 2),
)


def study(
    view: View, settings: Mapping[str, Any], progress: Progress, known: Layer | None
) -> Layer:
    """Lines of sight from every place to points all over the landmark."""
    progress.report(0, 0, "Finding places")
    target = spread(faces_of(view, settings["target"]), settings["detail"])
    area = area_of(view, settings["area"])
    west, south = np.minimum(target.low[:2], [area.west, area.south])
    east, north = np.maximum(target.high[:2], [area.east, area.north])
    obstacles = surroundings(view, Area(west, south, east, north), settings)
    target = above_ground(target, obstacles)
    samples = places_in(view, settings, obstacles, progress)
    share, angle = seen_of(target, samples, obstacles, settings, progress)
    on_faces = np.where(samples.face >= 0, share, np.nan)
    return Layer(
        "landmark",
        f"Where {settings['target']} is seen",
        samples,
        (
            Quantity("share", "Share of it that is seen", "", 2, low=0.0, high=1.0),
            Quantity("angle", "Height of what is seen", "°", 1, low=0.0),
        ),
        {"share": share, "angle": angle},
        columns=COLUMNS,
        tables={
            "share": mean_by_owner(samples, on_faces),
            "best": extreme_by_owner(samples, on_faces, np.maximum),
        },
        facts=_facts(target, samples, share, settings),
    )


def eyes_of(samples: Samples, height: float) -> F64:
    """(n, 3): where somebody looks from: behind façades at them, elsewhere over the ground."""
    stands = np.isin(samples.sort, (GROUND, ROOF))
    found = samples.points + samples.normals * OFF
    found[stands] = samples.points[stands] + [0.0, 0.0, height]
    return np.asarray(found)


def seen_of(
    target: Target,
    samples: Samples,
    obstacles: Obstacles,
    settings: Mapping[str, Any],
    progress: Progress,
) -> tuple[F32, F32]:
    """(n,) twice: the share of the silhouette that is seen, and degrees from its lowest to its
    highest place in sight. NaN inside of something."""
    eyes, free = eyes_of(samples, settings["eyes"]), in_the_open(samples, obstacles)
    indoors = np.isin(samples.sort, (GROUND, ROOF), invert=True)
    alone, trees = target.rays(obstacles), settings["trees"]
    whole, seen = np.zeros(len(samples)), np.zeros(len(samples))
    low, high = np.full(len(samples), np.inf), np.full(len(samples), -np.inf)

    def work(rows: slice) -> None:
        eye, normals, wall = eyes[rows], samples.normals[rows], indoors[rows]
        for point, normal, area in zip(target.points, target.normals, target.area, strict=True):
            progress.check()
            way = point - eye
            far = np.maximum(np.linalg.norm(way, axis=1), 1e-6)
            cosine = -(way @ normal) / far
            at = np.flatnonzero(free[rows] & (cosine > GRAZING))
            ahead = ~wall[at] | (np.einsum("ij,ij->i", normals[at], way[at]) > GRAZING * far[at])
            sees = np.zeros(len(at), bool)
            ends = np.tile(point, (len(at), 1))
            sees[ahead] = clear(obstacles, eye[at[ahead]], ends[ahead], trees)
            weight = area * cosine[at] / far[at] ** 2
            seen[rows][at] += np.where(sees, weight, 0)
            silhouette = sees.copy()
            silhouette[~sees] = _uncovered(alone, obstacles, eye[at[~sees]], ends[~sees])
            whole[rows][at] += np.where(silhouette, weight, 0)
            at = at[sees]
            rise = np.degrees(np.arctan2(way[at, 2], np.hypot(way[at, 0], way[at, 1])))
            low[rows][at] = np.minimum(low[rows][at], rise)
            high[rows][at] = np.maximum(high[rows][at], rise)

    in_chunks(len(samples), work, progress, "Looking for it")
    share = np.where(free, seen / np.maximum(whole, 1e-300), np.nan)
    angle = np.where(free, np.maximum(high - low, 0), np.nan)
    return share.astype(np.float32), angle.astype(np.float32)


def _uncovered(alone: Any, obstacles: Obstacles, begin: F64, end: F64) -> NDArray[np.bool_]:
    """(n,): which lines of sight the target itself leaves free: those belong to its silhouette."""
    way = end - begin
    far = np.maximum(np.linalg.norm(way, axis=1), 1e-6)
    towards = (way / far[:, None]).astype(np.float32)
    reach = np.maximum(far - OFF / 4, OFF / 4).astype(np.float32)
    return np.asarray(~alone.blocked(obstacles.local(begin), towards, reach))


def _facts(
    target: Target, samples: Samples, share: F32, settings: Mapping[str, Any]
) -> tuple[tuple[str, str], ...]:
    ground = samples.sort == GROUND
    found = [
        ("Landmark", f"{settings['target']}, {target.high[2] - target.low[2]:.1f} m high"),
        ("Looked for", f"{int((target.area > 0).sum()):,} points on its faces"),
    ]
    if ground.any():
        some, half = (float(samples.area[ground & (share > x)].sum()) for x in (0.0, 0.5))
        words = f"from {some:,.0f} m² of {samples.area[ground].sum():,.0f} m² of ground"
        found.append(("Seen", f"{words}; more than half of it from {half:,.0f} m²"))
    return tuple(found)


LANDMARK = Simulation(
    "landmark",
    "Views of a landmark",
    "From where a building is seen, how much of it, and how high it stands in the view.",
    (
        Parameter("target", "Landmark", "thing", "", about="id of a building or a planned thing"),
        Parameter("eyes", "Eyes above the ground", "number", 1.6, "m", 0.1, 50),
        Parameter("detail", "Points on it", "whole", 200, "", 20, 5000, rare=True),
        *(replace(one, default=["ground"]) if one.key == "surfaces" else one for one in PLACES),
        *THROUGH,
    ),
    study,
    method=(
        "Points are spread evenly over its façades and roofs. Of those that face the viewer and "
        "that it does not hide itself, each counts with the solid angle that its piece of face "
        "fills in the view; the share is that of the points with nothing in between. The height "
        "in the view is the angle between the lowest and the highest point in sight."
    ),
    source=(
        "Visibility from straight lines as in Benedikt, To take hold of space, Environment and "
        "Planning B 6 (1979), 47-65; solid angle of a small face: area · cosine / distance²."
    ),
    limits=(
        "Of the model only: a spire that it does not hold is not looked for. What is seen may "
        "still be too small or too pale to notice."
    ),
    accuracy=(
        "The share to about one in the square root of the points that face the viewer, mostly "
        "much better; the upper end of the height is exact, the lower one to their spacing."
    ),
)
