"""The layers of values that are laid over the city on a renderer."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkRenderer

from city.layer import Layer
from city.layer_colours import Colours
from city.rays import Rays, Triangles
from render.study import Study
from render.tree import View

F32 = NDArray[np.float32]

CLOSE = 0.5  # metres, on either side, that a face of the city may lie off what is drawn over it


class Studies:
    """Studies under names. Picking goes through them: what is meant is the building below."""

    def __init__(
        self,
        renderer: vtkRenderer,
        changed: Callable[[], None],
        paving: Callable[[NDArray[np.floating]], list[Triangles]],
    ) -> None:
        """changed: told when something else is covered than before. paving: the streets and greens
        in a box (2, 2) in plan.
        """
        self._renderer, self._changed, self._paving = renderer, changed, paving
        self._studies: dict[str, Study] = {}
        self._stretch = 1.0
        self._rays: dict[tuple[int, ...], Rays] = {}  # by the panes that they are shown in

    def show(self, key: str, layer: Layer, colours: Colours) -> None:
        """Show a layer in the colours of one of its quantities, instead of what `key` showed.

        Of a layer that is shown already only the colours are made anew.
        """
        old = self._studies.get(key)
        if old is None or old.layer.samples is not layer.samples:
            ground = layer.samples.ground
            paving = [] if ground is None else self._paving(ground.grid.box())
            fresh = Study(self._renderer, layer, paving)
            fresh.set_stretch(self._stretch)
            if old is not None:
                fresh.set_visible(old.visible)
                fresh.set_opacity(old.opacity)
                fresh.panes = old.panes
                self.remove(key)
            self._studies[key] = fresh
            self._cover()
        self._studies[key].paint(colours)

    def remove(self, key: str) -> None:
        """Take a study away, if it is there."""
        if key in self._studies:
            self._studies.pop(key).close()
            self._cover()

    def set_visible(self, key: str, visible: bool) -> None:
        if self._studies[key].visible != visible:
            self._studies[key].set_visible(visible)
            self._cover()

    def set_panes(self, key: str, panes: frozenset[int] | None) -> None:
        """Show a study in some panes alone; None: in all."""
        if self._studies[key].panes != panes:
            self._studies[key].panes = panes
            self._cover()

    def set_opacity(self, key: str, opacity: float) -> None:
        """From 0, nothing, to 1."""
        self._studies[key].set_opacity(opacity)

    def set_stretch(self, factor: float) -> None:
        """Multiply heights."""
        self._stretch = factor
        for study in self._studies.values():
            study.set_stretch(factor)
        self._cover()

    @property
    def actors(self) -> list[vtkActor]:
        return [actor for study in self._studies.values() for actor in study.actors]

    def panes(self) -> dict[str, frozenset[int] | None]:
        """By the name of each the panes that show it; None: all do."""
        return {key: study.panes for key, study in self._studies.items()}

    def of(self, key: str) -> list[vtkActor]:
        """What draws a study."""
        return self._studies[key].actors

    @property
    def boxes(self) -> tuple[NDArray[np.floating], ...]:
        """Around each that is visible, (2, 3)."""
        return _boxes(study for study in self._studies.values() if study.visible)

    def look_from(self, view: View, samples: int) -> None:
        """Draw them just before what they lie on; samples: that each pixel is drawn from."""
        for study in self._studies.values():
            if study.visible:
                study.look_from(view, samples)

    def _cover(self) -> None:
        self._rays = {}
        self._changed()

    def covering(
        self, panes: tuple[int, ...] = (0,)
    ) -> Callable[[F32, F32], NDArray[np.bool_]] | None:
        """A call, for any thread, that says which places (n, 3) with normals (n, 3) are covered by
        a study in one of some panes, so that no shadow may change their colour; None where nothing
        is.
        """
        seen = [one for one in self._studies.values() if any(map(one.shows_in, panes))]
        boxes = _boxes(seen)
        if not boxes:
            return None
        higher = np.array([1, 1, self._stretch], np.float32)
        if panes not in self._rays:
            meshes = [mesh for study in seen for mesh in study.meshes]
            scaled = [(points * higher, faces) for points, faces in meshes if len(faces)]
            self._rays[panes] = Rays(scaled)
        rays = self._rays[panes]
        low = np.min([box[0] for box in boxes], 0) * higher - CLOSE
        high = np.max([box[1] for box in boxes], 0) * higher + CLOSE

        def covered(places: F32, normals: F32) -> NDArray[np.bool_]:
            found = np.zeros(len(places), bool)
            near = np.flatnonzero(((places >= low) & (places <= high)).all(1))
            before = places[near] + normals[near] * np.float32(CLOSE)
            reach = np.full(len(near), 2 * CLOSE, np.float32)
            found[near] = rays.blocked(before, -normals[near], reach)
            return found

        return covered

    def close(self) -> None:
        """Let go of everything."""
        for study in self._studies.values():
            study.close()
        self._studies.clear()
        self._rays = {}


def _boxes(studies: Iterable[Study]) -> tuple[NDArray[np.floating], ...]:
    return tuple(box for study in studies if (box := study.box) is not None)
