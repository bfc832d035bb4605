"""The indicators themselves, worked out from what was added up and what is taken for granted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from city.assumptions import assumed
from city.indicators.plots import PLOTS, plot_sums
from city.indicators.quantities import STOREY
from city.indicators.sums import UNKNOWN, Sums, city_sums, new_floor
from city.thing import Thing
from city.view import View

JOBS = {"office": "office_per_job", "retail": "retail_per_job", "industry": "industry_per_job"}
NO_JOBS = ("residential", "parking", UNKNOWN)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The indicators of a city, a plan or a plot.

    values: by key of INDICATORS, None where one cannot be worked out. floor: gross floor area by
    use. name: of the plot, "" for all of the city.
    """

    values: Mapping[str, float | None]
    floor: Mapping[str, float]
    name: str = ""
    id: str = ""
    area: float | None = None


class Tally(NamedTuple):
    """What was counted of a whole city, or of one plot: all that numbers need but assumptions.

    new: floor area that the plan adds, by use. up: height of the frame's origin. area: of the plot.
    """

    sums: Sums
    new: Mapping[str, float]
    up: float
    area: float | None = None
    name: str = ""
    id: str = ""

    def numbers(self, assumptions: Mapping[str, Any] | None = None) -> Numbers:
        """The indicators, with these assumptions in place of the usual ones."""
        taken = assumed(assumptions or {})
        values = _values(self.sums, self.new, taken, self.up, self.area)
        floor = dict(sorted(self.sums.floor.items()))
        return Numbers(values, floor, self.name, self.id, self.area)


def tally(
    view: View, plot: Thing | None = None, storey: float = STOREY, year: float | None = None
) -> Tally:
    """Count a whole city with a plan over it, or what stands and lies on one plot.

    storey: metres that a storey is taken to be where nobody counts them. year: that planted trees
    have grown to; None: as they were drawn.
    """
    up = view.base.frame.origin[2]
    if plot is None:
        return Tally(city_sums(view, storey, year), new_floor(view, storey, year), up)
    total, plan, area = plot_sums(view, plot, storey, year)
    return Tally(total, plan, up, area, str(plot.attributes.get("name", plot.id)), plot.id)


def plots_of(view: View) -> list[Thing]:
    """Every plot and zone that is drawn, in the order in which they were drawn."""
    return [one for one in view.things.values() if one.attributes.get("function") in PLOTS]


def indicators(
    view: View, assumptions: Mapping[str, Any] | None = None, year: float | None = None
) -> Numbers:
    """The numbers of a whole city with a plan over it; year: that its trees have grown to."""
    return tally(view, None, storey_of(assumptions), year).numbers(assumptions)


def plots(
    view: View, assumptions: Mapping[str, Any] | None = None, year: float | None = None
) -> list[Numbers]:
    """The numbers of every plot and zone that is drawn, in the order in which they were drawn."""
    storey = storey_of(assumptions)
    return [tally(view, plot, storey, year).numbers(assumptions) for plot in plots_of(view)]


def storey_of(assumptions: Mapping[str, Any] | None) -> float:
    """The metres that a storey is taken to be."""
    return assumed(assumptions or {})["storey_height"]


def _values(
    sums: Sums,
    new: Mapping[str, float],
    taken: Mapping[str, float],
    up: float,
    area: float | None,
) -> dict[str, float | None]:
    """Every indicator from what was added up. new: floor area that the plan adds, by use."""
    floor = sum(sums.floor.values())
    homes = sums.floor.get("residential", 0.0)
    working = {use: f for use, f in sums.floor.items() if use not in NO_JOBS}
    dwellings = homes / taken["dwelling_size"]
    jobs = sum(f / taken[JOBS.get(use, "other_per_job")] for use, f in working.items())
    need = dwellings * taken["parking_per_dwelling"]
    need += sum(working.values()) / taken["parking_floor"]
    added = sum(new.values())
    carbon = sum(
        f * taken["carbon_residential" if use == "residential" else "carbon_other"]
        for use, f in new.items()
    )
    land = sums.ground
    return {
        "gfa": floor,
        "footprint": sums.footprint,
        "far": floor / area if area else None,
        "coverage": 100 * sums.footprint / area if area else None,
        "dwellings": dwellings,
        "inhabitants": dwellings * taken["household"],
        "jobs": jobs,
        "parking_need": need,
        "parking": land.parking / taken["parking_space"],
        "green": land.green,
        "sealed": land.sealed + sums.footprint,
        "water": land.water,
        "trees": land.trees,
        "canopy": land.canopy,
        "volume": sums.volume,
        "highest": sums.top + up if np.isfinite(sums.top) else None,
        "cut": land.cut,
        "fill": land.fill,
        "solar": land.solar,
        "carbon": carbon / 1000,
        "cost_low": added * taken["cost_low"],
        "cost_high": added * taken["cost_high"],
    }
