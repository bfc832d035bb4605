"""The innermost loop of what is drawn over a finished picture, compiled by numba.

Import this module where it is used: it takes some seconds the first time, when the loop is
compiled, and a third of a second once numba has kept it. What numba keeps holds the colours and
widths that are imported here, and follows this file's date alone.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from render.strokes import (
    ALERTS,
    ARROW,
    DOT,
    EDGED,
    FACE,
    LINE,
    OUTLINE,
    SPOT,
    STALE,
)
from render.style import ALERT, INK, PALE

HALO = np.float32(1.2)  # pixels of light around a spot's dark line
GAP, RIM = np.float32(1.6), np.float32(2.2)  # from there to the ring of an alert, and its width
SMALL = np.float32(4)  # pixels of radius up to which a spot has no halo
NOSE, TIP = np.float32(1.7), np.float32(0.15)  # of its radius: how far a spot points ahead
LEAN = (1 - TIP) / NOSE  # of its sides
EVEN = np.sqrt(1 - LEAN * LEAN)
RED_BLUE, OPAQUE = np.uint32(0xFF00FF), np.uint32(0xFF000000)
DARK = np.uint32(INK[0] | INK[1] << 8 | INK[2] << 16)


@numba.njit(nogil=True, error_model="numpy", fastmath=True)
def _mix(pixel: Any, colour: Any, share: Any) -> None:
    """Lay so much of a colour over a pixel."""
    part = min(max(share, np.float32(0)), np.float32(1))
    for k in range(3):
        old = np.float32(pixel[k])
        pixel[k] = np.uint8(old + (np.float32(colour[k]) - old) * part + np.float32(0.5))


@numba.njit(nogil=True, error_model="numpy", fastmath=True)
def _drop(x: Any, y: Any, r: Any) -> Any:
    """How far a place is outside the hull of a circle and a smaller one ahead of it in y."""
    x, h = abs(x), r * NOSE
    along = EVEN * y - LEAN * x
    if along < 0:
        return np.sqrt(x * x + y * y) - r
    if along > EVEN * h:
        return np.sqrt(x * x + (y - h) * (y - h)) - r * TIP
    return x * EVEN + y * LEAN - r


@numba.njit(nogil=True, error_model="numpy", fastmath=True)
def _clear(value: Any) -> Any:
    """How much of a pixel lies within an edge that is so many pixels away."""
    return min(max(np.float32(0.5) - value, np.float32(0)), np.float32(1))


@numba.njit(nogil=True, error_model="numpy", fastmath=True)
def _tint(pixels: Any, row: Any, column: Any, r: Any, g: Any, b: Any, parts: Any) -> None:
    """Lay a spot's own colour, its dark line and its light halo over a pixel, each to its part."""
    fill, line, light = parts
    left = np.float32(1) - fill - line - light
    more = np.float32(0.5)
    for k, own in enumerate((r, g, b)):
        edge = line * np.float32(INK[k]) + light * np.float32(PALE[k])
        old = left * np.float32(pixels[row, column, k])
        pixels[row, column, k] = np.uint8(np.int32(old + fill * own + edge + more))


@numba.njit(nogil=True, error_model="numpy", fastmath=True)
def _parts(d: Any, stale: int, r: Any, halo: Any) -> Any:
    """How much of a spot's own colour, of its dark line and of its light halo and heart is seen so
    many pixels outside its edge."""
    one = np.float32(1)
    fill = _clear(d)
    line = (one - fill) * np.float32(0.9) * _clear(d - OUTLINE)
    light = (one - fill - line) * np.float32(0.7) * _clear(d - OUTLINE - halo)
    hollow = fill * _clear(d + r * np.float32(0.35)) if stale else np.float32(0)
    return fill - hollow, line, light + hollow


