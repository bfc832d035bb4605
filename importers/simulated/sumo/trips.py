"""SUMO's trips, one by one, and its summaries of all vehicles over time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from city.series import Measurand, Thing
from city.simulated.told import Told
from importers.intake import ReadError
from importers.live.feed import text
from importers.simulated.asking import Asking
from importers.simulated.markup import tags
from importers.simulated.placing import moments, start
from importers.simulated.results import Options, Results
from importers.simulated.series import series
from importers.simulated.sumo.clock import seconds
from importers.simulated.sumo.header import header

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Kind:
    """An element, the attribute with its moment, and what else it tells in which unit."""

    element: str
    moment: str
    units: dict[str, str]


# Simulation/Output/TripInfo and Summary; below zero stands for what there is none of
TRIPS = _Kind(
    "tripinfo",
    "depart",
    {
        "duration": "s",
        "routeLength": "m",
        "waitingTime": "s",
        "waitingCount": "1",
        "stopTime": "s",
        "timeLoss": "s",
        "departDelay": "s",
        "rerouteNo": "1",
        "arrivalSpeed": "m/s",
        "speedFactor": "1",
    },
)
STEPS = _Kind(
    "step",
    "time",
    {
        "loaded": "1",
        "inserted": "1",
        "running": "1",
        "waiting": "1",
        "ended": "1",
        "halting": "1",
        "stopped": "1",
        "collisions": "1",
        "teleports": "1",
        "meanWaitingTime": "s",
        "meanTravelTime": "s",
        "meanSpeed": "m/s",
        "meanSpeedRelative": "1",
    },
)


def read(path: Path, options: Options, progress: Progress) -> Results:
    asking = Asking(path, options)
    begin = start(asking, "seconds")
    frame = asking.done()
    ids: list[str] = []
    kinds: list[str] = []
    columns: dict[str, list[F64]] = {}
    for block in tags(path, asking.report, progress):
        of = TRIPS if len(block.named(TRIPS.element)) else STEPS
        rows = block.named(of.element)
        whole = ["all vehicles"] * len(rows)
        ids += block.texts(rows, "id") if of is TRIPS else whole
        kinds += block.texts(rows, "vType") if of is TRIPS else whole
        for name in of.units:
            values = block.numbers(rows, name)
            columns.setdefault(name, []).append(np.where(values < 0, np.nan, values))
        columns.setdefault("", []).append(seconds(block, rows, of.moment))
    if not ids:
        raise ReadError(f"{path.name}: it tells of no trip; was the run empty?")
    times = moments(begin, np.concatenate(columns.pop("")))
    units = TRIPS.units | STEPS.units
    told = {
        Measurand(name, units[name]): (times, np.concatenate(parts))
        for name, parts in columns.items()
    }
    things = [
        Thing(text(id), text(id), kind=text(kind)) for id, kind in zip(ids, kinds, strict=True)
    ]
    found = Told(path.name, header(path).run, series(things, told))
    return Results("SUMO", frame, asking.report, told=(found,))
