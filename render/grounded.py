"""What the layers stand on: a calm ground where they bring no terrain, and how high it lies."""

from __future__ import annotations

import numpy as np

from render.ground import Ground
from render.layers import Layers
from render.pointing import nearest_face
from render.underfoot import backdrop

STEP = 1.5  # metres that something may stand above the ground without being in one's way


class Grounded(Layers):
    """Layers with something under them."""

    def __init__(self) -> None:
        super().__init__()
        self._ground: Ground | None = None
        self._lies_on: tuple[object, ...] = ()  # what the ground was found from

    def _lay_ground(self) -> None:
        """Put a backdrop under what is visible, unless it has a terrain of its own."""
        every = self._layers.values()
        layers = [layer for layer in every if not layer.planned and not layer.part_of]
        lies_on = (*((id(layer.drawn), layer.visible) for layer in layers), self._stretch)
        if lies_on == self._lies_on:
            return
        self._lies_on = lies_on
        if self._ground is not None:
            self.renderer.RemoveActor(self._ground.actor)
            self._ground = None
        self._ground = backdrop(layers, self._stretch)
        if self._ground is not None:
            self.renderer.AddActor(self._ground.actor)

    def ground_height(self, x: float, y: float) -> float:
        """The height of the lowest thing at a place, or of the backdrop where none stands on it."""
        bounds = self.bounds()
        if bounds is None:
            return 0.0
        ground = bounds[4] if self._ground is None else self._ground.height(x, y)
        low = bounds[4] - 1.0
        start = np.array([x, y, low])
        away, layer, _ = nearest_face(self._layers.values(), start, np.array([0.0, 0.0, 1.0]))
        hangs = self._ground is not None and low + away > ground + STEP
        return ground if layer is None or hangs else low + away

    def open_sky(self, x: float, y: float) -> bool:
        """Whether one can stand at a place: nothing is above the ground there."""
        bounds = self.bounds()
        if bounds is None:
            return True
        start = np.array([x, y, bounds[5] + 1.0])
        away, layer, _ = nearest_face(self._layers.values(), start, np.array([0.0, 0.0, -1.0]))
        return layer is None or start[2] - away < self.ground_height(x, y) + STEP
