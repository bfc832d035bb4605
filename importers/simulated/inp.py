"""The input files of SWMM and EPANET: sections of words, and the pipes and places in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.placement import Placement
from city.progress import Progress
from city.simulated.network import Lines, Spots, lines
from importers.intake import ReadError
from importers.live.feed import text
from importers.simulated.asking import Asking

F64 = NDArray[np.float64]
Rows = NDArray[np.int64]
Row = tuple[str, ...]
LARGEST = 1 << 30  # bytes
MOST = 1e12  # of any unit


def sections(path: Path, progress: Progress) -> dict[str, list[Row]]:
    """The lines of each section as words, comments left out; names in capitals. Raises ReadError.

    Source: SWMM 5.2 User's Manual, appendix D; EPANET 2.2 User Manual, appendix C.
    """
    if path.stat().st_size > LARGEST:
        raise ReadError(f"{path.name}: it is larger than any input of a model of pipes")
    found: dict[str, list[Row]] = {}
    rows: list[Row] = []
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file):
            if number % 10_000 == 0:
                progress.report(0, 0, f"Reading {path.name}")
            words = line.partition(";")[0].split()
            if not words:
                continue
            if words[0].startswith("["):
                rows = found.setdefault(words[0].strip("[]").upper(), [])
            else:
                rows.append(tuple(words))
    return found


def option(told: Mapping[str, Sequence[Row]], name: str, section: str = "OPTIONS") -> str:
    """What a section of settings says of one, in its own words; "" for nothing."""
    words = name.upper().split()
    for row in told.get(section, ()):
        if [word.upper() for word in row[: len(words)]] == words:
            return " ".join(row[len(words) :])
    return ""


@dataclass(frozen=True, slots=True, eq=False)
class Pipes:
    """Pipes between places, as an input file has them; coordinates and heights are the file's.

    spots: id, kind and height of each place; links: id, kind and the ids at both ends of each.
    place: by id, where it is on the map; bends: by id of a link; outlines: by id of a catchment.
    """

    spots: Sequence[tuple[str, str, float]]
    links: Sequence[tuple[str, str, str, str]]
    place: Mapping[str, tuple[float, float]]
    bends: Mapping[str, list[tuple[float, float]]]
    outlines: Mapping[str, list[tuple[float, float]]]

    def sample(self) -> F64:
        """(k, 3) all coordinates on the map."""
        drawn = (*self.bends.values(), *self.outlines.values())
        flat = [*self.place.values(), *(at for points in drawn for at in points)]
        points = np.zeros((len(flat), 3))
        points[:, :2] = np.array(flat).reshape(-1, 2)
        return points


def pipes(
    told: Mapping[str, Sequence[Row]],
    spots: Mapping[str, tuple[str, int]],
    links: Mapping[str, str],
) -> Pipes:
    """Pipes from sections. spots: by section the kind of its places, and which word is their
    height; links: by section the kind of its links."""
    return Pipes(
        [
            (row[0], kind, number(row, height))
            for section, (kind, height) in spots.items()
            for row in told.get(section, ())
        ],
        [
            (row[0], kind, row[1], row[2])
            for section, kind in links.items()
            for row in told.get(section, ())
            if len(row) > 2
        ],
        {id: points[-1] for id, points in _points(told.get("COORDINATES", ())).items()},
        _points(told.get("VERTICES", ())),
        _points(told.get("POLYGONS", ())),
    )


def number(row: Row, at: int) -> float:
    """A word of a line as a number; NaN for none, and for what no pipe and no place has."""
    try:
        found = float(row[at])
    except (IndexError, ValueError):
        return np.nan
    return found if abs(found) < MOST else np.nan


def _points(rows: Sequence[Row]) -> dict[str, list[tuple[float, float]]]:
    points: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        at = number(row, 1), number(row, 2)
        if np.isfinite(at).all():
            points.setdefault(row[0], []).append(at)
    return points


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Pipes in local metres; what has no place on the map has no points.

    metre: what one unit of the file's heights is.
    """

    pipes: Pipes
    placement: Placement
    metre: float = 1.0

    def spots(self, ids: Sequence[str]) -> Spots:
        """Places by their ids."""
        told = {id: (kind, height) for id, kind, height in self.pipes.spots}
        found = [told.get(id, ("", np.nan)) for id in ids]
        nowhere = (np.nan, np.nan)
        at = [self.pipes.place.get(id, nowhere) for id in ids]
        points = self._local(at, [height for _, height in found])
        return Spots(tuple(map(text, ids)), tuple(kind for kind, _ in found), points)

    def links(self, ids: Sequence[str], width: F64 | None = None) -> Lines:
        """Pipes by their ids, each going evenly up or down from one end to the other."""
        told = {id: (kind, first, last) for id, kind, first, last in self.pipes.links}
        heights = {id: height for id, _, height in self.pipes.spots}
        kinds, shapes = [], []
        for id in ids:
            kind, first, last = told.get(id, ("", "", ""))
            ends = [self.pipes.place.get(end) for end in (first, last)]
            bends = self.pipes.bends.get(id, [])
            at = [one for one in (ends[0], *bends, ends[1]) if one is not None]
            at = at if len(at) > 1 else []
            low, high = (heights.get(end, np.nan) for end in (first, last))
            kinds.append(kind)
            shapes.append(self._local(at, np.linspace(low, high, len(at)).tolist()))
        return lines(tuple(map(text, ids)), tuple(kinds), shapes, width)

    def ends(self, links: Sequence[str], spots: Sequence[str]) -> Rows:
        """(l, 2) rows of the places at both ends of pipes, -1 for none."""
        told = {id: (first, last) for id, _, first, last in self.pipes.links}
        rows = {id: row for row, id in enumerate(spots)}
        found = [[rows.get(end, -1) for end in told.get(id, ("", ""))] for id in links]
        return np.array(found, np.int64).reshape(-1, 2)

    def areas(self, ids: Sequence[str]) -> Lines:
        """Catchments by their ids."""
        outlines = [self.pipes.outlines.get(id, []) for id in ids]
        shapes = [self._local(at, [0.0] * len(at)) for at in outlines]
        return lines(tuple(map(text, ids)), ("catchment",) * len(ids), shapes)

    def _local(self, at: Sequence[tuple[float, float]], heights: Sequence[float]) -> F64:
        points = np.zeros((len(at), 3))
        if len(at):
            points[:, :2] = np.array(at)
            points = self.placement(points)
        points[:, 2] = np.nan_to_num(np.array(heights, np.float64) * self.metre)
        return points


def tell_of_lost(links: Lines, spots: Spots, asking: Asking) -> None:
    """Say how many pipes and junctions have no place on the map."""
    lost = int((np.diff(links.offsets) == 0).sum() + np.isnan(spots.points).any(1).sum())
    if lost:
        message = f"{lost:,} pipes and junctions have no place on the map; they are not drawn"
        asking.report.warning("NO_PLACE", asking.path.name, message)
