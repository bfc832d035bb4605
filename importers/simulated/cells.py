"""The columns of a table, and their cells as numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Column = Sequence[Any] | NDArray[Any]
Columns = Mapping[str, Column]  # by title
UNIT = re.compile(r"^(.*?)\s*(?:\((.{0,30})\)|\[(.{0,30})\])\s*$")  # "heat (kWh)", "heat [kWh]"


def numbers(column: Column) -> F64:
    """A column as numbers; NaN for what is none."""
    if isinstance(column, np.ndarray) and column.dtype.kind in "iufb":
        return column.astype(np.float64)
    try:
        return np.array(column, np.float64)
    except (ValueError, TypeError):
        return np.array([_number(cell) for cell in column])


def _number(cell: Any) -> float:
    try:
        return float(cell)
    except (ValueError, TypeError):
        return np.nan
