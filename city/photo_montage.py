"""A plan in a photograph: what of the model takes the photograph's place, pixel by pixel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]
Mask = NDArray[np.bool_]

NEARER, SHARE = 0.05, 2e-3  # metres, and of the way, by which something must stand before another
DARKEST, LIGHTEST = 0.2, 1.6  # how far the model's light may change the photograph's
LEAST = 8.0  # brightness of the model, under which its change says nothing
GONE = (230, 120, 20)  # around what is demolished


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A picture of the model from the photograph's camera.

    colours: (rows, columns, 3). away: (rows, columns) metres ahead to what is seen there.
    """

    colours: U8
    away: F32


def laid_in(photo: U8, today: Drawn, plan: Drawn, cleared: F32, outlined: bool) -> U8:
    """A photograph (rows, columns, 3) with a plan in it.

    today: the city as it is; plan: with the plan; cleared: (rows, columns) metres to what is left
    of the city where the plan's own things are left out. Where a planned thing is the nearest, the
    model takes the photograph's place: so the city of the model hides it where that stands before
    it. Where the light alone has changed, the photograph becomes as much darker or brighter as the
    model does. outlined: whether a line goes around what is demolished; what stood behind it no
    photograph shows, so the old stays to be seen there.
    """
    built = _before(plan.away, cleared)
    gone = _before(today.away, plan.away) & ~built
    found = photo.astype(np.float32)
    same = ~built & ~gone & ~_before(plan.away, today.away)
    was, now = _brightness(today.colours), _brightness(plan.colours)
    change = np.where(same & (was >= LEAST), now / np.maximum(was, 1), 1)
    found *= np.clip(change, DARKEST, LIGHTEST)[..., None]
    found[built] = plan.colours[built]
    if outlined:
        found[_edges(gone, max(round(len(photo) / 500), 1))] = GONE
    return np.clip(np.rint(found), 0, 255).astype(np.uint8)


def _before(one: F32, other: F32) -> Mask:
    """Where one picture shows something that stands before what another shows."""
    return np.asarray(one < other - NEARER - SHARE * np.minimum(one, other))


def _brightness(colours: U8) -> F32:
    return np.asarray(colours.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32))


def _edges(mask: Mask, wide: int) -> Mask:
    """The rim of a mask, so many pixels wide, inside of it."""
    inner = mask.copy()
    for _ in range(wide):
        held = np.pad(inner, 1, constant_values=True)
        sides = (held[:-2, 1:-1], held[2:, 1:-1], held[1:-1, :-2], held[1:-1, 2:])
        inner = inner & np.logical_and.reduce(sides)
    return mask & ~inner


def halved(picture: U8) -> U8:
    """A picture of half as many columns and rows: each pixel the mean of four."""
    rows, columns = picture.shape[0] // 2, picture.shape[1] // 2
    whole = picture[: 2 * rows, : 2 * columns].astype(np.float32)
    mean = whole.reshape(rows, 2, columns, 2, 3).mean((1, 3))
    return np.asarray(np.rint(mean), np.uint8)
