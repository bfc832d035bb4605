"""The trips that a file of routes tells: when, from which junction, to which."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from city.progress import Progress
from city.traffic.roads import Roads
from city.traffic.trips import Trips
from importers.intake import ReadError
from importers.report import Report
from importers.simulated.markup import GZIP, Tags, root, tags
from importers.simulated.sumo.clock import seconds

ROUTES = ("routes", "trips", "additional")


def read(path: Path, roads: Roads, report: Report, progress: Progress) -> Trips:
    """Trips and vehicles with routes, of which only the two ends count: ways are found anew.

    What begins or ends on no street of the network is left out, and so are flows and people; the
    report says how many. Raises ReadError for a file that holds no trip.
    """
    if not path.is_file() or root(path, GZIP) not in ROUTES:
        raise ReadError(f"{path}: these are no trips; give SUMO's .rou.xml or .trips.xml")
    asked = _Asked(roads)
    others = 0
    for block in tags(path, report, progress):
        others += len(block.named("flow", "person", "personFlow", "container"))
        asked.add(block)
    found, strange = asked.found, asked.strange
    if strange:
        message = f"{strange:,} trips are on streets that the network does not have; left out"
        report.error("OTHER_NETWORK", path.name, message)
    if others:
        message = f"{others:,} flows and people are left out; only trips of vehicles are taken"
        report.warning("ONLY_TRIPS", path.name, message)
    if not found:
        raise ReadError(f"{path.name}: it tells no trip on this network; is it the right network?")
    found.sort(key=lambda one: one[0])
    when, start, end = zip(*found, strict=True)
    return Trips(np.array(when), start, end)


class _Asked:
    """Gathers trips. strange: how many lead nowhere on the network."""

    def __init__(self, roads: Roads) -> None:
        links, nodes = roads.network.links, roads.network.nodes
        ends = zip(links.ids, roads.network.ends.tolist(), strict=True)
        named = (*nodes.ids, "")
        self._ends = {id: (named[start], named[end]) for id, (start, end) in ends}
        self._nodes = set(nodes.ids)
        self._routes: dict[str, str] = {}
        self._depart = np.nan  # of the vehicle whose route comes next
        self.found: list[tuple[float, str, str]] = []
        self.strange = 0

    def add(self, block: Tags) -> None:
        rows = block.named("trip", "vehicle", "route")
        is_route = np.isin(rows, block.named("route")).tolist()
        is_trip = np.isin(rows, block.named("trip")).tolist()
        departs = seconds(block, rows, "depart").tolist()
        names = ("id", "route", "edges", "from", "to", "fromJunction", "toJunction")
        told = zip(*(block.texts(rows, name) for name in names), strict=True)
        for route, trip, depart, (id, named, edges, *ends) in zip(
            is_route, is_trip, departs, told, strict=True
        ):
            if trip:
                self._trip(depart, ends)
            elif not route and named:
                self._way(depart, self._routes.get(named, ""))
            elif not route:
                self._depart = depart
            elif id:
                self._routes[id] = edges
            else:
                self._way(self._depart, edges)

    def _way(self, depart: float, edges: str) -> None:
        first, *_ = streets = edges.split() or [""]
        self._put(
            depart, self._ends.get(first, ("", ""))[0], self._ends.get(streets[-1], ("", ""))[1]
        )

    def _trip(self, depart: float, ends: list[str]) -> None:
        start, end, from_junction, to_junction = ends
        self._put(
            depart,
            from_junction or self._ends.get(start, ("", ""))[0],
            to_junction or self._ends.get(end, ("", ""))[1],
        )

    def _put(self, depart: float, start: str, end: str) -> None:
        if {start, end} <= self._nodes and np.isfinite(depart):
            self.found.append((depart, start, end))
        else:
            self.strange += 1
