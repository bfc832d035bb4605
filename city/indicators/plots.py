"""The numbers of plots: what stands and lies on each, by the share that is on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from city.base import Spot
from city.blocks import seen_from_above
from city.indicators.quantities import (
    Ground,
    Quantity,
    Stock,
    left_of,
    of_building,
    of_ground,
    outline_of,
    said_anew,
)
from city.indicators.sums import UNKNOWN, Sums, stocks
from city.thing import Thing
from city.view import View

PLOTS = ("plot", "zone")


def plot_sums(view: View, plot: Thing) -> tuple[Sums, dict[str, float], float]:
    """What stands and lies on a plot, the floor by use that the plan builds there, and its area.

    What reaches over the edge counts by the share of it that is inside.
    """
    shape = outline_of(plot)
    shapely.prepare(shape)
    built: list[tuple[Quantity, float, float]] = []
    grounds: dict[str, list[Any]] = {"green": [], "sealed": [], "water": [], "built": []}
    single = Ground()
    for thing in view.things.values():
        quantity, laid = of_building(thing), of_ground(thing)
        outline = outline_of(thing) if quantity or laid else None
        if outline is None or not shape.intersects(outline):
            continue
        inside = shape.intersection(outline)
        if quantity is not None:
            built.append((quantity, inside.area / max(outline.area, 1e-9), _grown(view, thing)))
            grounds["built"].append(inside)
        elif laid is not None:
            share = inside.area / max(outline.area, 1e-9)
            if laid.trees:
                middle = outline.centroid
                share = float(shape.contains(middle))
            single = Ground(*(a + share * b for a, b in zip(single, laid, strict=True)))
            for name in ("green", "sealed", "water"):
                if getattr(laid, name):
                    grounds[name].append(inside)
    for number, stock in enumerate(stocks(view.base)):
        gone = view.gone[number]
        partly = set(stock.partly(np.flatnonzero(gone), gone).tolist())
        for row, share, inside in _standing(view, number, stock, shape):
            said = view.said.get(Spot(number, row), {})
            quantity = left_of(stock, row, gone) if row in partly else said_anew(stock, row, said)
            built.append((quantity, share, 0.0))
            grounds["built"].append(inside)
    total, plan = _shared(built), _new_floor(built)
    total = total._replace(ground=_ground_of(grounds, single))
    return total, plan, float(shape.area)


def _standing(
    view: View, number: int, stock: Stock, shape: Any
) -> Iterator[tuple[int, float, Any]]:
    """The buildings of the base on a plot: row, the share that is on it, what it covers there."""

    west, south, east, north = shape.bounds
    boxes = stock.measured.boxes
    with np.errstate(invalid="ignore"):
        near = (boxes[:, 0, 0] < east) & (boxes[:, 1, 0] > west)
        near &= (boxes[:, 0, 1] < north) & (boxes[:, 1, 1] > south)
    for row in np.flatnonzero(near & stock.building & ~view.gone[number]).tolist():
        try:
            outline = seen_from_above(view.base.body(Spot(number, row), view.gone[number]))
        except ValueError:  # it covers no ground
            continue
        inside = shape.intersection(outline)
        if inside.area > 0:
            yield row, inside.area / outline.area, inside


def _grown(view: View, thing: Thing) -> float:
    """The share of a building's floor area that the plan has added."""
    built = of_building(thing)
    if built is None or thing.was is None or not built.floor:
        return 1.0
    number, row = thing.was
    return max(1 - float(stocks(view.base)[number].floor[row]) / built.floor, 0.0)


def _shared(built: Sequence[tuple[Quantity, float, float]]) -> Sums:
    """Buildings by the share of each that is on the plot."""
    floor: dict[str, float] = {}
    footprint = volume = 0.0
    top = -np.inf
    for quantity, share, _ in built:
        use = quantity.use or UNKNOWN
        floor[use] = floor.get(use, 0.0) + share * quantity.floor
        footprint += share * quantity.footprint
        volume += share * quantity.volume
        top = max(top, quantity.top)
    return Sums(floor, footprint, volume, top, Ground())


def _new_floor(built: Sequence[tuple[Quantity, float, float]]) -> dict[str, float]:
    floor: dict[str, float] = {}
    for quantity, share, new in built:
        use = quantity.use or UNKNOWN
        floor[use] = floor.get(use, 0.0) + share * new * quantity.floor
    return floor


def _ground_of(grounds: Mapping[str, list[Any]], single: Ground) -> Ground:
    """What lies on a plot, each spot once: built on, else sealed, else water, else green."""
    taken = shapely.union_all(grounds["built"])
    found = {}
    for name in ("sealed", "water", "green"):
        area = shapely.union_all(grounds[name]).difference(taken)
        taken = shapely.union_all([taken, area])
        found[name] = float(area.area)
    return single._replace(**found)
