"""Flat arrows as strokes on a picture: where something blows or flows to, and how much."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from city.glyphs import Glyphs
from render.strokes import ARROW, F32, F64, SPOT, STALE, Eye, Strokes, made

SHORTEST = 9.0  # pixels that an arrow is long at least, in the map
STANDING = 22.0, 40.0  # pixels that one on a stem is long
CALM = 2.2  # pixels: radius of the dot of what does not move
# Half the width of its shaft, the length of its head and half of that's width: of its length, and
# pixels at least and at most.
SIZES = (0.075, 1.3, 3.4), (0.4, 5.0, 18.0), (0.19, 3.2, 8.0)
SIDEWAYS = 0.6  # of its width that an arrow which lies across the view keeps at least
CLEAR = 0.4  # metres that they are nearer than they are


def towards(heading: NDArray[np.floating]) -> F64:
    """(n, 3): the level directions of headings (n,)."""
    angle = np.radians(heading.astype(np.float64))
    return np.column_stack([np.sin(angle), np.cos(angle), np.zeros(len(angle))])


def ends(glyphs: Glyphs, eye: Eye) -> tuple[F32, F32]:
    """Where the tails and the tips of arrows are seen, (n, 3) each; of calm ones both are the
    middle."""
    points = glyphs.points.astype(np.float64)
    points[:, 2] += glyphs.height
    metres = eye.metres(points)
    shortest, longest = (side * eye.unit * metres for side in STANDING)
    lying = np.maximum(glyphs.size, SHORTEST * eye.unit * metres)
    long = np.where(glyphs.height > 0, np.clip(glyphs.size, shortest, longest), lying)
    half = np.where(moves(glyphs), long / 2, 0)[:, None] * towards(np.nan_to_num(glyphs.heading))
    closer = CLEAR + 2 * SIZES[2][2] * metres * eye.unit
    return eye.places(points - half, closer), eye.places(points + half, closer)


def moves(glyphs: Glyphs) -> NDArray[np.bool_]:
    """(n,): which point anywhere."""
    return np.asarray(np.isfinite(glyphs.heading) & (glyphs.size > 0))


def arrow_strokes(glyphs: Glyphs, eye: Eye) -> Strokes:
    """Arrows, and dots where it is calm."""
    tail, tip = ends(glyphs, eye)
    look = glyphs.stale * np.uint8(STALE)
    calm = ~moves(glyphs)
    dots = np.column_stack([tail[calm], np.full(int(calm.sum()), CALM * eye.unit)])
    still = made(SPOT, dots, glyphs.colour[calm], 255, look[calm], dots[:, 2])
    some = glyphs.only(~calm)
    tail, tip, look = tail[~calm], tip[~calm], look[~calm]
    way = (tip - tail)[:, :2]
    long = np.maximum(np.linalg.norm(way, axis=1), 1e-3)
    wide = _seen_wide(some, way / long[:, None], eye)
    shaft, head, wing = (
        np.clip(share * long, low * eye.unit, high * eye.unit) for share, low, high in SIZES
    )
    wing, shaft = wing * wide, np.maximum(shaft * wide, eye.unit)
    at = np.column_stack([tail, tip, shaft, np.minimum(head, 0.7 * long), wing])
    far = (tail[:, 2] + tip[:, 2]) / 2
    return Strokes.joined([still, made(ARROW, at, some.colour, 255, look, far)])


def _seen_wide(glyphs: Glyphs, way: F32, eye: Eye) -> F64:
    """(n,): how much of their width is seen of arrows whose direction on the picture is known."""
    points = glyphs.points.astype(np.float64)
    forward = towards(glyphs.heading)
    right = np.column_stack([forward[:, 1], -forward[:, 0], forward[:, 2]])
    metres = eye.metres(points)[:, None]
    step = (eye.places(points + right * metres, 0.0) - eye.places(points, 0.0))[:, :2]
    seen = np.abs(way[:, 0] * step[:, 1] - way[:, 1] * step[:, 0])
    return np.asarray(np.clip(seen, SIDEWAYS, 1))
