"""MATSim's networks, and its events: who went along which street, and when.

Source: The Multi-Agent Transport Simulation MATSim (2016), sections 1.2, 2.1 and 2.2.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.placement import Placement
from city.progress import Progress
from city.simulated.field import Variable
from city.simulated.network import Network, Spots, lines
from city.simulated.run import Run
from importers.intake import ReadError
from importers.live.feed import text
from importers.report import Report
from importers.simulated.asking import Asking
from importers.simulated.fixes import Fixes
from importers.simulated.markup import GZIP, Tags, root, tags
from importers.simulated.markup_loop import hashed
from importers.simulated.placing import degrees, moments, start, system
from importers.simulated.results import Need, NeedsMore, Options, Results

FORMAT = "MATSim"
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
LANE_WIDTH = 3.5  # metres; MATSim knows how many lanes there are, and not how wide
HOUR = 3600.0
HOURS = 24 * 31
ENTERED, LEFT, BEGINS, ENDS = (
    hashed(one)
    for one in ("entered link", "left link", "vehicle enters traffic", "vehicle leaves traffic")
)
NETWORKS = ("output_network.xml.gz", "output_network.xml", "network.xml.gz", "network.xml")


def recognises(path: Path, head: bytes) -> bool:
    return root(path, head) in ("network", "events")


def read(path: Path, options: Options, progress: Progress) -> Results:
    asking = Asking(path, options)
    if root(path, GZIP) == "network":
        streets = load(path, asking.report, progress)
        placement = asking.place(streets.crs, streets.places)
        frame = asking.done()
        network = streets.network(path.name, placement)
        return Results(FORMAT, frame, asking.report, networks=(network,))
    begin = start(asking, "seconds since midnight")
    found = _beside(path, options)
    if found is None:
        raise NeedsMore(path, [*asking.needs, Need("network")])
    streets = load(found, asking.report, progress)
    placement = asking.place(streets.crs, streets.places)
    frame = asking.done()
    going = _Going(streets, system(asking, placement), begin)
    for block in tags(path, asking.report, progress):
        going.add(block)
    if going.strange:
        message = f"{going.strange:,} events are on streets that {found.name} does not have"
        asking.report.error("OTHER_NETWORK", path.name, f"{message}; is it the right network?")
    moving = going.fixes.moving(path.name, Run(path.name, FORMAT, source=path.name), asking.report)
    network = going.flows(streets.network(path.name, placement), begin)
    return Results(FORMAT, frame, asking.report, networks=(network,), moving=(moving,))


def _beside(path: Path, options: Options) -> Path | None:
    if options.network is not None:
        return options.network
    prefix = path.name.partition("output_events")[0] if "output_events" in path.name else ""
    there = (path.parent / name for name in (*(prefix + name for name in NETWORKS), *NETWORKS))
    return next((one for one in there if one.is_file()), None)


@dataclass(slots=True, eq=False)
class Streets:
    """A network as its file has it. places: (n, 3) coordinates; ends: (l, 2) rows of them.

    lanes: (l,) how many. modes: who may go there.
    """

    crs: str = ""
    nodes: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    modes: list[str] = field(default_factory=list)
    places: F64 = field(default_factory=lambda: np.zeros((0, 3)))
    ends: I64 = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    lanes: F64 = field(default_factory=lambda: np.zeros(0))

    def network(self, title: str, placement: Placement) -> Network:
        """It in local metres."""
        points = placement(self.places)
        shapes = [points[pair] for pair in self.ends]
        return Network(
            title,
            Run(title, FORMAT, source=title),
            lines(tuple(map(text, self.links)), tuple(self.modes), shapes, self.lanes * LANE_WIDTH),
            Spots(tuple(map(text, self.nodes)), ("",) * len(self.nodes), points),
            self.ends,
            lines((), (), []),
        )


def load(path: Path, report: Report, progress: Progress) -> Streets:
    """A network from its file. Raises ReadError."""
    streets, ends, places, lanes = Streets(), [], [], []
    for block in tags(path, report, progress):
        for row in block.named("attribute").tolist():
            if block.texts(np.array([row]), "name") == ["coordinateReferenceSystem"]:
                streets.crs = block.within(row)
        nodes, links = block.named("node"), block.named("link")
        streets.nodes += block.texts(nodes, "id")
        places.append(np.stack([block.numbers(nodes, one) for one in "xyz"], axis=1))
        streets.links += block.texts(links, "id")
        streets.modes += [text(mode) for mode in block.texts(links, "modes")]
        ends += list(zip(block.texts(links, "from"), block.texts(links, "to"), strict=True))
        lanes.append(block.numbers(links, "permlanes"))
    if not streets.links:
        raise ReadError(f"{path.name}: it has no streets; open the network of a MATSim run")
    streets.crs = "" if streets.crs in ("null", "Atlantis") else streets.crs
    streets.places = np.nan_to_num(np.concatenate(places))
    rows = {id: row for row, id in enumerate(streets.nodes)}
    known = [row for row, pair in enumerate(ends) if pair[0] in rows and pair[1] in rows]
    if len(known) < len(ends):
        message = f"{len(ends) - len(known):,} streets lead nowhere; they are left out"
        report.error("NO_PLACE", path.name, message)
    streets.ends = np.array([[rows[end] for end in ends[row]] for row in known], np.int64)
    streets.lanes = np.concatenate(lanes)[known]
    streets.links = [streets.links[row] for row in known]
    streets.modes = [streets.modes[row] for row in known]
    return streets


class _Going:
    """Gathers where vehicles enter and leave streets, and how many do."""

    def __init__(self, streets: Streets, crs: str, begin: np.datetime64) -> None:
        self.fixes = Fixes(())
        self.strange = 0
        self._begin = begin
        hashes = np.array([hashed(id) for id in streets.links], np.int64)
        self._order = np.argsort(hashes)
        self._hashes, self._ends = hashes[self._order], streets.ends
        self._degrees = np.stack(degrees(crs, streets.places[:, 0], streets.places[:, 1]), axis=1)
        step = self._degrees[self._ends[:, 1]] - self._degrees[self._ends[:, 0]]
        flat = np.cos(np.radians(self._degrees[self._ends[:, 0], 1]))
        self._heading = np.degrees(np.arctan2(step[:, 0] * flat, step[:, 1])) % 360
        self._counts: dict[int, I64] = {}

    def add(self, block: Tags) -> None:
        """All events that a piece of the file tells."""
        rows = block.named("event")
        kinds = block.hashes(rows, "type")
        rows = rows[np.isin(kinds, [ENTERED, LEFT, BEGINS, ENDS])]
        kinds = block.hashes(rows, "type")
        links = block.hashes(rows, "link")
        at = np.minimum(np.searchsorted(self._hashes, links), len(self._hashes) - 1)
        known = self._hashes[at] == links
        self.strange += int((~known).sum())
        rows, kinds, link = rows[known], kinds[known], self._order[at[known]]
        seconds = block.numbers(rows, "time")
        node = self._ends[link, np.where(kinds == ENTERED, 0, 1)]
        place = self._degrees[node]
        self.fixes.add(
            self._vehicles(block, rows),
            moments(self._begin, seconds),
            (place[:, 0], place[:, 1]),
            self._heading[link],
            {},
        )
        came = (kinds == ENTERED) & (seconds >= 0) & (seconds < HOURS * HOUR)
        for hour in np.unique(seconds[came] // HOUR).astype(int).tolist():
            mine = link[came & (seconds // HOUR == hour)]
            total = self._counts.setdefault(hour, np.zeros(len(self._ends), np.int64))
            total += np.bincount(mine, minlength=len(total))

    def _vehicles(self, block: Tags, rows: I64) -> NDArray[np.int32]:
        hashes, whose, back = block.groups(rows, "vehicle")

        def named(new: list[int]) -> zip[tuple[str, str]]:
            ids, kinds = (block.texts(whose[new], name) for name in ("vehicle", "networkMode"))
            return zip(ids, kinds, strict=True)

        return self.fixes.meet(hashes.tolist(), named)[back]

    def flows(self, network: Network, begin: np.datetime64) -> Network:
        """The network with how many vehicles came into each street in each hour."""
        hours = np.arange(min(self._counts, default=0), max(self._counts, default=0) + 1.0)
        nobody = np.zeros(len(self._ends), np.int64)
        table = np.array([self._counts.get(hour, nobody) for hour in hours.tolist()], np.float32)
        return replace(
            network,
            variables=(Variable("flow", "Traffic flow", "1/h", at="links"),),
            times=moments(begin, HOUR * hours),
            until=moments(begin, HOUR * (hours + 1.0)),
            values={"flow": table},
        )
