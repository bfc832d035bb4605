"""The tree over a layer's neighbourhoods, and how much of it is drawn from where one looks.

Every node covers four of the level below; the lowest, the leaves, are tiles: runs of pieces. A
node has something simple that stands for it, and a leaf its full model besides. Refined is what
is most wrong on the screen, as long as the budget of triangles lasts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.lens import Lens

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
Mask = NDArray[np.bool_]

BRANCHES = 4
MODEL = 2.0  # a triangle of a full model takes as long as so many of a box
SURE = 1e6  # pixels: so wrong counts whatever stands where only the true form will do
STAYING = 1.25  # what is refined stays so until it is that much less wrong: nothing pops to and fro


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Where one looks from, and how carefully.

    eye: (3,). pixel: metres per pixel at one metre from the eye; in parallel projection anywhere.
    near: the nearest depth that is drawn. planes: (6, 4) of what is seen: a, b, c, d with
    ax + by + cz + d the metres inside. detailed: whether edges are drawn. reach: metres around
    what is seen from where shadows may fall into it. whole: boxes (2, 3) of what is drawn in full
    in plan, whatever there is time for: values lie over its faces.
    """

    eye: NDArray[np.float64]
    pixel: float
    near: float
    planes: NDArray[np.float64]
    detailed: bool = True
    parallel: bool = False
    reach: float = 0.0
    whole: tuple[NDArray[np.floating], ...] = ()

    def coarse(self, away: NDArray[np.floating] | float) -> NDArray[np.float64]:
        """Metres per pixel at distances from the eye."""
        return np.asarray(self.pixel * (np.ones_like(away) if self.parallel else away), np.float64)

    def sees(self, centre: NDArray[np.floating], radius: NDArray[np.floating]) -> Mask:
        """(n,): whether any of a ball about each centre (n, 3) may be seen."""
        inside = centre @ self.planes[:, :3].T + self.planes[:, 3]
        return np.asarray((inside > -(radius + self.reach)[:, None]).all(1))


def view_of(lens: Lens, detailed: bool, reach: float = 0.0) -> View:
    """How a lens sees a layer."""
    planes = np.concatenate([lens.matrix[3] + side * lens.matrix[:3] for side in (1, -1)])
    planes /= np.linalg.norm(planes[:, :3], axis=1, keepdims=True)
    return View(lens.eye, lens.pixel, lens.clip[0], planes, detailed, lens.parallel, reach)


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """Nodes, the leaves first and the root last.

    levels: (l + 1,) where each level begins, and the end. piece: (leaves + 1,) the pieces of each
    leaf. low, high: (n, 3) corners. error: (n,) metres by which what stands for a node is wrong.
    cost: (n,) its triangles. full: (leaves,) triangles of the full models.
    """

    levels: tuple[int, ...]
    piece: NDArray[np.int64]
    low: F32
    high: F32
    error: F32
    cost: NDArray[np.int64]
    full: NDArray[np.int64]

    @property
    def leaves(self) -> int:
        return len(self.full)

    def level(self, node: int) -> int:
        """How many levels above the leaves a node is."""
        return int(np.searchsorted(self.levels, node, side="right")) - 1

    def leaves_of(self, node: int) -> tuple[int, int]:
        """The first leaf under a node, and the one behind the last."""
        k = self.level(node)
        first = (node - self.levels[k]) * BRANCHES**k
        return first, min(first + BRANCHES**k, self.leaves)

    def parents(self) -> I32:
        """(n,): the node above each; the root is its own."""
        parent = np.zeros(self.levels[-1], np.int32)
        for k, (a, b) in enumerate(zip(self.levels, self.levels[1:], strict=False)):
            above = self.levels[k + 1] + np.arange(b - a) // BRANCHES
            parent[a:b] = np.minimum(above, self.levels[-1] - 1)
        return parent


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """What is drawn of a tree: `coarse` nodes (n,), and the leaves of which the `full` model is.

    missing: nodes, and wanted: leaves, whose simple and whose full model should be there and is
    not, what is most wrong first.
    """

    coarse: NDArray[np.intp]
    full: NDArray[np.intp]
    missing: NDArray[np.intp]
    wanted: NDArray[np.intp]

    def same(self, other: Cut) -> bool:
        """Whether another draws the same."""
        same = np.array_equal(self.coarse, other.coarse)
        return same and np.array_equal(self.full, other.full)


def nothing() -> Cut:
    """A cut that draws nothing."""
    return Cut(*(np.zeros(0, np.intp) for _ in range(4)))


