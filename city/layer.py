"""Values laid over a city: on façades, roofs and ground, with unit, method and origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from city.grid import Grid
from city.strings import runs

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I32 = NDArray[np.int32]

Badge = Literal["measured", "derived", "simulated", "assumed"]
Tone = Literal["good", "poor", "bad", "gain", "new", "same", "slight", "clear", "grave", "worst"]
FACADE, ROOF, GROUND, WINDOW = range(4)
SORTS = ("façades", "roofs", "ground", "windows")


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a column of values says.

    unit: "h", "kWh/m²", "" for a share; "clock" for hours since midnight. scale: "sequential";
    "diverging" about zero; "classes" where each whole number has a name in `names`. low, high:
    what the colours begin and end at, None: as the values do. tones: of classes, how each is taken.
    """

    key: str
    title: str
    unit: str = ""
    decimals: int = 1
    scale: Literal["sequential", "diverging", "classes"] = "sequential"
    low: float | None = None
    high: float | None = None
    names: tuple[str, ...] = ()
    tones: tuple[Tone, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """The faces that values lie on, each with a raster of cells over it.

    key: (f,) uint64, the same for the same face. corner: (f, 3) local metres of a raster's lower
    left corner seen from outside; across, up: (f, 3) one cell on. columns, rows: (f,) cells.
    corners: (t, 3, 3) the triangles that fill them, in local metres; face: (t,) whose.
    """

    key: NDArray[np.uint64]
    corner: F64
    across: F64
    up: F64
    columns: I32
    rows: I32
    corners: F64
    face: I32


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The ground as far as it is looked at.

    heights: (rows, columns) local metres, NaN in the cells of the grid where nobody can stand.
    """

    grid: Grid
    heights: F32


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """The places that are looked at: on faces first, then on the ground.

    points: (n, 3) local metres. normals: (n, 3) outwards. area: (n,) m² that each stands for.
    sort: (n,) of SORTS. owner: (n,) of `owners`, the ids of buildings, -1 on the ground. storey:
    (n,) from 0, -1 on roofs and ground. face: (n,) of `faces`, -1 on the ground; cell: (n,) of
    that face's raster, or of `ground`, row by row.
    """

    points: F64
    normals: F32
    area: F32
    sort: NDArray[np.uint8]
    owner: I32
    storey: NDArray[np.int16]
    face: I32
    cell: I32
    owners: tuple[str, ...]
    faces: Faces
    ground: Ground | None

    def __len__(self) -> int:
        return len(self.points)

    def nearest(
        self, point: Sequence[float], towards: Sequence[float] | None = None, reach: float = 2.0
    ) -> int:
        """The row of the place that is nearest to a point (3,), -1 where none is within `reach`
        metres. towards: (3,) to where one looks from; places on the far side of a wall are left
        out.
        """
        place = np.asarray(point, np.float64)
        near = np.flatnonzero((np.abs(self.points - place) <= reach).all(1))
        if towards is not None:
            near = near[self.normals[near] @ np.asarray(towards, np.float64) > 0]
        away = ((self.points[near] - place) ** 2).sum(1)
        return int(near[away.argmin()]) if len(near) and away.min() <= reach**2 else -1

    def same_as(self, other: Samples) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Which of these samples are the same as which of other ones: the same cells of the same
        faces, and the same places on the ground.
        """
        pairs = [_on_faces(self, other), _on_ground(self, other)]
        here, there = (np.concatenate(rows) for rows in zip(*pairs, strict=True))
        alike = (self.cell[here] == other.cell[there]) | (self.face[here] < 0)
        alike &= np.abs(self.points[here] - other.points[there]).max(1, initial=0) < 1e-6
        return here[alike], there[alike]


Pair = tuple[NDArray[np.intp], NDArray[np.intp]]


def _on_faces(one: Samples, other: Samples) -> Pair:
    """The rows of the places on faces that both have; they lie face by face in the same order."""
    runs_of = [np.bincount(s.face[s.face >= 0], minlength=len(s.faces.key)) for s in (one, other)]
    first = [np.cumsum(count) - count for count in runs_of]
    _, mine, theirs = np.intersect1d(one.faces.key, other.faces.key, return_indices=True)
    same = runs_of[0][mine] == runs_of[1][theirs]
    mine, theirs = np.sort(mine[same]), theirs[same][np.argsort(mine[same])]
    count = runs_of[0][mine]
    return runs(first[0][mine], count), runs(first[1][theirs], count)


def _on_ground(one: Samples, other: Samples) -> Pair:
    """The rows of the places on the ground that both have, of grids with the same steps."""
    none = np.zeros(0, np.intp)
    if one.ground is None or other.ground is None:
        return none, none
    mine, theirs = one.ground.grid, other.ground.grid
    right = (theirs.west - mine.west) / mine.step
    down = (mine.north - theirs.north) / mine.step
    if mine.step != theirs.step or max(abs(x - round(x)) for x in (right, down)) > 1e-6:
        return none, none
    row_of = np.full(theirs.shape, -1, np.intp)
    there = np.flatnonzero(other.face < 0)
    row_of.ravel()[other.cell[there]] = there
    here = np.flatnonzero(one.face < 0)
    row, column = np.divmod(one.cell[here], mine.columns)
    row, column = row - round(down), column - round(right)
    inside = (row >= 0) & (row < theirs.rows) & (column >= 0) & (column < theirs.columns)
    here, found = here[inside], row_of[row[inside], column[inside]]
    return here[found >= 0], found[found >= 0]


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """What a simulation, a feed or a file says of a city, place by place.

    values: (samples,) float32 by a quantity's key, NaN where there is none. columns, tables: what
    it says of each owner, (owners,) by a column's key, what matters most first. settings: what was
    asked for. facts: names and words of what was found, for people. inputs: a hash of all that it
    follows from; base: of the city without any plan. traces: what a later run needs in order to
    compute only what has changed.
    """

    simulation: str
    title: str
    samples: Samples
    quantities: tuple[Quantity, ...]
    values: Mapping[str, F32]
    badge: Badge = "simulated"
    columns: tuple[Quantity, ...] = ()
    tables: Mapping[str, F64] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[tuple[str, str], ...] = ()
    inputs: str = ""
    base: str = ""
    traces: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    def quantity(self, key: str) -> Quantity:
        return next(one for one in self.quantities if one.key == key)

    def digest(self) -> str:
        """32 letters that follow from all places and values, and from nothing else: equal letters,
        equal answers, whoever has computed them."""
        told = blake2b("\0".join(self.samples.owners).encode("utf-8", "replace"), digest_size=16)
        samples = self.samples
        places: dict[str, NDArray[Any]]
        places = {"points": samples.points, "sort": samples.sort, "owner": samples.owner}
        groups: tuple[Mapping[str, NDArray[Any]], ...] = (places, self.values, self.tables)
        for group in groups:
            for name, column in sorted(group.items()):
                told.update(f"{name}|{column.dtype}|{column.shape}".encode())
                told.update(_plain(column))
        return told.hexdigest()


def _plain(column: NDArray[Any]) -> bytes:
    """Numbers as bytes, where -0.0 is 0.0 and there is but one NaN."""
    if column.dtype.kind == "f":
        column = np.where(np.isnan(column), np.nan, column + 0.0).astype(column.dtype)
    return np.ascontiguousarray(column).tobytes()
