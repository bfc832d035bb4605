"""Solar modules on the roofs of an area, and what of the sun and sky they see."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.layer import ROOF, Samples
from city.outline import polygons_of
from city.place import Place
from city.progress import Progress
from city.simulate.panels import Panels, lay

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]

SMALLEST = 2.0  # m² of a roof face on which a module may lie


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """The modules on one roof face, and at which samples they lie.

    owner: of the samples' owners. rows: (k,) samples nearest to modules; weight: (k,) the share of
    the modules that each is nearest to.
    """

    owner: int
    panels: Panels
    rows: I64
    weight: F64


def fields_on(
    samples: Samples,
    yearly: NDArray[np.floating],
    least: float,
    place: Place,
    values: Mapping[str, float],
    progress: Progress,
) -> list[Field]:
    """Modules on all roof faces that get at least so many kWh/m² a year.

    yearly: (samples,) kWh/m², NaN for places that do not count. values: of photovoltaics.SYSTEM.
    """
    mine = np.flatnonzero((samples.sort == ROOF) & np.isfinite(yearly))
    face, area = samples.face[mine], samples.area[mine].astype(np.float64)
    count = len(samples.faces.key)
    size = np.bincount(face, area, count)
    mean = np.bincount(face, area * yearly[mine], count) / np.maximum(size, 1e-9)
    good = np.flatnonzero((size >= SMALLEST) & (mean >= least))
    order = np.argsort(samples.faces.face, kind="stable")
    bounds = np.searchsorted(samples.faces.face[order], [good, good + 1])
    first, last = np.searchsorted(face, [good, good + 1])
    done = [0]

    def work(number: int) -> list[Field]:
        done[0] += 1
        progress.report(done[0], len(good), "Laying modules")
        triangles = order[bounds[0][number] : bounds[1][number]]
        there = mine[first[number] : last[number]]
        owner = int(samples.owner[there[0]])
        rings = outlines(samples, int(good[number]), triangles)
        found = (lay(one, place.lat, values, place.turn) for one in rings)
        return [_field(samples, owner, panels, there) for panels in found if len(panels)]

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [field for some in pool.map(work, range(len(good))) for field in some]


def outlines(samples: Samples, face: int, triangles: NDArray[np.integer]) -> list[list[F64]]:
    """The rings (k, 3) of each part of a face in local metres: outer first, then holes."""
    import shapely

    faces = samples.faces
    corner = faces.corner[face]
    axes = np.stack([faces.across[face], faces.up[face]])
    axes /= np.linalg.norm(axes, axis=1, keepdims=True)
    flat = (faces.corners[triangles] - corner) @ axes.T
    whole = shapely.union_all(shapely.polygons(flat), grid_size=1e-4)
    return [[corner + ring @ axes for ring in rings] for rings in polygons_of(whole, SMALLEST / 2)]


def _field(samples: Samples, owner: int, panels: Panels, there: I64) -> Field:
    """Modules with the samples of their face that lie nearest."""
    import shapely

    tree = shapely.STRtree(shapely.points(samples.points[there, :2]))
    near = tree.nearest(shapely.points(panels.corners.mean(1)[:, :2]))
    rows, many = np.unique(near, return_counts=True)
    return Field(owner, panels, there[rows], many / many.sum())
