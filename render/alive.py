"""Live things over the layers: shown, moved, pointed at, and drawn over what the camera sees."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from city.glyphs import Glyphs, Ribbons, Trails
from render import camera as eye
from render.grounded import Grounded
from render.lens import lens
from render.panes import Panes
from render.pointing import nearest_face
from render.things import Things

F64 = NDArray[np.float64]

BURIED = 2.0  # metres that a face may be before a thing which is still seen


class Alive(Grounded):
    """Layers with live things among them."""

    panes: Panes

    def __init__(self) -> None:
        super().__init__()
        self.things = Things()

    def show_things(
        self,
        key: str,
        glyphs: Glyphs,
        trails: Trails | None = None,
        panes: frozenset[int] | None = None,
        ribbons: Ribbons | None = None,
    ) -> None:
        """Show things, where they came along, and ribbons under them, instead of what the key
        showed before.

        panes: that show them; None: all do. Nothing of the city is drawn anew for them.
        """
        self.things.show(key, glyphs, trails, panes, ribbons)

    def move_things(
        self,
        key: str,
        points: NDArray[np.floating],
        heading: NDArray[np.floating] | None = None,
        trails: Trails | None = None,
    ) -> None:
        """Show the things of a key at other places (n, 3), with headings (n,) where given."""
        self.things.move(key, points, heading, trails)

    def hide_things(self, key: str) -> None:
        """Take the things of a key away, if they are there."""
        self.things.hide(key)

    def thing_at(self, x: int, y: int, picture: int = 0) -> tuple[str, int] | None:
        """The key and the row of the live thing at a pixel: x from the left, y from the bottom, in
        physical pixels. picture: of which pane. None where none is, or the city hides it."""
        camera, size = self.renderer.GetActiveCamera(), self.renderer.GetSize()
        sees = lens(camera, size)
        panes = self.panes.of(picture)
        for key, row, place in self.things.near(x, y, sees, panes):
            u, v = sees.seen_at(place)
            starts, ways = eye.rays(camera, size, np.array([u - 0.5]), np.array([v - 0.5]))
            into = 0.0 if self._open.clip is None else float(self._open.clip.span(starts, ways)[0])
            begin = starts[0] + ways[0] * into
            layers = self.panes.seen_in(self._layers.values(), picture)
            away = nearest_face(layers, begin, ways[0])[0]
            if away > float((place - begin) @ ways[0]) - BURIED:
                return key, row
        return None

    def set_cutaway(self, planes: F64 | None) -> None:
        self.things.planes = planes
        super().set_cutaway(planes)

    def set_exaggeration(self, factor: float) -> None:
        self.things.stretch = factor
        super().set_exaggeration(factor)