@numba.njit(nogil=True, error_model="numpy", fastmath=True)
def _spot(at: Any, paint: Any, look: int, first: int, last: int, depths: Any, pixels: Any) -> None:
    """x, y, depth, radius, and the direction on the picture that it points to, or 0, 0."""
    x, y, z, r, wx, wy = at[0], at[1], at[2], at[3], at[4], at[5]
    red, green, blue = np.float32(paint[0]), np.float32(paint[1]), np.float32(paint[2])
    points, alert, stale = wx != 0 or wy != 0, look & ALERTS, look & STALE
    halo = HALO if r > SMALL else np.float32(0)
    edge = OUTLINE + halo + np.float32(0.5) + (GAP + RIM + HALO if alert else np.float32(0))
    ahead = r * (NOSE + TIP - 1) / 2 if points else np.float32(0)  # to the middle of its form
    reach, mx, my = r + ahead + edge, x + ahead * wx, y + ahead * wy
    columns = depths.shape[1]
    for row in range(max(int(my - reach), first), min(int(my + reach) + 1, last)):
        dy = np.float32(row) + np.float32(0.5) - y
        off = dy + y - my
        half = np.sqrt(max(reach * reach - off * off, np.float32(0)))
        for column in range(max(int(mx - half), 0), min(int(mx + half) + 1, columns)):
            if depths[np.uint64(row), np.uint64(column)] < z:
                continue
            dx = np.float32(column) + np.float32(0.5) - x
            if points:
                d = _drop(dx * wy - dy * wx, dx * wx + dy * wy, r)
            else:
                d = np.sqrt(dx * dx + dy * dy) - r
            if alert:
                rim = d - OUTLINE - GAP
                _mix(pixels[row, column], PALE, np.float32(0.85) * _clear(rim - RIM - HALO))
                _mix(pixels[row, column], ALERT, _clear(max(rim - RIM, -rim)))
            if d < edge:
                parts = _parts(d, stale, r, halo)
                _tint(pixels, np.uint64(row), np.uint64(column), red, green, blue, parts)


@numba.njit(nogil=True, error_model="numpy", fastmath=True)
def _line(at: Any, paint: Any, first: int, last: int, depths: Any, pixels: Any) -> None:
    """x, y, depth of both ends, half of its width, and how opaque it is at its first end."""
    x, y, z, half, begin = at[0], at[1], at[2], at[6], at[7]
    ux, uy, none, more = at[3] - x, at[4] - y, np.float32(0), np.float32(0.5)
    long = max(np.sqrt(ux * ux + uy * uy), np.float32(1e-3))
    ax, ay, deep, fades = ux / long, uy / long, (at[5] - z) / long, (1 - begin) / long
    low, high = min(y, at[4]) - half - 1, max(y, at[4]) + half + 1
    west, east = min(x, at[3]) - half - 1, max(x, at[3]) + half + 1
    east = min(east, np.float32(depths.shape[1] - 1))
    opaque, steep = np.float32(paint[3]) / np.float32(255), abs(ay) > np.float32(1e-3)
    lean, wide = ax / ay if steep else none, (half + 1) / abs(ay) if steep else none
    for row in range(max(int(low), first), min(int(high) + 1, last)):
        dy = np.float32(row) + more - y
        left, right = west, east
        if steep:  # the band along it is all that this row has of it
            middle = x + dy * lean
            left, right = max(left, middle - wide), min(right, middle + wide)
        start = int(max(left, none))
        dx = np.float32(start) - more - x
        along, across = dx * ax + dy * ay, dx * ay - dy * ax
        for column in range(start, int(right) + 1):
            along, across = along + ax, across + ay
            if along < 0 or along >= long:  # where the next one begins, none is drawn twice
                continue
            d = abs(across) - half
            if d >= more:
                continue
            i, j = np.uint64(row), np.uint64(column)
            if depths[i, j] >= z + along * deep:
                _mix(pixels[i, j], paint, opaque * (begin + along * fades) * _clear(d))


@numba.njit(nogil=True, error_model="numpy", fastmath=True)
def _arrow(at: Any, paint: Any, look: int, first: int, last: int, depths: Any, pixels: Any) -> None:
    """x, y, depth of its tail and its tip, half the width of its shaft, how long its head is, and
    half the width of that."""
    x, y, z, shaft, head, wide = at[0], at[1], at[2], at[6], at[7], at[8]
    ux, uy = at[3] - x, at[4] - y
    long = max(np.sqrt(ux * ux + uy * uy), np.float32(1e-3))
    ax, ay, deep = ux / long, uy / long, (at[5] - z) / long
    neck, lean = long - head, np.sqrt(wide * wide + head * head)
    edge = OUTLINE + HALO + np.float32(0.5)
    room = wide + 2 * edge
    low, high = min(y, at[4]) - room, max(y, at[4]) + room
    left, right = min(x, at[3]) - room, max(x, at[3]) + room
    red, green, blue = np.float32(paint[0]), np.float32(paint[1]), np.float32(paint[2])
    for row in range(max(int(low), first), min(int(high) + 1, last)):
        dy = np.float32(row) + np.float32(0.5) - y
        for column in range(max(int(left), 0), min(int(right) + 1, depths.shape[1])):
            dx = np.float32(column) + np.float32(0.5) - x
            along, across = dx * ax + dy * ay, abs(dx * ay - dy * ax)
            tip = max(neck - along, ((along - neck) * wide + (across - wide) * head) / lean)
            slim = shaft * (np.float32(0.5) + along / (2 * long))
            d = min(tip, max(across - slim, max(-along, along - neck - np.float32(1))))
            i, j = np.uint64(row), np.uint64(column)
            if d < edge and depths[i, j] >= z + along * deep:
                _tint(pixels, i, j, red, green, blue, _parts(d, look & STALE, shaft, HALO))


