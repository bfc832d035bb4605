"""Draws a city: one actor for the faces of each tile, and one for its crisp edges."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkTexture

from city.kinds import theme as theme_of
from city.model import City
from city.query import drawn
from render import _bridge
from render.light import matte
from render.mesh import Mesh, mesh_of
from render.paint import Painted, paint
from render.style import EDGE, GROUND_ORDER

TILE = 30_000  # triangles
EDGE_WIDTH = 1.2
PICTURE_AMBIENT, PICTURE_DIFFUSE = 0.8, 0.6
EDGE_OPACITY = 0.55
EDGE_LIFT = 1.5  # pixels: edges are drawn that much nearer than their faces
# Metres per pixel at which a tile's edges begin to fade, and where they are gone.
FADE_FROM, FADE_TO = 0.35, 3.0


@dataclass(frozen=True, slots=True)
class View:
    """Where one looks from, and how carefully.

    pixel: metres per pixel at one metre from the eye. near: the nearest depth that is drawn.
    detailed: false while the camera moves and the machine cannot draw everything fluently.
    """

    eye: NDArray[np.float64]
    pixel: float
    near: float
    detailed: bool = True


def chosen(city: City, lod: str | None, theme: str | None) -> dict[str, NDArray[np.bool_]]:
    """What is drawn of a city: by level of detail, limited to one theme if one is named."""
    masks = drawn(city, lod)
    if theme is None:
        return masks
    of_theme = np.array([theme_of(k) == theme for k in city.objects.kinds], bool)
    mine = of_theme[city.objects.kind] if len(of_theme) else np.zeros(0, bool)
    return {level: mask & mine for level, mask in masks.items() if (mask & mine).any()}


def mesh_for(city: City, lod: str | None, theme: str | None) -> Mesh:
    """What CityActors draws, as plain numbers; may be worked out on any thread."""
    return mesh_of(city, chosen(city, lod, theme))


class CityActors:
    """The actors of one city layer.

    Tiles are runs of triangles, and as the objects are sorted by space, each run is a
    neighbourhood: what is out of sight costs nothing.
    """

    def __init__(
        self,
        city: City,
        lod: str | None,
        theme: str | None,
        textures: bool = False,
        mesh: Mesh | None = None,
    ) -> None:
        self.mesh = mesh_for(city, lod, theme) if mesh is None else mesh
        self.faces: list[vtkActor] = []
        self.edges: list[vtkActor] = []
        self._boxes: list[tuple[NDArray[np.float64], float]] = []  # middle and reach of each tile
        self._opacity = 1.0
        self.visible = True
        ground = theme in GROUND_ORDER
        self._lift = 0.4 * (GROUND_ORDER.index(str(theme)) - 1) if ground else 0.0
        plain = np.ones(len(self.mesh.triangles), bool)
        if textures:
            colours, pictures = paint(city, self.mesh)
            self.mesh = replace(self.mesh, colours=colours)
            for painted in pictures:
                plain[painted.triangles] = False
                self.faces.append(picture_actor(self.mesh, painted))
        self._add_tiles(plain)

    @property
    def actors(self) -> list[vtkActor]:
        return [*self.faces, *self.edges]

    def _add_tiles(self, plain: NDArray[np.bool_]) -> None:
        """Actors for the triangles that are `plain`, and for all edges."""
        mesh = self.mesh
        loose = np.ones(len(mesh.edges), bool)  # curves, which belong to no triangle
        for first, last in tiles(mesh.triangles):
            triangles = mesh.triangles[first:last]
            low, high = int(triangles.min()), int(triangles.max()) + 1
            triangles = triangles[plain[first:last]] - low
            part = slice(low, high)
            if len(triangles):
                poly = _bridge.surface(
                    mesh.points[part], triangles, mesh.normals[part], mesh.colours[part]
                )
                self.faces.append(face_actor(poly))
            inside = (mesh.edges[:, 0] >= low) & (mesh.edges[:, 0] < high)
            loose &= ~inside
            self._add_edges(mesh.points[part], mesh.edges[inside] - low)
        if loose.any():
            self._add_edges(mesh.points, mesh.edges[loose])

    def _add_edges(self, points: NDArray[np.float32], lines: NDArray[np.int32]) -> None:
        if len(lines):
            low, high = points.min(0).astype(float), points.max(0).astype(float)
            self._boxes.append(((low + high) / 2, float(np.linalg.norm(high - low)) / 2))
            self.edges.append(edge_actor(_bridge.segments(points, lines)))

    def set_opacity(self, opacity: float) -> None:
        self._opacity = opacity
        for actor in self.faces:
            actor.GetProperty().SetOpacity(opacity)

    def look_from(self, view: View) -> None:
        """Make the edges of far tiles fainter, so that a distant city does not turn black.

        Edges are half the work of drawing, so they go first where it must be quick.
        """
        for actor, (middle, reach) in zip(self.edges, self._boxes, strict=True):
            away = max(float(np.linalg.norm(middle - view.eye)), reach / 2, 1.0)
            coarse = view.pixel * away
            nearer(actor, EDGE_LIFT * coarse, away, view.near)
            share = np.log(FADE_TO / max(coarse, 1e-9)) / np.log(FADE_TO / FADE_FROM)
            strength = float(np.clip(share, 0, 1)) * EDGE_OPACITY * self._opacity
            actor.SetVisibility(strength > 0.02 and self.visible and view.detailed)
            actor.GetProperty().SetOpacity(strength)
        if self._lift:
            for actor in self.faces:
                away = max(float(np.linalg.norm(view.eye - actor.GetCenter())), 1.0)
                nearer(actor, self._lift * view.pixel * away, away, view.near)

    def set_visible(self, visible: bool) -> None:
        self.visible = visible
        for actor in self.actors:
            actor.SetVisibility(visible)


def tiles(triangles: NDArray[np.int32]) -> list[tuple[int, int]]:
    """Cut triangles into runs of about TILE, never through a polygon."""
    count = len(triangles)
    if not count:
        return []
    highest = np.maximum.accumulate(triangles.max(1))
    lowest = np.minimum.accumulate(triangles[::-1].min(1))[::-1]
    free = np.flatnonzero(lowest[1:] > highest[:-1]) + 1  # no point is used on both sides
    wanted = np.arange(TILE, count, TILE)
    cuts = (
        free[np.minimum(np.searchsorted(free, wanted), len(free) - 1)] if len(free) else wanted[:0]
    )
    ends = np.unique(np.concatenate([[0], cuts, [count]])).tolist()
    return list(itertools.pairwise(ends))


def nearer(actor: vtkActor, metres: float, away: float, near: float) -> None:
    """Draw an actor as if it were nearer to the eye, so that it wins over what it lies on.

    VTK counts in steps of 0.000016 of the depth buffer, in which a metre is worth less and less
    with the square of the distance.
    """
    mapper = actor.GetMapper()
    units = -metres * near / (away * away) / 0.000016
    mapper.SetRelativeCoincidentTopologyLineOffsetParameters(0, units)
    mapper.SetRelativeCoincidentTopologyPolygonOffsetParameters(0, units)


def face_actor(poly: object) -> vtkActor:
    """An actor of matte faces."""
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(poly)
    mapper.SetScalarModeToUsePointData()
    mapper.SetColorModeToDirectScalars()
    mapper.SetResolveCoincidentTopologyToPolygonOffset()
    actor = vtkActor()
    actor.SetMapper(mapper)
    matte(actor.GetProperty())
    return actor


def picture_actor(mesh: Mesh, painted: Painted) -> vtkActor:
    """An actor of faces under a picture, which brings some light and shade of its own."""
    corners = mesh.triangles[painted.triangles].ravel()
    triangles = np.arange(len(corners)).reshape(-1, 3)
    uv = painted.uv.reshape(-1, 2)
    poly = _bridge.surface(mesh.points[corners], triangles, mesh.normals[corners], uv=uv)
    actor = face_actor(poly)
    texture = vtkTexture()
    texture.SetInputData(_bridge.image(painted.pixels))
    texture.SetColorModeToDirectScalars()
    texture.InterpolateOn()
    texture.MipmapOn()
    texture.SetRepeat(painted.repeats)
    texture.SetEdgeClamp(not painted.repeats)
    actor.SetTexture(texture)
    actor.GetProperty().SetAmbient(PICTURE_AMBIENT)
    actor.GetProperty().SetDiffuse(PICTURE_DIFFUSE)
    return actor


def edge_actor(poly: object) -> vtkActor:
    """An actor of thin unlit lines."""
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(poly)
    mapper.SetResolveCoincidentTopologyToPolygonOffset()
    mapper.ScalarVisibilityOff()
    actor = vtkActor()
    actor.SetMapper(mapper)
    look = actor.GetProperty()
    look.SetColor(*(c / 255 for c in EDGE))
    look.LightingOff()
    look.SetLineWidth(EDGE_WIDTH)
    look.SetOpacity(EDGE_OPACITY)
    return actor
