"""What a layer says as a whole: how its values are spread over façades, roofs and ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from city.layer import Layer


@dataclass(frozen=True, slots=True)
class Spread:
    """How a quantity is spread over one sort of places, each counted by its area.

    count: places with a value; area: m². mean, low, high: None of classes. shares: of the area that
    each class has, 0 to 1; () of numbers.
    """

    count: int
    area: float
    mean: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    shares: tuple[float, ...] = ()


def spreads(layer: Layer, key: str) -> dict[int, Spread]:
    """The spread of a quantity on each sort of city.layer.SORTS that has values."""
    quantity, values, samples = layer.quantity(key), layer.values[key], layer.samples
    found: dict[int, Spread] = {}
    for sort in np.unique(samples.sort).tolist():
        mine = (samples.sort == sort) & np.isfinite(values)
        if not mine.any():
            continue
        some, area = values[mine].astype(np.float64), samples.area[mine].astype(np.float64)
        whole = float(area.sum())
        if quantity.scale == "classes":
            parts = np.bincount(some.astype(np.int64), area, len(quantity.names)) / whole
            found[sort] = Spread(len(some), whole, shares=tuple(parts.tolist()))
        else:
            mean = float((some * area).sum() / whole)
            found[sort] = Spread(len(some), whole, mean, float(some.min()), float(some.max()))
    return found
