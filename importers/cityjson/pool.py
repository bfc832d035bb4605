"""What the indices of a file point into: vertices, texture coordinates, materials, textures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from importers.cityjson.nested import Ints

Points = NDArray[np.float64]


class Span(NamedTuple):
    """A run of rows: the first one, and how many."""

    first: int = 0
    number: int = 0


class Share(NamedTuple):
    """The rows of a pool that one document, feature or template may point into."""

    vertices: Span = Span()
    uvs: Span = Span()
    materials: Span = Span()
    textures: Span = Span()


class Looks(NamedTuple):
    """What a document or a feature lists: texture coordinates (n, 2), materials, textures."""

    uvs: NDArray[np.float32]
    materials: NDArray[np.object_]
    textures: NDArray[np.object_]


class Shelf:
    """One kind of thing in a pool, put there piece by piece."""

    def __init__(self, width: int, dtype: Any) -> None:
        self._pieces: list[NDArray[Any]] = [np.zeros((0, width) if width else 0, dtype)]
        self._count = 0

    def add(self, piece: NDArray[Any]) -> Span:
        span = Span(self._count, len(piece))
        self._count += len(piece)
        self._pieces.append(piece)
        return span

    def all(self) -> NDArray[Any]:
        """Everything, in one piece."""
        filled = [piece for piece in self._pieces if len(piece)]
        if len(filled) > 1:
            filled = [np.concatenate(filled)]
        if filled:
            self._pieces = filled
        return self._pieces[0]


class Pool:
    """The vertices (local metres) and the looks of one document or of several features.

    vertices: (n, 3); uvs: (n, 2); materials, textures: values of
    the model, None for what the file lists but nobody understands. `like`
    another pool means: the same looks, and vertices of its own.
    """

    def __init__(self, like: Pool | None = None) -> None:
        self.vertices = Shelf(3, np.float64)
        self.uvs: Shelf = like.uvs if like else Shelf(2, np.float32)
        self.materials: Shelf = like.materials if like else Shelf(0, object)
        self.textures: Shelf = like.textures if like else Shelf(0, object)

    def add(self, points: Points, looks: Looks) -> Share:
        """Put the vertices and the looks of a document or of a feature into the pool."""
        return Share(
            self.vertices.add(points),
            self.uvs.add(looks.uvs),
            self.materials.add(looks.materials),
            self.textures.add(looks.textures),
        )


def pointed(
    index: Ints, spans: Sequence[Span] | Ints, repeats: Ints
) -> tuple[Ints, NDArray[np.bool_]]:
    """The row that each index points at, and whether it points at anything.

    index: (n,), its runs of `repeats` indices each one belong to one of the spans, which may come
    as rows of two numbers. An index that points nowhere gets row 0.
    """
    first: Ints | int
    number: Ints | int
    if not isinstance(spans, np.ndarray) and len(set(spans)) == 1:
        first, number = spans[0]
    else:
        both = np.asarray(spans, np.int64).reshape(-1, 2)
        first, number = np.repeat(both[:, 0], repeats), np.repeat(both[:, 1], repeats)
    good = (index >= 0) & (index < number)
    return np.where(good, index + first, 0), good
