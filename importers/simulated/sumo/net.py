"""SUMO's road networks: streets or their lanes as lines, junctions with their outlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.placement import Placement
from city.progress import Progress
from city.simulated.network import Lines, Network, Spots, lines
from importers.intake import ReadError
from importers.report import Report
from importers.simulated.asking import Asking
from importers.simulated.markup import Tags, tags
from importers.simulated.results import Options, Results
from importers.simulated.sumo.header import header

F64 = NDArray[np.float64]
LANE_WIDTH = 3.2  # metres, of lanes that do not say theirs (SUMO Road Networks, Lanes)
NOT_STREETS = ("internal", "walkingarea", "crossing")
NO_PROJECTION = ("!", "-", ".")


@dataclass(frozen=True, slots=True)
class Edge:
    """A street in one direction. start, end: the ids of its junctions."""

    id: str
    kind: str
    start: str
    end: str
    use: str


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """width, length: metres. shape: (k, 3) coordinates of the file. speed: metres a second that
    are allowed, NaN where nobody says. cars: whether they may use it."""

    id: str
    edge: Edge
    width: float
    shape: F64
    length: float
    speed: float
    cars: bool


@dataclass(frozen=True, slots=True, eq=False)
class Junction:
    """place: (3,), outline: (k, 3) coordinates of the file."""

    id: str
    kind: str
    place: F64
    outline: F64


@dataclass(slots=True, eq=False)
class Net:
    """A network as its file has it.

    offset: (2,) what was added to the coordinates of `crs`.
    """

    crs: str = ""
    offset: F64 = field(default_factory=lambda: np.zeros(2))
    lanes: list[Lane] = field(default_factory=list)
    junctions: list[Junction] = field(default_factory=list)
    flat: bool = True


def beside(path: Path, options: Options, settings: Mapping[str, str]) -> Path | None:
    """The network that a result was computed on: as a person says it, as the result names it, or
    the only one that lies in its folder."""
    if options.network is not None:
        return options.network
    named = path.parent / Path(settings.get("net-file", "").replace("\\", "/")).name
    if named.is_file() and named != path.parent:
        return named
    there = sorted({*path.parent.glob("*.net.xml"), *path.parent.glob("*.net.xml.gz")})
    return there[0] if len(there) == 1 else None


def load(path: Path, report: Report, progress: Progress) -> Net:
    """A network from its file, without what lies within junctions. Raises ReadError."""
    net, edge, lost = Net(), Edge("", "", "", "", NOT_STREETS[0]), 0
    for block in tags(path, report, progress):
        for row in block.named("location").tolist():
            _locate(net, block, row)
        edges, lanes = block.named("edge"), block.named("lane")
        names = ("id", "type", "from", "to", "function")
        columns = zip(*(block.texts(edges, name) for name in names), strict=True)
        known = [edge, *(Edge(*row) for row in columns)]
        owner = [known[at + 1] for at in block.under(lanes, edges).tolist()]
        widths = block.numbers(lanes, "width")
        widths[np.isnan(widths)] = LANE_WIDTH
        told = zip(
            *(block.texts(lanes, name) for name in ("id", "shape", "allow", "disallow")),
            *(block.numbers(lanes, name).tolist() for name in ("length", "speed")),
            strict=True,
        )
        for of, width, (id, shape, allow, disallow, length, speed) in zip(
            owner, widths.tolist(), told, strict=True
        ):
            if of.use in NOT_STREETS:
                continue
            points = _points(net, shape)
            lost += len(points) < 2
            if len(points) > 1:
                cars = _cars(allow, disallow)
                net.lanes.append(Lane(id, of, width, points, length, speed, cars))
        edge = known[-1]
        _junctions(net, block)
    if lost:
        report.error("NO_SHAPE", path.name, f"{lost:,} lanes have no shape; they are left out")
    if not net.lanes:
        raise ReadError(f"{path.name}: it has no streets; open the network of a SUMO run")
    return net


def _cars(allow: str, disallow: str) -> bool:
    """Whether cars may use a lane (SUMO Road Networks, Vehicle Classes)."""
    if allow:
        return bool({"passenger", "all"}.intersection(allow.split()))
    return not {"passenger", "all"}.intersection(disallow.split())


def _locate(net: Net, block: Tags, row: int) -> None:
    rows = np.array([row])
    crs = block.texts(rows, "projParameter")[0]
    net.crs = "" if crs in NO_PROJECTION else crs
    offset = _points(net, block.texts(rows, "netOffset")[0])
    if len(offset) == 1:
        net.offset = offset[0, :2]


def _junctions(net: Net, block: Tags) -> None:
    rows = block.named("junction")
    columns = [block.texts(rows, name) for name in ("id", "type", "shape")]
    places = np.stack([block.numbers(rows, name) for name in "xyz"], axis=1)
    places[:, 2] = np.nan_to_num(places[:, 2])
    for id, kind, shape, place in zip(*columns, places, strict=True):
        if kind != "internal" and np.isfinite(place).all():
            net.junctions.append(Junction(id, kind, place, _points(net, shape)))


def _points(net: Net, shape: str) -> F64:
    """(k, 3) of "x,y,z x,y,z", also without z; none for anything else."""
    words = shape.split()
    wide = words[0].count(",") + 1 if words else 0
    try:
        numbers = np.array(" ".join(words).replace(",", " ").split(), np.float64)
    except ValueError:
        return np.zeros((0, 3))
    if wide not in (2, 3) or len(numbers) != wide * len(words) or not np.isfinite(numbers).all():
        return np.zeros((0, 3))
    points = np.zeros((len(words), 3))
    points[:, :wide] = numbers.reshape(-1, wide)
    net.flat = net.flat and wide == 2
    return points


def place(net: Net, asking: Asking) -> Placement:
    """How a network's coordinates become local metres, once its offset is taken off."""
    sample = np.concatenate([lane.shape for lane in net.lanes[:1000]])
    sample[:, :2] -= net.offset
    return asking.place(net.crs, sample)


