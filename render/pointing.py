"""What lies under the pointer, of all layers together."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from city.model import City
from render.buildings import CityActors
from render.cloud import CloudActors
from render.hit import Hit, first_hit, terrain_hit
from render.layer import Layer
from render.pick import Pick, city_pick, triple
from render.terrain import TerrainActors

F64 = NDArray[np.float64]

FAR = 1e12


def pick(layers: Iterable[Layer], start: F64, direction: F64) -> Pick | None:
    """What a line of sight meets first."""
    layers = list(layers)
    away, layer, hit = nearest_face(layers, start, direction)
    for one in layers:
        if one.visible and isinstance(one.drawn, CloudActors):
            found = one.drawn.nearest(start, direction, away)
            if found is not None:
                dot, place = found
                return Pick(one.key, one.thing, -1, -1, dot, None, triple(place))
    if layer is None:
        return None
    point = triple(start + direction * away)
    if hit is not None and isinstance(layer.thing, City):
        return city_pick(layer.key, layer.thing, hit, point)
    return Pick(layer.key, layer.thing, -1, -1, -1, None, point)


def nearest_face(
    layers: Iterable[Layer], start: F64, direction: F64
) -> tuple[float, Layer | None, Hit | None]:
    """Metres to the first face along a line, its layer, and the face where it is of a city."""
    away, nearest, face = FAR, None, None
    for layer in layers:
        if not layer.solid:
            continue
        flat = np.array([1, 1, 1 / layer.stretch])  # into heights as they are
        drawn = layer.drawn
        if isinstance(drawn, CityActors):
            hit = first_hit(drawn.draft, start * flat, direction * flat, away, drawn.shown)
            if hit is not None:
                away, nearest, face = hit.away, layer, hit
        elif isinstance(drawn, TerrainActors):
            found = terrain_hit(drawn.terrain, start * flat, direction * flat, away)
            if found is not None:
                away, nearest, face = found, layer, None
    return away, nearest, face
