"""What a model says of buildings, trips or a whole city: values of things over time or without."""

from __future__ import annotations

from dataclasses import dataclass

from city.series import Series
from city.simulated.run import Run


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Values of things; `Thing.of` is the id of the object that each tells of.

    timeless: the values are of no moment (a year's sum, a class); theirs is only a place to stand.
    """

    title: str
    run: Run
    series: Series
    timeless: bool = False
