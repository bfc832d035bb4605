"""The sky and the sun of the ground in seconds: heights as a raster instead of rays."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.grid import Grid
from city.growth import all_grown
from city.layer import Ground, Layer, Quantity
from city.progress import Progress
from city.simulate.days import WHEN, WHERE, Steps, steps_of, words
from city.simulate.fabric import BUILDING, RELIEF, TREE, Fabric, fabric_of_thing, woven
from city.simulate.horizon import horizons, sky_view, sun_hours
from city.simulate.lattice import lattice_of
from city.simulate.leaves import LEAVES, light_through
from city.simulate.obstacles import (
    OFF,
    SOLID,
    Area,
    fabric_within_reach,
    gone_from,
    mesh_of,
)
from city.simulate.on_ground import nowhere, with_ground
from city.simulate.parameters import Parameter
from city.simulate.places import LOWEST, PLACES, foot_of
from city.simulate.relief import Mesh, relief
from city.simulate.simulation import Simulation, area_of
from city.view import View

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
U8 = NDArray[np.uint8]

NEAR = 120.0  # metres around an area that are as fine as the area itself
FAR = 2000.0  # metres around it that are looked at in cells of COARSE
COARSE = 8.0  # metres: at NEAR that is 4 degrees, less than two directions are apart
SLIM = 2  # of a coarse cell's side, so many places are looked at for what stands there
NOTE = "Laying out the ground"


@dataclass(frozen=True, slots=True, eq=False)
class _Town:
    """What stands in and around an area, in local metres counted from `origin`."""

    view: View
    origin: F64
    ground: list[Mesh]
    solid: Fabric
    trees: Fabric

    def heights(self, grid: Grid) -> F32:
        """(rows, columns): the ground; NaN where nobody knows it."""
        here = replace(grid, west=grid.west - self.origin[0], north=grid.north - self.origin[1])
        found = relief(here, np.full(grid.shape, np.nan, np.float32), self.ground)
        unknown = ~np.isfinite(found)
        if unknown.any():
            there = self.view.ground(grid.places()[unknown.ravel()])
            found[unknown] = there - self.origin[2]
        return found

    def upon(self, grid: Grid, ground: F32, fabric: Fabric) -> F32:
        """(rows, columns): the tops of some faces where they are higher than a ground."""
        here = replace(grid, west=grid.west - self.origin[0], north=grid.north - self.origin[1])
        return relief(here, ground, [mesh_of(fabric.corners, self.origin)])


def maps(view: View, settings: Mapping[str, Any], progress: Progress, known: Layer | None) -> Layer:
    """Sky view and hours of sun of the ground of an area, by the horizon around every cell."""
    progress.report(0, 0, NOTE)
    area = area_of(view, settings["area"])
    steps = steps_of(view, area, settings)
    grid = Grid.at_steps((area.west, area.south, area.east, area.north), settings["spacing"])
    town = _town(view, area, float(steps.days[0].year))
    ground, covered, found = _looked_round(town, area, grid, settings, progress)
    values = _values(found, covered, steps, settings, progress)
    samples = with_ground(nowhere(), Ground(grid, ground + np.float32(town.origin[2])))
    if not len(samples):
        raise ValueError("there is no free ground in that area: choose another one")
    free = np.isfinite(ground)
    return Layer(
        "ground",
        f"Sky and sun of the ground, {words(steps.days)}",
        samples,
        _quantities(steps),
        {name: raster[free] for name, raster in values.items()},
        facts=(
            ("Days", words(steps.days)),
            ("Place", f"{steps.place.lat:.4f}° N, {steps.place.lon:.4f}° E"),
            ("Places", f"{len(samples):,} on the ground, {grid.step:g} m apart"),
        ),
    )


def _town(view: View, area: Area, year: float) -> _Town:
    """What rises over LOWEST degrees as seen from an area, of the base and of a plan."""
    foot = foot_of(view, area)
    standing = fabric_within_reach(view.base, area, foot, LOWEST)
    standing = standing.where(~gone_from(view, standing))
    planned = [fabric_of_thing(thing) for thing in all_grown(view.things.values(), year)]
    whole = woven([standing, *planned])
    origin = np.array([*area.middle, foot])
    around = area.around(NEAR + FAR)
    grounds = [lattice_of(one, astuple(around)) for one in view.terrains()]
    lying = whole.only([RELIEF])
    return _Town(
        view,
        origin,
        [*(one.mesh(origin) for one in grounds if one is not None), mesh_of(lying.corners, origin)],
        whole.only(SOLID),
        whole.only([TREE]),
    )


def _looked_round(
    town: _Town, area: Area, grid: Grid, settings: Mapping[str, Any], progress: Progress
) -> tuple[F32, list[NDArray[np.bool_]], list[U8]]:
    """The ground of an area, NaN under buildings; and what is around each of its cells, with trees
    and, where light comes through those, without: whether something is over it, and its horizon.
    """
    edge = int(np.ceil(NEAR / grid.step))
    wide = _wider(grid, edge)
    inner = slice(edge, edge + grid.rows), slice(edge, edge + grid.columns)
    ground = town.heights(wide)
    free = ground[inner].copy()
    free[town.upon(grid, free + np.float32(OFF), town.solid.only([BUILDING])) > free + OFF] = np.nan
    eye = np.full_like(ground, np.nan)
    eye[inner] = free + np.float32(settings["eye"])
    progress.check()
    far = _far_off(town, area, settings["eye"])
    bare = town.upon(wide, ground, town.solid)
    tops = [bare]
    if settings["trees"] != "none" and len(town.trees.key):
        tops = [town.upon(wide, bare, town.trees)] + [bare] * (settings["trees"] == "leaves")
    threads = os.cpu_count() or 1
    found, covered = [], []
    for stands in tops:
        here = horizons(stands, eye, grid.step, progress=progress, threads=threads)
        here = np.ascontiguousarray(here[:, inner[0], inner[1]])
        if far is not None:
            _raise_to(here, far, grid)
        found.append(here)
        covered.append(stands[inner] > eye[inner] + OFF)
    return free, covered, found


def _wider(grid: Grid, edge: int) -> Grid:
    """A grid with so many cells more on each side."""
    return Grid(
        grid.west - edge * grid.step,
        grid.north + edge * grid.step,
        grid.step,
        grid.rows + 2 * edge,
        grid.columns + 2 * edge,
    )


def _far_off(town: _Town, area: Area, height: float) -> tuple[Grid, U8] | None:
    """The horizon of what is farther off than NEAR, without trees, in cells of COARSE; None where
    nothing is."""
    points = [town.solid.corners.reshape(-1, 3) - town.origin, *(some for some, _ in town.ground)]
    extent = np.concatenate([one[:, :2] for one in points]) + town.origin[:2]
    if not len(extent):
        return None
    most = area.around(NEAR + FAR)
    west, south = np.maximum(extent.min(0), [most.west, most.south])
    east, north = np.minimum(extent.max(0), [most.east, most.north])
    near = area.around(NEAR)
    if near.west <= west and near.south <= south and near.east >= east and near.north >= north:
        return None
    box = min(west, area.west), min(south, area.south), max(east, area.east), max(north, area.north)
    grid = Grid.over(box, COARSE)
    fine = COARSE / SLIM
    places = Grid(
        grid.west + (fine - COARSE) / 2,
        grid.north - (fine - COARSE) / 2,
        fine,
        grid.rows * SLIM,
        grid.columns * SLIM,
    )
    tops = town.upon(places, town.heights(places), town.solid)
    stands = np.fmax.reduce(tops.reshape(grid.rows, SLIM, grid.columns, SLIM), axis=(1, 3))
    eye = town.heights(grid) + np.float32(height)
    x, y = (axis.reshape(grid.shape) for axis in grid.places().T)
    stands[
        (np.abs(x - area.middle[0]) < (near.east - near.west - COARSE) / 2)
        & (np.abs(y - area.middle[1]) < (near.north - near.south - COARSE) / 2)
    ] = np.nan
    eye[(x < area.west - COARSE) | (x > area.east + COARSE)] = np.nan
    eye[(y < area.south - COARSE) | (y > area.north + COARSE)] = np.nan
    return grid, horizons(stands, eye, COARSE, threads=os.cpu_count() or 1)


def _raise_to(near: U8, far: tuple[Grid, U8], grid: Grid) -> None:
    """Raise horizons to those of the coarser cells that they lie in."""
    coarse, found = far
    x = grid.west + np.arange(grid.columns) * grid.step
    y = grid.north - np.arange(grid.rows) * grid.step
    column = np.round((x - coarse.west) / coarse.step).astype(int).clip(0, coarse.columns - 1)
    row = np.round((coarse.north - y) / coarse.step).astype(int).clip(0, coarse.rows - 1)
    for here, there in zip(near, found, strict=True):
        np.maximum(here, there[np.ix_(row, column)], out=here)


def _values(
    found: list[U8],
    covered: list[NDArray[np.bool_]],
    steps: Steps,
    settings: Mapping[str, Any],
    progress: Progress,
) -> dict[str, F32]:
    """Sky view and hours of sun a day, (rows, columns) each.

    found, covered: of each cell with all that stands there and, where light comes through trees,
    without those.
    """
    east, north, up = steps.towards.T
    azimuths, altitudes = np.degrees(np.arctan2(east, north)), np.degrees(np.arcsin(up))
    threads = os.cpu_count() or 1

    def hours(number: int, weights: F64) -> F32:
        suns = azimuths, altitudes, weights / len(steps.days)
        return _open(sun_hours(found[number], *suns, progress, threads), covered[number])

    sky, sun = _open(sky_view(found[0]), covered[0]), hours(0, steps.hours)
    if len(found) > 1:
        light = light_through(settings, steps)
        sun += hours(1, steps.hours * light) - hours(0, steps.hours * light)
        green = _open(sky_view(found[1]), covered[1]) - sky
        sky += green * np.float32(light.mean() if len(light) else 0)
    return {"svf": sky, "hours": sun}


def _open(values: F32, covered: NDArray[np.bool_]) -> F32:
    """Values, and nothing under a roof or a crown."""
    return np.where(covered, np.float32(0), values)


def _quantities(steps: Steps) -> tuple[Quantity, ...]:
    most = float(np.ceil(steps.possible.max(initial=1.0)))
    title = "Hours of sun" if len(steps.days) == 1 else "Hours of sun a day, on average"
    return (
        Quantity("svf", "Sky view factor", decimals=2, low=0.0, high=1.0),
        Quantity("hours", title, "h", low=0.0, high=most),
    )


_BY_KEY = {one.key: one for one in PLACES}
GROUND_MAPS = Simulation(
    "ground",
    "Sky and sun of the ground",
    "How much sky the ground of an area sees and how long the sun shines there, in seconds.",
    (
        *WHEN,
        _BY_KEY["area"],
        _BY_KEY["spacing"],
        Parameter("eye", "Height over the ground", "number", 0.0, "m", 0, 3),
        *LEAVES,
        *WHERE,
    ),
    maps,
    method=(
        "The tops of all that stands there become a raster of heights, and the horizon is found in "
        "72 directions around each cell: in cells of the chosen size up to 120 m around the area, "
        "and of 8 m up to 2,000 m around that, without trees. A step of time counts where the "
        "middle of the sun is above the horizon between the two directions beside it."
    ),
    source=(
        "Dozier and Frew, IEEE Trans. Geosci. Remote Sens. 28 (1990); Timonen and Westerholm, "
        "Comput. Graph. Forum 29 (2010); sky view factor after Johnson and Watson, J. Climate "
        "Appl. Meteorol. 23 (1984)."
    ),
    limits=(
        "What stands on the ground fills the room below it: no light comes through under bridges, "
        "arcades and crowns of trees. Walls thinner than a cell without a roof are not seen."
    ),
    accuracy=(
        "On the sample city within 0.03 of rays on average, in the share of the sky and of the "
        "sun; at the edge of a shadow it is right to about a cell."
    ),
)
