"""The colours of very many values, found by a loop that numba compiles.

Import this module where it is used: numba takes a third of a second, and once some seconds.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]


def _colour(values: Any, edges: Any, colours: Any, out: Any) -> None:
    for k in range(len(values)):
        value = values[k]
        step = 0
        for edge in edges:  # without a branch: what is steep is as quick as what is flat
            step += value >= edge
        clear = np.uint32(0xFFFFFF) if np.isnan(value) else np.uint32(0xFFFFFFFF)
        out[k] = colours[step] & clear


_SINGLES, _WORDS = (
    numba.types.Array(kind, 1, "C", readonly=True) for kind in (numba.float32, numba.uint32)
)
_loop = numba.njit(
    numba.void(_SINGLES, _SINGLES, _WORDS, numba.uint32[::1]), cache=True, nogil=True
)(_colour)


def coloured(values: NDArray[np.floating], edges: NDArray[np.floating], colours: Bytes) -> Bytes:
    """(values, 4): the colour of each value, of any shape, row by row; nothing where it is NaN.

    edges: (n - 1,) between the colours (n, 3), rising; at an edge the higher one counts. What is
    seen through has the first colour, so that the edge of what is shown fades into that.
    """
    words = np.full((len(colours), 4), 255, np.uint8)
    words[:, :3] = colours
    flat = np.ascontiguousarray(values, np.float32).ravel()
    out = np.empty(len(flat), np.uint32)
    _loop(flat, np.ascontiguousarray(edges, np.float32), words.view("<u4").ravel(), out)
    return out.view(np.uint8).reshape(-1, 4)
