"""Draws where a building's shadow lies at several hours, one over the other, on the ground."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkRenderer

from render import _bridge
from render.actors import edge_actor, face_actor, nearer
from render.style import Colour
from render.tree import View

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]

OPACITY = 0.16  # of each; where many lie over each other it grows dark
OUTLINE = 2.0  # pixels
LIFT = 3.0  # pixels that it is drawn nearer than the ground, streets and studies; and its line


@dataclass(frozen=True, slots=True, eq=False)
class Shadow:
    """A shadow at one hour. polygons: of each its rings, the outer one first and then its holes,
    (n, 3) local metres on the ground, the first point not once more at the end.
    """

    polygons: tuple[tuple[F64, ...], ...]
    colour: Colour


class Fan:
    """The shadows that are shown on a renderer."""

    def __init__(self, renderer: vtkRenderer) -> None:
        self._renderer = renderer
        self._actors: list[vtkActor] = []
        self._stretch = 1.0

    def show(self, shadows: Sequence[Shadow]) -> None:
        """Show shadows instead of those before; later ones lie over earlier ones."""
        self.clear()
        for shadow in shadows:
            self._actors += _actors(shadow)
        for actor in self._actors:
            actor.SetScale(1, 1, self._stretch)
            self._renderer.AddActor(actor)

    def clear(self) -> None:
        """Show none."""
        for actor in self._actors:
            self._renderer.RemoveActor(actor)
        self._actors.clear()

    def set_stretch(self, factor: float) -> None:
        """Multiply heights."""
        self._stretch = factor
        for actor in self._actors:
            actor.SetScale(1, 1, factor)

    def look_from(self, view: View) -> None:
        """Draw them just before what they lie on."""
        for number, actor in enumerate(self._actors):
            away = max(float(np.linalg.norm(view.eye - actor.GetCenter())), 1.0)
            lift = (LIFT + 0.1 * number) * float(view.coarse(away))
            nearer(actor, lift, away, view.near)


def _actors(shadow: Shadow) -> Iterator[vtkActor]:
    """Its area and its outline."""
    points, triangles, lines = _filled(shadow.polygons)
    if not len(triangles):
        return
    paint = np.tile(np.array(shadow.colour, np.uint8), (len(points), 1))
    area = face_actor(_bridge.surface(points, triangles, colours=paint))
    area.GetProperty().LightingOff()
    area.GetProperty().SetAmbient(0)  # or VTK adds it to the colour
    area.GetProperty().SetOpacity(OPACITY)
    outline = edge_actor(_bridge.segments(points, lines))
    red, green, blue = (part / 255 for part in shadow.colour)
    outline.GetProperty().SetColor(red, green, blue)
    outline.GetProperty().SetOpacity(1)
    outline.GetProperty().SetLineWidth(OUTLINE)
    yield from (area, outline)


def _filled(polygons: Sequence[Sequence[F64]]) -> tuple[F64, I32, I32]:
    """Points (n, 3), triangles (t, 3) and the lines (m, 2) around polygons."""
    import mapbox_earcut

    points: list[F64] = [np.zeros((0, 3))]
    triangles: list[I32] = [np.zeros((0, 3), np.int32)]
    lines: list[I32] = [np.zeros((0, 2), np.int32)]
    count = 0
    for rings in polygons:
        ends = np.cumsum([len(ring) for ring in rings]).astype(np.uint32)
        corners = np.concatenate(list(rings))
        found = mapbox_earcut.triangulate_float64(np.ascontiguousarray(corners[:, :2]), ends)
        triangles.append(found.reshape(-1, 3).astype(np.int32) + np.int32(count))
        points.append(corners)
        for ring in rings:
            around = np.arange(count, count + len(ring), dtype=np.int32)
            lines.append(np.stack([around, np.roll(around, -1)], axis=1))
            count += len(ring)
    return np.concatenate(points), np.concatenate(triangles), np.concatenate(lines)
