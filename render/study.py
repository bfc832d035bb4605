"""Draws a layer of values over façades, roofs and ground: one picture each, a face at a time.

There are as many triangles as the faces have; the cells are in the picture. Colours keep their
meaning: whatever the sun does, a face is lit by one soft light that only lets the form be read.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkRenderer, vtkTexture

from city.layer import Layer
from city.layer_colours import UNKNOWN, Colours
from city.rays import Triangles
from city.simulate.fabric import PLANNED
from render import _bridge
from render.actors import box_actor, nearer
from render.atlas import atlas_of
from render.light import Sun, shares
from render.study_ground import page, sheet
from render.tree import View

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
Mesh = tuple[F32, I32]
Part = tuple[float, F32, I32, F32, F32]  # lift, points, triangles, normals, place in the picture

TEXELS = 2  # a side of each cell: its colour stays its own but for a soft edge
LARGEST = 4096  # texels a side of a picture
TILE = 128.0  # metres: how far an actor reaches; what is nearer to what is told for each
# Pixels that it is drawn nearer than what it lies on: faces of the city, so that their edges win,
# faces of a plan, which are nearer themselves, and everything that lies flat on the ground.
LIFT, PLAN_LIFT, GROUND_LIFT = 0.3, 2.0, 1.8
SLOPE = 0.45  # pixels that a face seen at a glance is nearer, where samples share a depth
FORM = 0.17  # of its colour that a face in full shade lacks
HATCH = 6  # texels from one stripe to the next
INK = 0.82  # of a colour that a stripe has


class Sheet:
    """A picture, and the actors that show it.

    cells: (rows, columns) the sample of each cell, -1 for none. actors: with the pixels that each
    is drawn nearer than it is.
    """

    def __init__(self, cells: I32, actors: list[tuple[vtkActor, float]]) -> None:
        self.cells, self.actors = cells, actors
        self.texture = vtkTexture()
        self.texture.SetColorModeToDirectScalars()
        self.texture.InterpolateOn()
        self.texture.MipmapOn()
        self.texture.RepeatOff()
        self.texture.EdgeClampOn()
        for actor, _ in actors:
            actor.SetTexture(self.texture)

    def paint(self, number: NDArray[np.uint8], table: NDArray[np.uint8]) -> None:
        """Colour it. number: (samples + 1,) of `table`, (2, n, 4) plain and in a stripe."""
        scale = TEXELS if TEXELS * max(self.cells.shape) <= LARGEST else 1
        drawn = number[self.cells].repeat(scale, 0).repeat(scale, 1)
        rows, columns = drawn.shape
        y, x = np.arange(rows)[:, None], np.arange(columns)
        count = np.uint8(table.shape[1])
        drawn += np.where((x + y) % HATCH < HATCH // 3, count, np.uint8(0))
        flat = table.reshape(-1, 4).view(np.uint32).ravel()
        pixels = flat[drawn].view(np.uint8).reshape(rows, columns, 4)
        self.texture.SetInputData(_bridge.image(pixels))


class Study:
    """A layer on a renderer. box: (2, 3) around it, None where it has no places."""

    def __init__(self, renderer: vtkRenderer, layer: Layer, paving: list[Triangles]) -> None:
        """paving: streets and greens that the layer's ground is drawn over."""
        self._renderer, self.layer = renderer, layer
        self.visible, self.opacity = True, 1.0
        self.panes: frozenset[int] | None = None  # those that show it; None: all do
        self.sheets: list[Sheet] = []
        self.meshes: list[Mesh] = []
        for cells, parts in _sheets(layer, paving):
            drawn = [(actor, part[0]) for part in parts for actor in _actors(part)]
            self.sheets.append(Sheet(cells, drawn))
            self.meshes += [(points, triangles) for _, points, triangles, _, _ in parts]
        self.box = None
        corners = [points for points, triangles in self.meshes if len(triangles)]
        if corners:
            self.box = np.stack(
                [np.min([c.min(0) for c in corners], 0), np.max([c.max(0) for c in corners], 0)]
            )
        for actor in self.actors:
            renderer.AddActor(actor)

    @property
    def actors(self) -> list[vtkActor]:
        return [actor for one in self.sheets for actor, _ in one.actors]

    def paint(self, colours: Colours) -> None:
        """Show the colours of a quantity; no form is made anew."""
        table = _table(colours)
        number = np.append(colours.number + 2, 0).astype(np.uint8)
        for one in self.sheets:
            one.paint(number, table)

    def shows_in(self, pane: int) -> bool:
        """Whether it is visible in a pane."""
        return self.visible and (self.panes is None or pane in self.panes)

    def set_visible(self, visible: bool) -> None:
        self.visible = visible
        for actor in self.actors:
            actor.SetVisibility(visible)

    def set_opacity(self, opacity: float) -> None:
        """From 0, nothing, to 1."""
        self.opacity = opacity
        for actor in self.actors:
            actor.SetForceOpaque(opacity >= 1)
            actor.GetProperty().SetOpacity(opacity)

    def set_stretch(self, factor: float) -> None:
        """Multiply heights."""
        for actor in self.actors:
            actor.SetScale(1, 1, factor)

    def look_from(self, view: View, samples: int) -> None:
        """Draw it just before what it lies on; samples: that each pixel is drawn from."""
        slope = SLOPE if samples else 0.0
        for one in self.sheets:
            for actor, lift in one.actors:
                away = max(float(np.linalg.norm(view.eye - actor.GetCenter())), 1.0)
                nearer(actor, lift * float(view.coarse(away)), away, view.near, slope)

    def close(self) -> None:
        """Take everything off the renderer."""
        for actor in self.actors:
            self._renderer.RemoveActor(actor)
        self.sheets.clear()


