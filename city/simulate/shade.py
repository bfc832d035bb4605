"""Which places lie in the shade of a hurdle when light comes from one direction: told without a ray
where that is plain, and by one where it is not.

Light of one direction is parallel, so the triangles of a hurdle are put once into lists over the
plane across it, and each place looks at the list that it lies under: an irregular z-buffer turned
round (Johnson et al. 2005, The Irregular Z-Buffer; Aila and Laine 2004, Alias-Free Shadow Maps).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from city.simulate.obstacles import Hurdle

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
Mask = NDArray[np.bool_]
State = NDArray[np.uint8]

CHUNK = 1 << 14  # places that are looked at in one go
MANY = 30_000  # places, from which on lists may cost less than rays
SHARE = 0.5  # triangles near them for each place, above which rays cost less all the same
PLACES = 4.0  # under a texel, on average
TEXELS = 1 << 20  # at most
ENTRIES = 1 << 25  # of triangles in lists, above which they take too much memory


class Shade:
    """What a hurdle hides, direction by direction; several threads may ask at once."""

    def __init__(self, hurdle: Hurdle) -> None:
        self._hurdle = hurdle

    @cached_property
    def _triangles(self) -> tuple[F32, Mask, F64]:
        corners, gone = self._hurdle.triangles()
        return corners, gone, blocks_of(corners)

    def over(self, starts: F32, asked: Mask, way: F32, check: Callable[[], None]) -> Mask:
        """(n,): which of the places that are asked for are hidden from light.

        starts: (n, 3) metres from the hurdle's origin. way: (3,) towards the light. check: called
        now and then, and may raise.
        """
        hidden, left = np.zeros(len(starts), bool), np.flatnonzero(asked)
        if len(left) >= MANY:
            hidden, left = self._plain(starts, asked, way.astype(np.float64), check)
        ways = np.tile(way, (min(len(left), CHUNK), 1))
        for first in range(0, len(left), CHUNK):
            check()
            rows = left[first : first + CHUNK]
            hidden[rows] = self._hurdle.blocked(starts.take(rows, axis=0), ways[: len(rows)])
        return hidden

    def _plain(
        self, starts: F32, asked: Mask, way: F64, check: Callable[[], None]
    ) -> tuple[Mask, NDArray[np.intp]]:
        """What is plainly hidden, and of which places that is not told."""
        from city.simulate.shade_loops import ASKED, HIDDEN, UNSURE

        state = asked.astype(np.uint8)
        lists = lists_of(*self._triangles, starts, state, way)
        if lists is not None:
            for first in range(0, len(starts), CHUNK):
                check()
                lists.look(starts[first : first + CHUNK], state[first : first + CHUNK])
        return state == HIDDEN, np.flatnonzero((state == ASKED) | (state == UNSURE))


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """The triangles over each texel of the plane across the light, as `shade_loops` tells of them.

    basis: (3, 3), see `across`. box: (6,) the least and greatest u, v and w of places. told:
    (t, 16) of triangles. The list of a texel is ids[first[texel] : first[texel + 1]], first with
    the triangle that reaches farthest along the light, but for `slack` metres.
    """

    basis: F64
    box: F64
    texel: float
    columns: int
    told: F64
    first: NDArray[np.int64]
    ids: I32
    slack: float

    def look(self, starts: F32, state: State) -> None:
        """Put what is plain into the state (n,) of places (n, 3) that are asked for."""
        from city.simulate import shade_loops as loops

        loops.look(
            starts,
            state,
            *(self.basis, self.box, self.texel, self.columns),
            *(self.told, self.first, self.ids, self.slack),
        )


def lists_of(
    corners: F32, gone: Mask, blocks: F64, starts: F32, state: State, way: F64
) -> Lists | None:
    """Lists of triangles (t, 3, 3), some of them gone, over places (n, 3) that are asked for; None
    where rays cost less, they would take too much memory, or places lie nowhere.

    blocks: `blocks_of` the triangles. way: (3,) towards the light.
    """
    from city.simulate import shade_loops as loops

    basis, box = across(way), np.empty(6)
    loops.extent(starts, state, basis, box)
    wide, high = float(box[1] - box[0]), float(box[3] - box[2])
    if not np.isfinite(wide + high):
        return None
    near = np.empty(len(blocks), np.int32)
    near = near[: loops.near(blocks, basis, box, near)]
    most, asked = len(near) * loops.BLOCK, np.count_nonzero(state)
    if most > SHARE * asked:
        return None
    count = min(asked / PLACES, TEXELS)
    texel = max(np.sqrt(wide * high / count), (wide + high) / count, 0.01)
    columns, rows = int(wide / texel) + 1, int(high / texel) + 1
    told, spans = np.empty((most, loops.NUMBERS)), np.empty((most, 4), np.int32)
    number = loops.tell(corners, gone, near, basis, box, texel, told, spans)
    told, spans, order = told[:number], spans[:number], np.empty(number, np.int32)
    slack = loops.rank(told, box[4], order)
    most = int((spans[:, 3] - spans[:, 2] + 1).sum())
    if most > ENTRIES:
        return None
    runs = np.empty((most, 3), np.int32)
    first = np.zeros(rows * columns + 3, np.int64)
    runs = runs[: loops.run(told, spans, order, box, texel, columns, runs, first)]
    np.cumsum(np.cumsum(first, out=first), out=first)
    if first[-1] > ENTRIES:
        return None
    ids = np.empty(int(first[-1]), np.int32)
    loops.fill(runs, first, ids)
    return Lists(basis, box, texel, columns, told, first, ids, slack)


def across(way: F64) -> F64:
    """(3, 3): unit vectors u and v across a direction (3,), and w along it; right-handed."""
    w = way / np.linalg.norm(way)
    u = np.cross([0.0, 0.0, 1.0] if abs(w[2]) < 0.9 else [1.0, 0.0, 0.0], w)
    u /= np.linalg.norm(u)
    return np.stack([u, np.cross(w, u), w])


def blocks_of(corners: F32) -> F64:
    """(k, 2, 3): the middle and half the size of the boxes around triangles (t, 3, 3), so many of
    them that follow one another."""
    from city.simulate.shade_loops import BLOCK

    points, first = corners.reshape(-1, 3), np.arange(0, 3 * len(corners), 3 * BLOCK)
    low = np.minimum.reduceat(points, first, axis=0).astype(np.float64)
    high = np.maximum.reduceat(points, first, axis=0).astype(np.float64)
    return np.stack([(low + high) / 2, (high - low) / 2], axis=1)


def prepare() -> None:
    """Have the loops compiled: some seconds the first time, half a second from then on."""
    from city.simulate import shade_loops  # noqa: F401
