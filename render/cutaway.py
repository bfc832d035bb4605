"""Cuts what is drawn, and closes what was cut open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkCommonDataModel import vtkPlane, vtkPlaneCollection
from vtkmodules.vtkRenderingCore import vtkActor

from render import _bridge
from render.actors import face_actor
from render.mesh import Mesh

F64 = NDArray[np.float64]

CUT: tuple[int, int, int] = (112, 96, 92)  # the inside of what was cut, as plans draw it
GRID = 1e4  # a tenth of a millimetre: ends of a cut's lines that lie closer are the same
FLAT = 1e-9  # square metres


class Clip:
    """The planes of a cut for VTK, and for lines of sight. planes: (n, 4) as city.cutaway has."""

    def __init__(self, planes: F64) -> None:
        self.planes = planes
        self._held = vtkPlaneCollection()
        for a, b, c, d in planes.tolist():
            plane = vtkPlane()
            plane.SetNormal(a, b, c)
            plane.SetOrigin(*(np.array([a, b, c]) * -d))
            self._held.AddItem(plane)

    def apply(self, actors: Iterable[vtkActor]) -> None:
        """Let actors draw only what is kept."""
        for actor in actors:
            mapper = actor.GetMapper()
            if mapper is not None and mapper.GetClippingPlanes() is not self._held:
                mapper.SetClippingPlanes(self._held)

    def span(self, start: F64, direction: F64) -> tuple[F64, F64]:
        """Metres along lines (n, 3) to where they enter what is kept, and to where they leave it.

        A line that never does enters behind where it leaves.
        """
        into, out = np.zeros(len(start)), np.full(len(start), np.inf)
        for plane in self.planes:
            level = start @ plane[:3] + plane[3]
            rise = direction @ plane[:3]
            where = -level / np.where(np.abs(rise) > 1e-12, rise, 1e-12)
            into = np.where(rise > 1e-12, np.maximum(into, where), into)
            out = np.where(rise < -1e-12, np.minimum(out, where), out)
            out = np.where((np.abs(rise) <= 1e-12) & (level < 0), -1.0, out)
        return into, out

    def kept(
        self, points: NDArray[np.floating], triangles: NDArray[np.integer]
    ) -> NDArray[np.bool_]:
        """(t,): the triangles that are not wholly cut away by one of the planes."""
        kept = np.ones(len(triangles), bool)
        for plane in self.planes:
            inside = points @ plane[:3] + plane[3] >= 0
            kept &= inside[triangles].any(1)
        return kept

    def caps(self, meshes: Iterable[Mesh], stretch: float = 1.0) -> list[vtkActor]:
        """Faces that close what each plane has cut open, object by object.

        stretch: what the meshes' heights are multiplied by.
        """
        higher = np.array([1.0, 1.0, stretch])
        meshes = [replace(mesh, points=mesh.points * higher) for mesh in meshes]
        actors = []
        for k, plane in enumerate(self.planes):
            axes = _axes(plane[:3])
            found = [_lines(mesh, plane) for mesh in meshes]
            lines = np.concatenate([lines for lines, _ in found] or [np.zeros((0, 2, 3))])
            owner = np.concatenate([owner for _, owner in found] or [np.zeros(0, int)])
            points, triangles = _filled(lines @ axes.T, owner)
            if not len(triangles):
                continue
            flat = points @ axes - plane[:3] * plane[3]
            normals = np.tile(-plane[:3], (len(flat), 1))
            colours = np.tile(np.array(CUT, np.uint8), (len(flat), 1))
            actor = face_actor(_bridge.surface(flat, triangles, normals, colours))
            actor.GetProperty().LightingOff()
            actor.GetProperty().SetAmbient(0)  # or VTK adds it to the colour
            others = Clip(np.delete(self.planes, k, axis=0))
            others.apply([actor])
            actors.append(actor)
        return actors


def uncut(actors: Iterable[vtkActor]) -> None:
    """Let actors draw everything."""
    for actor in actors:
        mapper = actor.GetMapper()
        if mapper is not None and mapper.GetClippingPlanes() is not None:
            mapper.RemoveAllClippingPlanes()
            mapper.SetClippingPlanes(vtkPlaneCollection())


def _axes(normal: F64) -> F64:
    """(2, 3): two directions in a plane."""
    helper = np.array([0.0, 0.0, 1.0]) if abs(normal[2]) < 0.9 else np.array([1.0, 0.0, 0.0])
    first = np.cross(helper, normal)
    first /= np.linalg.norm(first)
    return np.stack([first, np.cross(normal, first)])


def _lines(mesh: Mesh, plane: F64) -> tuple[F64, NDArray[np.int64]]:
    """Where a plane cuts a mesh's triangles: (n, 2, 3) ends, and the object of each, (n,)."""
    level = mesh.points.astype(np.float64) @ plane[:3] + plane[3]
    above = (level >= 0)[mesh.triangles]
    crossed = mesh.triangles[above.any(1) & ~above.all(1)]
    if not len(crossed):
        return np.zeros((0, 2, 3)), np.zeros(0, np.int64)
    side = (level[crossed] >= 0).astype(int)
    # the corner that is alone on its side, first
    alone = np.where(side.sum(1) == 1, side.argmax(1), side.argmin(1))
    turned = (alone[:, None] + np.arange(3)) % 3
    corners = np.take_along_axis(crossed, turned, axis=1)
    points = mesh.points[corners].astype(np.float64)
    heights = level[corners]
    ends = []
    for k in (1, 2):
        share = heights[:, 0] / (heights[:, 0] - heights[:, k])
        ends.append(points[:, 0] + share[:, None] * (points[:, k] - points[:, 0]))
    return np.stack(ends, axis=1), mesh.owner[corners[:, 0]].astype(np.int64)


def _filled(lines: F64, owner: NDArray[np.int64]) -> tuple[F64, NDArray[np.int32]]:
    """The inside of closed lines (n, 2, 2), by object: points (p, 2) and triangles (t, 3)."""
    import mapbox_earcut
    import shapely

    points: list[F64] = []
    triangles: list[NDArray[np.int32]] = []
    count = 0
    order = np.argsort(owner, kind="stable")
    cuts = np.flatnonzero(np.diff(owner[order])) + 1
    for rows in np.split(order, cuts) if len(order) else []:
        mine = np.round(lines[rows] * GRID) / GRID
        net = shapely.node(shapely.multilinestrings([shapely.linestrings(mine)])[0])
        faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(net)))
        for face in faces:
            if face.area < FLAT or not _inside(mine, face.representative_point()):
                continue
            rings = [face.exterior, *face.interiors]
            corners = [np.asarray(ring.coords)[:-1] for ring in rings]
            ends = np.cumsum([len(c) for c in corners]).astype(np.uint32)
            flat = np.concatenate(corners)
            found = mapbox_earcut.triangulate_float64(flat, ends).reshape(-1, 3)
            triangles.append(found.astype(np.int32) + count)
            points.append(flat)
            count += len(flat)
    if not points:
        return np.zeros((0, 2)), np.zeros((0, 3), np.int32)
    return np.concatenate(points), np.concatenate(triangles)


def _inside(lines: F64, point: object) -> bool:
    """Whether a line from a point to the right crosses an odd number of lines (n, 2, 2)."""
    x, y = point.x, point.y  # type: ignore[attr-defined]
    (ax, ay), (bx, by) = lines[:, 0].T, lines[:, 1].T
    across = (ay > y) != (by > y)
    share = (y - ay[across]) / (by[across] - ay[across])
    return bool(np.count_nonzero(ax[across] + share * (bx[across] - ax[across]) > x) % 2)
