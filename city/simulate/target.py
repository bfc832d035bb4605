"""What is looked for in a view: a building or a planned thing, as points all over its faces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.rays import Rays
from city.simulate.fabric import UNDERSIDE, Fabric, fabric_of_city, fabric_of_thing
from city.simulate.obstacles import OFF, Obstacles, mesh_of
from city.simulate.samples import LEANING
from city.thing import Thing
from city.view import View

F64 = NDArray[np.float64]

GOLDEN = (5**0.5 - 1) / 2  # of a turn from point to point: no two of them lie in one row for long
PULLED = 0.05  # metres by which corners are taken inwards, so that they lie on their face


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """Points over the outsides of something.

    points, normals: (m, 3), a little off the faces. area: (m,) m² that each stands for; 0 for the
    corners, which tell how far it reaches. low, high: (3,) corners of its box.
    """

    fabric: Fabric
    points: F64
    normals: F64
    area: F64
    low: F64
    high: F64

    def rays(self, obstacles: Obstacles) -> Rays:
        """It alone, for rays that start where those through the obstacles do."""
        return Rays([mesh_of(self.fabric.corners, obstacles.origin)])


def faces_of(view: View, ident: str) -> Fabric:
    """The faces of what an id names in a view. Raises ValueError where nothing stands there."""
    if not ident:
        raise ValueError("target: nothing is named: give the id of a building or a planned thing")
    found = view.find(ident)
    if found is None:
        gone = view.base.find([ident])[0] is not None or ident in view.rubble
        why = "has been demolished in this plan" if gone else "is not in the city"
        raise ValueError(f"target: {ident[:60]} {why}")
    if isinstance(found, Thing):
        fabric = fabric_of_thing(found)
    else:
        rows = view.base.family(found)
        fabric = fabric_of_city(view.base, found.city, rows[~view.gone[found.city][rows]])
    if not len(fabric.corners):
        raise ValueError(f"target: {ident[:60]} has no faces that stand up")
    return fabric


def spread(fabric: Fabric, count: int) -> Target:
    """Points over the outsides of some faces, so many, each for the same area; and the corners."""
    a, b, c = np.moveaxis(fabric.corners, 1, 0)
    across = np.cross(b - a, c - a)
    size = np.linalg.norm(across, axis=1)
    normal = across / size[:, None]
    normal[fabric.inside_out[fabric.face]] *= -1
    shown = (fabric.called[fabric.face] != UNDERSIDE) & (normal[:, 2] >= -LEANING)
    low, high = fabric.corners.min((0, 1)), fabric.corners.max((0, 1))
    corners, normal, size = fabric.corners[shown], normal[shown], size[shown] / 2
    if not len(size):
        raise ValueError("target: it has no outside that could be seen")
    ends = np.cumsum(size)
    at = (np.arange(count) + 0.5) * (ends[-1] / count)  # one after the other over all the area
    of = np.searchsorted(ends, at).clip(0, len(size) - 1)
    away = np.sqrt(1 - ((ends[of] - at) / size[of]).clip(0, 1))  # from the first corner
    turn = (np.arange(count) + 0.5) * GOLDEN % 1.0
    share = np.stack([1 - away, away * (1 - turn), away * turn], axis=1)
    points = np.einsum("nk,nkj->nj", share, corners[of])
    rim, rim_normal = _rim(corners, normal, max(count // 4, 8))
    points, normals = np.concatenate([points, rim]), np.concatenate([normal[of], rim_normal])
    area = np.append(np.full(count, ends[-1] / count), np.zeros(len(rim)))
    return Target(fabric, points + normals * OFF, normals, area, low, high)


def _rim(corners: F64, normal: F64, most: int) -> tuple[F64, F64]:
    """Corners of triangles, a little inwards, and their normals; evenly from low to high."""
    inwards = corners.mean(1, keepdims=True) - corners
    length = np.maximum(np.linalg.norm(inwards, axis=2, keepdims=True), 1e-9)
    points = (corners + inwards * np.minimum(PULLED / length, 0.5)).reshape(-1, 3)
    order = np.argsort(points[:, 2], kind="stable")
    chosen = order[np.unique(np.linspace(0, len(order) - 1, most).round().astype(int))]
    return points[chosen], np.repeat(normal, 3, axis=0)[chosen]


def above_ground(target: Target, obstacles: Obstacles) -> Target:
    """The same without the points that lie in the ground."""
    ground = obstacles.ground_under(target.points[:, :2])
    keep = ~(target.points[:, 2] < ground)
    if not (target.area[keep] > 0).any():
        raise ValueError("target: all of it lies under the ground")
    return Target(
        target.fabric,
        target.points[keep],
        target.normals[keep],
        target.area[keep],
        target.low,
        target.high,
    )
