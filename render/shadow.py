"""Soft shadows and ambient occlusion, exact to the pixel, once the camera rests.

One ray from the eye through each pixel says which face is seen there; from that point one ray goes
towards the sun's disc and some over the hemisphere of the sky. Neighbouring pixels send theirs in
different directions, and a filter that keeps to the face shares the answers among them.
Rays instead of a shadow map: the same engine as a sun study, and no driver to trip over.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkCamera

from city.progress import Progress
from render.camera import pixel, project, rays
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
    """How each pixel is shaded, the lowest row first; all (rows, columns).

    sun, sky: how much of each reaches the place, 0 to 1. lit: how straight the sun falls on the
    face, 0 to 1. depth: metres from the eye. mesh, triangle: what is seen, -1 for nothing.
    """

    sun: F32
    sky: F32
    lit: F32
    depth: F32
    mesh: NDArray[np.int32]
    triangle: NDArray[np.int32]

    def behind(self, dots: NDArray[np.floating], camera: vtkCamera, width: int) -> Shade:
        """The same, without shade where points (n, 3), so many pixels wide, are in front."""
        rows, columns = self.sun.shape
        x, y, depth = project(camera, (columns, rows), dots)
        column, row = np.floor(x).astype(int), np.floor(y).astype(int)
        side = np.arange(width) - width // 2
        column = (column[:, None] + np.tile(side, width)).ravel()
        row = (row[:, None] + np.repeat(side, width)).ravel()
        depth = np.repeat(depth, width * width)
        inside = (depth > 0) & (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        row, column, depth = row[inside], column[inside], depth[inside]
        front = depth < self.depth[row, column]
        sun, sky = self.sun.copy(), self.sky.copy()
        sun[row[front], column[front]] = sky[row[front], column[front]] = 1
        return replace(self, sun=sun, sky=sky)

    def fading(self, mesh: int, share: NDArray[np.floating]) -> Shade:
        """The same, where one mesh is seen only to a share (triangles,), and so is shade on it."""
        on_it = self.mesh == mesh
        sun, sky = self.sun.copy(), self.sky.copy()
        seen = share[self.triangle[on_it]]
        sun[on_it] = 1 - (1 - sun[on_it]) * seen
        sky[on_it] = 1 - (1 - sky[on_it]) * seen
        return replace(self, sun=sun, sky=sky)

    def overlay(self) -> NDArray[np.uint8]:
        """(rows, columns, 4): a picture that darkens the one it is laid over."""
        sky = 1 - OCCLUSION * (1 - self.sky)
        full = AMBIENT + SKY * 0.5 + SUN * self.lit
        left = (AMBIENT + SKY * 0.5) * sky + SUN * self.lit * self.sun * (0.5 + 0.5 * sky)
        dark = (1 - left / full) * 255 / (1 - max(SHADOW) / 255 * 0.5)
        picture = np.empty((*dark.shape, 4), np.uint8)
        picture[..., :3] = SHADOW
        picture[..., 3] = np.where(self.mesh >= 0, np.clip(dark, 0, 235), 0)
        return picture


class _Seen:
    """What the camera sees, pixel by pixel, and the rays' answers about it."""

    def __init__(self, camera: vtkCamera, size: tuple[int, int]) -> None:
        columns, rows = size
        count = columns * rows
        self.shape = (rows, columns)
        self.y, self.x = np.divmod(np.arange(count), columns)
        starts, directions = rays(camera, size, self.x.astype(float), self.y.astype(float))
        self.start: F32 = starts.astype(np.float32)
        self.ahead: F32 = directions.astype(np.float32)
        self.pixel = pixel(camera, rows)
        self.mesh = np.full(count, -1, np.int32)
        self.triangle = np.full(count, -1, np.int32)
        self.depth = np.zeros(count, np.float32)
        self.normal = np.zeros((count, 3), np.float32)
        self.lit = np.zeros(count, np.float32)
        self.sun = np.ones(count, np.float32)
        self.sky = np.ones(count, np.float32)
        self.slack = np.zeros(count, np.float32)

    def number(self, pattern: int, pixels: NDArray[np.intp]) -> NDArray[np.intp]:
        """Which of a pattern's directions each pixel takes."""
        return np.asarray((self.y[pixels] % pattern) * pattern + self.x[pixels] % pattern)

    def look(self, scene: Rays, first: int, last: int) -> tuple[NDArray[np.intp], F32]:
        """Find what some pixels see: those that see anything, and a point just off each face."""
        ahead, start = self.ahead[first:last], self.start[first:last]
        seen = scene.hit(start, ahead)
        hit = np.flatnonzero(seen["geomID"] >= 0)
        pixels = hit + first
        ahead, away, normal = ahead[hit], seen["tfar"][hit], seen["Ng"][hit]
        normal = normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-20)
        across = np.einsum("ij,ij->i", normal, ahead)
        normal *= -np.sign(across)[:, None]
        self.mesh[pixels], self.triangle[pixels] = seen["geomID"][hit], seen["primID"][hit]
        self.depth[pixels], self.normal[pixels] = away, normal
        # how much the depth of a slanted face changes over the few pixels that are averaged
        steep = np.maximum(np.abs(across), 0.02)
        self.slack[pixels] = 0.1 + away * self.pixel * SKY_PATTERN / steep
        # as much off the face as a ray that came from far away may be wrong
        return pixels, start[hit] + ahead * away[:, None] + normal * (0.02 + away[:, None] * 2e-5)


