"""A network of SUMO as the streets that traffic runs on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.crs import NOWHERE
from city.crs_names import between
from city.frame import Frame
from city.progress import Progress
from city.simulated.network import Network
from city.traffic.roads import Roads
from importers.report import Report
from importers.simulated.asking import Asking
from importers.simulated.results import Options
from importers.simulated.sumo.header import header
from importers.simulated.sumo.net import Lane, junctions, load, place, streets

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Streets in the local metres of a frame. crs: of the file's coordinates, once their offset
    (2,) is taken off, as `Crs` keeps it. on_earth: whether the file says where it lies."""

    roads: Roads
    frame: Frame
    report: Report
    crs: str
    offset: F64
    on_earth: bool

    def in_file(self, places: F64) -> F64:
        """(k, 2) local metres -> (k, 2) coordinates as the file has them."""
        x, y = (places + np.array(self.frame.origin[:2])).T
        if self.crs != self.frame.horizontal and not {self.crs, self.frame.horizontal} & {*NOWHERE}:
            x, y = between(self.frame.horizontal, self.crs).transform(x, y)
        return np.asarray(np.stack([x, y], axis=1) + self.offset)


def read(path: Path, options: Options, progress: Progress) -> Found:
    """The streets of a network with lengths, speeds and lanes. Raises ReadError."""
    asking = Asking(path, options)
    net = load(path, asking.report, progress)
    placement = place(net, asking)
    frame = asking.done()
    links, ends = streets(net, placement)
    spots, outlines = junctions(net, placement)
    network = Network(path.name, header(path).run, links, spots, ends, outlines, flat=net.flat)
    groups: dict[str, list[Lane]] = {}
    for lane in net.lanes:
        groups.setdefault(lane.edge.id, []).append(lane)
    length = np.array([group[0].length for group in groups.values()])
    speed = np.array([group[0].speed for group in groups.values()])
    cars = [[lane.cars for lane in group] for group in groups.values()]
    lanes = np.array([sum(one) for one in cars], np.int64)
    outermost = np.array([one.index(True) if any(one) else 0 for one in cars], np.int64)
    steps = np.append(np.hypot(*np.diff(links.points[:, :2], axis=0).T), 0.0)
    steps[links.offsets[1:] - 1] = 0.0
    length = np.where(length > 0, length, np.add.reduceat(steps, links.offsets[:-1]))
    roads = Roads(network, length, np.where(speed > 0, speed, np.nan), lanes, outermost)
    crs = placement.declared.horizontal
    return Found(roads, frame, asking.report, crs, net.offset, bool(net.crs))
