"""What is under the city: the backdrop, and what of the ground a map can lie on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor

from city.rays import Triangles
from render.buildings import CityActors
from render.ground import Ground
from render.layer import Layer
from render.style import GROUND_ORDER
from render.terrain import TerrainActors


def backdrop(layers: Iterable[Layer], stretch: float) -> Ground | None:
    """A ground under what is visible; None where it has a terrain of its own, or is nothing."""
    visible = [layer.drawn for layer in layers if layer.visible and not layer.part_of]
    drafts = [drawn.draft for drawn in visible if isinstance(drawn, CityActors)]
    terrain = any(isinstance(drawn, TerrainActors) for drawn in visible)
    if terrain or any(draft.grounded for draft in drafts):
        return None
    feet = np.concatenate([draft.feet() for draft in drafts] or [np.zeros((0, 3), np.float32)])
    return Ground(feet * np.array([1, 1, stretch], np.float32)) if len(feet) else None


PAVED = tuple(name for name in GROUND_ORDER if name not in ("Terrain", "Water"))


def paving(layers: Iterable[Layer], box: NDArray[np.floating]) -> list[Triangles]:
    """What is visible of the streets and greens on the terrain, in a box (2, 2) in plan."""
    found: list[Triangles] = []
    for layer in layers:
        drawn = layer.drawn
        if not layer.visible or not isinstance(drawn, CityActors) or layer.theme not in PAVED:
            continue
        tree = drawn.draft.tree
        low, high = tree.low[: tree.leaves, :2], tree.high[: tree.leaves, :2]
        near = ((low <= box[1]) & (high >= box[0])).all(1)
        for leaf in np.flatnonzero(near).tolist():
            mesh = drawn.draft.mesh(leaf)
            corners = mesh.points[mesh.triangles, :2]
            meets = (corners.min(1) <= box[1]) & (corners.max(1) >= box[0])
            if meets.all(1).any():
                found.append((mesh.points, mesh.triangles[meets.all(1)]))
    return found


def ground_actors(layers: Iterable[Layer], under: Ground | None) -> list[vtkActor]:
    """What of the ground is drawn now."""
    found = [under.actor] if under is not None else []
    for layer in layers:
        drawn = layer.drawn
        if layer.visible and isinstance(drawn, CityActors) and layer.theme == "Terrain":
            found += drawn.faces()
        elif layer.visible and isinstance(drawn, TerrainActors):
            found += [actor for actor in drawn.actors if actor.GetVisibility()]
    return found
