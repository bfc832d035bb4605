"""What the places on a building come to, for tables and in words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from city.layer import FACADE, ROOF, SORTS, WINDOW, Quantity, Samples

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]


def columns(one: Quantity) -> tuple[Quantity, ...]:
    """What `means` says of a quantity."""
    titles = {"facades": "Façades, mean", "best": "Façades, best place", "roofs": "Roofs, mean"}
    return tuple(Quantity(k, title, one.unit, one.decimals) for k, title in titles.items())


def means(samples: Samples, values: F32) -> dict[str, F64]:
    """Of each owner: the means over its façades and roofs by their area, and the most that any
    place of its façades has; NaN where it has none.

    values: (n,) of the samples, NaN where nothing is known.
    """
    count, known = len(samples.owners), np.isfinite(values) & (samples.owner >= 0)
    found = {}
    for name, sorts in (("facades", (FACADE, WINDOW)), ("roofs", (ROOF,))):
        mine = known & np.isin(samples.sort, sorts)
        weight = samples.area[mine].astype(np.float64)
        owner = samples.owner[mine]
        whole = np.bincount(owner, weight, count)
        total = np.bincount(owner, weight * values[mine], count)
        found[name] = np.where(whole > 0, total / np.maximum(whole, 1e-9), np.nan)
        if name == "facades":
            best = np.full(count, -np.inf)
            np.maximum.at(best, owner, values[mine].astype(np.float64))
            found["best"] = np.where(np.isfinite(best), best, np.nan)
    return found


def counted(samples: Samples) -> str:
    """How many places lie on what: "1,204 on façades, 310 on roofs"."""
    counts = np.bincount(samples.sort, minlength=len(SORTS))
    told = [f"{n:,} on {name}" for n, name in zip(counts.tolist(), SORTS, strict=True) if n]
    return ", ".join(told)
