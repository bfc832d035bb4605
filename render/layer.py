"""One layer of the scene: what it shows, how, and the actors that draw it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from city.cloud import PointCloud
from city.model import City
from render.buildings import CityActors, chosen
from render.cloud import CloudActors
from render.mesh import Mesh, mesh_of
from render.pick import Thing
from render.terrain import TerrainActors

Actors = CityActors | TerrainActors | CloudActors
SEEN_THROUGH = 0.5  # less opaque layers cast no shadow, and one picks what lies behind them


@dataclass(slots=True)
class Layer:
    """A thing under a name, with the choices a person made for it.

    mesh: of a City, from render.buildings.mesh_for, for the first drawing. box: (2, 3) the lowest
    and highest corner of what is drawn; None where nothing is.
    """

    key: str
    thing: Thing
    theme: str | None = None
    visible: bool = True
    opacity: float = 1.0
    lod: str | None = None
    textures: bool = False
    mesh: Mesh | None = None
    colours: NDArray[np.uint8] | None = None
    shown: NDArray[np.bool_] | None = None
    stretch: float = 1.0
    drawn: Actors = field(init=False)
    box: NDArray[np.float32] | None = field(init=False)

    def __post_init__(self) -> None:
        self.draw()

    def draw(self) -> None:
        """Make the actors anew."""
        if isinstance(self.thing, City):
            mesh, self.mesh = self.mesh, None
            if mesh is None:
                masks = chosen(self.thing, self.lod, self.theme)
                if self.shown is not None:
                    masks = {level: mask & self.shown for level, mask in masks.items()}
                mesh = mesh_of(self.thing, masks)
            if self.stretch != 1.0:
                higher = np.array([1, 1, self.stretch], np.float32)
                mesh = replace(mesh, points=mesh.points * higher, boxes=mesh.boxes * higher)
            if self.colours is not None:
                own = self.colours[mesh.owner]
                colours = np.where(own[:, 3:] > 0, own[:, :3], mesh.colours)
                mesh = replace(mesh, colours=colours)
            self.drawn = CityActors(self.thing, self.lod, self.theme, self.textures, mesh)
        elif isinstance(self.thing, PointCloud):
            self.drawn = CloudActors(self.thing)
        else:
            heights = self.thing.heights * np.float32(self.stretch)
            self.drawn = TerrainActors(replace(self.thing, heights=heights))
        drawn = self.drawn
        points = drawn.mesh.points if isinstance(drawn, CityActors) else drawn.points
        self.box = np.stack([points.min(0), points.max(0)]) if len(points) else None
        self.drawn.set_visible(self.visible)
        self.drawn.set_opacity(self.opacity)

    def solid(self) -> tuple[NDArray[np.float32], NDArray[np.int32]] | None:
        """Points and triangles that stop light and the pointer; None for a ghost or for points."""
        if not self.visible or self.opacity < SEEN_THROUGH:
            return None
        if isinstance(self.drawn, CityActors):
            mesh = self.drawn.mesh
            return (mesh.points, mesh.triangles) if len(mesh.triangles) else None
        if isinstance(self.drawn, TerrainActors) and len(self.drawn.triangles):
            return self.drawn.points, self.drawn.triangles
        return None
