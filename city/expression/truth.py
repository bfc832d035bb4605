"""Yes, no and unknown for all objects at once (Kleene's strong three-valued logic)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known of a condition, (objects,) bool each; where nothing is, `holds` is false."""

    holds: Mask
    known: Mask

    @classmethod
    def of(cls, holds: Mask, known: Mask) -> Truth:
        return cls(holds & known, known)


def neither(truth: Truth) -> Truth:
    """The contrary; what is unknown stays so."""
    return Truth(truth.known & ~truth.holds, truth.known)


def every(parts: Sequence[Truth]) -> Truth:
    """All hold; known to be false as soon as one is known to be false."""
    holds, fails = parts[0].holds, parts[0].known & ~parts[0].holds
    for part in parts[1:]:
        holds = holds & part.holds
        fails = fails | (part.known & ~part.holds)
    return Truth(holds, holds | fails)


def any_of(parts: Sequence[Truth]) -> Truth:
    """One holds; known to be true as soon as one is known to be true."""
    return neither(every([neither(part) for part in parts]))


def lift(truth: Truth, parent: NDArray[np.int32], generations: Sequence[NDArray[np.intp]]) -> Truth:
    """Let an object of which a condition is unknown be judged by its parts.

    It holds for a building when it holds for one of its parts, and is false when it is false for
    all of which it is known. generations: the rows of the roots, of their children, ...
    """
    if len(generations) < 2:
        return truth
    holds, known = truth.holds.copy(), truth.known.copy()
    for rows in reversed(generations[1:]):
        told = rows[known[rows] & ~truth.known[parent[rows]]]
        known[parent[told]] = True
        holds[parent[told[holds[told]]]] = True
    return Truth(holds, known)
