"""What a plan changes in traffic, street by street."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from city.simulated.field import Variable
from city.simulated.network import Network

F32 = NDArray[np.float32]


def change_of(key: str) -> str:
    """The key of the variable that tells how another one changes."""
    return f"{key} change"


def difference(plan: Network, base: Network) -> Network:
    """The values of a plan less those without it, on the streets of the plan.

    Exactly zero where both are the same; none where one side has none, as on a street that the plan
    closes or builds, whose kind says so.
    """
    rows = {id: row for row, id in enumerate(base.links.ids)}
    at = np.array([rows.get(id, -1) for id in plan.links.ids], np.int64)
    values = {}
    variables = []
    for one in plan.variables:
        if one.key in base.values:
            before = base.values[one.key][:, at]
            before[:, at < 0] = np.nan
            values[change_of(one.key)] = np.asarray(plan.values[one.key] - before, np.float32)
            first, rest = one.title[0], one.title[1:]
            title = f"Change: {first.lower() if rest[:1].islower() else first}{rest}"
            variables.append(Variable(change_of(one.key), title, one.unit, at=one.at))
    return replace(plan, title=f"{plan.title}: change", variables=tuple(variables), values=values)
