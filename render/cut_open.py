"""A scene that is cut open: what of it is drawn, and what closes the cut."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkRenderer

from render.buildings import CityActors
from render.cloud import CloudActors
from render.cutaway import Clip, uncut
from render.layer import Layer


class CutOpen:
    """Cuts a renderer's actors. clip: the cut, None for none; caps: the faces that close it."""

    def __init__(self, renderer: vtkRenderer) -> None:
        self._renderer = renderer
        self.clip: Clip | None = None
        self.caps: list[vtkActor] = []
        self._made_for: object = None

    def cut(self, planes: NDArray[np.float64] | None) -> None:
        """Cut along planes (n, 4), see city.cutaway; None makes everything whole again."""
        self._clear()
        self.clip = None if planes is None else Clip(planes)
        if planes is None:
            uncut(self._actors())

    def draw(self, layers: Iterable[Layer], stretch: float, moving: bool) -> bool:
        """Cut what is drawn now, and close it, or leave it closed as it was while one moves.

        Returns whether other faces close it than before.
        """
        if self.clip is None:
            return False
        layers = list(layers)
        clouds = [layer.drawn for layer in layers if isinstance(layer.drawn, CloudActors)]
        apart = set(self.caps)  # and points cut themselves
        apart.update(actor for cloud in clouds for actor in cloud.actors)
        self.clip.apply(actor for actor in self._actors() if actor not in apart)
        drawn = [(layer.key, layer.drawn) for layer in layers if layer.visible]
        built = [(k, d) for k, d in drawn if isinstance(d, CityActors) and d.draft.blocks]
        state = [(k, id(d), d.cut.full.tobytes(), stretch) for k, d in built]
        if moving or state == self._made_for:
            return False
        self._clear()
        self._made_for = state
        meshes = [mesh for _, city in built for mesh in city.meshes()]
        self.caps = self.clip.caps(meshes, stretch)
        for actor in self.caps:
            self._renderer.AddActor(actor)
        return True

    def _clear(self) -> None:
        for actor in self.caps:
            self._renderer.RemoveActor(actor)
        self.caps = []
        self._made_for = None

    def _actors(self) -> list[vtkActor]:
        found = self._renderer.GetActors()
        found.InitTraversal()
        return [found.GetNextActor() for _ in range(found.GetNumberOfItems())]
