"""The numbers of plots: what stands and lies on each, by the share that is on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import shapely

from city.base import Base, Spot
from city.blocks import seen_from_above
from city.growth import all_grown
from city.indicators.quantities import (
    STOREY,
    Ground,
    Quantity,
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
Standing = tuple[Spot, float, Any]  # a building, the share that is on a plot, what it covers there


def plot_sums(
    view: View, plot: Thing, storey: float = STOREY, year: float | None = None
) -> tuple[Sums, dict[str, float], float]:
    """What stands and lies on a plot, the floor by use that the plan builds there, and its area.

    What reaches over the edge counts by the share of it that is inside; trees as in a year.
    """
    shape = outline_of(plot)
    shapely.prepare(shape)
    built: list[tuple[Quantity, float, float]] = []
    grounds: dict[str, list[Any]] = {"green": [], "sealed": [], "water": [], "built": []}
    single = Ground()
    for thing in all_grown(view.things.values(), year):
        quantity, laid = of_building(thing), of_ground(thing)
        outline = outline_of(thing) if quantity or laid else None
        if outline is None or not shape.intersects(outline):
            continue
        inside = shape.intersection(outline)
        if quantity is not None:
            share = inside.area / max(outline.area, 1e-9)
            built.append((quantity.at(storey), share, _grown(view, thing, storey)))
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
    for quantity, share, inside in _left(view, plot, shape, storey):
        built.append((quantity, share, 0.0))
        grounds["built"].append(inside)
    total, plan = _shared(built), _new_floor(built)
    total = total._replace(ground=_ground_of(grounds, single))
    return total, plan, float(shape.area)


def _left(
    view: View, plot: Thing, shape: Any, storey: float
) -> Iterator[tuple[Quantity, float, Any]]:
    """The buildings of the base that a plan leaves on a plot, or leaves a part of."""
    of = stocks(view.base)
    partly = [
        set(stock.partly(np.flatnonzero(gone), gone).tolist())
        for stock, gone in zip(of, view.gone, strict=True)
    ]
    for spot, share, inside in _standing(view.base, plot):
        number, row = spot
        gone = view.gone[number]
        if gone[row]:
            continue
        if row in partly[number]:
            outline = seen_from_above(view.base.body(spot, gone))
            inside = shape.intersection(outline)
            yield left_of(of[number], row, gone, storey), inside.area / outline.area, inside
        else:
            said = view.said.get(spot, {})
            yield said_anew(of[number], row, said, storey), share, inside


_STANDING: WeakKeyDictionary[Thing, tuple[Base, list[Standing]]] = WeakKeyDictionary()


def _standing(base: Base, plot: Thing) -> list[Standing]:
    """The buildings of the base on a plot, looked for once."""
    known = _STANDING.get(plot)
    if known is None or known[0] is not base:
        known = _STANDING[plot] = base, list(_found(base, outline_of(plot)))
    return known[1]


def _found(base: Base, shape: Any) -> Iterator[Standing]:
    west, south, east, north = shape.bounds
    for number, stock in enumerate(stocks(base)):
        boxes = stock.measured.boxes
        with np.errstate(invalid="ignore"):
            near = (boxes[:, 0, 0] < east) & (boxes[:, 1, 0] > west)
            near &= (boxes[:, 0, 1] < north) & (boxes[:, 1, 1] > south)
        for row in np.flatnonzero(near & stock.building).tolist():
            spot = Spot(number, row)
            try:
                outline = seen_from_above(base.body(spot))
            except ValueError:  # it covers no ground
                continue
            inside = shape.intersection(outline)
            if inside.area > 0:
                yield spot, inside.area / outline.area, inside


def _grown(view: View, thing: Thing, storey: float) -> float:
    """The share of a building's floor area that the plan has added."""
    built = of_building(thing)
    floor = built.at(storey).floor if built is not None else 0.0
    if thing.was is None or not floor:
        return 1.0
    number, row = thing.was
    return max(1 - float(stocks(view.base)[number].floor(storey)[row]) / floor, 0.0)


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
