"""Soft shadows and ambient occlusion, exact to the pixel, once the camera rests.

One ray from the eye through each pixel says which face is seen there; from that point one ray goes
towards the sun's disc and some over the hemisphere of the sky. Neighbouring pixels send theirs in
different directions, and a filter that keeps to the face shares the answers among them.
Rays instead of a shadow map: the same engine as a sun study, and no driver to trip over.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkCamera

from city.progress import Progress
from render.camera import rays
from render.light import AMBIENT, SKY, SUN
from render.rays import Rays
from render.style import SHADOW

F32 = NDArray[np.float32]

SUN_PATTERN = 4  # pixels: each square of 4 by 4 aims at 16 points of the sun's disc
SKY_PATTERN = 8  # and each of 8 by 8 sends 64 different rays to the sky, times SKY_RAYS
SUN_RADIUS = 0.011  # of the sun's disc, in radians; a little more than the real one, for softness
SKY_RAYS = 2  # per pixel
OCCLUSION = 0.7  # how dark a corner becomes that sees no sky
REACH = 20.0  # metres: what is farther away does not darken a corner
CHUNK = 1 << 16
GOLDEN = 2.399963  # radians: steps of the golden angle fill a disc evenly


@dataclass(frozen=True, slots=True, eq=False)
class Shade:
    """How each pixel is shaded, the lowest row first.

    sun, sky: (rows, columns) from 0 (dark) to 1. layer, triangle: what is seen, -1 for nothing.
    distance: metres from the eye. lit: how straight the sun falls on the face, 0 to 1.
    """

    sun: F32
    sky: F32
    layer: NDArray[np.int32]
    triangle: NDArray[np.int32]
    distance: F32
    lit: F32

    def overlay(self) -> NDArray[np.uint8]:
        """(rows, columns, 4): a picture that darkens the one it is laid over."""
        full = AMBIENT + SKY * 0.5 + SUN * self.lit
        left = (AMBIENT + SKY * 0.5) * self.sky + SUN * self.lit * self.sun * (0.5 + 0.5 * self.sky)
        dark = 1 - left / full
        picture = np.empty((*dark.shape, 4), np.uint8)
        picture[..., :3] = SHADOW
        picture[..., 3] = np.clip(dark * 255 / (1 - max(SHADOW) / 255 * 0.5), 0, 235)
        picture[self.layer < 0, 3] = 0
        return picture


def shade(
    scene: Rays,
    camera: vtkCamera,
    size: tuple[int, int],
    sun: NDArray[np.float64],
    progress: Progress,
) -> Shade:
    """The light on everything that the camera sees; `progress` may stop it."""
    columns, rows = size
    count = columns * rows
    y, x = np.divmod(np.arange(count), columns)
    place, directions = rays(camera, size, x.astype(float), y.astype(float))
    eye: F32 = place.astype(np.float32)
    ahead: F32 = directions.astype(np.float32)
    layer, triangle = np.full(count, -1, np.int32), np.full(count, -1, np.int32)
    distance, lit = np.full(count, np.inf, np.float32), np.zeros(count, np.float32)
    normal = np.zeros((count, 3), np.float32)
    bright, open_sky = np.ones(count, np.float32), np.ones(count, np.float32)
    suns, skies, reaches = _patterns(sun)
    aim = (y % SUN_PATTERN) * SUN_PATTERN + x % SUN_PATTERN
    spread = (y % SKY_PATTERN) * SKY_PATTERN + x % SKY_PATTERN

    def work(first: int) -> None:
        progress.check()
        part = slice(first, min(first + CHUNK, count))
        seen = scene.hit(np.broadcast_to(eye, ahead[part].shape).copy(), ahead[part])
        hit = np.flatnonzero(seen["geomID"] >= 0)
        rows_ = hit + first
        layer[rows_], triangle[rows_] = seen["geomID"][hit], seen["primID"][hit]
        away = seen["tfar"][hit]
        distance[rows_] = away
        face = seen["Ng"][hit]
        face = face / np.maximum(np.linalg.norm(face, axis=1, keepdims=True), 1e-20)
        face *= -np.sign(np.einsum("ij,ij->i", face, ahead[rows_]))[:, None]
        normal[rows_] = face
        # a little off the face, and off the rounding of a ray that came from far away
        start = eye + ahead[rows_] * away[:, None] + face * (0.02 + away[:, None] * 2e-5)
        straight = face @ sun.astype(np.float32)
        lit[rows_] = np.maximum(straight, 0)
        facing = np.flatnonzero(straight > 0)
        direction = suns[aim[rows_[facing]]]
        bright[rows_[facing]] = ~scene.blocked(start[facing], direction)
        closed = np.zeros(len(hit), np.float32)
        for k in range(SKY_RAYS):
            turn = _over(face, skies[k][spread[rows_]])
            closed += scene.blocked(start, turn, reaches[k][spread[rows_]])
        open_sky[rows_] = 1 - closed / SKY_RAYS

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(0, count, CHUNK)))
    shape = (rows, columns)
    depth = distance.reshape(shape)
    face = normal.reshape(*shape, 3)
    half = SUN_PATTERN // 2
    bright, open_sky = _shared(
        [bright.reshape(shape), open_sky.reshape(shape)], depth, face, range(-half, half)
    )
    (open_sky,) = _shared([open_sky], depth, face, range(-half, half + 1, SUN_PATTERN))
    return Shade(
        bright,
        1 - OCCLUSION * (1 - open_sky),
        layer.reshape(shape),
        triangle.reshape(shape),
        depth,
        lit.reshape(shape),
    )


def _patterns(sun: NDArray[np.float64]) -> tuple[F32, list[F32], list[F32]]:
    """For each place in the patterns: points of the sun's disc, and directions over a hemisphere.

    The sky's rays reach to different distances, so that near things darken more than far ones.
    """
    order = _bayer(SUN_PATTERN)
    angle = GOLDEN * order
    radius = np.sqrt((order + 0.5) / len(order)) * SUN_RADIUS
    a = np.cross(sun, [0.0, 0.0, 1.0])
    a /= max(float(np.linalg.norm(a)), 1e-9)
    b = np.cross(sun, a)
    disc = sun + (np.cos(angle) * radius)[:, None] * a + (np.sin(angle) * radius)[:, None] * b
    order = _bayer(SKY_PATTERN)
    many = len(order)
    skies, reaches = [], []
    for turn in range(SKY_RAYS):
        share = (order + (turn + 0.5) / SKY_RAYS) / many
        spin = GOLDEN * (order * SKY_RAYS + turn)
        flat = np.sqrt(share)  # cosine-weighted
        ray = np.stack([np.cos(spin) * flat, np.sin(spin) * flat, np.sqrt(1 - share)], axis=1)
        skies.append(ray.astype(np.float32))
        reach = REACH * ((order * 0.754877666 + turn / SKY_RAYS) % 1)
        reaches.append(reach.astype(np.float32))
    return disc.astype(np.float32), skies, reaches


def _bayer(size: int) -> NDArray[np.int64]:
    """(size * size,): an order of a square's pixels in which neighbours are far apart."""
    if size == 1:
        return np.zeros(1, np.int64)
    inner = _bayer(size // 2).reshape(size // 2, size // 2) * 4
    rows = [np.hstack([inner, inner + 2]), np.hstack([inner + 3, inner + 1])]
    return np.vstack(rows).ravel()


def _over(normal: F32, local: F32) -> F32:
    """Directions about the z axis -> about each normal (Duff et al., JCGT 6(1), 2017)."""
    x, y, z = normal.T
    sign = np.where(z >= 0, 1, -1).astype(np.float32)
    a = -1 / (sign + z)
    b = x * y * a
    first = np.stack([1 + sign * x * x * a, sign * b, -sign * x], axis=1)
    second = np.stack([b, sign + y * y * a, -y], axis=1)
    return np.ascontiguousarray(
        local[:, :1] * first + local[:, 1:2] * second + local[:, 2:] * normal, np.float32
    )


def _shared(values: list[F32], depth: F32, normal: F32, steps: range) -> list[F32]:
    """The mean of each pixel's neighbours that lie on the same face or one like it.

    steps: which neighbours, in rows and in columns alike. As many as the pattern of directions
    is wide, so that together they hold each direction once.
    """
    total = [np.zeros_like(v) for v in values]
    weight = np.zeros_like(depth)
    rows, columns = depth.shape
    near = np.where(np.isfinite(depth), depth, 0)
    slack = near * 0.004 + 0.15
    for dy in steps:
        for dx in steps:
            here = (slice(max(-dy, 0), rows - max(dy, 0)), slice(max(-dx, 0), columns - max(dx, 0)))
            there = (slice(max(dy, 0), rows + min(dy, 0)), slice(max(dx, 0), columns + min(dx, 0)))
            same = np.abs(near[here] - near[there]) < slack[here]
            same &= np.einsum("ijk,ijk->ij", normal[here], normal[there]) > 0.9
            share = same.astype(np.float32)
            weight[here] += share
            for sum_, value in zip(total, values, strict=True):
                sum_[here] += share * value[there]
    weight = np.maximum(weight, 1e-6)
    return [sum_ / weight for sum_ in total]
