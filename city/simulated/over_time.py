"""What a field over time comes to: the most that it reaches, and how long it is above a limit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from city.progress import Progress
from city.simulated.field import F32, Field, Variable

HOUR = np.timedelta64(1, "h")


def maximum(field: Field, key: str, level: int = 0, progress: Progress | None = None) -> Field:
    """The highest value of each cell at any step; NaN where there never is one."""
    of = field.variable(key)
    most: F32 | None = None
    for values in _steps(field, key, level, progress):
        most = values.copy() if most is None else np.fmax(most, values, out=most)
    assert most is not None  # every field has a step
    told = Variable(key, f"{of.title}, maximum", of.unit, of.standard_name, of.at)
    return _still(field, told, most)


def hours_above(
    field: Field, key: str, limit: float, level: int = 0, progress: Progress | None = None
) -> Field:
    """How many hours each cell is above a limit, in the unit of the variable.

    Between two steps values pass over evenly, unless the quantity stays until the next one; no
    value is below every limit. Raises ValueError for a field of fewer than two steps.
    """
    if len(field.times) < 2:
        raise ValueError(f"{field.title} has no steps over time")
    of = field.variable(key)
    steady = of.quantity is not None and of.quantity.steady
    hours = np.diff(field.times) / HOUR
    total: F32 | None = None
    before: F32 | None = None
    for at, values in enumerate(_steps(field, key, level, progress)):
        over = np.nan_to_num(values, nan=-np.inf) - np.float32(limit)
        if before is not None and total is not None:
            share = (before > 0).astype(np.float32) if steady else _share(before, over)
            total += share * np.float32(hours[at - 1])
        elif total is None:
            total = np.zeros_like(over)
        before = over
    assert total is not None
    title = f"{of.title} above {limit:g} {of.unit}".rstrip(" 1")
    return _still(field, Variable(key, title, "h", at=of.at), total)


def _share(before: F32, after: F32) -> F32:
    """Which part of the time between two steps passes above zero."""
    high, low = np.maximum(before, after), np.minimum(before, after)
    with np.errstate(invalid="ignore", divide="ignore"):
        crossing = np.where(np.isinf(low), 0.5, high / (high - low))  # from nowhere: half of it
    return np.where(low > 0, 1, np.where(high > 0, crossing, 0)).astype(np.float32)


def _steps(field: Field, key: str, level: int, progress: Progress | None) -> Iterator[F32]:
    for step in range(field.steps):
        (progress or Progress()).report(step, field.steps, field.title)
        yield field.values(key, step, level)


def _still(field: Field, variable: Variable, values: F32) -> Field:
    """A field that does not change, on the same places and of the same run."""

    def read(key: str, level: int, first: int, last: int) -> F32:
        return values[None]

    return Field(variable.title, field.run, field.shape, (variable,), field.times[:0], read)