@numba.njit(nogil=True, error_model="numpy", fastmath=True)
def _face(at: Any, paint: Any, look: int, first: int, last: int, depths: Any, pixels: Any) -> None:
    """x, y, depth of its four corners, counter-clockwise as they are seen, else nothing is."""
    x0, y0, z0, x1, y1, x2, y2 = at[0], at[1], at[2], at[3], at[4], at[6], at[7]
    area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
    if area <= 0:
        return
    gx = ((at[5] - z0) * (y2 - y0) - (at[8] - z0) * (y1 - y0)) / area
    gy = ((at[8] - z0) * (x1 - x0) - (at[5] - z0) * (x2 - x0)) / area
    low, high = min(y0, y1, y2, at[10]) - 2, max(y0, y1, y2, at[10]) + 2
    left, right = min(x0, x1, x2, at[9]) - 2, max(x0, x1, x2, at[9]) + 2
    opaque = np.float32(paint[3]) / np.float32(255)
    outline = OUTLINE if look & EDGED else np.float32(0)
    for row in range(max(int(low), first), min(int(high) + 1, last)):
        y = np.float32(row) + np.float32(0.5)
        for column in range(max(int(left), 0), min(int(right) + 1, depths.shape[1])):
            x = np.float32(column) + np.float32(0.5)
            d = np.float32(-1e9)
            for k in range(4):
                n = (k + 1) % 4
                ex, ey = at[3 * n] - at[3 * k], at[3 * n + 1] - at[3 * k + 1]
                long = np.sqrt(ex * ex + ey * ey)
                if long > 0:
                    d = max(d, ((x - at[3 * k]) * ey - (y - at[3 * k + 1]) * ex) / long)
            if d > np.float32(1) or depths[row, column] < z0 + gx * (x - x0) + gy * (y - y0):
                continue
            pixel = pixels[row, column]
            if look & EDGED:
                _mix(pixel, INK, _clear(max(d - np.float32(0.5), -d - outline)))
                _mix(pixel, paint, opaque * _clear(d + outline / 2))
            else:
                _mix(pixel, paint, opaque * _clear(d))


@numba.njit(nogil=True, error_model="numpy", fastmath=True)
def _ring(at: Any, paint: Any, look: int, first: int, last: int, depths: Any, pixels: Any) -> None:
    """A disc on the ground: x, y, depth of its middle, and of two half axes on from there."""
    x, y, z, ax, ay, az, bx, by, bz = at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7], at[8]
    area = ax * by - bx * ay
    if abs(area) < np.float32(1e-3):
        return
    wide, high = np.sqrt(ax * ax + bx * bx) + 2, np.sqrt(ay * ay + by * by) + 2
    opaque = np.float32(paint[3]) / np.float32(255)
    rim = RIM if look & ALERTS else OUTLINE
    for row in range(max(int(y - high), first), min(int(y + high) + 1, last)):
        dy = np.float32(row) + np.float32(0.5) - y
        for column in range(max(int(x - wide), 0), min(int(x + wide) + 1, depths.shape[1])):
            dx = np.float32(column) + np.float32(0.5) - x
            s, t = (dx * by - dy * bx) / area, (dy * ax - dx * ay) / area
            far = np.sqrt(s * s + t * t)
            gx, gy = s * by - t * ay, t * ax - s * bx
            steep = np.sqrt(gx * gx + gy * gy) / abs(area) / max(far, np.float32(1e-6))
            d = (far - np.float32(1)) / max(steep, np.float32(1e-6))
            if d > 1 or depths[row, column] < z + s * az + t * bz:
                continue
            pixel = pixels[row, column]
            _mix(pixel, paint, opaque * _clear(d))
            if look & EDGED:
                _mix(pixel, paint, _clear(max(d, -d - rim)))


