"""A layer of a city made ready to be drawn: its tiles, and what stands for them from afar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.model import City
from city.progress import Progress
from render.blocks import FOUR, Blocks, blocks_of, coarser
from render.cover import Cover, cover_of, joined
from render.draft_part import some_pieces
from render.mesh import Mesh, mesh_of
from render.pieces import Pieces, chosen, pieces_of
from render.style import GROUND_ORDER, themes_of
from render.tree import MODEL, Tree, levels_over, upwards

F32 = NDArray[np.float32]

TILE = 12_000  # triangles of full models that a tile should have
BOXES = 256  # in a node
FACES = 10  # triangles of a box: four walls and a roof
FEET = 20_000  # places that tell how high the ground is
SAMPLE = 50_000  # points that tell what the city's outline is


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Draft:
    """What is known of a layer before any of it is drawn; it holds no VTK object.

    size: pieces in a tile. blocks: boxes of the pieces, of four together, and so on; of a ground
    covers stand for the tiles, one for each node of the tree. grounded: whether there is terrain.
    """

    city: City
    lod: str | None
    theme: str | None
    pieces: Pieces
    size: int
    tree: Tree
    blocks: tuple[Blocks, ...]
    covers: tuple[Cover, ...]
    grounded: bool

    @property
    def box(self) -> F32 | None:
        """(2, 3): the lowest and highest corner; None where nothing is drawn."""
        if not self.tree.leaves:
            return None
        return np.stack([self.tree.low[-1], self.tree.high[-1]])

    def mesh(self, leaf: int) -> Mesh:
        """The full model of a tile."""
        first, last = self.tree.piece[leaf : leaf + 2].tolist()
        cuts = self.pieces.cuts
        spans = {level: (int(cut[first]), int(cut[last])) for level, cut in cuts.items()}
        return mesh_of(self.city, self.pieces.masks, spans)

    def boxes(self, node: int) -> tuple[int, slice]:
        """Which boxes stand for a node: the number of their Blocks, and the rows there."""
        k = self.tree.level(node)
        fold = min(max(0, k - _steps(BOXES // self.size)), len(self.blocks) - 1)
        first, last = self.tree.leaves_of(node)
        a, b = self.tree.piece[first], self.tree.piece[last]
        return fold, slice(int(a) // FOUR**fold, -(-int(b) // FOUR**fold))

    def part(self, rows: NDArray[np.bool_]) -> Draft:
        """The same layer of some objects alone, (objects,); quick where they are few."""
        known = some_pieces(self.city, self.pieces, self.blocks[0], rows) if self.blocks else None
        if known is not None:
            return _of_pieces(self.city, self.lod, self.theme, *known, Progress())
        masks = {level: mask & rows for level, mask in self.pieces.masks.items()}
        some = {level: mask for level, mask in masks.items() if mask.any()}
        pieces = pieces_of(self.city, some)
        return _of_pieces(self.city, self.lod, self.theme, pieces, None, Progress())

    def feet(self) -> F32:
        """(n, 3): where pieces stand; of a large city, one place for several neighbours."""
        return _feet(self.blocks[0]) if self.blocks else np.zeros((0, 3), np.float32)

    def outline(self) -> tuple[F32, F32]:
        """(n, 3) points of a city's shape, and (m, 2, 3) boxes of what it is made of: a sample."""
        blocks = self.blocks[0] if self.blocks else None
        if blocks is None:
            low, high = self.tree.low[: self.tree.leaves], self.tree.high[: self.tree.leaves]
            shape = self.covers[-1].points if self.covers else np.zeros((0, 3), np.float32)
            return shape, np.stack([low, high], axis=1)
        there = blocks.error > 0
        low, high = blocks.boxes()
        step = max(1, 8 * len(low) // SAMPLE)
        rows = np.flatnonzero(there)[::step]
        return blocks.corners(rows).reshape(-1, 3), np.stack([low[rows], high[rows]], axis=1)


def draft_of(
    city: City, lod: str | None, theme: str | None, progress: Progress | None = None
) -> Draft:
    """Make a layer ready; of any size, on any thread, and `progress` may stop it."""
    pieces = pieces_of(city, chosen(city, lod, theme))
    return _of_pieces(city, lod, theme, pieces, None, progress or Progress())


def _of_pieces(
    city: City,
    lod: str | None,
    theme: str | None,
    pieces: Pieces,
    known: Blocks | None,
    progress: Progress,
) -> Draft:
    """The draft of some pieces; known: their boxes, where they have been found already."""
    mean = pieces.triangles.mean() if len(pieces) else 1.0
    steps = int(np.clip(np.round(np.log(TILE / max(mean, 1)) / np.log(4)), 0, _steps(BOXES)))
    size = FOUR**steps
    first = np.append(np.arange(0, len(pieces), size), len(pieces)).astype(np.int64)
    levels = levels_over(len(first) - 1)
    full = np.add.reduceat(pieces.triangles, first[:-1]) if len(pieces) else np.zeros(0, np.int64)
    of_kind = np.array([t == "Terrain" for t in themes_of(city.objects.kinds)], bool)
    roots = city.objects.kind[pieces.owner]
    grounded = bool(of_kind[roots].any()) if len(roots) else False
    plan = (city, lod, theme, pieces, size)
    if theme in GROUND_ORDER:
        return _ground(*plan, first, levels, full, grounded, progress)
    blocks = [blocks_of(city, pieces, progress) if known is None else known]
    while len(blocks[-1]) > BOXES:
        blocks.append(coarser(blocks[-1]))
    tree = _over_blocks(blocks, size, first, levels, full)
    return Draft(*plan, tree, tuple(blocks), (), grounded)


def _steps(ratio: int) -> int:
    """How many times four goes into a number."""
    return (int(ratio).bit_length() - 1) // 2


def _over_blocks(
    blocks: list[Blocks],
    size: int,
    first: NDArray[np.int64],
    levels: tuple[int, ...],
    full: NDArray[np.int64],
) -> Tree:
    count = levels[-1]
    low, high = np.zeros((count, 3), np.float32), np.zeros((count, 3), np.float32)
    error, cost = np.zeros(count, np.float32), np.zeros(count, np.int64)
    if count:
        lowest, highest = blocks[0].boxes()
        empty = blocks[0].error == 0
        lowest[empty], highest[empty] = np.inf, -np.inf
        low[: levels[1]] = np.minimum.reduceat(lowest, first[:-1], axis=0)
        high[: levels[1]] = np.maximum.reduceat(highest, first[:-1], axis=0)
        nothing = ~np.isfinite(low).all(1)
        low[nothing], high[nothing] = np.inf, -np.inf
        upwards(low, levels, np.minimum)
        upwards(high, levels, np.maximum)
        low, high = np.where(np.isfinite(low), low, 0), np.where(np.isfinite(high), high, 0)
    for k in range(len(levels) - 1):
        a, b = levels[k : k + 2]
        fold = max(0, k - _steps(BOXES // size))
        fold = min(fold, len(blocks) - 1)
        per = size * FOUR**k // FOUR**fold
        wrong, area = blocks[fold].error, blocks[fold].area()
        starts = np.arange(0, len(wrong), per)
        there = np.add.reduceat((wrong > 0).astype(np.float32), starts)
        mean = np.add.reduceat(wrong * area, starts) / np.maximum(np.add.reduceat(area, starts), 1)
        error[a:b], cost[a:b] = mean[: b - a], there[: b - a] * FACES
    return Tree(levels, first, low, high, error, cost, full)


def _ground(
    city: City,
    lod: str | None,
    theme: str | None,
    pieces: Pieces,
    size: int,
    first: NDArray[np.int64],
    levels: tuple[int, ...],
    full: NDArray[np.int64],
    grounded: bool,
    progress: Progress,
) -> Draft:
    count = levels[-1]
    low, high = np.zeros((count, 3), np.float32), np.zeros((count, 3), np.float32)
    low[: len(first) - 1], high[: len(first) - 1] = np.inf, -np.inf
    bare = np.zeros(count, np.float32)  # metres of what is lines only, which no cover stands for
    covers: list[Cover] = []
    for leaf in range(len(first) - 1):
        progress.check()
        spans = {
            level: (int(cut[first[leaf]]), int(cut[first[leaf + 1]]))
            for level, cut in pieces.cuts.items()
        }
        mesh = mesh_of(city, pieces.masks, spans)
        if len(mesh.points):
            low[leaf], high[leaf] = mesh.points.min(0), mesh.points.max(0)
        if len(mesh.edges) and not len(mesh.triangles):
            bare[leaf] = np.linalg.norm(high[leaf] - low[leaf])
        covers.append(cover_of(mesh))
    for k in range(len(levels) - 2):
        a, b = levels[k : k + 2]
        covers.extend(joined(covers[c : min(c + FOUR, b)]) for c in range(a, b, FOUR))
    upwards(low, levels, np.minimum)
    upwards(high, levels, np.maximum)
    low, high = np.where(np.isfinite(low), low, 0), np.where(np.isfinite(high), high, 0)
    upwards(bare, levels, np.maximum)
    error = np.maximum(np.array([cover.cell for cover in covers], np.float32), bare)
    cost = np.array([len(c.triangles) * MODEL for c in covers], np.int64)
    tree = Tree(levels, first, low, high, error, cost, full)
    return Draft(city, lod, theme, pieces, size, tree, (), tuple(covers), grounded)


def _feet(blocks: Blocks) -> F32:
    there = blocks.error > 0
    feet = np.stack([blocks.x[there], blocks.y[there], blocks.low[there]], axis=1)
    step = -(-len(feet) // FEET)
    if step > 1:
        starts = np.arange(0, len(feet), step)
        lowest = np.minimum.reduceat(feet[:, 2], starts)
        feet = feet[starts]
        feet[:, 2] = lowest
    return np.asarray(feet, np.float32)
