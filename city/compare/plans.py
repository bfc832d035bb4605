"""Two plans over the same city, or a plan and the city as it is, object by object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from city.base import Spot
from city.changes import State, state_of, whole_state
from city.compare.attributes import same
from city.compare.difference import MEASURES, SORTS, SUMMED, Difference, Found, Said, Sort, Sum
from city.compare.faces import Faces, compared
from city.progress import Progress
from city.thing import Thing
from city.view import View

F64 = NDArray[np.float64]
HOUSES = ("Building", "BuildingPart")
BLOCK = 200  # objects after which somebody may stop it
Pair = tuple[Found, Found]


def between_plans(a: View, b: View, progress: Progress | None = None) -> Difference:
    """What differs between two plans over one city; what neither of them touches is not looked at.

    ValueError where they are plans over different cities.
    """
    if a.base is not b.base:
        raise ValueError("the two plans are over different cities; compare the cities first")
    progress = progress or Progress()
    pairs = [(ident, pair) for ident in _touched(a, b) if (pair := _pair(a, b, ident)) is not None]
    alike, moved = _shapes(a, b, [pair for _, pair in pairs])
    rows, states, sorts, said = [], [], [], []
    for k, (_, pair) in enumerate(pairs):
        if k % BLOCK == 0:
            progress.report(k, len(pairs), "Comparing")
        state = _states(a, b, pair)
        told = _attributes(*state)
        sort = _sort(pair, not alike[k], bool(told))
        if sort is not None:
            rows.append(k)
            states.append(state)
            sorts.append(SORTS.index(sort))
            said.append(told if None not in pair else ())
    sort_column = np.array(sorts, np.uint8)
    sizes = {name: _sizes(states, name) for name in MEASURES}
    here = [pairs[k] for k in rows]
    return Difference(
        a,
        b,
        [
            (ident if x is not None else "", ident if y is not None else "")
            for ident, (x, y) in here
        ],
        [_kind(a, b, pair) for _, pair in here],
        sort_column,
        [pair for _, pair in here],
        said,
        sizes,
        moved[rows],
        _sums(a, b, here, sizes, sort_column),
    )


def _sums(
    a: View,
    b: View,
    pairs: Sequence[tuple[str, Pair]],
    sizes: Mapping[str, F64],
    sort: NDArray[np.uint8],
) -> dict[str, Sum]:
    """What the sizes of buildings add up to; parks and trees are none."""
    mine = np.array([_kind(a, b, pair) in HOUSES for _, pair in pairs], bool)
    return {name: summed(sizes[name][mine], sort[mine]) for name in SUMMED}


def summed(size: F64, sort: NDArray[np.uint8]) -> Sum:
    """What (n, 2) sizes of objects add up to, where they are known."""
    known = np.nan_to_num(size)
    came, went = (sort == SORTS.index(name) for name in ("added", "removed"))
    stayed = ~came & ~went & np.isfinite(size).all(1)
    change = known[stayed, 1] - known[stayed, 0]
    return Sum(float(known[came, 1].sum()), float(known[went, 0].sum()), float(change.sum()))


def _touched(a: View, b: View) -> Iterator[str]:
    """The ids of all that can differ, each once; of a family that differs as a whole, its top."""
    base, seen = a.base, dict[str, None]()
    for number, (one, other) in enumerate(zip(a.gone, b.gone, strict=True)):
        if one is other:
            continue
        apart, objects = one != other, base.cities[number].objects
        rows = np.flatnonzero(apart)
        above = objects.parent[rows]
        tops = rows[(above < 0) | ~apart[above]]
        seen.update((objects.ids[row], None) for row in tops.tolist())
    seen.update((base.ident(spot), None) for view in (a, b) for spot in view.said)
    seen.update((ident, None) for view in (a, b) for ident in view.things)
    return iter(seen)


def _pair(a: View, b: View, ident: str) -> Pair | None:
    """What an id names in both; None where it is the very same, or in neither."""
    one, other = a.find(ident), b.find(ident)
    if isinstance(one, Spot) and one == other:
        return None if a.said.get(one) == b.said.get(one) else (one, other)
    return None if one is other else (one, other)


def _shapes(a: View, b: View, pairs: Sequence[Pair]) -> tuple[NDArray[np.bool_], F64]:
    """Which pairs have the same shape, and how far those moved that are the same elsewhere."""
    alike, moved = np.ones(len(pairs), bool), np.full((len(pairs), 3), np.nan)
    close = [k for k, pair in enumerate(pairs) if _may_differ(*pair)]
    if close:
        before, after = (
            Faces.of_bodies([view.body(one) for k in close if (one := pairs[k][side])])
            for side, view in enumerate((a, b))
        )
        found = compared(before, after)
        alike[close], moved[close] = found.same, found.moved
    return alike, moved


def _may_differ(one: Found, other: Found) -> bool:
    """Whether the shapes of a pair must be looked at; what parts do is told of the parts."""
    if one is None or other is None or (isinstance(one, Spot) and isinstance(other, Spot)):
        return False
    return not (isinstance(one, Thing) and isinstance(other, Thing) and one.form is other.form)


def _states(a: View, b: View, pair: Pair) -> tuple[State | None, State | None]:
    one, other = pair
    if isinstance(one, Spot) and isinstance(other, Spot):
        return whole_state(a, one), whole_state(b, other)
    return (
        None if one is None else state_of(a, one),
        None if other is None else state_of(b, other),
    )


def _attributes(was: State | None, now: State | None) -> Sequence[Said]:
    if was is None or now is None:
        return ()
    pairs = ((n, was.said.get(n), now.said.get(n)) for n in dict.fromkeys([*was.said, *now.said]))
    return [Said(name, x, y) for name, x, y in pairs if not same(x, y)]


def _sort(pair: Pair, shape: bool, said: bool) -> Sort | None:
    if None in pair:
        return "added" if pair[0] is None else "removed"
    if shape:
        return "both" if said else "shape"
    return "attributes" if said else None


def _kind(a: View, b: View, pair: Pair) -> str:
    one, other = pair
    if other is not None:
        return b.kind(other)
    assert one is not None
    return a.kind(one)


def _sizes(states: Sequence[tuple[State | None, State | None]], name: str) -> F64:
    """(n, 2): a size of some objects on both sides, NaN where nobody knows it."""
    found = [[_size(state, name) for state in pair] for pair in states]
    return np.array(found, np.float64).reshape(-1, 2)


def _size(state: State | None, name: str) -> float:
    value = getattr(state, name, None)
    return np.nan if value is None else float(value)
