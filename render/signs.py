"""Signs of things, as strokes on a picture: how large each is seen, and which form it has there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from city.glyphs import Glyphs, Trails
from render.arrows import arrow_strokes, ends, towards
from render.strokes import (
    ALERTS,
    COLUMNS,
    DOT,
    EDGED,
    F32,
    FACE,
    FLAWED,
    LINE,
    RING,
    SPOT,
    STALE,
    Bytes,
    Eye,
    Strokes,
    made,
)
from render.style import ALERT, INK, PALE

DISC, FAR = (5.0, 13.0), (1.9, 8.0)  # pixels: radius of a disc, and of a vehicle seen from afar
POINTED = 2.2  # pixels of radius from which on one sees where a vehicle points
BOX = 18.0  # pixels that a vehicle is long from which on it is seen as a box
BOXES = 3000  # at most, the nearest ones
SLENDER, FLAT = 6.0, 2.0  # pixels that a column is wide and high at least
STEM, FOOT = 0.75, 1.6  # pixels: half the width of a stem, and the dot that it stands on
AROUND = 4.0  # pixels beside an arrow that one still points at it
TAIL = 0.22  # of its length that a vehicle is wide
WIDTHS = (1.8, 3.0)  # metres
CLEAR = 0.4  # metres that a box is nearer than it is, so that it does not sink into its street
SPREAD, GHOST, SHADOW = 46, 70, 72  # of 255: how opaque what is unsure, old, or dark is
GLASS = (58, 70, 84)

# Corners of a box, in half widths to the right, half lengths ahead, and heights up.
CORNERS = np.array([[x, y, z] for z in (0, 1) for y in (-1, 1) for x in (-1, 1)], np.float64)
# Counter-clockwise from outside: top, right, front, left, back.
SIDES = np.array([[4, 5, 7, 6], [1, 3, 7, 5], [3, 2, 6, 7], [2, 0, 4, 6], [0, 1, 5, 4]])
TURNS = np.array([90.0, 0.0, 270.0, 180.0])  # degrees from ahead to the sides
# What shows where its front is: glass, and a wedge on the roof.
FRONT = np.array(
    [
        [[0.8, 1.02, 0.42], [-0.8, 1.02, 0.42], [-0.8, 1.02, 0.9], [0.8, 1.02, 0.9]],
        [[-0.62, 0.3, 1.01], [0.62, 0.3, 1.01], [0, 0.82, 1.01], [0, 0.82, 1.01]],
    ]
)


def heads(glyphs: Glyphs, eye: Eye) -> tuple[F32, F32]:
    """Where each of some things is seen, (n, 3), and its radius in pixels, (n,)."""
    metres = eye.metres(glyphs.points)
    least, most = FAR if glyphs.sort == "vehicle" else DISC
    radius = np.clip(glyphs.size / 2 / metres, least * eye.unit, most * eye.unit)
    up = glyphs.height / 2 if glyphs.sort == "column" else glyphs.height
    tops = glyphs.points.astype(np.float64)
    tops[:, 2] += up
    return eye.places(tops, radius * metres), radius.astype(np.float32)


def bodies(glyphs: Glyphs, eye: Eye) -> tuple[F32, F32, F32]:
    """What one points at: each thing reaches from one place, (n, 3), to another, (n, 3), so many
    pixels to all sides, (n,)."""
    places, radius = heads(glyphs, eye)
    half = (glyphs.size / 2 / eye.metres(glyphs.points)).astype(np.float32)
    if glyphs.sort == "disc":
        return places, places, radius
    if glyphs.sort == "arrow":
        return *ends(glyphs, eye), np.full(len(glyphs), AROUND * eye.unit, np.float32)
    if glyphs.sort == "vehicle":
        box = (2 * half > BOX * eye.unit) & np.isfinite(glyphs.heading)
        return places, places, np.where(box, half, radius)
    foot = glyphs.points.astype(np.float64)
    top = foot + np.array([0, 0, 1]) * glyphs.height[:, None]
    return eye.places(foot, CLEAR), eye.places(top, CLEAR), np.maximum(half, SLENDER / 2 * eye.unit)


def signs(glyphs: Glyphs, eye: Eye) -> Strokes:
    """Things as strokes; those beside the picture are left out."""
    places, radius = heads(glyphs, eye)
    seen = eye.within(places, (glyphs.height + glyphs.spread) / eye.metres(glyphs.points) + 40)
    if not seen.all():
        glyphs, places, radius = glyphs.only(seen), places[seen], radius[seen]
    far = places[:, 2]
    parts = [_unsure(glyphs, eye)]
    if glyphs.sort == "column":
        parts += _boxes(glyphs, far, eye)
    elif glyphs.sort == "vehicle":
        near = _near(glyphs, far, eye)
        if near.any():
            parts += _boxes(glyphs.only(near), far[near], eye)
            glyphs, places, radius = glyphs.only(~near), places[~near], radius[~near]
        parts += _afar(glyphs, places, radius, eye)
    elif glyphs.sort == "arrow":
        parts += [_stems(glyphs, places, radius * 0, eye), arrow_strokes(glyphs, eye)]
        parts.append(_watched(glyphs, glyphs.size / 2, eye))
    else:
        parts += [_stems(glyphs, places, radius, eye), _spots(glyphs, places, radius, eye)]
    return Strokes.joined(parts)


def _looks(glyphs: Glyphs) -> Bytes:
    return glyphs.stale * np.uint8(STALE) | glyphs.alert * np.uint8(ALERTS)


def _afar(glyphs: Glyphs, places: F32, radius: F32, eye: Eye) -> list[Strokes]:
    """Vehicles as spots, and those that are too far for their way to be seen as dots."""
    dots = (radius <= POINTED * eye.unit) & ~glyphs.stale & ~glyphs.alert
    if dots.all():
        return [made(DOT, places, glyphs.colour, 255, 0, places[:, 2])]
    few = made(DOT, places[dots], glyphs.colour[dots], 255, 0, places[dots, 2])
    return [few, _spots(glyphs.only(~dots), places[~dots], radius[~dots], eye)]


def _spots(glyphs: Glyphs, places: F32, radius: F32, eye: Eye) -> Strokes:
    """Dots that point where they go, where that is known."""
    way = np.zeros((len(glyphs), 2), np.float32)
    known = np.isfinite(glyphs.heading) & (places[:, 2] != FLAWED)
    if known.any():
        points = glyphs.points[known].astype(np.float64)
        step = 10 * eye.metres(points)[:, None] * towards(glyphs.heading[known])
        begin = eye.places(points, 0.0)[:, :2]
        way[known] = eye.places(points + step, 0.0)[:, :2] - begin
        way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)
    at = np.column_stack([places, radius, way])
    return made(SPOT, at, glyphs.colour, 255, _looks(glyphs), places[:, 2])


def _stems(glyphs: Glyphs, places: F32, radius: F32, eye: Eye) -> Strokes:
    """What carries discs, and the dots on the ground that it stands on."""
    stands = glyphs.height > 0
    metres = eye.metres(glyphs.points)[stands]
    foot = eye.places(glyphs.points[stands].astype(np.float64), 2 * FOOT * metres)
    head, far = places[stands].copy(), places[stands, 2]
    head[:, 1] -= radius[stands]
    ends, whole = np.column_stack([foot, head]), np.ones(len(foot))
    light, dark = (
        np.column_stack([ends, whole * half * eye.unit, whole]) for half in (STEM + 1, STEM)
    )
    dots = np.column_stack([foot, whole * FOOT * eye.unit])
    return Strokes.joined(
        [
            made(LINE, light, np.array(PALE), 120, 0, far),
            made(LINE, dark, np.array(INK), 220, 0, far),
            made(SPOT, dots, np.array(INK), 255, 0, far),
        ]
    )


def _unsure(glyphs: Glyphs, eye: Eye) -> Strokes:
    """Areas on the ground where each may be, as far as somebody knows."""
    unsure = glyphs.spread > 0
    points, spread = glyphs.points[unsure], glyphs.spread[unsure]
    return _rings(points, spread, spread, np.zeros(len(points)), glyphs.colour[unsure], SPREAD, eye)


def _rings(
    points: NDArray[np.floating],
    across: NDArray[np.floating],
    along: NDArray[np.floating],
    heading: NDArray[np.floating],
    colour: NDArray[np.integer],
    opaque: int,
    eye: Eye,
    look: int = EDGED,
) -> Strokes:
    """Discs that lie on the ground, (n,) metres across and along a heading."""
    middle = points.astype(np.float64)
    ahead = towards(heading)
    right = np.column_stack([ahead[:, 1], -ahead[:, 0], ahead[:, 2]])
    closer = 1.5 * eye.metres(middle) + 0.3
    begin = eye.places(middle, closer)
    ends = [
        eye.places(middle + way * reach[:, None], closer)
        for way, reach in ((right, across), (ahead, along))
    ]
    flawed = (ends[0][:, 2] == FLAWED) | (ends[1][:, 2] == FLAWED)
    at = np.column_stack([begin, *(end - begin for end in ends)])
    at[flawed, 2] = FLAWED
    return made(RING, at, colour, opaque, look, FLAWED)  # on the ground: before all others


def _near(glyphs: Glyphs, far: F32, eye: Eye) -> NDArray[np.bool_]:
    """Which vehicles are so near that one sees their form."""
    long = glyphs.size / eye.metres(glyphs.points)
    near = (long > BOX * eye.unit) & np.isfinite(glyphs.heading)
    rows = np.flatnonzero(near)
    if len(rows) > BOXES:
        near[rows[np.argpartition(far[rows], BOXES)[BOXES:]]] = False
    return np.asarray(near)


def _boxes(glyphs: Glyphs, far: F32, eye: Eye) -> list[Strokes]:
    """Vehicles, or columns, with what marks them on the ground."""
    metres, points = eye.metres(glyphs.points), glyphs.points.astype(np.float64)
    vehicle = glyphs.sort == "vehicle"
    if vehicle:
        heading, long, high = glyphs.heading, glyphs.size.astype(np.float64), glyphs.height
        wide = np.clip(long * TAIL, *WIDTHS)
    else:
        heading = np.zeros(len(glyphs), np.float32)
        wide = long = np.maximum(glyphs.size, SLENDER * eye.unit * metres)
        high = np.maximum(glyphs.height, FLAT * eye.unit * metres)
    ahead = towards(heading)
    right = np.column_stack([ahead[:, 1], -ahead[:, 0], ahead[:, 2]])
    axes = np.stack([right * wide[:, None] / 2, ahead * long[:, None] / 2], axis=1)
    frame = np.concatenate([axes, np.zeros((len(points), 1, 3))], axis=1)
    frame[:, 2, 2] = high
    corners = points[:, None] + CORNERS @ frame
    seen = eye.places(corners, CLEAR)
    faces = seen[:, SIDES].reshape(-1, COLUMNS)
    paint = _lit(glyphs.colour, heading)
    opaque = np.where(glyphs.stale, GHOST, 255).repeat(len(SIDES))
    parts = [
        _rings(points, wide * 0.75, long * 0.62, heading, np.array(INK), SHADOW, eye, 0),
        made(FACE, faces, paint, opaque, EDGED, far.repeat(len(SIDES))),
    ]
    if vehicle:
        front = eye.places(points[:, None] + FRONT.reshape(-1, 3) @ frame, CLEAR)
        marks = np.tile(np.array([GLASS, (255, 255, 255)]), (len(points), 1))
        front = front.reshape(-1, COLUMNS)
        parts.append(made(FACE, front, marks, 235, 0, far.repeat(len(FRONT))))
    return [*parts, _watched(glyphs, long * 0.8, eye)]


def _watched(glyphs: Glyphs, reach: NDArray[np.floating], eye: Eye) -> Strokes:
    """Rings on the ground, so many metres wide or 9 pixels at least, round what somebody should
    look at."""
    points = glyphs.points[glyphs.alert]
    wide = np.maximum(reach[glyphs.alert], 9 * eye.unit * eye.metres(points))
    level = np.zeros(len(points))
    return _rings(points, wide, wide, level, np.array(ALERT), 28, eye, EDGED | ALERTS)


def _lit(colour: Bytes, heading: F32) -> Bytes:
    """(5 n, 3): the colours of the top and the sides of boxes, each side in a light of its own."""
    turned = np.radians(heading[:, None].astype(np.float64) + TURNS - 225)
    sides = 0.78 + 0.14 * np.cos(turned)
    share = np.column_stack([np.ones(len(heading)), sides])[..., None]
    return np.asarray(np.round(colour[:, None] * share), np.uint8).reshape(-1, 3)


def trail_strokes(trails: Trails, eye: Eye, kept: NDArray[np.bool_] | None = None) -> Strokes:
    """Lines that fade towards where things were long ago, if they are to.

    kept: (m,) which points are not cut away; None: all.
    """
    count = len(trails.points)
    of = np.repeat(np.arange(len(trails.starts) - 1), np.diff(trails.starts))
    number = np.arange(count) - trails.starts[of]
    share = ((number + 1) / np.diff(trails.starts)[of]).astype(np.float32)
    if not trails.fading:
        share[:] = 1
    points = trails.points.astype(np.float64)
    above = 2.0 if trails.fading else 2 * trails.width  # what it is wider than must not hide it
    seen = eye.places(points, above * eye.metres(points))
    first = np.flatnonzero((number[1:] > 0) & eye.within(seen[1:], 60) | eye.within(seen[:-1], 60))
    first = first[number[first + 1] > 0]
    if kept is not None:
        first = first[kept[first] & kept[first + 1]]
    last = share[first + 1]
    half = np.full(len(first), trails.width / 2 * eye.unit)
    at = np.column_stack([seen[first], seen[first + 1], half, share[first] / last])
    opaque = np.round(last * 220).astype(np.uint8)
    return made(LINE, at, trails.colour[of[first]], opaque, 0, FLAWED)
