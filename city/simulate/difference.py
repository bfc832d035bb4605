"""What has become more and what less: one answer of a simulation against another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.layer import Layer, Quantity

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]


def difference(after: Layer, before: Layer) -> Layer:
    """The values of `after` less those of `before`, at the places of `after`.

    Exactly 0 where nothing has changed, NaN where one of the two has no value: also at places that
    only one of them has, such as the walls of a new building. Tables by the ids of owners. Of
    "clock", hours later; of classes, steps up. Raises ValueError for two simulations.
    """
    if after.simulation != before.simulation:
        raise ValueError(
            f"{after.title} and {before.title} are answers to different questions: "
            "compare two of the same simulation"
        )
    here, there = after.samples.same_as(before.samples)
    values = {}
    for name in [name for name in after.values if name in before.values]:
        found = np.full(len(after.samples), np.nan, np.float32)
        found[here] = after.values[name][here] - before.values[name][there]
        values[name] = found
    tables = _tables(after, before)
    told = blake2b(f"difference\0{after.inputs}\0{before.inputs}".encode(), digest_size=16)
    return replace(
        after,
        title=f"{after.title}: difference",
        quantities=tuple(_quantity(q, values[q.key]) for q in after.quantities if q.key in values),
        values=values,
        columns=tuple(_quantity(c, tables[c.key]) for c in after.columns if c.key in tables),
        tables=tables,
        badge="derived",
        facts=(*after.facts, *_facts(after, before, here, values)),
        inputs=told.hexdigest(),
        traces={},
    )


def _tables(after: Layer, before: Layer) -> Mapping[str, F64]:
    row = {name: k for k, name in enumerate(before.samples.owners)}
    owners = after.samples.owners
    of = np.array([row.get(name, len(row)) for name in owners], np.int64)
    return {
        name: after.tables[name] - np.append(before.tables[name], np.nan)[of]
        for name in after.tables
        if name in before.tables
    }


def _quantity(one: Quantity, column: NDArray[Any]) -> Quantity:
    """What a difference says, its colours as far to the one side of zero as to the other."""
    known = np.abs(column[np.isfinite(column)])
    most = float(known.max(initial=0.0)) or None
    return Quantity(
        one.key,
        f"{one.title}: difference",
        "h" if one.unit == "clock" else one.unit,
        one.decimals,
        "diverging",
        None if most is None else -most,
        most,
    )


def _facts(
    after: Layer, before: Layer, here: NDArray[np.intp], values: Mapping[str, F32]
) -> list[tuple[str, str]]:
    found = [
        ("Compared with", before.title),
        ("Places in both", f"{len(here):,} of {len(after.samples):,}"),
    ]
    area = after.samples.area.astype(np.float64)
    for one in after.quantities[:1]:
        if one.key in values:
            more, less = (float(area[sign * values[one.key] > 0].sum()) for sign in (1, -1))
            found.append((one.title, f"more on {more:,.0f} m², less on {less:,.0f} m²"))
    return found
