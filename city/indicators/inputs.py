"""What an indicator is worked out from: what was counted for it, as its formula asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from city.indicators.numbers import NO_JOBS, Numbers, Tally
from city.indicators.sums import UNKNOWN

M2 = "m²"


class Input(NamedTuple):
    """Something that was counted: what it is, how much of it, and its unit."""

    title: str
    value: float
    unit: str


def inputs_of(key: str, tally: Tally, numbers: Numbers) -> tuple[Input, ...]:
    """What was counted for an indicator of a plan; none where it is itself what is counted."""
    sums, land, floor = tally.sums, tally.sums.ground, numbers.floor
    whole = Input("Gross floor area", sum(floor.values()), M2)
    plot = (Input("Plot area", tally.area, M2),) if tally.area else ()
    dwellings = numbers.values["dwellings"] or 0.0
    new = _by_use(tally.new, "New floor area")
    found: dict[str, tuple[Input, ...]] = {
        "gfa": _by_use(floor, "Floor area"),
        "far": (whole, *plot),
        "coverage": (Input("Built-up area", sums.footprint, M2), *plot),
        "dwellings": (Input("Residential floor area", floor.get("residential", 0.0), M2),),
        "inhabitants": (Input("Dwellings", dwellings, ""),),
        "jobs": _by_use(_working(floor), "Floor area"),
        "parking_need": (
            Input("Dwellings", dwellings, ""),
            Input("Other floor area", sum(_working(floor).values()), M2),
        ),
        "parking": (Input("Parking area", land.parking, M2),),
        "sealed": (
            Input("Streets, squares and paving", land.sealed, M2),
            Input("Built-up area", sums.footprint, M2),
        ),
        "canopy": (Input("Trees", float(land.trees), ""),),
        "highest": (Input("Height of the model's zero above the datum", tally.up, "m"),),
        "carbon": new,
        "cost_low": (Input("New floor area", sum(tally.new.values()), M2),),
        "cost_high": (Input("New floor area", sum(tally.new.values()), M2),),
    }
    return found.get(key, ())


def _working(floor: Mapping[str, float]) -> dict[str, float]:
    """The floor area that people work on, by use."""
    return {use: area for use, area in floor.items() if use not in NO_JOBS}


def _by_use(floor: Mapping[str, float], title: str) -> tuple[Input, ...]:
    """Floor area by use, the largest first."""
    areas = sorted(floor.items(), key=lambda one: -one[1])
    return tuple(
        Input(f"{title}, {'use unknown' if use == UNKNOWN else use}", area, M2)
        for use, area in areas
    )