def streets(net: Net, placement: Placement, lanes: bool = False) -> tuple[Lines, NDArray[np.int64]]:
    """The streets of a network, or their lanes, as lines, and (l, 2) the junctions at their ends.

    A street lies in the middle of its lanes, and is as wide as all of them.
    """
    groups: dict[str, list[Lane]] = {}
    for lane in net.lanes:
        groups.setdefault(lane.id if lanes else lane.edge.id, []).append(lane)
    shapes = [_local(net, placement, _middle(group)) for group in groups.values()]
    edges = [group[0].edge for group in groups.values()]
    widths = np.array([sum(lane.width for lane in group) for group in groups.values()])
    rows = {junction.id: row for row, junction in enumerate(net.junctions)}
    ends = [[rows.get(edge.start, -1), rows.get(edge.end, -1)] for edge in edges]
    found = lines(tuple(groups), tuple(edge.kind for edge in edges), shapes, widths)
    return found, np.array(ends, np.int64)


def _middle(group: list[Lane]) -> F64:
    first, last = group[0].shape, group[-1].shape
    if len(first) == len(last):
        return (first + last) / 2
    return group[len(group) // 2].shape


def _local(net: Net, placement: Placement, points: F64) -> F64:
    if not len(points):
        return points
    world = points.copy()
    world[:, :2] -= net.offset
    return placement(world)


def junctions(net: Net, placement: Placement) -> tuple[Spots, Lines]:
    """The junctions of a network: where they are, and their outlines."""
    found = net.junctions
    ids, kinds = tuple(one.id for one in found), tuple(one.kind for one in found)
    places = np.array([one.place for one in found]).reshape(-1, 3)
    outlines = [_local(net, placement, one.outline) for one in found]
    return Spots(ids, kinds, _local(net, placement, places)), lines(ids, kinds, outlines)


def read(path: Path, options: Options, progress: Progress) -> Results:
    asking = Asking(path, options)
    net = load(path, asking.report, progress)
    placement = place(net, asking)
    frame = asking.done()
    links, ends = streets(net, placement)
    spots, outlines = junctions(net, placement)
    run = header(path).run
    network = Network(path.name, run, links, spots, ends, outlines, flat=net.flat)
    return Results("SUMO network", frame, asking.report, networks=(network,))
