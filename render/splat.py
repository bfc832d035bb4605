"""Points drawn into a picture, each to its pixel, the nearest in front, by all processors.

Without a graphics card this takes a hundredth of the time that VTK takes for its vertices, and with
one no longer than a picture may take: so it is done alike everywhere, to the bit.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from render.lens import Lens

EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
DEEPEST = (1 << 24) - 1  # depths have 24 bits, from the nearest depth of the camera to the farthest
REACHING = 1.5  # times the usual gap that points are wide, so that few gaps remain
SIZES = (1, 2, 3, 5, 8)  # pixels: how wide a point may be
HANDS = min(os.cpu_count() or 1, 8)  # more than memory lets work at once would wait

# Points (n, 3), metres, their colours (n,) RGBA, and how wide they are, one of SIZES.
Part = tuple[NDArray[np.float32], NDArray[np.uint32], int]
Pixels = NDArray[np.uint64]


class Canvas:
    """What points are put into on their way to a picture of (columns, rows): each hand that is at
    work on those of one width has dots of its own."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self._dots: dict[tuple[int, int], Pixels] = {}

    def draw(self, parts: Sequence[Part], lens: Lens, pixels: Pixels) -> float:
        """Draw parts of a survey into a picture; the seconds that it took to put the points there.

        pixels: (rows, columns) uint64, the lowest row first: the depth above, and below it the
        colour as RGBA from its lowest byte on; EMPTY where nothing is.
        """
        from render import splat_loops as loops

        began = perf_counter()
        turn, slope, end = _to_pixels(lens), *_bend(lens)
        shares = list(_shared(parts, pixels.size))
        dots = [self._of(width, hand) for width, hand, _ in shares]
        whole = {width: one for (width, hand, _), one in zip(shares, dots, strict=True) if not hand}

        def put(into: Pixels, share: Sequence[Part]) -> None:
            into.fill(EMPTY)
            for points, colours, _ in share:
                loops.put(points, colours, turn, into)

        def gather(first: int, last: int) -> None:
            for (width, hand, _), one in zip(shares, dots, strict=True):
                if hand:
                    loops.gather(whole[width], one, first, last)

        def lay(first: int, last: int) -> None:
            pixels[first:last] = whole[1][first:last] if 1 in whole else EMPTY
            for width, one in whole.items():
                if width > 1:
                    loops.widen(one, width, first, last, pixels)

        def shape(first: int, last: int) -> None:
            loops.shape(pixels, slope, end, loops.SHARES, first, last)

        bands = np.linspace(0, len(pixels), HANDS + 1).astype(int).tolist()
        with ThreadPoolExecutor(HANDS, "points") as pool:
            list(pool.map(put, dots, [share for _, _, share in shares]))
            seconds = perf_counter() - began
            for work in (gather, lay, shape):
                list(pool.map(work, bands[:-1], bands[1:]))
        return seconds

    def _of(self, width: int, hand: int) -> Pixels:
        if (width, hand) not in self._dots:
            self._dots[width, hand] = np.empty(self.size[::-1], np.uint64)
        return self._dots[width, hand]


def _shared(parts: Sequence[Part], handful: int) -> Iterator[tuple[int, int, list[Part]]]:
    """Parts of one width, as one hand puts them: the width, which hand of it, and its share.

    handful: points that are not worth another hand, which needs a picture of its own.
    """
    for width in SIZES:
        mine = sorted((part for part in parts if part[2] == width), key=lambda part: -len(part[1]))
        total = sum(len(colours) for _, colours, _ in mine)
        hands = min(-(-total // handful), HANDS)
        yield from ((width, hand, mine[hand::hands]) for hand in range(hands))


def _to_pixels(lens: Lens) -> NDArray[np.float32]:
    """From metres to columns, rows and whole numbers of depth, (4, 4)."""
    columns, rows = lens.size
    half = np.array([columns / 2, rows / 2, DEEPEST / 2])
    turn = np.diag(np.append(half, 1.0))
    turn[:3, 3] = half
    return (turn @ lens.matrix).astype(np.float32)


def _bend(lens: Lens) -> tuple[float, float]:
    """From steps of depths to pixels of depth, as render.splat_loops.shape takes them.

    Eye-dome lighting: Boucheny, Interactive scientific visualization of large datasets (thesis,
    Grenoble 2009); here by how many pixels nearer the neighbours are than a point is. Where the eye
    sees in perspective a pixel grows with the distance, so that a small step counts by its share of
    that; and there a distance is a constant over what its depth lacks to the end.
    """
    near, far = lens.clip
    if lens.parallel:
        return (far - near) / DEEPEST / lens.pixel, 0.0
    return 1 / lens.pixel, far / (far - near) * DEEPEST


def compile_loops() -> None:
    """Have the loops there that draw points."""
    from render import splat_loops  # noqa: F401  they are compiled where they are imported


def width_of(gap: float) -> int:
    """How wide a point must be to fill a gap of so many pixels, as far as it may."""
    return min(SIZES, key=lambda width: abs(width - gap * REACHING))
