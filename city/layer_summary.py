"""A layer in numbers: on façades, roofs and ground, and building by building."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.layer import SORTS, Layer, Quantity

F64 = NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def summary(layer: Layer) -> list[dict[str, Any]]:
    """Each quantity on each sort of place and on all of them, as plain values.

    count: places with a value; area: m² that they stand for; mean and quantiles are weighted by
    it: below a quantile lies that share of the area. Of classes the m² of each by name instead.
    """
    found = []
    for one in layer.quantities:
        if one.key not in layer.values:
            continue
        sorts = [(name, layer.samples.sort == k) for k, name in enumerate(SORTS)]
        for name, mine in (("all", np.ones(len(layer.samples), bool)), *sorts):
            if mine.any():
                values = layer.values[one.key][mine].astype(np.float64)
                area = layer.samples.area[mine].astype(np.float64)
                told = {"quantity": one.key, "title": one.title, "unit": one.unit, "on": name}
                found.append({**told, **_numbers(one, values, area)})
    return found


def _numbers(one: Quantity, values: F64, area: F64) -> dict[str, Any]:
    known = np.isfinite(values)
    values, area = values[known], area[known]
    whole = float(area.sum())
    found: dict[str, Any] = {"count": len(values), "area": whole}
    if one.scale == "classes":
        codes = values.astype(np.int64)
        return {
            **found,
            "classes": {
                name: float(area[codes == code].sum()) for code, name in enumerate(one.names)
            },
        }
    if not whole > 0:
        empty = dict.fromkeys(("mean", "min", "max"), None)
        return {**found, **empty, "quantiles": {f"{q:g}": None for q in QUANTILES}}
    order = np.argsort(values, kind="stable")
    below = np.cumsum(area[order])
    at = np.searchsorted(below, np.array(QUANTILES) * below[-1] * (1 - 1e-12))
    quantiles = values[order][np.minimum(at, len(values) - 1)].tolist()
    return {
        **found,
        "mean": float(values @ area / whole),
        "min": float(values.min()),
        "max": float(values.max()),
        "quantiles": {f"{q:g}": v for q, v in zip(QUANTILES, quantiles, strict=True)},
    }


def buildings(layer: Layer) -> list[dict[str, Any]]:
    """What is said of each building: its id, and its values by name, None where there is none."""
    columns = {name: column.tolist() for name, column in layer.tables.items()}
    return [
        {
            "id": ident,
            **{n: c[row] if math.isfinite(c[row]) else None for n, c in columns.items()},
        }
        for row, ident in enumerate(layer.samples.owners)
    ]
