"""Which places on façades belong to one dwelling, as far as a model lets anybody guess."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.expression.names import ALIASES
from city.layer import FACADE, WINDOW, Samples
from city.uses import use_of
from city.view import View

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]

LIVED_IN = ("", "residential", "hotel", "health")  # "": nobody says what it is for
SMALLEST = 25.0  # m² of ground: smaller buildings are sheds
LOWEST = 2.2  # metres: lower ones too


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """Dwellings: a stretch of façade, on one storey or on several where the building is small.

    of: (samples,) the home of each place, -1 for none. owner, storey, number: (h,) the building of
    each, its lowest storey from 0, and which it is on that storey, clockwise from the north.
    """

    of: I32
    owner: I32
    storey: I32
    number: I32

    def __len__(self) -> int:
        return len(self.owner)


def homes_in(view: View, samples: Samples, dwelling: float) -> Homes:
    """The dwellings behind the façades, an assumption: each storey of a building that people may
    live in holds as many as its ground goes by a dwelling's floor area, side by side along the
    façade; where a storey is smaller than one, several storeys are one.

    dwelling: m² of gross floor. Offices, shops and the like, as far as the model says what a
    building is for, and sheds have none.
    """
    ground, tall = _sizes(samples)
    lived = np.isin(uses_of(view, samples.owners), LIVED_IN)
    lived &= (ground >= SMALLEST) & (tall >= LOWEST)
    mine = np.flatnonzero(np.isin(samples.sort, (FACADE, WINDOW)) & (samples.owner >= 0))
    mine = mine[lived[samples.owner[mine]]]
    owner = samples.owner[mine].astype(np.int64)
    beside = np.maximum(np.round(ground / dwelling), 1).astype(np.int64)
    deep = np.maximum(np.round(dwelling / np.maximum(ground, 1.0)), 1).astype(np.int64)
    level = samples.storey[mine] // deep[owner]
    part = (_around(samples, mine) * beside[owner]).astype(np.int64)
    part = np.minimum(part, beside[owner] - 1)
    names, of = np.unique((owner << 32) | (level << 16) | part, return_inverse=True)
    whose = np.full(len(samples), -1, np.int32)
    whose[mine] = of
    owner = names >> 32
    return Homes(
        whose,
        owner.astype(np.int32),
        (((names >> 16) & 0xFFFF) * deep[owner]).astype(np.int32),
        (names & 0xFFFF).astype(np.int32),
    )


def _sizes(samples: Samples) -> tuple[F64, F64]:
    """(owners,) twice: the ground that each building covers, and its height.

    Told by its façades alone: how far each lies from the middle along the way it faces, summed
    over their area, is twice the ground times the height (Gauss's theorem in the plane).
    """
    count, faces = len(samples.owners), samples.faces
    owner_of = np.full(len(faces.key), -1)
    walls = (samples.owner >= 0) & (samples.sort == FACADE)
    owner_of[samples.face[walls]] = samples.owner[walls]
    owner = owner_of[faces.face]
    corners, owner = faces.corners[owner >= 0], owner[owner >= 0]
    low, high = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(low, owner, corners[..., 2].min(1))
    np.maximum.at(high, owner, corners[..., 2].max(1))
    a, b, c = np.moveaxis(corners, 1, 0)
    facing = np.cross(b - a, c - a)[:, :2] / 2
    apart = corners[..., :2].mean(1)
    apart -= low_corner(apart, owner, count)[owner]
    tall = np.where(np.isfinite(high - low), high - low, 0.0)
    flow = np.abs(np.bincount(owner, (apart * facing).sum(1), count)) / 2
    return flow / np.maximum(tall, 1e-9), tall


def low_corner(places: F64, owner: NDArray[np.integer], count: int) -> F64:
    """(count, 2): the south-western corner of the places (n, 2) of each owner."""
    found = np.full((count, 2), np.inf)
    np.minimum.at(found, owner, places)
    return np.where(np.isfinite(found), found, 0.0)


def _around(samples: Samples, rows: NDArray[np.intp]) -> F64:
    """(k,): how far round its building each place lies, clockwise from the north, 0 to 1."""
    count, owner = len(samples.owners), samples.owner[rows]
    places = samples.points[rows, :2]
    number = np.maximum(np.bincount(owner, minlength=count), 1)
    middle = [np.bincount(owner, places[:, k], count) / number for k in (0, 1)]
    east, north = (places[:, k] - middle[k][owner] for k in (0, 1))
    return np.asarray(np.arctan2(east, north) / (2 * np.pi) % 1.0)


def uses_of(view: View, owners: tuple[str, ...]) -> NDArray[np.str_]:
    """(owners,): what each building is for, "" where nobody says."""
    view.base.find(owners)  # all at once, which is sooner than one by one
    found = []
    for name in owners:
        there = view.find(name)
        said = {} if there is None else view.attributes(there)
        uses = (use_of(said[one]) for one in ALIASES["use"] if one in said)
        found.append(next((use for use in uses if use), ""))
    return np.array(found, np.str_)
