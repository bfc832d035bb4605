"""The indicators themselves, worked out from what was added up and what is taken for granted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from city.assumptions import assumed
from city.indicators.plots import PLOTS, plot_sums
from city.indicators.sums import UNKNOWN, Sums, city_sums, new_floor
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


def indicators(
    view: View, assumptions: Mapping[str, Any] | None = None, year: float | None = None
) -> Numbers:
    """The numbers of a whole city with a plan over it; year: that its trees have grown to."""
    up = view.base.frame.origin[2]
    return _numbers(city_sums(view, year), new_floor(view), assumed(assumptions or {}), up, None)


def plots(view: View, assumptions: Mapping[str, Any] | None = None) -> list[Numbers]:
    """The numbers of every plot and zone that is drawn, in the order in which they were drawn."""
    taken, up = assumed(assumptions or {}), view.base.frame.origin[2]
    found = []
    for thing in view.things.values():
        if thing.attributes.get("function") in PLOTS:
            total, plan, area = plot_sums(view, thing)
            name = str(thing.attributes.get("name", thing.id))
            one = _numbers(total, plan, taken, up, area)
            found.append(Numbers(one.values, one.floor, name, thing.id, area))
    return found


def _numbers(
    sums: Sums,
    new: Mapping[str, float],
    taken: Mapping[str, float],
    up: float,
    area: float | None,
) -> Numbers:
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
    values: dict[str, float | None] = {
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
    return Numbers(values, dict(sorted(sums.floor.items())))
