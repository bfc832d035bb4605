"""What a run of SUMO counted: on each street, and of all trips."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from city.traffic.outcome import Counts, Totals
from city.traffic.roads import Roads
from importers.report import Report
from importers.simulated.markup import tags

F64 = NDArray[np.float64]


def counts(means: Path, gases: Path, roads: Roads, progress: Progress) -> Counts:
    """What stands in two files of means over streets, one of traffic and one of emissions.

    Raises ReadError.
    """
    traffic = _columns(means, roads, ("entered", "departed", "speed", "timeLoss"), progress)
    air = _columns(gases, roads, ("CO2_abs", "NOx_abs"), progress)
    entered, departed, speed, lost = (np.nan_to_num(row) for row in traffic)
    co2, nox = (np.nan_to_num(row) for row in air)
    vehicles = entered + departed
    return Counts(vehicles, np.where(vehicles > 0, speed, np.nan), lost, co2, nox)


def _columns(path: Path, roads: Roads, names: tuple[str, ...], progress: Progress) -> F64:
    """(names, l) the values of all streets in a file of one interval; NaN for none."""
    rows = {id: row for row, id in enumerate(roads.network.links.ids)}
    found = np.full((len(names), len(rows)), np.nan)
    for block in tags(path, Report(), progress):
        edges = block.named("edge")
        at = np.array([rows.get(id, -1) for id in block.texts(edges, "id")], np.int64)
        for k, name in enumerate(names):
            found[k, at[at >= 0]] = block.numbers(edges, name)[at >= 0]
    return found


def totals(trips: Path, statistics: Path, asked: int, progress: Progress) -> Totals:
    """All trips of a run, from its file of trips and its statistics. asked: how many there are to
    be. Raises ReadError."""
    inserted = waiting = arrived = jammed = 0
    for block in tags(statistics, Report(), progress):
        rows = block.named("vehicles")
        inserted += int(block.numbers(rows, "inserted").sum())
        waiting += int(block.numbers(rows, "waiting").sum())
        jammed += int(block.numbers(block.named("teleports"), "total").sum())
    sums, gases = np.zeros(4), np.zeros(2)
    for block in tags(trips, Report(), progress):
        rows = block.named("tripinfo")
        arrived += int((block.numbers(rows, "arrival") >= 0).sum())
        names = ("duration", "timeLoss", "departDelay", "routeLength")
        sums += [np.maximum(block.numbers(rows, name), 0).sum() for name in names]
        air = block.named("emissions")
        gases += [block.numbers(air, name).sum() for name in ("CO2_abs", "NOx_abs")]
    hours, lost, waited = (sums[:3] / 3600).tolist()
    co2, nox = (gases / 1e6).tolist()
    return Totals(
        trips=asked,
        arrived=arrived,
        under_way=inserted - arrived + waiting,
        no_way=asked - inserted - waiting,
        jammed=jammed,
        hours=hours,
        lost=lost,
        waited=waited,
        kilometres=float(sums[3]) / 1000,
        co2=co2,
        nox=nox,
    )
