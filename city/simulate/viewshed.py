"""What is seen from a place, or along a path: the viewshed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.layer import SORTS, Layer, Quantity, Samples
from city.progress import Progress
from city.simulate.light import GRAZING, in_the_open
from city.simulate.obstacles import Area, Obstacles
from city.simulate.places import PLACES, places_in
from city.simulate.sight import (
    CHUNK,
    RADIUS,
    THROUGH,
    clear,
    extreme_by_owner,
    in_chunks,
    looked_at,
    mean_by_owner,
    surroundings,
)
from city.simulate.simulation import Simulation, area_of
from city.simulate.viewpoints import EYES, Eyes, eyes_at, whereabouts
from city.view import View

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

COLUMNS = (
    Quantity("seen", "Share of its faces that is seen", "", 2),
    Quantity("distance", "Distance to the nearest viewpoint that sees it", "m", 0),
)


def study(
    view: View, settings: Mapping[str, Any], progress: Progress, known: Layer | None
) -> Layer:
    """Lines of sight from every place to every viewpoint."""
    progress.report(0, 0, "Finding places")
    places = whereabouts(view, settings)
    near = _near(view, settings, places)
    west, south = np.minimum(places[:, :2].min(0), [near.west, near.south])
    east, north = np.maximum(places[:, :2].max(0), [near.east, near.north])
    obstacles = surroundings(view, Area(west, south, east, north), settings)
    eyes = eyes_at(view, places, obstacles, settings["pace"] > 0)
    origin = view.base.frame.origin
    box = [near.west + origin[0], near.south + origin[1]]
    box += [near.east + origin[0], near.north + origin[1]]
    samples = places_in(view, {**settings, "area": box}, obstacles, progress)
    seen = seen_from(eyes, samples, obstacles, settings["radius"], settings["trees"], progress)
    share, distance = seen.share, seen.distance
    return Layer(
        "viewshed",
        f"Seen from {_from(eyes)}",
        samples,
        (
            Quantity("seen", "Share of the viewpoints that see it", "", 2, low=0.0, high=1.0),
            Quantity("distance", "Distance to the nearest that does", "m", 0, low=0.0),
        ),
        {"seen": share, "distance": distance},
        columns=COLUMNS,
        tables={
            "seen": mean_by_owner(samples, np.where(np.isfinite(share), share > 0, np.nan)),
            "distance": extreme_by_owner(samples, distance, np.minimum),
        },
        facts=_facts(eyes, samples, share, settings),
    )


def _near(view: View, settings: Mapping[str, Any], places: F64) -> Area:
    """What of the area lies near enough to be seen."""
    area, radius = area_of(view, settings["area"]), settings["radius"]
    if (area.away(places[:, :2], places[:, :2]) > radius).all():
        raise ValueError(f"no viewpoint lies within {radius:g} m of the area")
    west, south = np.maximum(places[:, :2].min(0) - radius, [area.west, area.south]).tolist()
    east, north = np.minimum(places[:, :2].max(0) + radius, [area.east, area.north]).tolist()
    return Area(west, south, east, north)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What some eyes see of some places.

    share: (n,) of the eyes that see each place; distance: (n,) metres to the nearest of them. NaN
    for a place inside of something, and for one too far from all eyes. area, facing: (v,) m² that
    each eye sees, and that look towards it.
    """

    share: F32
    distance: F32
    area: F64
    facing: F64


def seen_from(
    eyes: Eyes,
    samples: Samples,
    obstacles: Obstacles,
    radius: float,
    trees: bool,
    progress: Progress,
) -> Seen:
    """What some eyes see of places, as far as `radius`. trees: whether they hide something."""
    ends, free = looked_at(samples), in_the_open(samples, obstacles)
    times, reached = np.zeros(len(samples), np.int32), np.zeros(len(samples), bool)
    nearest = np.full(len(samples), np.inf)
    areas = np.zeros((2, -(-len(samples) // CHUNK), len(eyes.points)))

    def work(rows: slice) -> None:
        area = samples.area[rows].astype(np.float64)
        for k, eye in enumerate(eyes.points):
            progress.check()
            way = eye - ends[rows]
            far = np.linalg.norm(way, axis=1)
            near = free[rows] & (far <= radius)
            reached[rows] |= near
            # slopes may face the eye where level ground would not: there, the ground itself hides
            facing = np.einsum("ij,ij->i", samples.normals[rows], way) > GRAZING * far
            at = np.flatnonzero(near & (facing | (samples.face[rows] < 0)))
            sees = clear(obstacles, ends[rows][at], np.tile(eye, (len(at), 1)), trees)
            areas[:, rows.start // CHUNK, k] = area[at[sees]].sum(), area[at].sum()
            at = at[sees]
            times[rows][at] += 1
            nearest[rows][at] = np.minimum(nearest[rows][at], far[at])

    in_chunks(len(samples), work, progress, "Looking around")
    share = np.where(reached, times / len(eyes.points), np.nan)
    distance = np.where(np.isfinite(nearest), nearest, np.nan)
    return Seen(share.astype(np.float32), distance.astype(np.float32), *areas.sum(1))


def _from(eyes: Eyes) -> str:
    return eyes.names[0] if len(eyes.names) == 1 else f"{len(eyes.names)} viewpoints"


def _facts(
    eyes: Eyes, samples: Samples, share: F32, settings: Mapping[str, Any]
) -> tuple[tuple[str, str], ...]:
    seen = share > 0
    areas = np.bincount(samples.sort[seen], samples.area[seen], len(SORTS))
    whole = np.bincount(samples.sort, samples.area, len(SORTS))
    told = [
        f"{area:,.0f} m² of {all_:,.0f} m² on {name}"
        for area, all_, name in zip(areas, whole, SORTS, strict=True)
        if all_
    ]
    found = [("Looked from", _from(eyes)), ("Seen", ", ".join(told))]
    found.append(("As far as", f"{settings['radius']:,.0f} m"))
    if eyes.left_out:
        found.append(("Left out", f"{eyes.left_out} places of the path inside of buildings"))
    return tuple(found)


VIEWSHED = Simulation(
    "viewshed",
    "Viewshed",
    "What of façades, roofs and ground is seen from a place, or along a path.",
    (*EYES, RADIUS, *PLACES, *THROUGH),
    study,
    method=(
        "A straight line goes from each place to each eye; the place is seen where its face looks "
        "towards the eye and nothing stands in between. Ground is looked at 0.1 m above it."
    ),
    source=(
        "Benedikt, To take hold of space: isovists and isovist fields, Environment and Planning B "
        "6 (1979), 47-65; rays with Intel Embree."
    ),
    limits=(
        "Of the model only: fences, cars and trees that nobody has drawn hide nothing. Lines are "
        "straight, without the Earth's curvature: 0.3 m over 2 km. Says that something can be "
        "seen, not that anybody would notice it."
    ),
    accuracy="To the spacing of the places; an edge in sight is as exact as the model's heights.",
)