@numba.njit(nogil=True, error_model="numpy")
def _dot(at: Any, paint: Any, stamps: Any, first: int, last: int, depths: Any, whole: Any) -> None:
    """x, y and depth: a stamp, whose place within a pixel is rounded. Far things are many, and
    this is six times as quick as a spot."""
    pieces, side = int(stamps.shape[0]), int(stamps.shape[2])
    x, y = int(np.floor(at[0] * pieces)), int(np.floor(at[1] * pieces))
    left, low = x // pieces - side // 2, y // pieces - side // 2
    stamp = stamps[y % pieces, x % pieces]
    own = np.uint32(paint[0]) | np.uint32(paint[1]) << 8 | np.uint32(paint[2]) << 16
    one, other = own & RED_BLUE, own >> np.uint32(8) & RED_BLUE
    dark, darker = DARK & RED_BLUE, DARK >> np.uint32(8) & RED_BLUE
    right = min(left + side, depths.shape[1])
    for row in range(max(low, first), min(low + side, last)):
        for column in range(max(left, 0), right):
            both = stamp[np.uint64(row - low), np.uint64(column - left)]
            i, j = np.uint64(row), np.uint64(column)
            if both == 0 or depths[i, j] < at[2]:
                continue
            fill, line = both >> np.uint32(16), both & np.uint32(0xFFFF)
            rest, old = np.uint32(256) - fill - line, whole[i, j]
            r_b = (old & RED_BLUE) * rest + one * fill + dark * line
            g_a = (old >> np.uint32(8) & RED_BLUE) * rest + other * fill + darker * line
            whole[i, j] = (r_b >> np.uint32(8) & RED_BLUE) | (g_a & ~RED_BLUE) | OPAQUE


def _strokes(
    kind: Any,
    at: Any,
    paint: Any,
    look: Any,
    stamps: Any,
    first: int,
    last: int,
    depths: Any,
    pixels: Any,
    whole: Any,
) -> None:
    """Draw strokes, one over the other, in the rows first to last of a picture.

    kind: (n,) uint8. at: (n, COLUMNS) float32, in pixels from the lower left corner and depths from
    0 to 1. paint: (n, 4) uint8. look: (n,) uint8, bits. depths: (rows, columns) float32 of what
    hides them; pixels: (rows, columns, 4) uint8, both the lowest row first; whole: the same as one
    number each. stamps: of dots, see render.strokes.stamps.
    """
    half = stamps.shape[2] // 2 + 1
    for k in range(len(kind)):
        if kind[k] == DOT:
            if at[k, 1] + half >= first and at[k, 1] - half <= last:  # most lie in other rows
                _dot(at[k], paint[k], stamps, first, last, depths, whole)
        elif kind[k] == SPOT:
            _spot(at[k], paint[k], look[k], first, last, depths, pixels)
        elif kind[k] == LINE:
            room = at[k, 6] + 1
            if max(at[k, 1], at[k, 4]) + room < first or min(at[k, 1], at[k, 4]) - room > last:
                continue
            _line(at[k], paint[k], first, last, depths, pixels)
        elif kind[k] == FACE:
            _face(at[k], paint[k], look[k], first, last, depths, pixels)
        elif kind[k] == ARROW:
            _arrow(at[k], paint[k], look[k], first, last, depths, pixels)
        else:
            _ring(at[k], paint[k], look[k], first, last, depths, pixels)


def _given(kind: Any, dimensions: int) -> Any:
    """An array that is only read."""
    return numba.types.Array(kind, dimensions, "C", readonly=True)


_BYTE, _SINGLE, _WHOLE = numba.uint8, numba.float32, numba.int64
strokes = numba.njit(
    numba.void(
        *(_given(_BYTE, 1), _given(_SINGLE, 2), _given(_BYTE, 2)),
        *(_given(_BYTE, 1), _given(numba.uint32, 4), _WHOLE, _WHOLE),
        *(_given(_SINGLE, 2), _BYTE[:, :, ::1], numba.uint32[:, ::1]),
    ),
    cache=True,
    nogil=True,
    error_model="numpy",
)(_strokes)