def _sheets(layer: Layer, paving: list[Triangles]) -> Iterator[tuple[I32, list[Part]]]:
    """The cells of each picture, and what lies under it."""
    samples = layer.samples
    faces = samples.faces
    if len(faces.face):
        atlas = atlas_of(samples)
        normal = np.cross(faces.across, faces.up)
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
        uv, normals = atlas.uv(faces), normal[faces.face].astype(np.float32)
        planned = (faces.key & PLANNED > 0)[faces.face]
        for number, cells in enumerate(atlas.pages):
            parts = []
            for lift, mine in ((LIFT, ~planned), (PLAN_LIFT, planned)):
                mine = mine & (atlas.page[faces.face] == number)
                points = faces.corners[mine].reshape(-1, 3).astype(np.float32)
                corners = np.arange(len(points), dtype=np.int32).reshape(-1, 3)
                parts.append(
                    (lift, points, corners, normals[mine].repeat(3, 0), uv[mine].reshape(-1, 2))
                )
            yield cells, parts
    if samples.ground is not None:
        points, triangles, where = sheet(samples.ground, paving)
        up = np.tile(np.array([[0, 0, 1]], np.float32), (len(points), 1))
        yield page(samples), [(GROUND_LIFT, points.astype(np.float32), triangles, up, where)]


def _actors(part: Part) -> Iterator[vtkActor]:
    """Actors of triangles, tile by tile, in the one soft light."""
    _, points, triangles, normals, uv = part
    light = shares(normals, Sun()).mean(1, keepdims=True)
    brightest = float(shares(np.array([[0.0, 0, 1]]), Sun()).mean())
    form = np.clip(1 - FORM * (1 - light / brightest), 1 - FORM, 1)
    grey = np.repeat(np.round(form * 255), 3, axis=1).astype(np.uint8)
    tile = np.floor(points[triangles[:, 0], :2] / TILE).astype(np.int64)
    _, of = np.unique(tile[:, 0] * (1 << 24) + tile[:, 1], return_inverse=True)
    order = np.argsort(of, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(of[order])) + 1) if len(order) else []:
        used, corners = np.unique(triangles[rows], return_inverse=True)
        poly = _bridge.surface(
            points[used], corners.reshape(-1, 3), normals[used], grey[used], uv[used]
        )
        actor = box_actor(poly)
        actor.GetProperty().BackfaceCullingOff()
        actor.ForceOpaqueOn()
        yield actor


def _table(colours: Colours) -> NDArray[np.uint8]:
    """(2, classes + 2, 4): nothing, no value and the classes; plain, and in a stripe."""
    rows = [(*UNKNOWN, 0), (*UNKNOWN, 255), *((*one.colour, 255) for one in colours.classes)]
    plain = np.array(rows, np.uint8)
    striped = plain.copy()
    for row in (1, *(k + 2 for k in colours.hatched)):
        striped[row, :3] = (plain[row, :3] * INK).astype(np.uint8)
    return np.stack([plain, striped])
