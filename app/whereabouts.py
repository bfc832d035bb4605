"""What is where in the picture: the thing at a place of the widget, and the place of a thing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF

from app.facts import seen_part
from app.on_the_table import Selection
from app.tools.tool import Point, Projection
from city.model import City
from render import camera as eye
from render.lens import lens
from render.pick import Pick
from render.window import Window

F64 = NDArray[np.float64]


class Whereabouts:
    """Goes between places in the widget, in logical pixels from the upper left corner, and local
    metres. scene, _window: what is drawn, and where; the others as the viewport has them.
    """

    scene: Any
    _window: Window
    _lods: dict[str, str | None]
    _stretch: float
    _pane_picture: Any
    low: Any
    devicePixelRatioF: Any
    _camera: Any
    _size: Any
    _on_level: Any
    _paper: float | None = None  # pixels of a photograph that are a logical one; None: no such

    @contextmanager
    def on_paper(self, ratio: float) -> Iterator[None]:
        """Tell for a while where things are in the photograph that was taken, in logical pixels of
        which each is `ratio` of its own."""
        self._paper = ratio
        try:
            yield
        finally:
            self._paper = None

    def _ratio(self) -> float:
        """How many pixels of the picture are a logical one."""
        return self._paper or float(self.devicePixelRatioF())

    def _display(self, place: QPointF) -> tuple[int, int]:
        """A place in the widget in VTK's display coordinates."""
        ratio = self.devicePixelRatioF()
        return round(place.x() * ratio), self._size()[1] - 1 - round(place.y() * ratio)

    def at(self, place: QPointF) -> Selection | None:
        """What is seen at a place in the widget."""
        pick = self.scene.pick(*self._display(place), self._pane_picture)
        return self._selection(pick) if pick is not None else None

    def thing_at(self, place: QPointF) -> tuple[str, int] | None:
        """The key and the row of the live thing at a place in the widget."""
        found: tuple[str, int] | None = self.scene.thing_at(
            *self._display(place), self._pane_picture
        )
        return found

    def heads(self, key: str) -> tuple[F64, F64, F64]:
        """Where in a pane the live things of a key are seen, (n, 2), how wide they are to each
        side, (n,), and their depths, (n,), NaN where something hides them."""
        places, radius, depth, size = self._window.heads(key, self._pane_picture)
        scale = self._size()[0] / self._ratio() / size[0]
        return (places * (1, -1) + (0, size[1])) * scale, radius * scale, depth

    def under(self, place: QPointF) -> Point:
        """The point of the city, or else of the ground plane, at a place in the widget."""
        pick = self.scene.pick(*self._display(place), self._pane_picture)
        return pick.point if pick else self.on_level(place, self.low)

    def on_level(self, place: QPointF, height: float) -> Point:
        """Where the ray through a place meets a height; the focus where it never does."""
        found: Point = self._on_level(*self._display(place), height)
        return found

    def where(self, point: Point) -> QPoint:
        """Where in the widget a local point is seen."""
        return self.seen(np.array([point]))[0][0].toPoint()

    def projection(self) -> Projection:
        """How points are seen from here, as a function that any thread may call.

        Local points (n, 3) -> their places in the widget (n, 2), and (n,) above 0 before the eye.
        """
        sees = lens(self._camera(), self._size()).stretched(self._stretch)
        return partial(sees.places, ratio=self._ratio())

    def seen(self, points: F64) -> tuple[list[QPointF], F64]:
        """Where in the widget local points (n, 3) are seen, and the metres to each: < 0 behind."""
        x, y, away = eye.project(self._camera(), self._size(), points)
        ratio, rows = self._ratio(), self._size()[1]
        places = zip(x.tolist(), y.tolist(), strict=True)
        return [QPointF(u / ratio, (rows - 1 - v) / ratio) for u, v in places], away

    def _pick(self, chosen: Selection | None) -> Pick | None:
        """A selection as the scene knows it; one made in a panel is seen where its object is."""
        if chosen is None:
            return None
        row, polygon, lod = chosen.object, chosen.polygon, chosen.lod
        if lod is None and isinstance(chosen.thing, City):
            part = seen_part(chosen.thing, row, self._lods.get(chosen.key))
            row, lod = part or (row, None)
        point = chosen.point or (0.0, 0.0, 0.0)
        return Pick(chosen.key, chosen.thing, row, chosen.surface, polygon, lod, point)

    def _selection(self, pick: Pick) -> Selection:
        face = (pick.surface, pick.polygon, pick.lod)
        return Selection(pick.key, pick.thing, pick.object, *face, pick.point)
