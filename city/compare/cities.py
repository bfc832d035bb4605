"""Two cities, such as the deliveries of two years, object by object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.base import Base, Spot
from city.compare.amounts import Amounts
from city.compare.attributes import differing
from city.compare.difference import MEASURES, SORTS, SUMMED, Difference, Said, Sum
from city.compare.faces import TOLERANCE, Alike, Faces, compared
from city.compare.levels import Levels
from city.compare.matching import Match, class_of, matched
from city.compare.surfaces import differing_surfaces
from city.edits.edit import count
from city.lineage import lineage
from city.model import City
from city.progress import Progress
from city.view import View

F64 = NDArray[np.float64]
Rows = NDArray[np.intp]
ADDED, REMOVED, SHAPE, ATTRIBUTES, BOTH, RENAMED = range(len(SORTS))
MANY, MOSTLY = 20, 0.9  # objects, and the share of them, that make a move a matter of the system
WAYS = ("east", "north", "up")
BLOCK = 40_000  # objects that are compared at once, after which somebody may stop it


def between_cities(a: City, b: City, progress: Progress | None = None) -> Difference:
    """What differs between two cities in one frame (`city.compare.placed`)."""
    progress = progress or Progress()
    match = matched(a, b, progress)
    here = np.flatnonzero(match.to_b >= 0)
    there = match.to_b[here]
    levels = Levels(a, b, here, there)
    same, ordered, moved = _same_shapes(levels, progress)
    progress.report(1, 3, "Comparing attributes")
    said, mixed = _said(a, b, match, here, there)
    for pair, one in differing_surfaces(levels, same, ordered, progress):
        said.setdefault(pair, []).append(one)
    progress.report(2, 3, "Measuring what differs")
    pairs = _Pairs(here, there, same, moved, said)
    told = [*_match_words(match), *levels.words(), *_shift_words(moved), *_type_words(mixed)]
    return _difference(a, b, match, pairs, told, progress)


@dataclass(frozen=True, eq=False)
class _Pairs:
    """The objects that both cities have: their rows, and how each differs."""

    a: Rows
    b: Rows
    same: NDArray[np.bool_]
    moved: F64
    said: dict[int, list[Said]]


def _same_shapes(levels: Levels, progress: Progress) -> Alike:
    """Which pairs look the same in every level of detail that both have, which of them in the same
    order, and how far others moved."""
    count = len(levels.a_rows)
    same, ordered, moved = ~levels.lacking, np.ones(count, bool), np.full((count, 3), np.nan)
    for lod_a, lod_b, mask in levels.common:
        which = np.flatnonzero(mask)
        for start in range(0, len(which), BLOCK):
            progress.report(start, len(which), f"Comparing shapes of LoD {lod_b}")
            part = which[start : start + BLOCK]
            some = Faces.of(levels.a.shapes[lod_a], levels.a_rows[part])
            others = Faces.of(levels.b.shapes[lod_b], levels.b_rows[part])
            found = compared(some, others)
            first = same[part] & ~found.same  # the finest level that differs tells how far
            moved[part] = np.where(first[:, None], found.moved, moved[part])
            same[part] &= found.same
            ordered[part] &= found.ordered
    return Alike(same, ordered, moved)


def _said(
    a: City, b: City, match: Match, here: Rows, there: Rows
) -> tuple[dict[int, list[Said]], dict[str, Any]]:
    """By pair, what is said otherwise: its class, what it is part of, its attributes."""
    found: dict[int, list[Said]] = {}
    kinds = [np.array([class_of(kind) for kind in c.objects.kinds] or [""], object) for c in (a, b)]
    one, other = kinds[0][a.objects.kind[here]], kinds[1][b.objects.kind[there]]
    for k in np.flatnonzero(one != other).tolist():
        found.setdefault(k, []).append(Said("class", one[k], other[k]))
    above, over = a.objects.parent[here], b.objects.parent[there]
    expected = np.where(above >= 0, match.to_b[above], -1)
    for k in np.flatnonzero((expected != over) | ((above >= 0) & (expected < 0))).tolist():
        names = [
            c.objects.ids[int(row)] if row >= 0 else None
            for c, row in ((a, above[k]), (b, over[k]))
        ]
        found.setdefault(k, []).append(Said("part of", *names))
    columns, mixed = differing(a.objects, b.objects, here, there)
    for one_column in columns:
        values = zip(one_column.pairs.tolist(), one_column.a, one_column.b, strict=True)
        for k, was, now in values:
            found.setdefault(k, []).append(Said(one_column.name, was, now))
    return found, mixed


def _difference(
    a: City, b: City, match: Match, pairs: _Pairs, told: Sequence[str], progress: Progress
) -> Difference:
    """All that differs in columns: what has gone first, then what came, then what is otherwise."""
    said = np.zeros(len(pairs.a), bool)
    said[list(pairs.said)] = True
    changed = np.flatnonzero(~pairs.same | said | _renamed(a, b, match, pairs))
    shape, words = ~pairs.same[changed], said[changed]
    sort = np.select([shape & words, shape, words], [BOTH, SHAPE, ATTRIBUTES], RENAMED)
    gone, come = _tops(a, match.to_b), _tops(b, match.to_a)
    none = np.full(len(gone), -1), np.full(len(come), -1)
    rows = (
        np.concatenate([gone, none[1], pairs.a[changed]]),
        np.concatenate([none[0], come, pairs.b[changed]]),
    )
    sorts = np.concatenate([none[0] * 0 + REMOVED, none[1] * 0 + ADDED, sort]).astype(np.uint8)
    first = len(gone) + len(come)
    moved = np.full((len(sorts), 3), np.nan)
    moved[first:] = pairs.moved[changed]
    sizes, sums = _sizes(a, b, match, rows, progress)
    table_a, table_b = a.objects, b.objects
    places = list(zip(rows[0].tolist(), rows[1].tolist(), strict=True))
    return Difference(
        View.of(Base(a.frame, (a,))),
        View.of(Base(b.frame, (b,))),
        [(table_a.ids[x] if x >= 0 else "", table_b.ids[y] if y >= 0 else "") for x, y in places],
        [table_b.kind_of(y) if y >= 0 else table_a.kind_of(x) for x, y in places],
        sorts,
        [(Spot(0, x) if x >= 0 else None, Spot(0, y) if y >= 0 else None) for x, y in places],
        [()] * first + [pairs.said.get(k, ()) for k in changed.tolist()],
        sizes,
        moved,
        sums,
        told,
    )


def _renamed(a: City, b: City, match: Match, pairs: _Pairs) -> NDArray[np.bool_]:
    """Which pairs have ids of their own on both sides, and not the same."""
    found = match.own[0][pairs.a] & match.own[1][pairs.b] & match.by_look[pairs.a]
    for k in np.flatnonzero(found).tolist():
        found[k] = a.objects.ids[int(pairs.a[k])] != b.objects.ids[int(pairs.b[k])]
    return found


def _tops(city: City, to: Rows) -> Rows:
    """The rows that the other city has not, of families that it has not at all their top."""
    alone, parent = to < 0, city.objects.parent
    return np.flatnonzero(alone & ((parent < 0) | ~alone[parent]))


def _sizes(
    a: City, b: City, match: Match, rows: tuple[Rows, Rows], progress: Progress
) -> tuple[dict[str, F64], dict[str, Sum]]:
    """The sizes of what differs on both sides, and what the buildings among it add up to."""
    tops = [lineage(city.objects.parent)[0] for city in (a, b)]
    touched = [np.unique(top[mine[mine >= 0]]) for top, mine in zip(tops, rows, strict=True)]
    found = match.to_b[touched[0]], match.to_a[touched[1]]
    touched = [
        np.union1d(touched[side], tops[side][other[other >= 0]])
        for side, other in ((0, found[1]), (1, found[0]))
    ]
    amounts = [
        Amounts(city, mine, progress.check) for city, mine in zip((a, b), touched, strict=True)
    ]
    sizes = {}
    for name in MEASURES:
        sizes[name] = np.full((len(rows[0]), 2), np.nan)
        for side in (0, 1):
            there = rows[side] >= 0
            sizes[name][there, side] = amounts[side].of(name, rows[side][there])
    stays = match.to_b[touched[0]] >= 0, match.to_a[touched[1]] >= 0
    sums = {}
    for name in SUMMED:
        (gone, was), (come, now) = (
            [amount.total(name, mine[mask]) for mask in (~stay, stay)]
            for amount, mine, stay in zip(amounts, touched, stays, strict=True)
        )
        sums[name] = Sum(come, gone, now - was)
    return sizes, sums


# what is told of how it was compared


def _match_words(match: Match) -> list[str]:
    if len(match.to_b) and len(match.to_a) and (match.to_b < 0).all():
        return ["no object of A was found in B; are they the same city?"]
    return [
        f"no id of their own in {side}: {count(int((~own).sum()), 'object')}, looked for by shape"
        for side, own in zip("AB", match.own, strict=True)
        if not own.all()
    ]


def _shift_words(moved: F64) -> list[str]:
    """Whether nearly everything has moved alike, which is no news of the city."""
    known = moved[np.isfinite(moved).all(1)]
    if len(known) < MANY or len(known) < len(moved) / 2:
        return []
    middle = np.median(known, axis=0)
    alike = np.abs(known - middle).max(1) <= 2 * TOLERANCE
    if alike.mean() < MOSTLY:
        return []
    way = ", ".join(f"{m:.2f} m {to}" for m, to in zip(middle, WAYS, strict=True) if abs(m) > 0.005)
    return [
        f"{count(int(alike.sum()), 'object')} have all moved by the same {way}: is one of the two "
        "in another system, or its heights?"
    ]


def _type_words(mixed: Mapping[str, tuple[str, str]]) -> list[str]:
    return [
        f"{name} is {one} in A and {other} in B; what it says was compared"
        for name, (one, other) in mixed.items()
    ]
