"""What the camera sees, pixel by pixel, and how much of the sky each place sees.

One ray from the eye through each pixel says which face is seen there, and some over the hemisphere
of the sky how open it lies. Neighbouring pixels send theirs in different directions, and a filter
that keeps to the face shares the answers among them. Found once, it is lit by any sun.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkCamera

from city.progress import Progress
from city.rays import Rays
from render.camera import pixel, rays
from render.cutaway import Clip

F32 = NDArray[np.float32]

PATTERN = 8  # pixels: each square of 8 by 8 sends 64 different rays to the sky, times RAYS
RAYS = 2  # per pixel
REACH = 20.0  # metres: what is farther away does not darken a corner
BEFORE = 0.02  # metres before a cut where lines of sight begin, so that they meet what closes it
CHUNK = 1 << 16  # pixels that a hand takes in one go
BAND = 64  # rows
HANDS = os.cpu_count() or 1
MANY = 1_500_000  # pixels: more take too long to be lit anew while the sun passes
GOLDEN = 2.399963  # radians: steps of the golden angle fill a disc evenly
# Neighbours whose mean holds each direction of a pattern four pixels wide once, and their weights;
# as many on one side as on the other, so that no shadow is shifted.
FOUR = {-2: 0.5, -1: 1.0, 0: 1.0, 1: 1.0, 2: 0.5}


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What is seen, the lowest row first; all (rows, columns), start and normal (.., 3).

    start: a point just off each face. normal: towards the eye. depth: metres along the line of
    sight, infinite for nothing. mesh, triangle: what is seen, -1 for nothing. slack: metres that
    the depth of a face changes over a few pixels. sky: how much of it reaches the place, 0 to 1.
    share: how much of its shade is drawn, 0 to 1. told: whether its colour tells a value, so that
    neither sun nor shadow may change it.
    """

    start: F32
    normal: F32
    depth: F32
    mesh: NDArray[np.int32]
    triangle: NDArray[np.int32]
    slack: F32
    sky: F32
    share: F32
    told: NDArray[np.bool_]

    def behind(self, depths: NDArray[np.float32]) -> Sight:
        """The same, without shade where something else is nearer, (rows, columns) metres."""
        return replace(self, share=np.where(depths < self.depth, np.float32(0), self.share))

    def quickly(self) -> Sight:
        """The same, or every other row and column of it where it has very many pixels."""
        step = stride(self.depth.size)
        if step == 1:
            return self
        coarse = (getattr(self, name)[::step, ::step] for name in self.__slots__)
        return Sight(*(np.ascontiguousarray(values) for values in coarse))

    def fading(self, mesh: int, share: Callable[[F32], NDArray[np.floating]]) -> Sight:
        """The same, where one mesh is seen only to a share, and so is shade on it.

        share: of points (n, 3), from 0 to 1.
        """
        on_it = self.mesh == mesh
        mine = self.share.copy()
        mine[on_it] *= share(self.start[on_it])
        return replace(self, share=mine)

    def telling(self, covered: Callable[[F32, F32], NDArray[np.bool_]]) -> Sight:
        """The same, where what is covered tells a value. covered: of points and normals (n, 3)."""
        seen = np.flatnonzero(self.mesh.ravel() >= 0)
        told = np.zeros(self.mesh.size, bool)
        start, normal = self.start.reshape(-1, 3), self.normal.reshape(-1, 3)

        def work(first: int) -> None:
            rows = seen[first : first + CHUNK]
            told[rows] = covered(start[rows], normal[rows])

        with ThreadPoolExecutor(HANDS) as pool:
            list(pool.map(work, range(0, len(seen), CHUNK)))
        return replace(self, told=told.reshape(self.mesh.shape))


def stride(pixels: int) -> int:
    """Of how many rows and columns one is lit while the sun passes over so many pixels."""
    return 2 if pixels > MANY else 1


def compile_loops() -> None:
    """Have the loops there that find what is seen and lit."""
    from render import sight_loops  # noqa: F401  they are compiled where they are imported