def shade(
    scene: Rays,
    camera: vtkCamera,
    size: tuple[int, int],
    sun: NDArray[np.float64],
    progress: Progress,
) -> Shade:
    """The light on everything that the camera sees; `progress` may stop it."""
    seen = _Seen(camera, size)
    suns, skies, reaches = _patterns(sun)

    def work(first: int) -> None:
        progress.check()
        pixels, start = seen.look(scene, first, min(first + CHUNK, len(seen.x)))
        normal = seen.normal[pixels]
        straight = normal @ sun.astype(np.float32)
        seen.lit[pixels] = np.maximum(straight, 0)
        facing = np.flatnonzero(straight > 0)
        towards = suns[seen.number(SUN_PATTERN, pixels[facing])]
        seen.sun[pixels[facing]] = ~scene.blocked(start[facing], towards)
        spread = seen.number(SKY_PATTERN, pixels)
        closed = np.zeros(len(pixels), np.float32)
        for ray, reach in zip(skies, reaches, strict=True):
            closed += scene.blocked(start, _over(normal, ray[spread]), reach[spread])
        seen.sky[pixels] = 1 - closed / SKY_RAYS

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(0, len(seen.x), CHUNK)))
    progress.check()
    shape = seen.shape
    sun_light, sky_light = _shared(seen, [seen.sun, seen.sky], range(-2, 2))
    progress.check()
    (sky_light,) = _shared(seen, [sky_light], range(-2, 3, SUN_PATTERN))
    lit = seen.lit.reshape(shape)
    mesh, triangle = seen.mesh.reshape(shape), seen.triangle.reshape(shape)
    depth = np.where(mesh >= 0, seen.depth.reshape(shape), np.float32(np.inf))
    return Shade(sun_light, sky_light, lit, depth, mesh, triangle)


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


def _shared(seen: _Seen, values: list[F32], steps: range) -> list[F32]:
    """The mean of each pixel's neighbours that lie on the same face or one like it.

    steps: which neighbours, in rows and in columns alike. As many as the pattern of directions
    is wide, so that together they hold each direction once.
    """
    rows, columns = seen.shape
    depth, slack = seen.depth.reshape(seen.shape), seen.slack.reshape(seen.shape)
    normal = [seen.normal[:, k].reshape(seen.shape) for k in range(3)]
    values = [value.reshape(seen.shape) for value in values]
    total = [value * 1e-6 for value in values]
    weight = np.full(seen.shape, 1e-6, np.float32)
    for dy in steps:
        for dx in steps:
            here = (slice(max(-dy, 0), rows - max(dy, 0)), slice(max(-dx, 0), columns - max(dx, 0)))
            there = (slice(max(dy, 0), rows + min(dy, 0)), slice(max(dx, 0), columns + min(dx, 0)))
            alike = sum(n[here] * n[there] for n in normal)
            same = (np.abs(depth[here] - depth[there]) < slack[here]) & (alike > 0.9)
            weight[here] += same
            for sum_, value in zip(total, values, strict=True):
                sum_[here] += same * value[there]
    return [sum_ / weight for sum_ in total]
