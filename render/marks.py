"""What marks the selection, and what is pointed at."""

from __future__ import annotations

from collections.abc import Container, Sequence

import numpy as np
from vtkmodules.vtkRenderingCore import vtkActor, vtkRenderer

from render.actors import nearer
from render.highlight import highlight
from render.pick import Pick
from render.style import HOVERED, SELECTED, SELECTED_OBJECT, Colour
from render.tree import View

LIFT = {"selected": 1.2, "hovered": 0.8}  # pixels that a mark is nearer than what it lies on


class Marks:
    """The actors of the marks on a renderer."""

    def __init__(self, renderer: vtkRenderer) -> None:
        self._renderer = renderer
        self._marks: dict[str, tuple[Pick, list[vtkActor]]] = {}
        self._stretch = 1.0
        self._view: View | None = None  # from where they are seen

    @property
    def actors(self) -> list[vtkActor]:
        return [actor for _, actors in self._marks.values() for actor in actors]

    def on(self, keys: Container[str]) -> list[vtkActor]:
        """Those on some layers."""
        marks = self._marks.values()
        return [actor for pick, actors in marks if pick.key in keys for actor in actors]

    def select(self, pick: Pick | None) -> None:
        """Colour the picked surface strongly and the rest of its object softly; None: neither."""
        self._mark("selected", pick, [SELECTED, SELECTED_OBJECT])

    def hover(self, pick: Pick | None) -> None:
        """Brighten the surface under the pointer; None: nothing."""
        self._mark("hovered", pick, [HOVERED])

    def _mark(self, name: str, pick: Pick | None, colours: Sequence[Colour]) -> None:
        old = self._marks.get(name)
        if old is not None and old[0].same_place(pick):
            return
        self._unmark(name)
        if pick is None:
            return
        actors = highlight(pick, colours)
        for actor in actors:
            actor.SetScale(1, 1, self._stretch)
            self._renderer.AddActor(actor)
        self._marks[name] = (pick, actors)
        if self._view is not None:
            self.look_from(self._view)

    def _unmark(self, name: str) -> None:
        for actor in self._marks.pop(name, (None, []))[1]:
            self._renderer.RemoveActor(actor)

    def forget(self, key: str) -> None:
        """Take away the marks on a layer that goes."""
        for name in [name for name, (pick, _) in self._marks.items() if pick.key == key]:
            self._unmark(name)

    def set_stretch(self, factor: float) -> None:
        """Multiply heights."""
        self._stretch = factor
        for actor in self.actors:
            actor.SetScale(1, 1, factor)

    def look_from(self, view: View) -> None:
        """Draw the marks just before what they lie on."""
        self._view = view
        for name, (_, actors) in self._marks.items():
            for actor in actors:
                away = max(float(np.linalg.norm(view.eye - actor.GetCenter())), 1.0)
                nearer(actor, LIFT[name] * float(view.coarse(away)), away, view.near)