def look(
    scene: Rays,
    camera: vtkCamera,
    size: tuple[int, int],
    progress: Progress,
    clip: Clip | None = None,
) -> Sight:
    """What a camera sees in a picture of so many columns and rows; `progress` may stop it.

    clip: what is cut away is not seen.
    """
    from render.sight_loops import look

    columns, rows = size
    count = columns * rows
    mesh, triangle = np.full(count, -1, np.int32), np.full(count, -1, np.int32)
    depth, slack = np.full(count, np.inf, np.float32), np.zeros(count, np.float32)
    start, normal = np.zeros((count, 3), np.float32), np.zeros((count, 3), np.float32)
    sky = np.ones(count, np.float32)
    tree, slope = scene.tree, np.float32(pixel(camera, rows) * PATTERN)
    skies, reaches = _sky()

    def work(first: int) -> None:
        progress.check()
        part = slice(first, min(first + CHUNK, count))
        y, x = np.divmod(np.arange(first, part.stop, dtype=np.int32), np.int32(columns))
        begins, ways = rays(camera, size, x + 0.0, y + 0.0)
        into, out = np.zeros(len(x)), np.full(len(x), np.inf)
        if clip is not None:
            into, out = clip.span(begins, ways)
            into = np.maximum(into - BEFORE, 0)
            begins = begins + ways * into[:, None]
        given = (np.ascontiguousarray(a, np.float32) for a in (begins, ways, into, out))
        found = (start, normal, depth, mesh, triangle, slack, sky)
        spread = y % PATTERN * PATTERN + x % PATTERN
        look(tree, *given, slope, skies, reaches, spread, *(a[part] for a in found))

    with ThreadPoolExecutor(HANDS) as pool:
        list(pool.map(work, range(0, count, CHUNK)))
    progress.check()
    shape = (rows, columns)
    found = Sight(
        start.reshape(rows, columns, 3),
        normal.reshape(rows, columns, 3),
        depth.reshape(shape),
        mesh.reshape(shape),
        triangle.reshape(shape),
        slack.reshape(shape),
        sky.reshape(shape),
        np.ones(shape, np.float32),
        np.zeros(shape, bool),
    )
    near = shared(found, found.sky, FOUR)
    progress.check()
    return replace(found, sky=shared(found, near, {-2: 1.0, 2: 1.0}))


def _sky() -> tuple[F32, F32]:
    """Directions over a hemisphere for each place in the pattern, (rays, places, 3), and how far
    they reach, (rays, places).

    They reach to different distances, so that near things darken more than far ones.
    """
    order = bayer(PATTERN)
    skies, reaches = [], []
    for turn in range(RAYS):
        share = (order + (turn + 0.5) / RAYS) / len(order)
        spin = GOLDEN * (order * RAYS + turn)
        flat = np.sqrt(share)  # cosine-weighted
        ray = np.stack([np.cos(spin) * flat, np.sin(spin) * flat, np.sqrt(1 - share)], axis=1)
        skies.append(ray.astype(np.float32))
        reach = REACH * ((order * 0.754877666 + turn / RAYS) % 1)
        reaches.append(reach.astype(np.float32))
    return np.array(skies), np.array(reaches)


def bayer(size: int) -> NDArray[np.int64]:
    """(size * size,): an order of a square's pixels in which neighbours are far apart."""
    if size == 1:
        return np.zeros(1, np.int64)
    inner = bayer(size // 2).reshape(size // 2, size // 2) * 4
    rows = [np.hstack([inner, inner + 2]), np.hstack([inner + 3, inner + 1])]
    return np.vstack(rows).ravel()


def shared(seen: Sight, value: F32, steps: Mapping[int, float]) -> F32:
    """The mean of each pixel's neighbours that lie on the same face or one like it.

    steps: which neighbours, in rows and in columns alike, and their weights. Where all of them say
    the same, they are not asked.
    """
    from render.sight_loops import share

    out = np.empty_like(value)
    beside, weights = np.array(list(steps), np.int32), np.array(list(steps.values()), np.float32)

    def work(first: int) -> None:
        last = min(first + BAND, len(value))
        share(seen.depth, seen.slack, seen.normal, value, beside, weights, first, last, out)

    with ThreadPoolExecutor(HANDS) as pool:
        list(pool.map(work, range(0, len(value), BAND)))
    return out
