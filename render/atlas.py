"""Where each cell of a layer's faces lies in a few pictures, so that a face is drawn as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.layer import Faces, Samples
from city.strings import runs

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]

SIDE = 2048  # cells: no page is wider or higher
RIM = 1  # cells around a face, so that filtering never brings in a neighbour


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """Pages of cells, and where on them each face lies.

    pages: (rows, columns) int32 each, the row of the sample that colours a cell, -1 for none; the
    lowest row first. page, x, y: (f,) the page of a face, and its first cell on it. stride: (f,)
    the cells of a face that share one on the page: 1 but for faces larger than a page.
    """

    pages: tuple[I32, ...]
    page: I64
    x: I64
    y: I64
    stride: I64

    def uv(self, faces: Faces) -> NDArray[np.float32]:
        """(t, 3, 2): where the corners of the faces' triangles lie on their pages, 0 to 1."""
        of = faces.face
        apart = faces.corners - faces.corner[of][:, None]
        size = np.array([page.shape[::-1] for page in self.pages], np.float64)[self.page[of]]
        place = np.empty((len(of), 3, 2))
        for k, (way, first) in enumerate(((faces.across, self.x), (faces.up, self.y))):
            ahead = way / np.maximum((way**2).sum(1, keepdims=True), 1e-18)
            cells = np.einsum("tkj,tj->tk", apart, ahead[of]) / self.stride[of, None]
            place[..., k] = (cells + first[of, None]) / size[:, k, None]
        return place.astype(np.float32)


def atlas_of(samples: Samples) -> Atlas:
    """Lay the rasters of a layer's faces on pages.

    A cell of a raster whose middle is not on its face, and the rim, take the sample of a cell
    beside them: the edges of gables and the ends of walls are coloured as what they belong to.
    """
    faces = samples.faces
    stride = np.maximum(np.maximum(faces.columns, faces.rows) - 1, 0) // (SIDE - 2 * RIM) + 1
    stride = stride.astype(np.int64)
    wide, high = (-(-n.astype(np.int64) // stride) + 2 * RIM for n in (faces.columns, faces.rows))
    page, x, y, sizes = _shelves(wide, high)
    ends = np.append(0, np.cumsum(np.array([r * c for r, c in sizes], np.int64)))
    width = np.array([c for _, c in sizes], np.int64)
    row_of = np.full(int(ends[-1]), -1, np.int32)

    face = np.repeat(np.arange(len(wide)), wide * high)
    down, over = np.divmod(runs(np.zeros_like(wide), wide * high), wide[face])
    cell = ends[page[face]] + (y[face] + down) * width[page[face]] + x[face] + over

    rows = np.flatnonzero(samples.face >= 0)
    of = samples.face[rows]
    row, column = np.divmod(samples.cell[rows], faces.columns[of])
    row, column = row // stride[of] + RIM, column // stride[of] + RIM
    row_of[ends[page[of]] + (y[of] + row) * width[page[of]] + x[of] + column] = rows
    _spread(row_of, cell, face, width[page[face]])
    pages = [row_of[a:b].reshape(s) for a, b, s in zip(ends, ends[1:], sizes, strict=False)]
    return Atlas(tuple(pages), page, x + RIM, y + RIM, stride)


def _shelves(wide: I64, high: I64) -> tuple[I64, I64, I64, list[tuple[int, int]]]:
    """Put boxes on shelves, the highest first: the page, x and y of each, and the pages' sizes."""
    room = int(np.clip(np.sqrt((wide * high).sum() * 1.05), max(wide.max(initial=1), 64), SIDE))
    order = np.argsort(-high, kind="stable")
    ends = np.append(0, np.cumsum(wide[order]))
    page, x, y = (np.zeros(len(wide), np.int64) for _ in range(3))
    first, level, number, sizes = 0, 0, 0, []
    while first < len(order):
        last = int(np.searchsorted(ends, ends[first] + room, side="right")) - 1
        shelf = order[first:last]
        tall = int(high[shelf[0]])
        if level + tall > SIDE:
            sizes.append((level, room))
            number, level = number + 1, 0
        page[shelf], x[shelf], y[shelf] = number, ends[first:last] - ends[first], level
        first, level = last, level + tall
    return page, x, y, [*sizes, (level, room)] if level else sizes


def _spread(row_of: I32, cell: I64, face: I64, width: I64) -> None:
    """Let cells without a sample take that of a neighbour on the same face, until all have one.

    cell: (c,) the places of all cells in `row_of`; width: (c,) of the page that each is on.
    """
    whose = np.full(len(row_of), -1, np.int32)
    whose[cell] = face
    empty = row_of[cell] < 0
    cell, width, mine = cell[empty], width[empty], face[empty]
    while len(cell):
        found = np.full(len(cell), -1, np.int32)
        for step in (1, -1, width, -width):
            beside = np.clip(cell + step, 0, len(row_of) - 1)
            given = np.where(whose[beside] == mine, row_of[beside], -1)
            found = np.where(found < 0, given, found)
        got = found >= 0
        if not got.any():
            return
        row_of[cell[got]] = found[got]
        cell, width, mine = cell[~got], width[~got], mine[~got]
