"""The surfaces of values of models on a renderer, under names."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkRenderer

from city.simulated.surfaces import Surface
from render.lens import Lens
from render.spread import Spread


class Sheets:
    """Sheets under names. Neither picking nor shadows know of them: a field is asked itself."""

    def __init__(self, renderer: vtkRenderer) -> None:
        self._renderer = renderer
        self._laid: dict[str, Spread] = {}
        self._stretch = 1.0

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

    def paint(self, key: str, rgba: NDArray[np.uint8]) -> None:
        """Colour a sheet: (values, 4), a colour for each value of its field, row by row."""
        self._laid[key].paint(rgba)

    def lift(self, key: str, heights: NDArray[np.floating]) -> None:
        """Give the points of a sheet other heights, (n,) local metres."""
        self._laid[key].lift(heights)

    def take_off(self, key: str) -> None:
        """Take a sheet away, if it is there."""
        if key in self._laid:
            self._laid.pop(key).close()

    def set_visible(self, key: str, visible: bool) -> None:
        self._laid[key].set_visible(visible)

    def set_opacity(self, key: str, opacity: float) -> None:
        """From 0, nothing, to 1."""
        self._laid[key].set_opacity(opacity)

    def set_panes(self, key: str, panes: frozenset[int] | None) -> None:
        """Show a sheet in some panes alone; None: in all."""
        self._laid[key].panes = panes

    def set_stretch(self, factor: float) -> None:
        """Multiply heights."""
        self._stretch = factor
        for sheet in self._laid.values():
            sheet.set_stretch(factor)

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

    def close(self) -> None:
        """Let go of everything."""
        for sheet in self._laid.values():
            sheet.close()
        self._laid.clear()
