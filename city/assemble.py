"""Batches of columns -> one City: rows put in order of space, references resolved and checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.batch import Batch, Rows, offsets
from city.finding import Finding
from city.frame import Frame
from city.level import firsts, level_of, stock_of
from city.lineage import lineage
from city.model import City, Material, Shapes, Source, Texture, frozen
from city.progress import Progress
from city.strings import Strings
from city.tables import Numbers, joined, table

Tell = Callable[[Finding], None]
I32 = NDArray[np.int32]


def assemble(
    batches: Sequence[tuple[Batch, int]],
    frame: Frame,
    sources: tuple[Source, ...],
    metadata: Mapping[str, Any],
    tell: Tell,
    progress: Progress,
) -> City:
    """One City of many batches, each with the row of its source."""
    steps = 4
    progress.report(0, steps, "Putting the objects in order")
    parts = [batch for batch, _ in batches]
    at = firsts([len(b.object_ids) for b in parts])
    named = _joined_strings([b.object_ids for b in parts])
    given = list(named)
    ids = _named(parts, given, tell)
    parent = _parents(batches, at, given, ids, tell)
    order = _by_space(parts, at, parent)
    new_row = np.empty(len(order), np.int32)
    new_row[order] = np.arange(len(order), dtype=np.int32)
    moved = parent[order]
    objects = table(
        [b.objects for b in parts],
        at,
        (named if ids is given else Strings.of(ids)).take(order),
        order,
        new_row,
        np.where(moved >= 0, new_row[moved], -1).astype(np.int32),
    )
    source = np.repeat(
        np.array([s for _, s in batches], np.uint16), [len(b.object_ids) for b in parts]
    )[order]

    progress.report(1, steps, "Putting the surfaces in order")
    surface_at = firsts([len(b.surface_ids) for b in parts])
    owner = joined([b.surface_object + a for b, a in zip(parts, at, strict=False)], np.int32)
    surface_order = np.argsort(new_row[owner], kind="stable")
    new_surface = np.empty(len(owner), np.int32)
    new_surface[surface_order] = np.arange(len(owner), dtype=np.int32)
    inside = [np.array(b.surfaces.parent, np.int32) for b in parts]
    above = joined(
        [np.where(p >= 0, p + a, -1) for p, a in zip(inside, surface_at, strict=False)], np.int32
    )[surface_order]
    surfaces = table(
        [b.surfaces for b in parts],
        surface_at,
        _joined_strings([b.surface_ids for b in parts]).take(surface_order),
        surface_order,
        new_surface,
        np.where(above >= 0, new_surface[above], -1).astype(np.int32),
    )

    progress.report(2, steps, "Putting the polygons in order")
    materials, textures = Numbers[Material](), Numbers[Texture]()
    shapes: dict[str, Shapes] = {}
    stock, stock_at = stock_of(parts)
    for lod in sorted({lod for b in parts for lod in b.lods}):
        level = level_of(
            parts, stock, stock_at, lod, at, surface_at, new_row, new_surface, materials, textures
        )
        if len(level.shape_type):
            shapes[lod] = level
        progress.check()
    progress.report(steps, steps, "Putting the polygons in order")
    city = City(
        frame,
        objects,
        surfaces,
        new_row[owner][surface_order].astype(np.int32),
        shapes,
        tuple(materials.things),
        tuple(textures.things),
        sources,
        source,
        dict(metadata),
    )
    frozen(city)
    return city


def _joined_strings(columns: Sequence[Strings]) -> Strings:
    lengths = joined([np.diff(c.offsets) for c in columns], np.int64)
    where = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=where[1:])
    return Strings(joined([c.blob for c in columns], np.uint8), where)


# names and parents


def _named(parts: Sequence[Batch], given: list[str], tell: Tell) -> list[str]:
    """Every object's id: one where none is given, and told apart where two are the same."""
    seen: set[str] = set(given)
    if len(seen) == len(given) and "" not in seen:
        return given
    ids = given.copy()
    kinds = [name for b in parts for name in _kind_names(b.objects)]
    taken: set[str] = set()
    number: dict[str, int] = {}
    for row, (id, kind) in enumerate(zip(ids, kinds, strict=True)):
        if id and id not in taken:
            taken.add(id)
            continue
        stem = f"{id}#" if id else f"{kind}-"
        n = number.get(stem, 1 if id else 0) + 1
        while f"{stem}{n}" in seen:
            n += 1
        number[stem] = n
        ids[row] = f"{stem}{n}"
        taken.add(ids[row])
        if id:
            message = f"a second {kind} has the id {id}; it is kept as {ids[row]}"
            tell(Finding("warning", "DUPLICATE_ID", ids[row], message))
    return ids


