"""A picture in panes: what all of them show alike is drawn once, and over it what each has alone.

All panes are seen by one camera. So a pane more costs the pixels of its picture and what its plan
has built, and not the city once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor

from render.cutaway import Clip
from render.layer import Layer
from render.light import Sun

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Parts:
    """The visible actors of a scene: what all panes show alike, and what each draws over that."""

    shared: list[vtkActor]
    own: list[list[vtkActor]]


class Panes:
    """How many panes a scene is shown in, and whether they meet in one picture, at a curtain.

    A curtain is an upright plane through the city: on the one side of it one sees what the first
    pane has, and on the other side what the second has.
    """

    def __init__(self) -> None:
        self.count = 1
        self.suns: dict[int, Sun] = {}  # of the pictures that have one of their own
        self._curtain: F64 | None = None
        self._clips: dict[bytes, Clip] = {}  # by their planes

    @property
    def pictures(self) -> int:
        """How many pictures they make."""
        return 1 if self._curtain is not None else self.count

    def split(self, count: int, curtain: F64 | None = None) -> bool:
        """Show so many panes; curtain: a plane (4,), see city.cutaway, with the first pane's side
        inside. Returns whether that is other than before.
        """
        same = count == self.count and np.array_equal(curtain, self._curtain)  # type: ignore[arg-type]
        self.count, self._curtain = count, curtain
        self._clips.clear()
        return not same

    def of(self, picture: int) -> tuple[int, ...]:
        """The panes that a picture shows."""
        return tuple(range(self.count)) if self._curtain is not None else (picture,)

    def seen_in(self, layers: Iterable[Layer], picture: int) -> list[Layer]:
        """The layers that are visible in a picture."""
        panes = self.of(picture)
        return [layer for layer in layers if any(layer.shows_in(pane) for pane in panes)]

    def side(self, layer: Layer) -> F64 | None:
        """The plane (4,) at which the curtain cuts a layer of one pane; None: it does not."""
        if self._curtain is None or layer.panes is None or len(layer.panes & {0, 1}) != 1:
            return None
        return self._curtain if 0 in layer.panes else -self._curtain

    def cut(self, layers: Iterable[Layer], clip: Clip | None) -> None:
        """Cut at the curtain what one pane alone has; clip: what all of it is cut at besides."""
        for layer in layers:
            plane = self.side(layer)
            if plane is None:
                continue
            planes = plane[None] if clip is None else np.vstack([clip.planes, plane])
            made = self._clips.setdefault(planes.tobytes(), Clip(planes))
            made.apply(layer.drawn.actors)

    def parted(
        self,
        actors: Iterable[vtkActor],
        layers: Iterable[Layer],
        more: Mapping[vtkActor, frozenset[int]],
    ) -> Parts:
        """Share actors out. more: those that belong to no layer, by the panes that show each."""
        every = frozenset(range(self.count))
        whose = dict(more)
        for layer in layers:
            if layer.panes is not None:
                whose.update(dict.fromkeys(layer.drawn.actors, layer.panes))
        shared, own = [], [list[vtkActor]() for _ in range(self.pictures)]
        for actor in actors:
            panes = whose.get(actor, every) & every
            # what is seen through comes after all that stands behind it, whoever has that
            late = self.count > 1 and actor.HasTranslucentPolygonalGeometry()
            if panes == every and not late:
                shared.append(actor)
            elif self._curtain is not None:
                own[0].append(actor)
            else:
                for pane in panes:
                    own[pane].append(actor)
        return Parts(shared, own)


def show(actors: Iterable[vtkActor], on: bool) -> None:
    """Show or hide actors."""
    for actor in actors:
        actor.SetVisibility(on)
