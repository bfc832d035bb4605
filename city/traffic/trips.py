"""Who wants to go from where to where, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.traffic.roads import Roads, connected

F64 = NDArray[np.float64]
NEAREST = 300.0  # metres that people drive at least, where the network is large enough
MOST = 2_000_000  # trips


@dataclass(frozen=True, slots=True, eq=False)
class Trips:
    """n trips in order of time. depart: (n,) seconds. start, end: (n,) ids of junctions."""

    depart: F64
    start: tuple[str, ...]
    end: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.start)

    def within(self, seconds: float) -> tuple[Trips, int]:
        """Those of so many seconds from the whole second of the first one on, counted from there;
        and how many are later."""
        depart = self.depart - np.floor(self.depart[0])
        many = int(np.searchsorted(depart, seconds))
        return Trips(depart[:many], self.start[:many], self.end[:many]), len(self) - many


def drawn(roads: Roads, per_hour: float, seconds: float, seed: int) -> Trips:
    """Trips by chance, from and to junctions in proportion to the lanes that begin and end there:
    the same seed gives the same trips.

    Raises ValueError where cars come from nowhere to anywhere, or for more than MOST trips.
    """
    many = round(per_hour * seconds / 3600)
    if not 1 <= many <= MOST:
        raise ValueError(f"{many:,} trips are asked for; ask for 1 to {MOST:,}")
    nodes, ends = roads.network.nodes, roads.network.ends
    joined, usable = connected(roads), roads.open
    usable &= joined[ends].all(1)
    if joined.sum() < 2:
        raise ValueError("there is no street in it on which cars come anywhere and back")
    metres = (roads.lanes * roads.length)[usable]
    chances = [
        np.bincount(ends[usable, side], metres, len(nodes)).astype(np.float64) for side in (0, 1)
    ]
    places = nodes.points[:, :2]
    least = min(NEAREST, float(np.ptp(places[joined], axis=0).max()) / 4)
    chance = np.random.Generator(np.random.PCG64(seed))
    depart = np.sort(np.round(chance.random(many) * seconds, 2))
    found = np.zeros((0, 2), np.int64)
    while len(found) < many:
        pairs = np.stack([_picked(weights, chance.random(many)) for weights in chances], axis=1)
        apart = np.hypot(*(places[pairs[:, 0]] - places[pairs[:, 1]]).T)
        found = np.concatenate([found, pairs[(apart >= least) & (pairs[:, 0] != pairs[:, 1])]])
    start, end = (tuple(nodes.ids[k] for k in found[:many, side].tolist()) for side in (0, 1))
    return Trips(depart, start, end)


def _picked(weights: F64, chance: F64) -> NDArray[np.int64]:
    """(n,) rows, each as often as it weighs. chance: (n,) from 0 to 1."""
    total = np.cumsum(weights)
    return np.asarray(np.searchsorted(total, chance * total[-1], "right"))
