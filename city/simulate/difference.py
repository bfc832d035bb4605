"""What has become more and what less: one answer of a simulation against another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.layer import Layer, Quantity, Tone
from city.layer_colours import USUAL, step_of

Numbers = NDArray[np.floating]
F64 = NDArray[np.float64]

AS_BEFORE = "as before"
# How good a class is by how it is taken, so that a step from one to another is up or down.
RANK: Mapping[Tone, int] = {"good": 2, "gain": 2, "poor": 1, "bad": 0, "new": 0}


def difference(after: Layer, before: Layer) -> Layer:
    """The values of `after` less those of `before`, at the places of `after`.

    Exactly 0 where nothing has changed, NaN where one of the two has no value: also at places that
    only one of them has, such as the walls of a new building; how many is among the facts. Tables
    by the ids of owners. Of "clock", hours later; of classes, which has become which, 0 for as
    before. Colours reach as far as `shared_scale` of this one. Raises ValueError, in one line, for
    answers that cannot be compared.
    """
    why = not_alike(after, before)
    if why:
        raise ValueError(why)
    here, there = after.samples.same_as(before.samples)
    found: dict[str, tuple[Quantity, Any]] = {}
    for one in after.quantities:
        if one.key in after.values and one.key in before.values:
            then = np.full(len(after.samples), np.nan, np.float32)
            then[here] = before.values[one.key][there]
            found[one.key] = _changed(one, after.values[one.key], then)
    tables = _tables(after, before)
    told = blake2b(f"difference\0{after.inputs}\0{before.inputs}".encode(), digest_size=16)
    made = replace(
        after,
        title=f"{after.title}: difference",
        quantities=tuple(one for one, _ in found.values()),
        values={key: values for key, (_, values) in found.items()},
        columns=tuple(tables[one.key][0] for one in after.columns if one.key in tables),
        tables={key: column for key, (_, column) in tables.items()},
        badge="derived",
        facts=(*after.facts, *_facts(after, before, len(here))),
        inputs=told.hexdigest(),
        traces={},
    )
    made = replace(made, facts=(*made.facts, *_more_and_less(made)))
    return on_one_scale([made])[0]


def not_alike(after: Layer, before: Layer) -> str:
    """Why two answers cannot be compared, in one line; "" where they can."""
    if after.simulation != before.simulation:
        return (
            f"{after.title} and {before.title} are answers to different questions: "
            "compare two of the same simulation"
        )
    asked, other = dict(after.settings), dict(before.settings)
    unlike = [key for key in {**asked, **other} if asked.get(key) != other.get(key)]
    if unlike:
        return (
            f"{after.title}: the two were not asked alike ({', '.join(sorted(unlike))}): "
            "compute both with the same settings"
        )
    if after.base and before.base and after.base != before.base:
        return (
            f"{after.title}: the two are over different cities, or the city has changed between "
            "them: compute both again"
        )
    return ""


def shared_scale(layers: Sequence[Layer], key: str) -> tuple[float, float]:
    """The ends of one scale for a quantity of several differences, as far below zero as above it.

    Nearly all that has changed in each of them, on façades, roofs and ground together, lies
    between them; they are whole steps of the legend, which tells where there is more.
    """
    quantity = layers[0].quantity(key)
    reaches = []
    for layer in layers:
        some = np.abs(layer.values[key])
        some = some[some > 0.5 * 10.0**-quantity.decimals]
        if len(some):
            reaches.append(float(np.quantile(some, USUAL[1], method="higher")))
    reach = max(reaches, default=1.0)
    step = step_of(quantity, reach)
    end = step * float(np.ceil(reach / step - 1e-6))
    return -end, end


def on_one_scale(layers: Sequence[Layer]) -> list[Layer]:
    """The same differences of one question, in which a colour means the same in each of them."""
    keys = [one.key for one in layers[0].quantities if one.scale == "diverging"]
    ends = {key: shared_scale(layers, key) for key in keys}

    def within(one: Quantity) -> Quantity:
        low, high = ends.get(one.key, (one.low, one.high))
        return replace(one, low=low, high=high)

    return [replace(one, quantities=tuple(map(within, one.quantities))) for one in layers]


def _changed(one: Quantity, after: NDArray[Any], before: NDArray[Any]) -> tuple[Quantity, Any]:
    """What a difference says, and its values."""
    if one.scale == "classes":
        return _steps(one, after, before)
    unit = "h" if one.unit == "clock" else one.unit
    told = Quantity(one.key, f"{one.title}: difference", unit, one.decimals, "diverging")
    return told, after - before


def _steps(one: Quantity, after: NDArray[Any], before: NDArray[Any]) -> tuple[Quantity, Any]:
    """Which class has become which, each way that there is as a class of its own."""
    known = np.isfinite(after) & np.isfinite(before)
    count = len(one.names)
    was, now = (np.nan_to_num(x).astype(np.int64).clip(0, count - 1) for x in (before, after))
    step = np.where(was == now, -1, was * count + now)
    ways = np.unique(step[known & (step >= 0)])
    values = np.where(step < 0, 0, np.searchsorted(ways, step) + 1).astype(after.dtype)
    values[~known] = np.nan
    pairs = [divmod(int(way), count) for way in ways]
    names = (AS_BEFORE, *(f"{one.names[a]} → {one.names[b]}" for a, b in pairs))
    tones: tuple[Tone, ...] = ()
    if one.tones:
        tones = ("same", *(_taken(one.tones[a], one.tones[b]) for a, b in pairs))
    title = f"{one.title}: difference"
    return Quantity(one.key, title, "", 0, "classes", None, None, names, tones), values


def _taken(before: Tone, after: Tone) -> Tone:
    """How a step from one class to another is taken."""
    up = RANK.get(after, 1) - RANK.get(before, 1)
    return "gain" if up > 0 else "bad" if up < 0 else "poor"


def _tables(after: Layer, before: Layer) -> dict[str, tuple[Quantity, F64]]:
    row = {name: k for k, name in enumerate(before.samples.owners)}
    of = np.array([row.get(name, len(row)) for name in after.samples.owners], np.int64)
    said = {one.key: one for one in (*after.quantities, *after.columns)}
    return {
        key: _changed(
            said.get(key, Quantity(key, key)),
            after.tables[key],
            np.append(before.tables[key], np.nan)[of],
        )
        for key in after.tables
        if key in before.tables
    }


def _facts(after: Layer, before: Layer, both: int) -> list[tuple[str, str]]:
    found = [
        ("Compared with", before.title),
        ("Places in both", f"{both:,} of {len(after.samples):,}"),
    ]
    come, gone = len(after.samples) - both, len(before.samples) - both
    if come or gone:
        found.append(("Places in one alone", f"{come:,} new, {gone:,} gone: they have no value"))
    return found


def _more_and_less(made: Layer) -> list[tuple[str, str]]:
    """On how much area the first quantity is more, and on how much less."""
    area = made.samples.area.astype(np.float64)
    for one in made.quantities[:1]:
        if one.scale == "diverging":
            more, less = (float(area[sign * made.values[one.key] > 0].sum()) for sign in (1, -1))
            title = one.title.removesuffix(": difference")
            return [(title, f"more on {more:,.0f} m², less on {less:,.0f} m²")]
    return []
