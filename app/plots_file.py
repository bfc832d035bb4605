"""From the polygons of a zoning plan to the edits that draw plots and zones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from city.base import Base
from city.edits import Edit, EditError, read_edit
from city.edits.edit import count
from city.edits.parts import MOST_POINTS
from city.progress import Progress
from city.scenario import attempted
from city.view import View
from importers import ReadError
from importers.zoning import Zoning, read_zoning

MOST = 2_000  # plots and zones that are drawn at once
ROUND = 100.0  # metres round the city in which they are drawn
WORDS = {"height": "height", "wall": "upright to", "far": "FAR", "coverage": "coverage",
         "setback": "setback", "name": "name"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawn:
    """The edits that draw what a file holds; words: what they do. told: what is to be known."""

    edits: tuple[Edit, ...]
    words: str
    told: tuple[str, ...]


def drawn(path: Path, base: Base, progress: Progress) -> Drawn:
    """Read plots and zones of a file, those that lie in the city: a zone where a height limit is
    given, else a plot. ReadError, in words, where there is none."""
    zoning = read_zoning(path, base.frame, progress)
    rows = _near(zoning, base)
    if not rows:
        raise ReadError(
            f"{path.name}: none of its {len(zoning.outlines):,} polygons lies in the city"
        )
    if len(rows) > MOST:
        raise ReadError(
            f"{path.name}: {len(rows):,} of its polygons lie in the city, and {MOST:,} can be "
            "drawn at once; cut out the area that you plan"
        )
    edits, refused = [], []
    view = View.of(base)
    for done, row in enumerate(rows):
        progress.report(done, len(rows), "Drawing plots")
        try:
            edit = _edit(zoning, row, base).settled(base)
            attempted(view, edit, 0)
        except EditError as fault:
            refused.append(str(fault))
        else:
            edits.append(edit)
    if not edits:
        raise ReadError(f"{path.name}: nothing can be drawn of it: {refused[0]}")
    return Drawn(tuple(edits), _words(edits, path), tuple(_told(zoning, edits, rows, refused)))


def _near(zoning: Zoning, base: Base) -> list[int]:
    """Which polygons lie in the city or beside it."""
    if base.extent is None:
        return list(range(len(zoning.outlines)))
    low, high = base.extent[0] - ROUND, base.extent[1] + ROUND
    return [
        row
        for row, outline in enumerate(zoning.outlines)
        if (outline.max(0) >= low).all() and (outline.min(0) <= high).all()
    ]


def _edit(zoning: Zoning, row: int, base: Base) -> Edit:
    said, outline = zoning.said[row], zoning.outlines[row]
    if len(outline) > MOST_POINTS // 10:  # more corners than anybody would draw
        simple = shapely.Polygon(outline).simplify(0.25)
        outline = np.array(simple.exterior.coords)[:-1]
    places = np.round(outline + base.frame.origin[:2], 3).tolist()
    name = {"name": said["name"]} if "name" in said else {}
    if "height" not in said:
        return read_edit({"edit": "plot", "outline": places, **name})
    limits = {key: value for key, value in said.items() if key != "name"}
    if "wall" in limits:  # the roof above the eaves stays below 45 degrees
        limits["wall"] = min(float(limits["wall"]), float(limits["height"]))
        limits["angle"] = 45.0
    return read_edit({"edit": "zone", "outline": places, **limits, **name})


def _words(edits: list[Edit], path: Path) -> str:
    zones = sum(edit.verb == "zone" for edit in edits)
    parts = [count(zones, "zone")] if zones else []
    parts += [count(len(edits) - zones, "plot")] if zones < len(edits) else []
    return f"drew {' and '.join(parts)} from {path.name}"


def _told(zoning: Zoning, edits: list[Edit], rows: list[int], refused: list[str]) -> list[str]:
    told = []
    used = [f"{WORDS[name]} from “{where}”" for name, where in zoning.used.items()]
    if used:
        told.append(", ".join(used))
    else:
        told.append("none of its attributes says a height limit, FAR, coverage, setback or name")
    kept = {"far", "coverage", "setback"}
    bare = sum(not said.keys().isdisjoint(kept) and "height" not in said
               for said in (zoning.said[row] for row in rows))  # fmt: skip
    if bare:
        told.append(f"{bare:,} have limits but no height limit, and are drawn as mere plots")
    if len(rows) < len(zoning.outlines):
        told.append(f"{len(rows):,} of {len(zoning.outlines):,} lie in the city")
    if refused:
        told.append(f"{len(refused):,} cannot be drawn: {refused[0]}")
    return [*told, *zoning.told[:2]]
