"""Draws a city: full models of the tiles close by, and simpler ones for what is far away."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkRenderer

from city.progress import Progress
from city.rays import Triangles
from render import _bridge
from render.actors import nearer
from render.distant import Distant, Mark, Simple
from render.draft import Draft
from render.face_colours import FaceColours
from render.light import Sun
from render.mesh import Mesh
from render.model import Given, Model
from render.paint import Painted, paint
from render.style import GROUND_ORDER
from render.tree import Cut, Growth, View, nothing

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

Painting = tuple[Bytes, Sequence[Painted]]
Models = dict[int, tuple[Mesh, Painting | None]]
Loads = tuple[dict[int, Mark], dict[int, Bytes], dict[int, Simple], Models]

NODES = 48  # whose boxes are made at once, after which they are shown
TRIANGLES = 60_000  # and of full models
HELD = 3_000_000  # triangles of full models that are kept, even while they are out of sight
KEPT = 1_500  # nodes whose boxes are


class CityActors:
    """The actors of one city layer: made as they are needed, kept while they may be again."""

    def __init__(
        self, draft: Draft, renderer: vtkRenderer, sun: Sun, planned: bool = False
    ) -> None:
        """planned: whether somebody has drawn it, so that it lies over all other ground."""
        self.draft = draft
        self.growth = Growth(draft.tree)
        self.nodes: Mask | None = None  # of the tree, where anything is shown; None for all
        self.shown: Mask | None = None
        self.cut = nothing()
        self._colours: Given = (None, None)
        self._distant = Distant(draft, sun)
        self._models: OrderedDict[int, Model] = OrderedDict()
        self._simple: OrderedDict[int, tuple[vtkActor, Mark]] = OrderedDict()
        self._renderer = renderer
        self._opacity = 1.0
        self._stretch = 1.0
        self._held = 0
        self._textures = False
        self._closed = False
        ground = draft.theme in GROUND_ORDER
        order = GROUND_ORDER.index(str(draft.theme)) if ground else len(GROUND_ORDER)
        self._lift = 0.4 * (order - 1) if ground or planned else 0.0
        if draft.tree.leaves:  # so that there always is something to see
            top = draft.tree.levels[-1] - 1
            self._put_simple(top, self._distant.simple(top), self._distant.mark(top))

    @property
    def actors(self) -> list[vtkActor]:
        models = [actor for model in self._models.values() for actor in model.actors]
        return [*(actor for actor, _ in self._simple.values()), *models]

    # how it looks

    def set_visible(self, visible: bool) -> None:
        """Hide it at once; what there is to see, the next picture says."""
        if not visible:
            self.draw(nothing(), None)

    def set_opacity(self, opacity: float) -> None:
        self._opacity = opacity
        for model in self._models.values():
            for actor in model.faces:
                actor.GetProperty().SetOpacity(opacity)
        for actor, _ in self._simple.values():
            actor.GetProperty().SetOpacity(opacity)

    def set_colours(self, objects: Bytes | None, faces: FaceColours | None = None) -> None:
        self._colours = objects, faces
        self._distant.set_colours(objects, faces)

    def set_shown(self, shown: Mask | None) -> None:
        self.shown = shown
        self.nodes = self._distant.set_shown(shown)

    def set_sun(self, sun: Sun) -> None:
        self._distant.set_sun(sun)

    def set_stretch(self, factor: float) -> None:
        """Multiply heights."""
        self._stretch = factor
        for actor in self.actors:
            actor.SetScale(1, 1, factor)

    def set_textures(self, on: bool) -> None:
        """Draw with the source's pictures and materials; models without them stay till then."""
        self._textures = on

    # what is there

    def loading(self) -> Callable[[Progress], Loads] | None:
        """A job that makes next what the last picture lacked, or None if it lacked nothing."""
        drawn, mark = self.cut.coarse.tolist(), self._distant.mark
        old = {node: one for node in drawn if (one := self._simple[node][1]) != mark(node)}
        pale = [node for node, one in old.items() if one[1] == mark(node)[1]]  # but for colours
        formless = [node for node, one in old.items() if one[1] != mark(node)[1]]
        nodes = [*self.cut.missing.tolist(), *formless][:NODES]
        stale = [k for k in self.cut.full.tolist() if self._models[k].textured != self._textures]
        leaves = [*self.cut.wanted.tolist(), *stale] if len(nodes) < NODES else []
        sizes = np.cumsum(self.draft.tree.full[leaves])
        leaves = leaves[: max(int(np.searchsorted(sizes, TRIANGLES)), 1)]
        if not nodes and not leaves and not pale:
            return None
        draft, textures, distant = self.draft, self._textures, self._distant
        share = 1 / max(draft.tree.leaves, 1)
        marks = {node: mark(node) for node in (*pale, *nodes)}

        def make(progress: Progress) -> Loads:
            simple: dict[int, Simple] = {}
            models: Models = {}
            colours = {node: distant.colours(node) for node in pale}
            for node in nodes:
                progress.check()
                simple[node] = distant.simple(node)
            for leaf in leaves:
                progress.check()
                mesh = draft.mesh(leaf)
                models[leaf] = mesh, paint(draft.city, mesh, share) if textures else None
            return marks, colours, simple, models

        return make

    def receive(self, loads: Loads) -> None:
        """Take in what a job has made."""
        if self._closed:
            return
        marks, colours, simple, models = loads
        for node, painted in colours.items():
            actor, one = self._simple.get(node, (None, marks[node]))
            if actor is not None and one[1] == marks[node][1] == self._distant.mark(node)[1]:
                _bridge.paint(actor.GetMapper().GetInput(), painted)
                self._simple[node] = actor, marks[node]
        for node, fresh in simple.items():
            self._put_simple(node, fresh, marks[node])
        for leaf, (mesh, painting) in models.items():
            self._put(leaf, mesh, painting)

    def _put_simple(self, node: int, simple: Simple, mark: Mark) -> None:
        before = self._simple.pop(node, None)
        actor = simple.actor()
        actor.GetProperty().SetOpacity(self._opacity)
        self._add(actor)
        if before is not None:
            actor.SetVisibility(before[0].GetVisibility())
            self._renderer.RemoveActor(before[0])
        self._simple[node] = actor, mark
        self.growth.simple[node] = True

    def _put(self, leaf: int, mesh: Mesh, painting: Painting | None) -> None:
        if leaf in self._models:
            self._drop(leaf)
        model = self._models[leaf] = Model(mesh, painting)
        self._held += len(model)
        self.growth.full[leaf] = True
        for actor in model.actors:
            self._add(actor)
        for actor in model.faces:
            actor.GetProperty().SetOpacity(self._opacity)

    def close(self) -> None:
        """Take everything off the renderer."""
        for actor in self.actors:
            self._renderer.RemoveActor(actor)
        self._models.clear()
        self._simple.clear()
        self._closed = True

    def _add(self, actor: vtkActor) -> None:
        actor.VisibilityOff()
        actor.SetScale(1, 1, self._stretch)
        self._renderer.AddActor(actor)

    def _drop(self, leaf: int) -> None:
        model = self._models.pop(leaf)
        self._held -= len(model)
        self.growth.full[leaf] = False
        for actor in model.actors:
            self._renderer.RemoveActor(actor)

    def _forget(self) -> None:
        """Let go of what was not seen for longest, where there is too much."""
        if self._held > HELD:
            drawn = set(self.cut.full.tolist())
            for leaf in [leaf for leaf in self._models if leaf not in drawn]:
                if self._held > HELD:
                    self._drop(leaf)
        if len(self.cut.missing):  # what is there already waits for them to be seen together
            return
        for node in list(self._simple)[: max(len(self._simple) - KEPT, 0)]:
            if not self._simple[node][0].GetVisibility() and node != len(self.growth.simple) - 1:
                self._renderer.RemoveActor(self._simple.pop(node)[0])
                self.growth.simple[node] = False

    # drawing

    def draw(self, cut: Cut, view: View | None) -> None:
        """Show what a cut says, and nothing else of this layer."""
        before, self.cut = self.cut, cut
        for node in np.setdiff1d(before.coarse, cut.coarse).tolist():
            if node in self._simple:
                self._simple[node][0].VisibilityOff()
        for leaf in np.setdiff1d(before.full, cut.full).tolist():
            if leaf in self._models:
                self._models[leaf].hide()
        if view is None:
            return
        for node in cut.coarse.tolist():
            actor, _ = self._simple[node]
            self._simple.move_to_end(node)
            actor.VisibilityOn()
            if self._lift:
                away = max(float(np.linalg.norm(view.eye - actor.GetCenter())), 1.0)
                nearer(actor, self._lift * float(view.coarse(away)), away, view.near)
        for leaf in cut.full.tolist():
            model = self._models[leaf]
            self._models.move_to_end(leaf)
            model.colour(*self._colours)
            model.show_only(self.shown)
            model.draw(view, self._opacity, self._lift)
        self._forget()

    def faces(self) -> list[vtkActor]:
        """The actors of the faces that are drawn now."""
        near = [a for leaf in self.cut.full.tolist() for a in self._models[leaf].faces]
        return [*(self._simple[node][0] for node in self.cut.coarse.tolist()), *near]

    def meshes(self) -> list[Mesh]:
        """The full models that are drawn now."""
        return [self._models[leaf].mesh for leaf in self.cut.full.tolist()]

    def solids(self, cut: Cut) -> Callable[[], list[Triangles]]:
        """A call that gives the points and triangles of what a cut draws, on any thread."""
        models = [self._models[leaf] for leaf in cut.full.tolist()]
        nodes, distant, shown = cut.coarse.tolist(), self._distant, self.shown

        def gather() -> list[Triangles]:
            found: list[Triangles] = [distant.solid(node) for node in nodes]
            for model in models:
                mesh = model.mesh
                found.append((mesh.points, mesh.triangles[model.solid(shown)]))
            return [(points, triangles) for points, triangles in found if len(triangles)]

        return gather
