"""The shadows of a passing sun: rays only where their edges may lie.

Every fourth pixel in both directions is asked first, then those halfway between, and then the rest:
but only where the neighbours on the same face do not agree. What is wrong then are shadows of a
pixel or two, for as long as the sun moves.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from city.rays import Rays
from render.light import Sun
from render.shadow import Shade
from render.sight import HANDS, Sight

F32 = NDArray[np.float32]

BAND = 64  # rows that a thread takes in one go; a multiple of the coarsest step


class Passing:
    """A sight that is lit by one sun after the other, each from its middle alone.

    Made once for a sight, on a worker; the loops are compiled then, if they have not been before.
    """

    def __init__(self, sight: Sight) -> None:
        from render import loops

        self._loops, self._sight = loops, sight
        self._rows, self._columns = sight.mesh.shape
        self._kin = np.zeros(sight.mesh.shape, np.uint8)
        self._start = sight.start.reshape(-1, 3)
        self._told = np.nonzero(sight.told)

        def relate(first: int, last: int) -> None:
            loops.relate(sight.start, sight.normal, sight.mesh, first, last, self._kin)

        with ThreadPoolExecutor(HANDS) as pool:
            self._in_bands(pool, relate)

    def shade(self, rays: Rays, sun: Sun, progress: Progress) -> Shade:
        """The light of a sun on everything that is seen; `progress` may stop it."""
        shape = self._sight.mesh.shape
        light, lit = np.ones(shape, np.float32), np.zeros(shape, np.float32)
        if sun.altitude > 0:
            self._send(rays, sun, progress, light, lit)
        else:  # nobody sees it
            light[:] = 0
        lit[self._told] = 1  # wherever the sun stands
        return Shade(self._sight, sun, light, lit)

    def _send(self, rays: Rays, sun: Sun, progress: Progress, light: F32, lit: F32) -> None:
        """Find how straight the sun falls on each face, and where it reaches it."""
        towards = sun.direction().astype(np.float32)
        step = coarsest = self._loops.COARSE

        def work(first: int, last: int) -> None:
            progress.check()
            if step == coarsest:
                normal, told = self._sight.normal, self._sight.told
                self._loops.slant(normal, told, towards, first, last, lit)
            asked = np.empty((last - first) * self._columns // step, np.int32)
            count = self._loops.ask(self._kin, lit, step, first, last, light, asked)
            pixels = asked[:count]
            light.ravel()[pixels] = ~rays.blocked(self._start[pixels], towards[None])

        with ThreadPoolExecutor(HANDS) as pool:
            while step:
                self._in_bands(pool, work)
                step //= 2

    def _in_bands(self, pool: Executor, work: Callable[[int, int], None]) -> None:
        """Let a pool's threads do something to all rows, first to last."""
        bands = [(row, min(row + BAND, self._rows)) for row in range(0, self._rows, BAND)]
        list(pool.map(lambda band: work(*band), bands))