def levels_over(leaves: int) -> tuple[int, ...]:
    """Where each level of a tree over so many leaves begins, and the end."""
    ends, count = [0], leaves
    while count:
        ends.append(ends[-1] + count)
        if count == 1:
            break
        count = -(-count // BRANCHES)
    return tuple(ends)


def upwards(values: NDArray[np.floating], levels: tuple[int, ...], how: np.ufunc) -> None:
    """Fill in the values of the inner nodes from those of the leaves, in place."""
    for k in range(len(levels) - 2):
        a, b, c = levels[k : k + 3]
        values[b:c] = how.reduceat(values[a:b], np.arange(0, b - a, BRANCHES), axis=0)


class Growth:
    """What is refined of one tree at the moment, and what of it is there to be drawn.

    simple: (nodes,) and full: (leaves,) whether what stands for a node, and the model of a leaf,
    is there.
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.split = np.zeros(tree.levels[-1], bool)
        self.simple = np.zeros(tree.levels[-1], bool)
        self.full = np.zeros(tree.leaves, bool)
        self._parent = tree.parents()
        self._centre = (tree.low + tree.high) / 2
        self._radius = np.linalg.norm(tree.high - tree.low, axis=1) / 2
        self._worth = tree.error.copy()
        for k in range(len(tree.levels) - 3, -1, -1):  # no child is worse than its parent
            a, b = tree.levels[k : k + 2]
            self._worth[a:b] = np.minimum(self._worth[a:b], self._worth[self._parent[a:b]])

    def look(self, view: View, shown: Mask | None) -> tuple[F32, NDArray[np.int64], Mask]:
        """For each node: pixels by which it is wrong, triangles more when refined, if it is seen.

        shown: (nodes,) false where nothing of a node is shown.
        """
        tree = self.tree
        seen = view.sees(self._centre, self._radius)
        if shown is not None:
            seen &= shown
        away = np.linalg.norm(self._centre - view.eye, axis=1) - self._radius
        wrong = self._worth / view.coarse(np.maximum(away, max(view.near, 1e-3)))
        wrong = np.where(self.split, wrong * STAYING, wrong)
        for box in view.whole:
            within = (tree.low[:, :2] <= box[1, :2]) & (tree.high[:, :2] >= box[0, :2])
            wrong = np.where(within.all(1), np.maximum(wrong, SURE), wrong)
        for k in range(len(tree.levels) - 3, -1, -1):
            a, b = tree.levels[k : k + 2]
            wrong[a:b] = np.minimum(wrong[a:b], wrong[self._parent[a:b]])
        wrong = np.where(seen, wrong, 0.0)
        cost = np.where(seen, tree.cost, 0)
        below = np.zeros(len(cost), np.int64)
        below[: tree.leaves] = np.where(seen[: tree.leaves], tree.full * MODEL, 0)
        inner = tree.leaves
        if inner < len(cost):
            np.add.at(below, self._parent[:-1], cost[:-1])
        return wrong.astype(np.float32), below - cost, seen

    def grow(self, split: Mask, wrong: F32, seen: Mask) -> Cut:
        """Refine these nodes, as far as what they are refined to is there."""
        tree, leaves, parent = self.tree, self.tree.leaves, self._parent
        if not leaves:
            return nothing()
        reached = seen & split[parent]
        reached[-1] = seen[-1]
        lacking = np.flatnonzero(reached & ~self.simple)
        missing = lacking[np.argsort(-wrong[parent[lacking]], kind="stable")]
        asked = np.flatnonzero(split[:leaves] & seen[:leaves] & ~self.full)
        wanted = asked[np.argsort(-wrong[asked], kind="stable")]
        able = split.copy()  # nodes all of whose children are there
        able[parent[lacking]] = False
        able[:leaves] = split[:leaves] & self.full
        drawn = np.zeros(len(split), bool)
        drawn[-1] = seen[-1] and self.simple[-1]
        for k in range(len(tree.levels) - 3, -1, -1):
            a, b = tree.levels[k : k + 2]
            above = parent[a:b]
            drawn[a:b] = seen[a:b] & drawn[above] & able[above]
        full = np.flatnonzero(drawn[:leaves] & able[:leaves])
        coarse = np.flatnonzero(drawn & ~able)
        return Cut(coarse, full, missing, wanted)


def cut(
    growths: Sequence[Growth],
    views: Sequence[View],
    shown: Sequence[Mask | None],
    budget: float,
    limit: float,
    lasting: bool = True,
) -> tuple[list[Cut], float]:
    """What to draw of several trees together, and how many triangles of boxes that is worth.

    views: of each tree. shown: as for Growth.look. budget: triangles of boxes that all may take.
    limit: pixels; what is less wrong is not refined. lasting: whether the next cut stays near.
    """
    asked = zip(growths, views, shown, strict=True)
    seen = [growth.look(view, mask) for growth, view, mask in asked]
    if not seen:
        return [], 0.0
    wrong = np.concatenate([w for w, _, _ in seen])
    more = np.concatenate([m for _, m, _ in seen])
    base = sum(
        int(g.tree.cost[-1]) for g, (_, _, s) in zip(growths, seen, strict=True) if s[-1:].any()
    )
    order = np.flatnonzero(wrong > limit)
    order = order[np.argsort(-wrong[order], kind="stable")]  # parents come before their children
    spent = base + np.cumsum(more[order])
    enough = int(np.searchsorted(np.maximum.accumulate(spent), budget, side="right"))
    enough = max(enough, int(np.count_nonzero(wrong[order] >= SURE)))
    split = np.zeros(len(wrong), bool)
    split[order[:enough]] = True
    cuts, start = [], 0
    for growth, (w, _, s) in zip(growths, seen, strict=True):
        end = start + len(w)
        cuts.append(growth.grow(split[start:end], w, s))
        if lasting:
            growth.split = split[start:end]
        start = end
    return cuts, float(spent[enough - 1]) if enough else float(base)
