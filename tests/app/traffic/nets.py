"""Small networks of streets that lie in a city, made by the real netconvert."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pyproj

from app.traffic import engine
from city.progress import Progress

Places = Mapping[str, tuple[float, float]]


def net(
    folder: Path, crs: str, places: Places, streets: Sequence[tuple[str, ...]], said: bool = True
) -> Path:
    """A network with a street each way between all neighbours of each line of junctions.

    places: coordinates of the system by the names of junctions. said: the file says where it lies.
    """
    with warnings.catch_warnings():  # pyproj warns that PROJ strings lose something
        warnings.simplefilter("ignore")
        way = pyproj.CRS(crs).to_proj4() if said else "!"
    east = min(x for x, _ in places.values())
    north = min(y for _, y in places.values())
    nodes = [f'<node id="{id}" x="{x - east}" y="{y - north}"/>' for id, (x, y) in places.items()]
    box = f"0,0,{max(x for x, _ in places.values())},{max(y for _, y in places.values())}"
    where = (
        f'<location netOffset="{-east},{-north}" convBoundary="{box}" origBoundary="{box}" '
        f'projParameter="{way}"/>'
    )
    edges = [
        f'<edge id="{a}{b}" from="{a}" to="{b}" numLanes="1" speed="13.89"/>'
        for line in streets
        for one, other in pairwise(line)
        for a, b in ((one, other), (other, one))
    ]
    (folder / "town.nod.xml").write_text(f"<nodes>{where}{''.join(nodes)}</nodes>", "utf-8")
    (folder / "town.edg.xml").write_text(f"<edges>{''.join(edges)}</edges>", "utf-8")
    order = ["-n", "town.nod.xml", "-e", "town.edg.xml", "-o", "town.net.xml"]
    engine.run(engine.found(Progress()), "netconvert", order, folder, Progress())
    return folder / "town.net.xml"


def grid(folder: Path, crs: str, east: float, north: float, **more: bool) -> Path:
    """Three by three junctions, 200 m apart, from a corner on: streets a0b0, a0a1 and so on."""
    places = {
        f"{'abc'[x]}{y}": (east + 200 * x, north + 200 * y) for x in range(3) for y in range(3)
    }
    lines = [tuple(f"{x}{y}" for x in "abc") for y in range(3)]
    lines += [tuple(f"{x}{y}" for y in range(3)) for x in "abc"]
    return net(folder, crs, places, lines, **more)
