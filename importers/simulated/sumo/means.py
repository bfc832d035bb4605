"""SUMO's means over streets or lanes, one for each interval: flow, speed, delay, emissions."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from city.simulated.field import Variable
from city.simulated.network import Network
from importers.intake import ReadError
from importers.live.feed import text
from importers.simulated.asking import Asking
from importers.simulated.markup import Tags, tags
from importers.simulated.markup_loop import hashed
from importers.simulated.placing import moments, start
from importers.simulated.results import Need, NeedsMore, Options, Results
from importers.simulated.sumo.clock import seconds
from importers.simulated.sumo.header import header
from importers.simulated.sumo.net import Net, beside, junctions, load, place, streets

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

# Simulation/Output/Lane- or Edge-based Traffic Measures, ... Emissions Measures, ... Noise Measures
UNITS = {
    "speed": ("Mean speed", "m/s"),
    "flow": ("Traffic flow", "1/h"),
    "density": ("Traffic density", "1/km"),
    "laneDensity": ("Vehicles on a lane", "1/km"),
    "occupancy": ("Share of the street under vehicles", "%"),
    "traveltime": ("Travel time", "s"),
    "overlapTraveltime": ("Travel time of whole vehicles", "s"),
    "waitingTime": ("Time that vehicles stood", "s"),
    "timeLoss": ("Time lost", "s"),
    "speedRelative": ("Speed, of what is allowed", "1"),
    "sampledSeconds": ("Time of all vehicles", "s"),
    "overlapDensity": ("Vehicles on the street, in part too", "1/km"),
    "distance": ("Distance of all vehicles", "m"),
    "departed": ("Vehicles that began here", "1"),
    "arrived": ("Vehicles that ended here", "1"),
    "entered": ("Vehicles that came in", "1"),
    "left": ("Vehicles that went out", "1"),
    "laneChangedFrom": ("Changes from the lane", "1"),
    "laneChangedTo": ("Changes to the lane", "1"),
    "noise": ("Noise", "dB"),
    "electricity_abs": ("Electricity", "Wh"),
    **{
        f"{gas}_{part}": (f"{gas}{words}", unit)
        for gas in ("CO2", "CO", "HC", "NOx", "PMx", "fuel")
        for part, words, unit in (
            ("abs", "", "mg"),
            ("normed", " along the street", "g/km/h"),
            ("perVeh", " of a vehicle", "mg"),
        )
    },
}


class _Means:
    """What one set of intervals tells: when each begins and ends, and by variable one row each."""

    def __init__(self, size: int) -> None:
        self.begin: list[float] = []
        self.end: list[float] = []
        self._rows: dict[str, dict[int, F32]] = {}
        self._size = size

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for key in UNITS if key in self._rows)

    def put(self, key: str, at: I64, values: F64) -> None:
        """Values of the newest interval."""
        rows = self._rows.setdefault(key, {})
        row = rows.setdefault(len(self.begin) - 1, np.full(self._size, np.nan, np.float32))
        row[at] = values

    def tables(self) -> dict[str, F32]:
        """(intervals, size) of each variable."""
        tables = {}
        for key, rows in self._rows.items():
            tables[key] = np.full((len(self.begin), self._size), np.nan, np.float32)
            for step, row in rows.items():
                tables[key][step] = row
        return tables


def read(path: Path, options: Options, progress: Progress) -> Results:
    asking = Asking(path, options)
    head = header(path)
    begin = start(asking, "seconds")
    found = beside(path, options, head.settings)
    if found is None:
        raise NeedsMore(path, [*asking.needs, Need("network")])
    net = load(found, asking.report, progress)
    placement = place(net, asking)
    frame = asking.done()
    gathered = _Gathered(net)
    for block in tags(path, asking.report, progress):
        gathered.add(block)
    links, ends = streets(net, placement, lanes=gathered.of_lanes)
    spots, outlines = junctions(net, placement)
    networks = [
        Network(
            name or path.name,
            head.run,
            links,
            spots,
            ends,
            outlines,
            tuple(Variable(key, *UNITS[key], at="links") for key in means.keys),
            moments(begin, np.array(means.begin)),
            moments(begin, np.array(means.end)),
            means.tables(),
            net.flat,
        )
        for name, means in gathered.means.items()
    ]
    if gathered.strange:
        message = f"{gathered.strange:,} values are of streets that {found.name} does not have"
        asking.report.error("OTHER_NETWORK", path.name, f"{message}; is it the right network?")
    if not networks:
        raise ReadError(f"{path.name}: it has no values of streets; was the run empty?")
    return Results("SUMO", frame, asking.report, networks=tuple(networks))


class _Gathered:
    """Gathers the values of streets, or of lanes where any are told."""

    def __init__(self, net: Net) -> None:
        self.means: dict[str, _Means] = {}
        self.of_lanes = False
        self.strange = 0
        self._net = net
        self._now: _Means | None = None
        self._name(edge.id for edge in (lane.edge for lane in net.lanes))

    def _name(self, ids: Iterable[str]) -> None:
        hashes = np.array([hashed(id) for id in dict.fromkeys(ids)], np.int64)
        self._order = np.argsort(hashes)
        self._hashes = hashes[self._order]

    def add(self, block: Tags) -> None:
        """All that a piece of the file tells."""
        if not self.of_lanes and len(block.named("lane")):
            self.of_lanes, self.means = True, {}
            self._name(lane.id for lane in self._net.lanes)
        intervals = block.named("interval")
        rows = block.named("lane" if self.of_lanes else "edge")
        at = self._links(block, rows)
        told = [(key, block.numbers(rows, key)) for key in UNITS]
        told = [(key, values) for key, values in told if not np.isnan(values).all()]
        edges = np.append(np.searchsorted(rows, intervals), len(rows)).tolist()
        self._put(at, told, slice(0, edges[0]))
        ids = block.texts(intervals, "id")
        ends = zip(*(seconds(block, intervals, one) for one in ("begin", "end")), strict=True)
        for id, (begin, end), part in zip(ids, ends, pairwise(edges), strict=True):
            self._now = self.means.setdefault(text(id), _Means(len(self._hashes)))
            self._now.begin.append(begin)
            self._now.end.append(end)
            self._put(at, told, slice(*part))

    def _put(self, at: I64, told: list[tuple[str, F64]], part: slice) -> None:
        known = at[part] >= 0
        self.strange += int((~known).sum())
        if self._now is not None and known.any():
            for key, values in told:
                if not np.isnan(values[part]).all():
                    self._now.put(key, at[part][known], values[part][known])

    def _links(self, block: Tags, rows: I64) -> I64:
        """Which street or lane each element is of; -1 for one that the network does not have."""
        hashes = block.hashes(rows, "id")
        place = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        return np.where(self._hashes[place] == hashes, self._order[place], -1)
