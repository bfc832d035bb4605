"""What a plan does to streets: which it closes, and which are new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from city.simulated.network import Lines

F64 = NDArray[np.float64]
CLOSURE, LIMIT = "closure", "speed limit"  # the functions of what changes streets in a plan
FURNITURE = "CityFurniture"  # their class
# Whom a street may be closed to: classes of SUMO (Definition of Vehicles, Abstract Vehicle Class)
WHOM: dict[str, tuple[str, ...]] = {
    "all": ("all",),
    "cars": (
        "passenger", "private", "hov", "taxi", "evehicle", "truck", "trailer", "delivery",
        "motorcycle", "moped", "coach", "vip", "army", "custom1", "custom2",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class NewStreet:
    """A street that joins two junctions. shape: (k, 2) local metres, from the one to the other.

    lanes: there and back, 0 for a street of one way. speed: metres a second.
    """

    id: str
    start: str
    end: str
    shape: F64
    lanes: tuple[int, int]
    speed: float

    @property
    def ids(self) -> tuple[str, ...]:
        """Its id there and, where it leads both ways, back."""
        return (self.id, f"-{self.id}") if self.lanes[1] else (self.id,)


@dataclass(frozen=True, slots=True)
class Works:
    """closed: by the id of a street, to whom. limits: by id, the metres a second that are allowed.
    new: streets. lost: what of the plan did not fit."""

    closed: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    new: tuple[NewStreet, ...] = ()
    lost: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.closed or self.limits or self.new)


def named(streets: Lines, ids: Iterable[str], whom: str = "all") -> dict[str, str]:
    """The streets of some ids as closed; ValueError for one that the network does not have."""
    known, found = set(streets.ids), dict.fromkeys(ids, whom)
    for id in found:
        if id not in known:
            raise ValueError(f"there is no street {id!r} in the network")
    return found


def crossed(streets: Lines, shape: Any) -> list[str]:
    """The ids of the streets whose middle meets a shape (shapely, local metres)."""
    middles = shapely.linestrings(
        streets.points[:, :2],
        indices=np.repeat(np.arange(len(streets)), np.diff(streets.offsets)),
    )
    met = shapely.intersects(shape, middles)
    return [streets.ids[row] for row in np.flatnonzero(met).tolist()]
