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
    STOREY,
    Ground,
    Quantity,
    Stock,
    left_of,
    of_building,
    of_ground,
    said_anew,
)
from city.progress import Progress
from city.thing import Thing
from city.view import View

FEW = 16  # things that are always counted one by one
LAND = ("green", "sealed", "water", "canopy", "trees")  # what a base has of the ground
AMENDED = 100  # times that a sum is amended before all of it is added up again
UNKNOWN = "unknown"  # the use of what nobody says the use of
# What is worked out of all buildings of a city, so that an edit has nothing left to work out.
COLUMNS = ("building", "footprint", "volume", "top", "storeys", "uses", "land")


class Sums(NamedTuple):
    """What is added up of many buildings and pieces of land."""

    floor: Mapping[str, float]  # by use
    footprint: float
    volume: float
    top: float  # local height; -inf for none
    ground: Ground


NOTHING = Sums({}, 0.0, 0.0, -np.inf, Ground())


def city_sums(view: View, storey: float = STOREY, year: float | None = None) -> Sums:
    """What a whole city adds up to, with a plan over it; trees as they are in a year.

    The base is added up once and kept; only what the plan took away and added is counted anew.
    storey: metres that a storey is taken to be where nobody counts them.
    """
    total = added(_total(view.base, storey), _gone_sums(view, storey), sign=-1.0)
    total = total._replace(floor=_said_floor(view, total.floor, storey))
    drawn, _ = _drawn(view, storey, year)
    return added(total, drawn)._replace(top=max(_highest(view), drawn.top))


_BASES: WeakKeyDictionary[Base, tuple[list[Stock], dict[float, Sums]]] = WeakKeyDictionary()


def stocks(base: Base) -> list[Stock]:
    """The buildings and the land of each city of a base, in columns."""
    return _kept(base)[0]


def count(base: Base, progress: Progress) -> None:
    """Add a base up, once and for all; a large city takes a while."""
    found = [Stock(measured, progress.check) for measured in base.measured]
    steps = [(stock, name) for stock in found for name in COLUMNS]
    for done, (stock, name) in enumerate(steps):
        progress.report(done, len(steps))
        getattr(stock, name)
    for stock in found:
        stock.floor()
    _BASES[base] = found, {}
    _total(base, STOREY)


def _total(base: Base, storey: float) -> Sums:
    """What a base adds up to with storeys of a height; the last height is remembered."""
    found, known = _kept(base)
    total = known.get(storey)
    if total is None:
        total = NOTHING
        for stock in found:
            total = added(total, _rows_sums(stock, np.arange(len(stock.building)), storey))
        known.clear()
        known[storey] = total
    return total  # and not what a worker has put there meanwhile


def found_in(base: Base) -> Ground:
    """The green, sealed and water area, the trees and the crowns that a base has by itself."""
    land = [stock.land for stock in stocks(base)]
    return Ground(**{name: sum(float(one[name].sum()) for one in land) for name in LAND})


def counted(base: Base) -> bool:
    """Whether a base has been added up."""
    return base in _BASES


def _kept(base: Base) -> tuple[list[Stock], dict[float, Sums]]:
    if base not in _BASES:
        count(base, Progress())
    return _BASES[base]


def _rows_sums(stock: Stock, rows: NDArray[np.integer[Any]], storey: float) -> Sums:
    """What some rows of a city add up to."""
    floor: dict[str, float] = {}
    words, of = stock.uses
    for word, area in zip(
        words, np.bincount(of[rows], stock.floor(storey)[rows], len(words)), strict=True
    ):
        if area > 0:
            floor[word or UNKNOWN] = float(area)
    land = {name: float(values[rows].sum()) for name, values in stock.land.items()}
    ground = Ground(**land)
    top = float(stock.top[rows].max()) if len(rows) else -np.inf
    return Sums(
        floor, float(stock.footprint[rows].sum()), float(stock.volume[rows].sum()), top, ground
    )


def _gone_sums(view: View, storey: float) -> Sums:
    total = NOTHING
    for stock, gone in zip(stocks(view.base), view.gone, strict=True):
        rows = np.flatnonzero(gone)
        total = added(total, _rows_sums(stock, rows, storey))
        for row in stock.partly(rows, gone).tolist():
            whole = _rows_sums(stock, np.array([row]), storey)
            left = _sums_of(left_of(stock, row, gone, storey))
            total = added(total, added(whole, left, sign=-1.0))
    return total


