"""Arrays that are stored in chunks: a part of one, put together from those that it lies in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from importers.simulated.dataset import Array, Index

Place = tuple[int, ...]
Span = tuple[int, int]


def gathered(
    index: Index,
    shape: Sequence[int],
    chunk: Sequence[int],
    empty: tuple[np.dtype[Any], Any],
    held: Callable[[Place], Array | None],
) -> Array:
    """A part of an array.

    shape, chunk: of the array and of each chunk. empty: the type of the values, and the value of
    what is not there. held: the chunk at a place of the grid of chunks; None for one that nobody
    has written.
    """
    spans = _spans(index, shape)
    dtype, fill = empty
    out = np.empty([stop - start for start, stop in spans], dtype)
    nothing = np.broadcast_to(np.asarray(fill, dtype), chunk)
    for place in _places(spans, chunk):
        values = held(place)
        put(nothing if values is None else values, place, chunk, spans, out)
    drop = tuple(0 if isinstance(one, int) else slice(None) for one in index)
    return np.asarray(out[drop])


def _spans(index: Index, shape: Sequence[int]) -> list[Span]:
    """From where to where a part goes along each side."""
    whole = (*index, *[slice(None)] * (len(shape) - len(index)))
    return [_span(one, size) for one, size in zip(whole, shape, strict=True)]


def _span(index: slice | int, size: int) -> Span:
    if isinstance(index, int):
        return index, index + 1
    start, stop, _ = index.indices(size)
    return start, max(start, stop)


def _places(spans: Sequence[Span], chunk: Sequence[int]) -> Iterator[Place]:
    of = zip(spans, chunk, strict=True)
    return product(*(range(start // size, -(-stop // size)) for (start, stop), size in of))


def put(held: Array, place: Place, chunk: Sequence[int], spans: Sequence[Span], out: Array) -> None:
    """The part of a chunk that lies within the spans."""
    here, there = [], []
    for at, size, (start, stop) in zip(place, chunk, spans, strict=True):
        low, high = max(at * size, start), min((at + 1) * size, stop)
        here.append(slice(low - at * size, high - at * size))
        there.append(slice(low - start, high - start))
    out[tuple(there)] = held[tuple(here)]
