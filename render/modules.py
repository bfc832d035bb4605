"""Solar modules on the roofs: thin dark faces a hand's breadth above them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkRenderer

from render import _bridge
from render.actors import face_actor, nearer
from render.style import MODULE
from render.tree import View

LIFT = 1.0  # pixels that modules are nearer than the roof they lie on


class Modules:
    """The modules on a renderer, those of each key in one actor."""

    def __init__(self, renderer: vtkRenderer) -> None:
        self._renderer = renderer
        self._shown: dict[str, vtkActor] = {}
        self._stretch = 1.0

    @property
    def actors(self) -> list[vtkActor]:
        return list(self._shown.values())

    def of(self, key: str) -> list[vtkActor]:
        """What is shown under a key."""
        return [actor for name, actor in self._shown.items() if name == key]

    def show(self, key: str, corners: NDArray[np.floating] | None) -> None:
        """Show modules (m, 4, 3), in local metres, instead of those of the key before; None or
        none of them: nothing."""
        old = self._shown.pop(key, None)
        if old is not None:
            self._renderer.RemoveActor(old)
        if corners is None or not len(corners):
            return
        actor = _actor(corners)
        actor.SetScale(1, 1, self._stretch)
        self._renderer.AddActor(actor)
        self._shown[key] = actor

    def set_stretch(self, factor: float) -> None:
        """Multiply heights."""
        self._stretch = factor
        for actor in self.actors:
            actor.SetScale(1, 1, factor)

    def look_from(self, view: View) -> None:
        """Draw the modules just before the roofs they lie on."""
        for actor in self.actors:
            away = max(float(np.linalg.norm(view.eye - actor.GetCenter())), 1.0)
            nearer(actor, LIFT * float(view.coarse(away)), away, view.near)


def _actor(corners: NDArray[np.floating]) -> vtkActor:
    """Two triangles for each module, all in one colour."""
    count = len(corners)
    up = np.cross(corners[:, 1] - corners[:, 0], corners[:, 3] - corners[:, 0])
    up /= np.maximum(np.linalg.norm(up, axis=1, keepdims=True), 1e-12)
    begin = np.arange(count, dtype=np.int32)[:, None, None] * 4
    triangles = (begin + np.array([[0, 1, 2], [0, 2, 3]], np.int32)).reshape(-1, 3)
    paint = np.tile(np.array(MODULE, np.uint8), (count * 4, 1))
    points = np.asarray(corners, np.float32).reshape(-1, 3)
    normals = np.repeat(up, 4, axis=0).astype(np.float32)
    return face_actor(_bridge.surface(points, triangles, normals, paint))
