"""SUMO's means over streets or lanes, one for each interval: flow, speed, delay, emissions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
from importers.simulated.cells import Columns, numbers
from importers.simulated.markup import Tags, tags
from importers.simulated.markup_loop import hashed
from importers.simulated.placing import moments, start
from importers.simulated.results import Need, NeedsMore, Options, Results
from importers.simulated.sumo.clock import seconds
from importers.simulated.sumo.header import Header, header
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
    base = _Base(Asking(path, options), header(path), progress)
    for block in tags(path, base.asking.report, progress):
        base.gathered.add(block)
    return base.results("SUMO")


def of_table(parts: Iterator[Columns], asking: Asking) -> Results:
    """The same from a table, as SUMO writes it too: its titles begin with interval_ and edge_."""
    base = _Base(asking, header(asking.path), Progress())
    for part in parts:
        base.gathered.add_columns(part)
    return base.results("SUMO")


class _Base:
    """The network that means are of; asked for where nobody says where it is."""

    def __init__(self, asking: Asking, head: Header, progress: Progress) -> None:
        self.asking, self._run = asking, head.run
        self._begin = start(asking, "seconds")
        found = beside(asking.path, asking.options, head.settings)
        if found is None:
            raise NeedsMore(asking.path, [*asking.needs, Need("network")])
        self._net = load(found, asking.report, progress)
        self._found = found.name
        self._placement = place(self._net, asking)
        self._frame = asking.done()
        self.gathered = _Gathered(self._net)

    def results(self, format: str) -> Results:
        """All that was gathered, a network for each set of intervals."""
        gathered, name = self.gathered, self.asking.path.name
        links, ends = streets(self._net, self._placement, lanes=gathered.of_lanes)
        spots, outlines = junctions(self._net, self._placement)
        networks = [
            Network(
                title or name,
                self._run,
                links,
                spots,
                ends,
                outlines,
                tuple(Variable(key, *UNITS[key], at="links") for key in means.keys),
                moments(self._begin, np.array(means.begin)),
                moments(self._begin, np.array(means.end)),
                means.tables(),
                self._net.flat,
            )
            for title, means in gathered.means.items()
        ]
        if gathered.strange:
            message = f"{gathered.strange:,} values are of streets that {self._found} does not have"
            self.asking.report.error("OTHER_NETWORK", name, f"{message}; is it the right network?")
        if not networks:
            raise ReadError(f"{name}: it has no values of streets; was the run empty?")
        return Results(format, self._frame, self.asking.report, networks=tuple(networks))


class _Gathered:
    """Gathers the values of streets, or of lanes where any are told."""

    def __init__(self, net: Net) -> None:
        self.means: dict[str, _Means] = {}
        self.of_lanes = False
        self.strange = 0
        self._net = net
        self._now: _Means | None = None
        self._last: tuple[str, float, float] | None = None
        self._name(edge.id for edge in (lane.edge for lane in net.lanes))

    def _name(self, ids: Iterable[str]) -> None:
        hashes = np.array([hashed(id) for id in dict.fromkeys(ids)], np.int64)
        self._order = np.argsort(hashes)
        self._hashes = hashes[self._order]

    def add(self, block: Tags) -> None:
        """All that a piece of the file tells."""
        if len(block.named("lane")):
            self._turn_to_lanes()
        intervals = block.named("interval")
        rows = block.named("lane" if self.of_lanes else "edge")
        at = self._links(block.hashes(rows, "id"))
        told = [(key, block.numbers(rows, key)) for key in UNITS]
        told = [(key, values) for key, values in told if not np.isnan(values).all()]
        edges = np.append(np.searchsorted(rows, intervals), len(rows)).tolist()
        self._put(at, told, slice(0, edges[0]))
        ids = block.texts(intervals, "id")
        ends = zip(*(seconds(block, intervals, one) for one in ("begin", "end")), strict=True)
        for id, (begin, end), part in zip(ids, ends, pairwise(edges), strict=True):
            self._begin(text(id), begin, end)
            self._put(at, told, slice(*part))

    def add_columns(self, part: Columns) -> None:
        """All that a part of a table tells; its lines are in order of their intervals."""
        if "lane_id" in part:
            self._turn_to_lanes()
        prefix = "lane_" if self.of_lanes else "edge_"
        at = self._links(np.array([hashed(str(id)) for id in part[f"{prefix}id"]], np.int64))
        told = [(key, numbers(part[prefix + key])) for key in UNITS if prefix + key in part]
        sets = [text(one) for one in part.get("interval_id", [""] * len(at))]
        ends = (numbers(part[f"interval_{side}"]).tolist() for side in ("begin", "end"))
        begun = list(zip(sets, *ends, strict=True))
        edges = [row for row in range(len(at)) if not row or begun[row] != begun[row - 1]]
        for rows in pairwise([*edges, len(at)]):
            if begun[rows[0]] != self._last:
                self._begin(*begun[rows[0]])
            self._put(at, told, slice(*rows))

    def _turn_to_lanes(self) -> None:
        if not self.of_lanes:
            self.of_lanes, self.means = True, {}
            self._name(lane.id for lane in self._net.lanes)

    def _begin(self, name: str, begin: float, end: float) -> None:
        """Begin the next interval of a set."""
        self._last = (name, begin, end)
        self._now = self.means.setdefault(name, _Means(len(self._hashes)))
        self._now.begin.append(begin)
        self._now.end.append(end)

    def _put(self, at: I64, told: list[tuple[str, F64]], part: slice) -> None:
        known = at[part] >= 0
        self.strange += int((~known).sum())
        if self._now is not None and known.any():
            for key, values in told:
                if not np.isnan(values[part]).all():
                    self._now.put(key, at[part][known], values[part][known])

    def _links(self, hashes: I64) -> I64:
        """Which street or lane each id is of; -1 for one that the network does not have."""
        place = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        return np.where(self._hashes[place] == hashes, self._order[place], -1)
