"""Lays a map over the ground: one picture for all of it, and a finer one for where one looks."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkRenderer, vtkTexture

from city.imagery import Imagery
from render import _bridge
from render.actors import face_actor, nearer
from render.style import GROUND, ground_colours
from render.tree import View

F32 = NDArray[np.float32]

LIFT = 0.3  # pixels: the finer picture is drawn that much nearer than the coarser one under it
RIM = 8  # the bare rim of a picture is so small a part of it; wide enough seen from afar


class Drape:
    """Dresses the actors of the ground in a map, and undresses them again."""

    def __init__(self, renderer: vtkRenderer) -> None:
        self._renderer = renderer
        self._whole: tuple[Imagery, vtkTexture] | None = None
        self._near: tuple[Imagery, vtkTexture] | None = None
        self._dressed: dict[vtkActor, object] = {}
        self._overlays: list[vtkActor] = []
        self._stale = False

    def lay(self, whole: Imagery | None, near: Imagery | None, strength: float) -> None:
        """Lay a map under everything, and a finer one where it is known; None takes it away.

        strength: from 0, where the bare ground is seen, to 1.
        """
        self._whole = None if whole is None else (whole, _texture(whole, strength))
        self._near = None if near is None else (near, _texture(near, strength))
        for actor in self._dressed:
            _bridge.undress(actor)
        self._dressed.clear()
        self._stale = True

    def dress(self, ground: Iterable[vtkActor], view: View) -> None:
        """See that the ground that is drawn now wears the map."""
        actors = list(ground)
        if self._whole is not None:
            for actor in actors:
                if actor not in self._dressed:
                    self._put_on(actor, *self._whole)
                    self._stale = True
        self._stale |= len(self._dressed) > len(actors)
        self._dressed = {actor: one for actor, one in self._dressed.items() if actor in actors}
        if self._stale:
            self._stale = False
            self._clear()
            if self._whole is not None and self._near is not None:
                for actor in actors:
                    self._overlay(actor, *self._near)
        for overlay in self._overlays:
            away = max(float(np.linalg.norm(view.eye - overlay.GetCenter())), 1.0)
            nearer(overlay, LIFT * float(view.coarse(away)), away, view.near)

    def _put_on(self, actor: vtkActor, picture: Imagery, texture: vtkTexture) -> None:
        poly = actor.GetMapper().GetInput()
        _bridge.set_uv(poly, _uv(place_in(_bridge.points(poly), picture), picture))
        actor.SetTexture(texture)
        self._dressed[actor] = poly

    def _overlay(self, actor: vtkActor, picture: Imagery, texture: vtkTexture) -> None:
        """The triangles that lie wholly within the finer picture, once more."""
        poly = actor.GetMapper().GetInput()
        points, triangles = _bridge.points(poly), _bridge.triangles(poly)
        place = place_in(points, picture)
        inside: NDArray[np.bool_] = np.all((place >= 0) & (place <= 1), axis=1)
        chosen = triangles[inside[triangles].all(1)]
        if not len(chosen):
            return
        used, corners = np.unique(chosen, return_inverse=True)
        normals = _bridge.normals(poly)
        colours = np.tile(np.array(GROUND, np.uint8), (len(used), 1))
        if normals is not None:
            colours = ground_colours(normals[used])
        overlay = face_actor(
            _bridge.surface(
                points[used],
                corners.reshape(-1, 3),
                None if normals is None else normals[used],
                colours,
                _uv(place[used], picture),
            )
        )
        overlay.SetTexture(texture)
        overlay.SetScale(*actor.GetScale())
        self._renderer.AddActor(overlay)
        self._overlays.append(overlay)

    def _clear(self) -> None:
        for overlay in self._overlays:
            self._renderer.RemoveActor(overlay)
        self._overlays.clear()

    def close(self) -> None:
        """Let go of everything."""
        self._clear()
        self._dressed.clear()
        self._whole = self._near = None


def place_in(points: F32, picture: Imagery) -> F32:
    """(n, 2): where points lie in a picture, from its south-west corner to its north-east one."""
    corner = np.array([picture.west, picture.south], np.float32)
    size = np.array([picture.east - picture.west, picture.north - picture.south], np.float32)
    return (points[:, :2] - corner) / size


def _uv(place: F32, picture: Imagery) -> F32:
    """(n, 2): the same in its texture, which has a rim."""
    side = np.array(picture.pixels.shape[1::-1])
    rim = (side // RIM).astype(np.float32)
    return np.asarray((place * side + rim) / (side + 2 * rim), np.float32)


def _texture(picture: Imagery, strength: float) -> vtkTexture:
    """A picture over the bare ground, which also is what lies beyond its edge."""
    share = picture.pixels[..., 3:].astype(np.float32) * (strength / 255)
    mixed = (255 + (picture.pixels[..., :3] - np.float32(255)) * share).round().astype(np.uint8)
    rows, columns = mixed.shape[:2]
    # white lets the ground's own colour be, with which a picture is multiplied
    framed = np.empty((rows + 2 * (rows // RIM), columns + 2 * (columns // RIM), 3), np.uint8)
    framed[:] = 255
    framed[rows // RIM :, columns // RIM :][:rows, :columns] = mixed
    texture = vtkTexture()
    texture.SetInputData(_bridge.image(framed[::-1]))
    texture.SetColorModeToDirectScalars()
    texture.InterpolateOn()
    texture.MipmapOn()
    texture.RepeatOff()
    texture.EdgeClampOn()
    return texture
