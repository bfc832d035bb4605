"""What comes of a run of traffic: street by street, and in all."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from city.simulated.field import Variable
from city.simulated.moving import Moving
from city.simulated.network import Network
from city.simulated.run import Run
from city.traffic.roads import Roads
from city.traffic.works import Works

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
FLOW, SPEED, DELAY, LOST, CO2, NOX = "flow", "speed", "delay", "lost", "CO2", "NOx"
VARIABLES = (
    Variable(FLOW, "Traffic flow", "1/h", at="links"),
    Variable(SPEED, "Mean speed of vehicles", "km/h", at="links"),
    Variable(DELAY, "Delay of a vehicle", "s", at="links"),
    Variable(LOST, "Time that all vehicles lose", "h", at="links"),
    Variable(CO2, "CO2 along the street", "g/km/h", at="links"),
    Variable(NOX, "NOx along the street", "g/km/h", at="links"),
)
CLOSED, NEW = "closed", "new"  # the kinds of streets that a plan changes


@dataclass(frozen=True, slots=True)
class Totals:
    """All trips of a run together, from their beginning to their end.

    trips: that were asked for; arrived: of these; under_way: when the run ended; no_way: for which
    there was none. jammed: how often one stood so long that SUMO moved it on. hours: of driving;
    lost: of these, against driving the same way alone at the speed allowed; waited: hours before
    people could set out. kilometres. co2, nox: kilograms.
    """

    trips: int
    arrived: int
    under_way: int
    no_way: int
    jammed: int
    hours: float
    lost: float
    waited: float
    kilometres: float
    co2: float
    nox: float

    @property
    def duration(self) -> float:
        """Seconds that a trip takes in the mean, with all detours; NaN without trips."""
        return self._each(self.hours)

    @property
    def delay(self) -> float:
        """Seconds that a trip loses in the mean, on its way and before; NaN without trips."""
        return self._each(self.lost + self.waited)

    def _each(self, hours: float) -> float:
        gone = self.arrived + self.under_way
        return hours * 3600 / gone if gone else float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """network: values of each street while traffic was counted. moving: each vehicle's way; None
    where it was not kept."""

    network: Network
    totals: Totals
    moving: Moving | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """What was counted on each of l streets. vehicles; speed: metres a second, NaN for none;
    lost: seconds of all vehicles; co2, nox: milligrams."""

    vehicles: F64
    speed: F64
    lost: F64
    co2: F64
    nox: F64


def streets(
    roads: Roads, works: Works, counts: Counts, begin: np.datetime64, end: np.datetime64, run: Run
) -> Network:
    """Flow, speed, delay and emissions of each street.

    Streets that a plan closes have no value, nor have those on which no car may pass anyway; speed
    and delay have none where no vehicle came.
    """
    links = roads.network.links
    hours = float((end - begin) / np.timedelta64(3_600_000, "ms"))
    used, kilometres = counts.vehicles > 0, roads.length / 1000
    with np.errstate(divide="ignore", invalid="ignore"):
        values = {
            FLOW: counts.vehicles / hours,
            SPEED: np.where(used, counts.speed * 3.6, np.nan),
            DELAY: np.where(used, counts.lost / counts.vehicles, np.nan),
            LOST: counts.lost / 3600,
            CO2: counts.co2 / 1000 / kilometres / hours,
            NOX: counts.nox / 1000 / kilometres / hours,
        }
    new = {id for one in works.new for id in one.ids}
    shut = np.array([id in works.closed for id in links.ids], bool)
    kinds = tuple(
        CLOSED if id in works.closed else NEW if id in new else kind
        for id, kind in zip(links.ids, links.kinds, strict=True)
    )
    told = {key: _row(np.where(shut | ~roads.open, np.nan, one)) for key, one in values.items()}
    return replace(
        roads.network,
        title="Traffic",
        run=run,
        links=replace(links, kinds=kinds),
        variables=VARIABLES,
        times=np.array([begin], "datetime64[ms]"),
        until=np.array([end], "datetime64[ms]"),
        values=told,
    )


def _row(values: F64) -> F32:
    return np.asarray(values[None], np.float32)
