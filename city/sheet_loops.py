"""Local metres of very many places on a map sheet, found by a loop that numba compiles.

Import this module where it is used: numba takes a third of a second, and once some seconds.
"""

from __future__ import annotations

from typing import Any

import numba


def _laid(east: Any, north: Any, sheet: Any, terms: Any, out: Any) -> None:
    """sheet: degrees of its middle and to its edges. terms: (2, 15) of a polynomial, by its powers
    of x and within these of y, the lowest first."""
    for k in range(len(east)):
        x = ((east[k] - sheet[0] + 180.0) % 360.0 - 180.0) / sheet[2]  # the short way round
        y = (north[k] - sheet[1]) / sheet[3]
        within = abs(x) <= 1 and abs(y) <= 1
        for axis in range(2):
            total, last = 0.0, 14
            for i in range(4, -1, -1):  # by Horner's rule, in x and within it in y
                inner = 0.0
                for _ in range(5 - i):
                    inner = inner * y + terms[axis, last]
                    last -= 1
                total = total * x + inner
            out[k, axis] = total if within else float("nan")


_ROW = numba.types.Array(numba.float64, 1, "A", readonly=True)
_TABLE = numba.types.Array(numba.float64, 2, "C", readonly=True)
laid = numba.njit(
    numba.void(_ROW, _ROW, _ROW, _TABLE, numba.float64[:, ::1]), cache=True, nogil=True
)(_laid)