def _sums_of(quantity: Quantity) -> Sums:
    """What one building adds."""
    floor = {quantity.use or UNKNOWN: quantity.floor} if quantity.floor else {}
    return Sums(floor, quantity.footprint, quantity.volume, quantity.top, Ground())


def _said_floor(view: View, floor: Mapping[str, float], storey: float) -> dict[str, float]:
    """The floor area by use, with the uses and the storeys that a plan says anew."""
    found = dict(floor)
    for spot, said in view.said.items():
        stock = stocks(view.base)[spot.city]
        if view.gone[spot.city][spot.row] or not stock.building[spot.row]:
            continue
        use, area = stock.use(spot.row) or UNKNOWN, float(stock.floor(storey)[spot.row])
        found[use] = found.get(use, 0.0) - area
        quantity = said_anew(stock, spot.row, said, storey)
        found[quantity.use or UNKNOWN] = found.get(quantity.use or UNKNOWN, 0.0) + quantity.floor
    return {use: area for use, area in found.items() if abs(area) > 1e-9}


def new_floor(view: View, storey: float = STOREY, year: float | None = None) -> dict[str, float]:
    """The floor area by use that a plan builds: new buildings, and what others have grown by.

    year: that trees have grown to, as city_sums was asked: then nothing is counted twice.
    """
    return dict(_drawn(view, storey, year)[1])


class _Drawn(NamedTuple):
    """What the things of a plan added up to, how often that was only amended, and for what."""

    things: Mapping[str, Thing]
    storey: float
    year: float | None
    amended: int
    sums: Sums
    new: Mapping[str, float]


_DRAWN: WeakKeyDictionary[Base, _Drawn] = WeakKeyDictionary()


def _drawn(view: View, storey: float, year: float | None) -> tuple[Sums, Mapping[str, float]]:
    """What the things of a plan add up to, and the floor area by use that it builds.

    Of a plan that was added up before, only the things that came and went since are counted; now
    and then all of them, so that rounding never adds up.
    """
    known, now = _DRAWN.get(view.base), view.things
    if known is not None and (known.storey, known.year) != (storey, year):
        known = None
    if known is not None and known.things is now:
        return known.sums, known.new
    found = None
    if known is not None and known.amended < AMENDED:
        found = _amended(view, known)
    if found is None:
        sums = things_sums(all_grown(now.values(), year), storey)
        found = _Drawn(now, storey, year, 0, sums, _built(view.base, now.values(), storey))
    _DRAWN[view.base] = found
    return found.sums, found.new


def _amended(view: View, known: _Drawn) -> _Drawn | None:
    """The same for a plan that differs a little; None where it is as well counted anew."""
    before, now = known.things.items(), view.things.items()
    storey, year = known.storey, known.year
    gone = [thing for _, thing in before - now]
    come = [thing for _, thing in now - before]
    if len(gone) + len(come) > max(len(now) // 2, FEW):
        return None
    less = things_sums(all_grown(gone, year), storey)
    if less.top >= known.sums.top > -np.inf:  # the highest has gone, and what is highest now?
        return None
    more = things_sums(all_grown(come, year), storey)
    sums = added(added(known.sums, less, -1.0), more)
    new = dict(known.new)
    for sign, things in ((-1.0, gone), (1.0, come)):
        for use, area in _built(view.base, things, storey).items():
            new[use] = new.get(use, 0.0) + sign * area
    new = {use: area for use, area in new.items() if abs(area) > 1e-9}
    return _Drawn(view.things, storey, year, known.amended + 1, sums, new)


def _built(base: Base, things: Iterable[Thing], storey: float) -> dict[str, float]:
    """The floor area by use that some things add to what was there."""
    found: dict[str, float] = {}
    for thing in things:
        built = of_building(thing)
        if built is None:
            continue
        area = built.at(storey).floor
        if thing.was is not None:
            number, row = thing.was
            area = max(area - float(stocks(base)[number].floor(storey)[row]), 0.0)
        if area > 0:
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


def things_sums(things: Iterable[Thing], storey: float = STOREY) -> Sums:
    """What things of a plan add up to."""
    floor: dict[str, float] = {}
    footprint = volume = 0.0
    top = -np.inf
    ground = Ground()
    for thing in things:
        built, laid = of_building(thing), of_ground(thing)
        if built is not None:
            floor[built.use or UNKNOWN] = (
                floor.get(built.use or UNKNOWN, 0.0) + built.at(storey).floor
            )
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
