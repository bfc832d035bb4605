"""The sky in equal patches, and how much of it a point sees: its opening, its view, its light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Seen = NDArray[np.bool_] | F32

PATCHES = 2584  # keeps canyons, courtyards and the 25-degree rule within half a percent
GOLDEN = np.pi * (3 - np.sqrt(5))  # radians from one patch to the next
ROWS = 2048  # points weighed at once: some 40 MB
OVERCAST = 7 * np.pi / 9  # light of a whole overcast sky on level ground, its zenith being 1


@dataclass(frozen=True, slots=True)
class Sky:
    """The sky above the horizon in patches, k of them.

    directions: (k, 3) unit vectors to their middles, in the table's own east, north and up.
    solid: (k,) steradians, 2 pi together.
    """

    directions: F64
    solid: F64


def sky(patches: int = PATCHES) -> Sky:
    """The sky in so many patches of one size, from the horizon up along a spiral.

    The spiral turns by the golden angle from patch to patch, so that no horizon, wall or ridge
    lies along a row of them and all at once are seen or hidden (Gonzalez 2010, Measurement of
    Areas on a Sphere Using Fibonacci and Latitude-Longitude Lattices, Math Geosci 42, 49-64).
    """
    if patches < 1:
        raise ValueError(f"The sky has no {patches} patches: give 1 or more.")
    step = np.arange(patches)
    up = (step + 0.5) / patches
    level = np.sqrt(1 - up * up)
    turn = step * GOLDEN
    directions = np.stack([np.sin(turn) * level, np.cos(turn) * level, up], axis=1)
    solid = np.full(patches, 2 * np.pi / patches)
    directions.setflags(write=False)
    solid.setflags(write=False)
    return Sky(directions, solid)


def openness(sky: Sky, seen: Seen) -> F32:
    """What share of the sky's solid angle each point sees, 0 to 1.

    seen: (n, k) for each point and patch: whether it is seen, or what share of it.
    """
    return _by_rows(seen, lambda rows: _shares(seen[rows]) @ _f32(sky.solid / (2 * np.pi)))


def sky_view(sky: Sky, seen: Seen, normals: F64) -> F32:
    """The sky view factor of each point: its light under an even sky, as a share of level ground's.

    Level ground with nothing around it has 1, a wall 0.5. seen: (n, k) as for `openness`;
    normals: (n, 3) unit vectors, what lies behind them counts for nothing (Oke 1981, Canyon
    geometry and the nocturnal urban heat island, J Climatology 1, 237-254).
    """
    return _lit(sky, seen, normals, sky.solid / np.pi)


def sky_component(sky: Sky, seen: Seen, normals: F64) -> F32:
    """The sky component of each point: light from an overcast sky, as a share of level ground's.

    On a wall it is BRE's vertical sky component: 3/14 + 4/(7 pi), 39.6 %, with nothing before
    it. Light from the sky alone, none from what stands around. Arguments as for `sky_view`. The
    sky is CIE's standard overcast one, three times as bright overhead as at the horizon
    (ISO 15469:2004, type 16).
    """
    bright = (1 + 2 * sky.directions[:, 2]) / 3
    return _lit(sky, seen, normals, sky.solid * bright / OVERCAST)


def _lit(sky: Sky, seen: Seen, normals: F64, weight: F64) -> F32:
    """The sum over what is seen of weight and the cosine to the normal."""
    arrows = _f32((sky.directions * weight[:, None]).T)
    facing = _f32(normals)

    def light(rows: slice) -> F32:
        cosines = facing[rows] @ arrows
        np.maximum(cosines, 0, out=cosines)
        return np.asarray(np.einsum("nk,nk->n", cosines, _shares(seen[rows])))

    return _by_rows(seen, light)


def _by_rows(seen: Seen, answer: Callable[[slice], F32]) -> F32:
    """One number per point, from as many points at once as memory likes."""
    out = np.empty(len(seen), np.float32)
    for start in range(0, len(seen), ROWS):
        rows = slice(start, start + ROWS)
        out[rows] = answer(rows)
    return out


def _shares(seen: Seen) -> F32:
    return np.asarray(seen, np.float32)


def _f32(values: F64) -> F32:
    return np.asarray(values, np.float32)
