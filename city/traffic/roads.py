"""The streets that traffic runs on: a network, and what vehicles may do there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.simulated.network import Network

F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]
TRIES = 20  # junctions from which the largest connected part is looked for


@dataclass(frozen=True, slots=True, eq=False)
class Roads:
    """A network of l streets, each in one direction, without values.

    length: (l,) metres. speed: (l,) metres a second that are allowed. lanes: (l,) for cars; none
    where no car may pass. outermost: (l,) the number of the first of them, from the street's side.
    """

    network: Network
    length: F64
    speed: F64
    lanes: NDArray[np.int64]
    outermost: NDArray[np.int64]

    @property
    def open(self) -> Mask:
        """(l,) whether cars may pass, from one junction to another."""
        return np.asarray((self.lanes > 0) & (self.network.ends >= 0).all(1))


def connected(roads: Roads) -> Mask:
    """(n,) the junctions of the largest part in which cars come from everywhere to everywhere,
    as far as no turn is forbidden."""
    ends = roads.network.ends[roads.open]
    count = len(roads.network.nodes)
    degree = np.bincount(ends.ravel(), minlength=count)
    best = np.zeros(count, bool)
    for _ in range(TRIES):
        if degree.max(initial=0) == 0:
            break
        root = int(np.argmax(degree))
        part = _reached(ends, root, count) & _reached(ends[:, ::-1], root, count)
        degree[part] = 0
        if part.sum() > best.sum():
            best = part
        if best.sum() >= (degree > 0).sum():
            break
    return best


def _reached(ends: NDArray[np.int64], root: int, count: int) -> Mask:
    """Where one comes to from a junction."""
    found = np.zeros(count, bool)
    found[root] = True
    while True:
        fresh = ends[found[ends[:, 0]] & ~found[ends[:, 1]], 1]
        if not len(fresh):
            return found
        found[fresh] = True
