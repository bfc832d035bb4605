"""What lies over the layers, and which panes show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor

from render import _bridge
from render.alive import Alive
from render.cutaway import uncut
from render.light import Sun
from render.marks import Marks
from render.modules import Modules
from render.panes import Panes, Parts, show
from render.sheets import Sheets
from render.studies import Studies
from render.underfoot import paving


class Parted(Alive):
    """Layers, live things, studies and sheets of results in one picture or in several panes.

    It is told when panes become others (`_parted`), and asks for what is to be drawn
    (`_before_drawing`).
    """

    def __init__(self) -> None:
        super().__init__()
        self._marks = Marks(self.renderer)
        self._modules = Modules(self.renderer)
        self.studies = Studies(
            self.renderer, self._unshade, lambda box: paving(self._layers.values(), box)
        )
        self.sheets = Sheets(self.renderer, self._unshade)
        self.panes = Panes()
        self._held = False

    def _parted(self) -> None:
        """There are other panes than before."""
        raise NotImplementedError

    def _before_drawing(self, *_: Any) -> None:
        """Show what the next picture is to have."""
        raise NotImplementedError

    def mark_actors(self, picture: int = 0) -> list[vtkActor]:
        """What marks the selection and what is pointed at in a picture."""
        seen = self.panes.seen_in(self._layers.values(), picture)
        return self._marks.on({layer.key for layer in seen})

    @property
    def marks(self) -> list[vtkActor]:
        """What marks the selection and what is pointed at in any picture."""
        return self._marks.actors

    def split(self, count: int, curtain: NDArray[np.float64] | None = None) -> bool:
        """Show so many panes: each all that is in it (see set_panes), seen by the same camera.

        curtain: a plane (4,), see city.cutaway, at which two of them meet in one picture. Returns
        whether that is other than before.
        """
        if not self.panes.split(count, curtain):
            return False
        uncut(_bridge.actors(self.renderer))
        self._parted()
        return True

    def set_suns(self, towards: Mapping[int, NDArray[np.float64]]) -> bool:
        """Light some panes from directions (3,) of their own; whether that is new."""
        suns = {pane: Sun.at(direction) for pane, direction in towards.items()}
        new = suns != self.panes.suns
        self.panes.suns = suns
        return new

    @property
    def parted(self) -> bool:
        """Whether there is anything that not all panes show."""
        told = [layer.panes for layer in self._layers.values()]
        every = [*told, *self.sheets.panes().values()]
        return self.panes.count > 1 or any(one is not None and 0 not in one for one in every)

    @contextmanager
    def in_parts(self, marks: bool = True) -> Iterator[Parts]:
        """Hide all that is visible, to be drawn part by part; meanwhile nothing else is drawn.

        marks: whether what marks the selection is among the parts.
        """
        self._before_drawing()
        self.hold(True)
        layers = list(self._layers.values())
        seen = [actor for actor in _bridge.actors(self.renderer) if actor.GetVisibility()]
        of_marks = set() if marks else set(self._marks.actors)
        whose = {
            actor: panes
            for key, panes in self.studies.panes().items()
            if panes is not None
            for actor in (*self.studies.of(key), *self._modules.of(key))
        }
        for key, panes in self.sheets.panes().items():
            if panes is not None:
                whose.update(dict.fromkeys(self.sheets.of(key), panes))
        for layer in layers:
            if layer.panes is not None:
                whose.update(dict.fromkeys(self._marks.on({layer.key}), layer.panes))
        drawn = [actor for actor in seen if actor not in of_marks]
        show(seen, False)
        try:
            yield self.panes.parted(drawn, layers, whose)
        finally:
            self.keep_drawn(False)
            show(seen, True)
            show(self.marks, True)  # those too that have come meanwhile
            self.hold(False)

    def keep_drawn(self, on: bool) -> None:
        """Let the next picture be drawn over what is there, or anew."""
        self.renderer.SetPreserveColorBuffer(on)
        self.renderer.SetPreserveDepthBuffer(on)

    def hold(self, on: bool) -> None:
        """Draw what is visible and nothing else, as long as this is on."""
        self._held = on
