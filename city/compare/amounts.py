"""How large the objects are that differ, without measuring the whole city."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from city.compare.difference import SUMMED
from city.indicators.quantities import Stock
from city.lineage import lineage
from city.measured import Measured
from city.model import City
from city.subset import subset

F64 = NDArray[np.float64]
Rows = NDArray[np.integer]


class Amounts:
    """The sizes of some objects of a city, each with all that is part of it.

    check: called now and then; what it raises stops the work.
    """

    def __init__(self, city: City, rows: Rows, check: Callable[[], None]) -> None:
        top = lineage(city.objects.parent)[0]
        tops = np.unique(top[rows])
        kept = np.isin(top, tops)
        self._place = np.where(kept, np.cumsum(kept) - 1, -1)
        self._stock = Stock(Measured(subset(city, tops)), check)

    def of(self, name: str, rows: Rows) -> F64:
        """(n,): a size of MEASURES of some of the objects, NaN for unknown.

        Of buildings as a whole it is what counts in the numbers of a plan.
        """
        stock, place = self._stock, self._place[rows]
        measured = stock.measured
        if name == "height":
            return measured.of("height")[place]
        whole = self._buildings(name)[place]
        if name == "floor":
            return np.where(stock.building[place], whole, np.nan)
        return np.where(stock.building[place], whole, measured.of(name)[place])

    def total(self, name: str, rows: Rows) -> float:
        """What some roots that are buildings add up to."""
        assert name in SUMMED
        return float(self._buildings(name)[self._place[rows]].sum())

    def _buildings(self, name: str) -> F64:
        stock = self._stock
        if name == "floor":
            return stock.floor()
        return stock.footprint if name == "footprint" else stock.volume
