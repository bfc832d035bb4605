"""The surfaces of values of models on a renderer, under names."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkRenderer

from city.rays import Rays
from city.simulated.surfaces import Surface
from render.lens import Lens
from render.spread import Spread

F32 = NDArray[np.float32]

CLOSE = 2.0  # metres over or under the ground that a sheet may lie on it
LEVEL = 0.3  # how much of its normal is upright on what may be ground


class Sheets:
    """Sheets under names. Picking goes through them: a field is asked itself."""

    def __init__(self, renderer: vtkRenderer, changed: Callable[[], None]) -> None:
        """changed: told when something else of the ground is covered than before."""
        self._renderer, self._changed = renderer, changed
        self._laid: dict[str, Spread] = {}
        self._stretch = 1.0
        self._rays: dict[tuple[int, ...], Rays] = {}  # by the panes that they are shown in

    def __contains__(self, key: str) -> bool:
        return key in self._laid

    def lay(self, key: str, surface: Surface, panes: frozenset[int] | None = None) -> None:
        """Lay a surface instead of what `key` showed, to be painted next; it stays as faint and as
        hidden as that was. panes: that show it; None: all do.
        """
        old = self._laid.get(key)
        fresh = Spread(self._renderer, surface)
        fresh.panes = panes
        fresh.set_stretch(self._stretch)
        if old is not None:
            fresh.set_visible(old.visible)
            fresh.set_opacity(old.opacity)
            self.take_off(key)
        self._laid[key] = fresh
        self._cover()

    def paint(self, key: str, rgba: NDArray[np.uint8]) -> None:
        """Colour a sheet: (values, 4), a colour for each value of its field, row by row."""
        if self._laid[key].paint(rgba):
            self._changed()

    def lift(self, key: str, heights: NDArray[np.floating]) -> None:
        """Give the points of a sheet other heights, (n,) local metres."""
        self._laid[key].lift(heights)

    def take_off(self, key: str) -> None:
        """Take a sheet away, if it is there."""
        if key in self._laid:
            self._laid.pop(key).close()
            self._cover()

    def set_visible(self, key: str, visible: bool) -> None:
        self._laid[key].set_visible(visible)
        self._cover()

    def set_opacity(self, key: str, opacity: float) -> None:
        """From 0, nothing, to 1."""
        self._laid[key].set_opacity(opacity)

    def set_panes(self, key: str, panes: frozenset[int] | None) -> None:
        """Show a sheet in some panes alone; None: in all."""
        self._laid[key].panes = panes
        self._cover()

    def set_stretch(self, factor: float) -> None:
        """Multiply heights."""
        self._stretch = factor
        for sheet in self._laid.values():
            sheet.set_stretch(factor)
        self._cover()

    def panes(self) -> dict[str, frozenset[int] | None]:
        """By the name of each the panes that show it; None: all do."""
        return {key: sheet.panes for key, sheet in self._laid.items()}

    def of(self, key: str) -> list[vtkActor]:
        """What draws a sheet."""
        return self._laid[key].actors

    def boxes(self) -> list[NDArray[np.floating]]:
        """Around each that is visible, (2, 3), as high as it is drawn."""
        higher = np.array([1, 1, self._stretch])
        shown = [sheet.box for sheet in self._laid.values() if sheet.visible]
        return [box * higher for box in shown if box is not None]

    def look_through(self, lens: Lens) -> None:
        """Draw them just before what they lie on."""
        for sheet in self._laid.values():
            if sheet.visible:
                sheet.look_through(lens)

    def _cover(self) -> None:
        self._rays = {}
        self._changed()

    def covering(
        self, panes: tuple[int, ...] = (0,)
    ) -> Callable[[F32, F32], NDArray[np.bool_]] | None:
        """A call, for any thread, that says which places (n, 3) with normals (n, 3) are ground
        under the colour of a sheet in one of some panes, which no shadow may change; None where
        nothing is.
        """
        laid = self._laid.values()
        telling = [one for one in laid if one.tells and any(map(one.shows_in, panes))]
        if not telling:
            return None
        higher = np.array([1, 1, self._stretch], np.float32)
        if panes not in self._rays:
            surfaces = [one.surface for one in telling]
            self._rays[panes] = Rays(
                lambda: [(each.points * higher, each.triangles) for each in surfaces]
            )
        rays, shown = self._rays[panes], [(one.surface, one.seen) for one in telling]

        def covered(places: F32, normals: F32) -> NDArray[np.bool_]:
            found = np.zeros(len(places), bool)
            level = np.flatnonzero(normals[:, 2] > LEVEL)
            above = places[level] + np.array([0, 0, CLOSE], np.float32)
            met = rays.hit(above, np.tile(np.array([[0, 0, -1]], np.float32), (len(level), 1)))
            for number, (surface, seen) in enumerate(shown):
                mine = np.flatnonzero((met.mesh == number) & (met.away < 2 * CLOSE))
                at = surface.shown_at(met.triangle[mine], *met.on[mine].T)
                found[level[mine]] = len(seen) > 0 and seen[at]
            return found

        return covered

    def close(self) -> None:
        """Let go of everything."""
        for sheet in self._laid.values():
            sheet.close()
        self._laid.clear()
        self._rays = {}
