"""The full model of a tile on the screen: its faces, its pictures and its edges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor

from render import _bridge
from render.actors import EDGE_OPACITY, edge_actor, face_actor, nearer, picture_actor
from render.face_colours import FaceColours
from render.mesh import Mesh
from render.paint import Painted
from render.style import WINS
from render.tree import View

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Given = tuple[Bytes | None, FaceColours | None]

EDGE_LIFT = 1.5  # pixels: edges are drawn that much nearer than their faces
# Metres per pixel at which a tile's edges begin to fade, and where they are gone.
FADE_FROM, FADE_TO = 0.35, 3.0


class Model:
    """The actors of one tile.

    painting: the colours (n, 3) of its points and its pictures, where it has its source's own.
    """

    def __init__(self, mesh: Mesh, painting: tuple[Bytes, Sequence[Painted]] | None) -> None:
        self.mesh = mesh
        self.textured = painting is not None
        self._own, pictures = painting or (mesh.colours, ())
        self._plain = np.ones(len(mesh.triangles), bool)
        for picture in pictures:
            self._plain[picture.triangles] = False
        self._pictures = [(picture_actor(mesh, picture), picture.triangles) for picture in pictures]
        self._poly = _bridge.surface(
            mesh.points, mesh.triangles[self._plain], mesh.normals, self._own.copy()
        )
        self._faces = face_actor(self._poly)
        self._lines = _bridge.segments(mesh.points, mesh.edges)
        self._edges = edge_actor(self._lines)
        points = mesh.points if len(mesh.points) else np.zeros((1, 3), np.float32)
        low, high = (np.array([end(c) for c in points.T], float) for end in (np.min, np.max))
        self._middle, self._reach = (low + high) / 2, float(np.linalg.norm(high - low)) / 2
        self._given: Given = (None, None)
        self._wins = np.zeros(len(mesh.triangles), bool)  # where a given colour hides a picture
        self._shown: Mask | None = None

    def __len__(self) -> int:
        """Its triangles."""
        return len(self.mesh.triangles)

    @property
    def actors(self) -> Iterator[vtkActor]:
        yield from self.faces
        yield self._edges

    @property
    def faces(self) -> Iterator[vtkActor]:
        yield from (actor for actor, _ in self._pictures)
        yield self._faces

    def hide(self) -> None:
        for actor in self.actors:
            actor.VisibilityOff()

    def colour(self, objects: Bytes | None, faces: FaceColours | None = None) -> None:
        """Give its objects (objects, 4) and faces colours; where the last is 0 of both, its own."""
        if objects is self._given[0] and faces is self._given[1]:
            return
        self._given = objects, faces
        given = self._mixed(objects, faces)
        if given is None:
            _bridge.paint(self._poly, self._own)
        else:
            _bridge.paint(self._poly, np.where(given[:, 3:] > 0, given[:, :3], self._own))
        if self._pictures:
            wins = np.zeros(len(self._own), bool) if given is None else given[:, 3] == WINS
            self._wins = wins[self.mesh.triangles[:, 0]]
            self._lay_out()

    def _mixed(self, objects: Bytes | None, faces: FaceColours | None) -> Bytes | None:
        """(n, 4): the given colours of its points, the objects' before the faces'."""
        mesh = self.mesh
        of_objects = None if objects is None else objects[mesh.owner]
        if faces is None:
            return of_objects
        found = np.zeros((len(mesh.points), 4), np.uint8)
        for number, lod in enumerate(mesh.lods):
            mine = mesh.triangle_lod == number
            given = faces.of(lod, mesh.triangle_polygon[mine])
            found[mesh.triangles[mine]] = given[:, None]
        return found if of_objects is None else np.where(of_objects[:, 3:] > 0, of_objects, found)

    def show_only(self, shown: Mask | None) -> None:
        """Draw only some of the objects (objects,), or all."""
        if shown is self._shown:
            return
        self._shown = shown
        mesh = self.mesh
        seen = slice(None) if shown is None else shown[mesh.owner[mesh.edges[:, 0]]]
        _bridge.set_lines(self._lines, mesh.edges[seen])
        self._lay_out()

    def _lay_out(self) -> None:
        """Draw each triangle that is shown once: under its picture, or in its colour."""
        solid = self.solid(self._shown)
        plain = self._plain | self._wins
        _bridge.set_triangles(self._poly, self.mesh.triangles[solid & plain])
        for actor, rows in self._pictures:
            pictured = np.flatnonzero((solid & ~self._wins)[rows])
            corners = pictured[:, None] * 3 + np.arange(3)
            _bridge.set_triangles(actor.GetMapper().GetInput(), corners)

    def solid(self, shown: Mask | None) -> Mask:
        """(triangles,): those of the objects that are shown."""
        if shown is None:
            return np.ones(len(self.mesh.triangles), bool)
        return np.asarray(shown[self.mesh.owner[self.mesh.triangles[:, 0]]])

    def draw(self, view: View, opacity: float, lift: float) -> None:
        """Show it from where the eye is; lift: pixels that it is drawn nearer than it is.

        The edges of far tiles are fainter, so that a distant city does not turn black; not those of
        a tile that is nothing but lines, roads or rails.
        """
        away = max(float(np.linalg.norm(self._middle - view.eye)), self._reach / 2, 1.0)
        coarse = float(view.coarse(away))
        for actor in self.faces:
            actor.VisibilityOn()
        if lift:
            for actor in self.faces:
                nearer(actor, lift * coarse, away, view.near)
        share = np.log(FADE_TO / max(coarse, 1e-9)) / np.log(FADE_TO / FADE_FROM)
        bare = len(self.mesh.triangles) == 0
        strength = (1.0 if bare else float(np.clip(share, 0, 1))) * EDGE_OPACITY * opacity
        seen = strength > 0.02 and (view.detailed or bare) and len(self.mesh.edges) > 0
        self._edges.SetVisibility(seen)
        if self._edges.GetVisibility():
            nearer(self._edges, EDGE_LIFT * coarse, away, view.near)
            self._edges.GetProperty().SetOpacity(strength)
