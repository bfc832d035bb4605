"""What buildings and land add up to: the base once, then what a plan takes away and adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from city.base import Base
from city.growth import all_grown
from city.indicators.quantities import (
    Ground,
    Quantity,
    Stock,
    left_of,
    of_building,
    of_ground,
    said_anew,
)
from city.thing import Thing
from city.view import View

UNKNOWN = "unknown"  # the use of what nobody says the use of


class Sums(NamedTuple):
    """What is added up of many buildings and pieces of land."""

    floor: Mapping[str, float]  # by use
    footprint: float
    volume: float
    top: float  # local height; -inf for none
    ground: Ground


NOTHING = Sums({}, 0.0, 0.0, -np.inf, Ground())


def city_sums(view: View, year: float | None = None) -> Sums:
    """What a whole city adds up to, with a plan over it; trees as they are in a year.

    The base is added up once and kept; only what the plan took away and added is counted anew.
    """
    total = added(_kept(view.base)[1], _gone_sums(view), sign=-1.0)
    total = total._replace(floor=_said_floor(view, total.floor))
    drawn = things_sums(all_grown(view.things.values(), year))
    return added(total, drawn)._replace(top=max(_highest(view), drawn.top))


_BASES: WeakKeyDictionary[Base, tuple[list[Stock], Sums]] = WeakKeyDictionary()


def stocks(base: Base) -> list[Stock]:
    """The buildings and the land of each city of a base, in columns."""
    return _kept(base)[0]


def _kept(base: Base) -> tuple[list[Stock], Sums]:
    if base not in _BASES:
        found = [Stock(measured) for measured in base.measured]
        total = NOTHING
        for stock in found:
            total = added(total, _rows_sums(stock, np.arange(len(stock.building))))
        _BASES[base] = found, total
    return _BASES[base]


def _rows_sums(stock: Stock, rows: NDArray[np.integer[Any]]) -> Sums:
    """What some rows of a city add up to."""
    floor: dict[str, float] = {}
    uses, areas = stock.use[rows], stock.floor[rows]
    held = areas > 0
    names, place = np.unique(uses[held].astype(str), return_inverse=True)
    for name, area in zip(names.tolist(), np.bincount(place, areas[held]), strict=True):
        floor[name or UNKNOWN] = float(area)
    land = {name: float(values[rows].sum()) for name, values in stock.land.items()}
    ground = Ground(**land)
    top = float(stock.top[rows].max()) if len(rows) else -np.inf
    return Sums(
        floor, float(stock.footprint[rows].sum()), float(stock.volume[rows].sum()), top, ground
    )


def _gone_sums(view: View) -> Sums:
    total = NOTHING
    for stock, gone in zip(stocks(view.base), view.gone, strict=True):
        rows = np.flatnonzero(gone)
        total = added(total, _rows_sums(stock, rows))
        for row in stock.partly(rows, gone).tolist():
            whole = _rows_sums(stock, np.array([row]))
            total = added(total, added(whole, _sums_of(left_of(stock, row, gone)), sign=-1.0))
    return total


def _sums_of(quantity: Quantity) -> Sums:
    """What one building adds."""
    floor = {quantity.use or UNKNOWN: quantity.floor} if quantity.floor else {}
    return Sums(floor, quantity.footprint, quantity.volume, quantity.top, Ground())


def _said_floor(view: View, floor: Mapping[str, float]) -> dict[str, float]:
    """The floor area by use, with the uses and the storeys that a plan says anew."""
    found = dict(floor)
    for spot, said in view.said.items():
        stock = stocks(view.base)[spot.city]
        if view.gone[spot.city][spot.row] or not stock.building[spot.row]:
            continue
        use, area = stock.use[spot.row] or UNKNOWN, float(stock.floor[spot.row])
        found[use] = found.get(use, 0.0) - area
        quantity = said_anew(stock, spot.row, said)
        found[quantity.use or UNKNOWN] = found.get(quantity.use or UNKNOWN, 0.0) + quantity.floor
    return {use: area for use, area in found.items() if abs(area) > 1e-9}


def new_floor(view: View) -> dict[str, float]:
    """The floor area by use that a plan builds: new buildings, and what others have grown by."""
    found: dict[str, float] = {}
    for thing in view.things.values():
        built = of_building(thing)
        if built is None:
            continue
        area = built.floor
        if thing.was is not None:
            number, row = thing.was
            area = max(area - float(stocks(view.base)[number].floor[row]), 0.0)
        found[built.use or UNKNOWN] = found.get(built.use or UNKNOWN, 0.0) + area
    return found


def _highest(view: View) -> float:
    """The local height of the highest building of the base that still stands."""
    tops = [-np.inf]
    for stock, gone in zip(stocks(view.base), view.gone, strict=True):
        partly = stock.partly(np.flatnonzero(gone), gone)
        whole = ~gone
        whole[partly] = False
        tops.append(float(np.max(stock.top, where=whole, initial=-np.inf)))
        tops += [left_of(stock, row, gone).top for row in partly.tolist()]
    return max(tops)


def things_sums(things: Iterable[Thing]) -> Sums:
    """What things of a plan add up to."""
    floor: dict[str, float] = {}
    footprint = volume = 0.0
    top = -np.inf
    ground = Ground()
    for thing in things:
        built, laid = of_building(thing), of_ground(thing)
        if built is not None:
            floor[built.use or UNKNOWN] = floor.get(built.use or UNKNOWN, 0.0) + built.floor
            footprint += built.footprint
            volume += built.volume
            top = max(top, built.top)
        if laid is not None:
            ground = Ground(*(a + b for a, b in zip(ground, laid, strict=True)))
    return Sums(floor, footprint, volume, top, ground)


def added(some: Sums, more: Sums, sign: float = 1.0) -> Sums:
    """Two sums together, or the first without the second where `sign` is -1."""
    floor = dict(some.floor)
    for use, area in more.floor.items():
        floor[use] = floor.get(use, 0.0) + sign * area
    ground = Ground(*(a + sign * b for a, b in zip(some.ground, more.ground, strict=True)))
    return Sums(
        {use: area for use, area in floor.items() if abs(area) > 1e-9},
        some.footprint + sign * more.footprint,
        some.volume + sign * more.volume,
        max(some.top, more.top),
        ground,
    )
