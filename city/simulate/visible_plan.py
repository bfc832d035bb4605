"""How much of a plan is seen from chosen places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.camera import Camera, upright_angle
from city.growth import all_grown
from city.layer import FACADE, ROOF, WINDOW, Layer, Quantity
from city.progress import Progress
from city.simulate.coordinates import read_points
from city.simulate.fabric import Fabric, fabric_of_thing, woven
from city.simulate.obstacles import Area, Obstacles
from city.simulate.parameters import Parameter
from city.simulate.samples import Spacing, boxes_of, on_faces
from city.simulate.sight import (
    THROUGH,
    extreme_by_owner,
    in_chunks,
    mean_by_owner,
    surroundings,
)
from city.simulate.simulation import Simulation
from city.simulate.viewpoints import EYES, eyes_at, ground_at, whereabouts
from city.simulate.viewshed import COLUMNS, Seen, seen_from
from city.view import View

F64 = NDArray[np.float64]

TALL = 2 / 3  # of a picture's width, as of a photograph's on film
TOLD = 50  # viewpoints that are told of one by one


def study(
    view: View, settings: Mapping[str, Any], progress: Progress, known: Layer | None
) -> Layer:
    """Lines of sight to all that the plan builds, and a picture from each viewpoint."""
    progress.report(0, 0, "Finding places")
    fabric = planned(view, float(settings["year"]) or None)
    places = whereabouts(view, settings)
    corners = fabric.corners.reshape(-1, 3)
    west, south = np.minimum(places[:, :2].min(0), corners[:, :2].min(0)).tolist()
    east, north = np.maximum(places[:, :2].max(0), corners[:, :2].max(0)).tolist()
    obstacles = surroundings(view, Area(west, south, east, north), settings)
    eyes = eyes_at(view, places, obstacles, settings["pace"] > 0)
    foot = boxes_of(fabric)[0][:, 2]
    spacing = Spacing(settings["spacing"])
    samples = on_faces(fabric, foot, spacing, frozenset([FACADE, ROOF, WINDOW]), progress)
    seen = seen_from(eyes, samples, obstacles, np.inf, settings["trees"], progress)
    aims = _aims(view, settings, corners, obstacles)
    pixels = [
        shown(_camera(eye, aims, settings), obstacles, fabric.owners, settings["trees"], progress)
        for eye in eyes.points
    ]
    ever = np.where(np.isfinite(seen.share), seen.share > 0, np.nan)
    return Layer(
        "visible_plan",
        "The plan in sight",
        samples,
        (
            Quantity("seen", "Share of the viewpoints that see it", "", 2, low=0.0, high=1.0),
            Quantity("distance", "Distance to the nearest that does", "m", 0, low=0.0),
        ),
        {"seen": seen.share, "distance": seen.distance},
        columns=COLUMNS,
        tables={
            "seen": mean_by_owner(samples, ever),
            "distance": extreme_by_owner(samples, seen.distance, np.minimum),
        },
        facts=_facts(eyes.names, seen, pixels, settings),
        traces={"pixels": np.array(pixels), "area": seen.area, "facing": seen.facing},
    )


def planned(view: View, year: float | None) -> Fabric:
    """The faces of all that stands of a plan. Raises ValueError where it has built nothing."""
    fabric = woven([fabric_of_thing(thing) for thing in all_grown(view.things.values(), year)])
    if not len(fabric.key):
        raise ValueError("this plan has built or changed nothing that stands up: nothing to see")
    return fabric


def _aims(view: View, settings: Mapping[str, Any], corners: F64, obstacles: Obstacles) -> F64:
    """(3,): what the pictures look at, in local metres."""
    if not settings["look"]:
        return np.asarray((corners.min(0) + corners.max(0)) / 2)
    given = read_points(settings["look"], "look")
    if len(given) != 1:
        raise ValueError(f"look: {len(given)} places are given; it takes one")
    place = given[:, :2] - view.base.frame.origin[:2]
    high = 0.0 if np.isnan(given[0, 2]) else given[0, 2]
    return np.append(place[0], ground_at(view, place, obstacles)[0] + high)


def _camera(eye: F64, aim: F64, settings: Mapping[str, Any]) -> Camera:
    columns = settings["columns"]
    size = columns, max(round(columns * TALL), 1)
    x, y, z = eye.tolist()
    u, v, w = aim.tolist()
    return Camera((x, y, z), (u, v, w), angle=upright_angle(settings["angle"], size), size=size)


def shown(
    camera: Camera,
    obstacles: Obstacles,
    owners: tuple[str, ...],
    trees: bool,
    progress: Progress,
) -> float:
    """The share of a camera's picture that shows something of some owners."""
    ways = camera.rays(camera.grid()).astype(np.float32)
    begin = obstacles.local(np.array([camera.position]))
    solid, crowns = obstacles.solid, obstacles.trees
    ours = [np.append(np.isin(one.owners.astype(str), owners), False) for one in (solid, crowns)]
    found = np.zeros(len(ways), bool)

    def work(rows: slice) -> None:
        start = np.repeat(begin, len(ways[rows]), axis=0)
        far, _, face = solid.first(start, ways[rows])
        found[rows] = ours[0][face]
        if trees and not crowns.empty:
            leaf, _, crown = crowns.first(start, ways[rows])
            found[rows] = np.where(leaf < far, ours[1][crown], found[rows])

    in_chunks(len(ways), work, progress, "Taking pictures")
    return float(found.mean())


def _facts(
    names: tuple[str, ...], seen: Seen, pixels: list[float], settings: Mapping[str, Any]
) -> tuple[tuple[str, str], ...]:
    found = [("Pictures", f"{settings['angle']:g}° wide, {settings['columns']} pixels across")]
    for k, (name, share) in enumerate(zip(names[:TOLD], pixels, strict=False)):
        faces = seen.area[k] / max(seen.facing[k], 1e-9)
        found.append(
            (
                f"From {name}",
                f"{share:.2%} of the picture, {faces:.1%} of the faces towards it "
                f"({seen.area[k]:,.0f} m²)",
            )
        )
    if len(names) > TOLD:
        found.append(("More viewpoints", f"{len(names) - TOLD}, not listed"))
    return tuple(found)


VISIBLE_PLAN = Simulation(
    "visible_plan",
    "The plan in sight",
    "How much of all that a plan builds or changes is seen from chosen places.",
    (
        *EYES,
        Parameter(
            "look", "Pictures look at", "place", "", about="x,y or x,y,z; empty: the plan's middle"
        ),
        Parameter("angle", "Width of the pictures", "number", 60.0, "°", 5, 150),
        Parameter("columns", "Pixels across", "whole", 300, "", 30, 4000, rare=True),
        Parameter("spacing", "Spacing", "number", 1.0, "m", 0.5, 5),
        *THROUGH,
    ),
    study,
    method=(
        "From each viewpoint a picture is taken with straight rays, three to two, and the pixels "
        "are counted that show something of the plan. Lines of sight to places all over the "
        "plan's façades and roofs give the share of those that look towards the viewpoint and are "
        "seen."
    ),
    source="Projection through one point; rays with Intel Embree.",
    limits=(
        "Of the model only. Squares, roads and water that lie flat on the ground are not counted, "
        "and what was demolished is not seen. A share of pixels does not measure how much "
        "something strikes the eye."
    ),
    accuracy="Pictures to one pixel at each edge; faces to the spacing of the places.",
)
