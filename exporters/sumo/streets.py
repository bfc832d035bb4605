"""New streets as SUMO's netconvert takes them; closures and speed limits in a network."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr, unescape

import numpy as np
from numpy.typing import NDArray

from city.traffic.roads import Roads
from city.traffic.works import WHOM, NewStreet, Works

F64 = NDArray[np.float64]
EDGE = re.compile(r'\s*<edge id="([^"]*)"')
LANE = re.compile(r"(\s*<lane id=\"[^\"]*\")(.*)", re.DOTALL)
ALLOWED = re.compile(r' (allow|disallow)="([^"]*)"')
SPEED = re.compile(r' speed="[^"]*"')
QUOTES = {"&quot;": '"', "&apos;": "'"}


def write_new(
    new: Sequence[NewStreet],
    roads: Roads,
    in_file: Callable[[F64], F64],
    edges: Path,
    connections: Path,
) -> None:
    """Write new streets, and the turns into them from all streets that end where they begin.

    in_file: from local metres to the coordinates of the network's file.
    """
    lines, turns = ["<edges>"], ["<connections>"]
    for one in new:
        shape = in_file(one.shape)
        there, back = one.lanes
        lines.append(_edge(one.id, one.start, one.end, there, one.speed, shape))
        turns += _turns(roads, one.start, one.id)
        if back:
            lines.append(_edge(f"-{one.id}", one.end, one.start, back, one.speed, shape[::-1]))
            turns += _turns(roads, one.end, f"-{one.id}")
    edges.write_text("\n".join([*lines, "</edges>\n"]), "utf-8")
    connections.write_text("\n".join([*turns, "</connections>\n"]), "utf-8")


def _edge(id: str, start: str, end: str, lanes: int, speed: float, shape: F64) -> str:
    places = " ".join(f"{x:.2f},{y:.2f}" for x, y in shape.tolist())
    return (
        f" <edge id={quoteattr(id)} from={quoteattr(start)} to={quoteattr(end)} "
        f'numLanes="{lanes}" speed="{speed:.2f}" shape="{places}"/>'
    )


def _turns(roads: Roads, junction: str, into: str) -> list[str]:
    """From each street for cars that ends at a junction, from its outermost lane for them."""
    links, row = roads.network.links, roads.network.nodes.ids.index(junction)
    mine = np.flatnonzero(roads.open & (roads.network.ends[:, 1] == row)).tolist()
    return [
        f" <connection from={quoteattr(links.ids[k])} to={quoteattr(into)} "
        f'fromLane="{roads.outermost[k]}" toLane="0"/>'
        for k in mine
    ]


def write_changed(network: Path, works: Works, path: Path) -> None:
    """Write a network, as netconvert has written it, with streets closed or slower; all else stays
    the same to the letter."""
    whom, speed = "", 0.0
    with (
        network.open(encoding="utf-8", newline="") as file,
        path.open("w", encoding="utf-8", newline="") as out,
    ):
        for line in file:
            told = line
            if found := EDGE.match(line):
                id = unescape(found[1], QUOTES)
                whom, speed = works.closed.get(id, ""), works.limits.get(id, 0.0)
            elif (whom or speed) and (lane := LANE.match(line)):
                slower = speed and _for_cars(lane[2])
                said = SPEED.sub(f' speed="{speed:.2f}"', lane[2]) if slower else lane[2]
                told = f"{lane[1]}{_shut(said, WHOM[whom]) if whom else said}"
            out.write(told)


def _for_cars(said: str) -> bool:
    """Whether cars may use a lane; a footpath beside a street keeps its speed."""
    found = ALLOWED.search(said)
    named = found is not None and bool({"passenger", "all"}.intersection(found[2].split()))
    return found is None or named == (found[1] == "allow")


def _shut(said: str, whom: Sequence[str]) -> str:
    """What is said of a lane, with classes of vehicles kept out."""
    found = ALLOWED.search(said)
    left = ALLOWED.sub("", said)
    if "all" in whom:
        return f' disallow="all"{left}'
    words = found[2].split() if found else []
    if found and found[1] == "allow" and words != ["all"]:
        still = [word for word in words if word not in whom]
        return f' allow="{" ".join(still)}"{left}' if still else f' disallow="all"{left}'
    out = words if found and found[1] == "disallow" else []
    kept = [*out, *(word for word in whom if word not in out)]
    return f' disallow="{" ".join(["all"] if "all" in out else kept)}"{left}'
