"""Cast shadows, exact to the pixel: the sun's light on everything that the camera sees.

From each place that is seen, one ray goes towards the sun's disc; neighbouring pixels aim at
different points of it, and share their answers, so that edges are as soft as in nature.
Rays instead of a shadow map: the same engine as a sun study, and no driver to trip over.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from city.rays import Rays
from render.light import AMBIENT, Sun
from render.sight import CHUNK, FOUR, GOLDEN, HANDS, Sight, bayer, shared
from render.style import SHADOW

F32 = NDArray[np.float32]

PATTERN = 4  # pixels: each square of 4 by 4 aims at 16 points of the sun's disc
RADIUS = 0.004654  # of the sun's disc as seen from the Earth, in radians
OCCLUSION = 0.7  # how dark a corner becomes that sees no sky
TOLD = 0.5  # of that, where colours tell values: enough to read the form by


@dataclass(frozen=True, slots=True, eq=False)
class Shade:
    """How each pixel of a sight is lit, the lowest row first; sun and lit (rows, columns).

    sun: how much of it reaches the place, 0 to 1. lit: how straight it falls on the face, 0 to 1.
    source: where it stands.
    """

    sight: Sight
    source: Sun
    sun: F32
    lit: F32

    def overlay(self) -> NDArray[np.uint8]:
        """(rows, columns, 4): a picture that darkens the one it is laid over."""
        dark = darkness(self) * 255
        picture = np.empty((*dark.shape, 4), np.uint8)
        picture[..., :3] = SHADOW
        picture[..., 3] = dark
        return picture


def darkness(shade: Shade, part: slice = slice(None)) -> F32:
    """(rows, columns): how much of the shadows' colour covers each pixel, 0 to 0.92."""
    light, sight = shade.source.light(), shade.sight
    sky = 1 - OCCLUSION * (1 - sight.sky[part])
    even = np.float32(AMBIENT + light.sky * 0.5)
    straight = np.float32(light.sun) * shade.lit[part]
    left = even * sky + straight * shade.sun[part] * (np.float32(0.5) + np.float32(0.5) * sky)
    dark = 1 - left / (even + straight)
    dark *= np.where(sight.told[part], np.float32(TOLD), np.float32(1))
    dark *= sight.share[part] / np.float32(1 - max(SHADOW) / 255 * 0.5)
    return np.asarray(np.where(sight.mesh[part] >= 0, np.clip(dark, 0, 0.92), 0), np.float32)


def shade(scene: Rays, sight: Sight, sun: Sun, progress: Progress) -> Shade:
    """The light of the sun's whole disc on everything that is seen; `progress` may stop it."""
    from render.sight_loops import shine

    shape, count = sight.mesh.shape, sight.mesh.size
    lit, light = np.zeros(count, np.float32), np.zeros(count, np.float32)
    if sun.altitude <= 0:  # nobody sees it
        lit[sight.told.ravel()] = 1
        return Shade(sight, sun, light.reshape(shape), lit.reshape(shape))
    tree, towards = scene.tree, sun.direction()
    disc, aim = _disc(towards), towards.astype(np.float32)
    start, normal = sight.start.reshape(-1, 3), sight.normal.reshape(-1, 3)
    told = sight.told.ravel()

    def work(first: int) -> None:
        progress.check()
        part = slice(first, min(first + CHUNK, count))
        y, x = np.divmod(np.arange(first, part.stop, dtype=np.int32), np.int32(shape[1]))
        spread = y % PATTERN * PATTERN + x % PATTERN
        given = start[part], normal[part], told[part]
        shine(tree, *given, disc, aim, spread, lit[part], light[part])

    with ThreadPoolExecutor(HANDS) as pool:
        list(pool.map(work, range(0, count, CHUNK)))
    progress.check()
    return Shade(sight, sun, shared(sight, light.reshape(shape), FOUR), lit.reshape(shape))


def _disc(sun: NDArray[np.float64]) -> F32:
    """Directions to points of the sun's disc, one for each place in the pattern."""
    order = bayer(PATTERN)
    angle = GOLDEN * order
    radius = np.sqrt((order + 0.5) / len(order)) * RADIUS
    a = np.cross(sun, [0.0, 0.0, 1.0] if abs(sun[2]) < 0.99 else [1.0, 0.0, 0.0])
    a /= np.linalg.norm(a)
    b = np.cross(sun, a)
    disc = sun + (np.cos(angle) * radius)[:, None] * a + (np.sin(angle) * radius)[:, None] * b
    return np.asarray(disc, np.float32)