def _kind_names(rows: Rows) -> list[str]:
    names = list(rows.names)
    return [names[k] for k in rows.kind]


def _parents(
    batches: Sequence[tuple[Batch, int]],
    at: list[int],
    given: list[str],
    ids: list[str],
    tell: Tell,
) -> I32:
    inside = [np.array(b.objects.parent, np.int32) for b, _ in batches]
    parent = joined(
        [np.where(p >= 0, p + a, -1) for p, a in zip(inside, at, strict=False)], np.int32
    )
    rows_of: dict[int, dict[str, int]] = {}  # by source: two files may use the same ids
    if any(b.parent_ids for b, _ in batches):
        # From the last to the first, so that the first of several with one id is found.
        for (b, source), first in zip(reversed(batches), reversed(at[:-1]), strict=True):
            here = range(first + len(b.object_ids) - 1, first - 1, -1)
            rows = zip(map(given.__getitem__, here), here, strict=True)
            rows_of.setdefault(source, {}).update(rows)
    for (b, source), first in zip(batches, at, strict=False):
        for row, id in b.parent_ids.items():
            found = rows_of[source].get(id, -1)
            if found < 0:
                found = next((r[id] for r in reversed(rows_of.values()) if id in r), -1)
            parent[first + row] = found
            if found < 0:
                name = ids[first + row]
                message = f"{name} names {id} as its parent, which is not in the data"
                tell(Finding("warning", "DANGLING_PARENT", name, message))
    _break_cycles(parent, ids, tell)
    return parent


def _break_cycles(parent: I32, ids: list[str], tell: Tell) -> None:
    """Make a root of one object in every ring of objects that are each other's parents."""
    alive = parent >= 0
    climb = parent.copy()
    for _ in range(64):  # pointer doubling: after k rounds every climb is 2**k steps
        if not alive.any():
            return
        climb[alive] = climb[climb[alive]]
        alive = climb >= 0
    settled: set[int] = set()
    for row in np.flatnonzero(alive).tolist():
        seen = set()
        here = row
        while here >= 0 and here not in seen and here not in settled:
            seen.add(here)
            here = int(parent[here])
        if here in seen:
            parent[here] = -1
            message = f"{ids[here]} is its own ancestor; it now stands on its own"
            tell(Finding("warning", "CYCLIC_PARENT", ids[here], message))
        settled |= seen


# order


def _by_space(parts: Sequence[Batch], at: list[int], parent: I32) -> NDArray[np.int64]:
    """The order of the rows: roots along a Morton curve, each with its family behind it."""
    count = len(parent)
    root, depth = lineage(parent)
    found = [np.zeros((3, 0))]
    for b, first in zip(parts, at, strict=False):
        points_at = offsets(b.ring_points)
        if not points_at[-1]:
            continue
        rings = offsets(b.polygon_rings)
        corner = np.minimum(points_at[rings[:-1]], points_at[-1] - 1)
        place = corner if b.corners is None else b.corners[corner]
        x, y = b.points[place, 0], b.points[place, 1]
        top = root[first + b.shape_object[b.polygon_shape]]
        some = (b.polygon_rings > 0) & np.isfinite(x) & np.isfinite(y)
        found.append(np.stack([top, x, y])[:, some])
    top, x, y = np.concatenate(found, axis=1)
    top = top.astype(np.int32)
    with np.errstate(invalid="ignore"):
        number = np.bincount(top, minlength=count)
        centre = np.stack([np.bincount(top, axis, count) / number for axis in (x, y)], axis=1)
    key = morton(centre)[root]
    return np.lexsort((np.arange(count), depth, root, key))


def morton(places: NDArray[np.float64]) -> NDArray[np.uint64]:
    """The place of each (x, y) along a Morton curve over all of them; NaN goes last."""
    good = np.isfinite(places).all(1)
    code = np.full(len(places), np.iinfo(np.uint64).max, np.uint64)
    if good.any():
        low = places[good].min(0)
        size = max(float((places[good].max(0) - low).max()), 1e-9)
        cell = ((places[good] - low) / size * 0xFFFF).astype(np.uint64)
        code[good] = _spread(cell[:, 0]) | (_spread(cell[:, 1]) << np.uint64(1))
    return code


def _spread(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        value = (value | (value << np.uint64(shift))) & np.uint64(mask)
    return value
