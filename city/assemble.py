"""Batches of columns -> one City: rows put in order of space, references resolved and checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.batch import Batch, Rows, offsets
from city.finding import Finding
from city.frame import Frame
from city.lineage import lineage
from city.model import Appearance, City, Material, Shapes, Source, Texture, frozen
from city.progress import Progress
from city.strings import Strings, runs
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
    at = _firsts([len(b.object_ids) for b in parts])
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
    surface_at = _firsts([len(b.surface_ids) for b in parts])
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
    stock, stock_at = _stock(parts)
    for lod in sorted({lod for b in parts for lod in b.lods}):
        level = _level(
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


def _firsts(counts: Sequence[int]) -> list[int]:
    return [0, *np.cumsum(counts, dtype=np.int64).tolist()]


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


# geometry


def _stock(parts: Sequence[Batch]) -> tuple[NDArray[np.float64], list[int]]:
    """All points that corners stand on, and where those of each batch begin among them."""
    shared = {id(b.points): b.points for b in parts}
    firsts = dict(zip(shared, _firsts([len(p) for p in shared.values()]), strict=False))
    points = list(shared.values()) or [np.zeros((0, 3))]
    return (
        points[0] if len(points) == 1 else np.concatenate(points),
        [firsts[id(b.points)] for b in parts],
    )


def _level(
    parts: Sequence[Batch],
    stock: NDArray[np.float64],
    stock_at: list[int],
    lod: str,
    at: list[int],
    surface_at: list[int],
    new_row: I32,
    new_surface: I32,
    materials: Numbers[Material],
    textures: Numbers[Texture],
) -> Shapes:
    """The shapes of one level of detail, in the order of their objects."""
    pieces = [
        _piece(b, first, lod, new_row[a : a + len(b.object_ids)])
        for b, first, a in zip(parts, stock_at, at, strict=False)
    ]
    pieces_with = [(b, p, s) for b, p, s in zip(parts, pieces, surface_at, strict=False)]
    shape_first = _firsts([len(p["shapes"]) for p in pieces])
    owner = joined([p["owner"] for p in pieces], np.int32)
    order = np.argsort(owner, kind="stable")
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    shape_type = joined([b.shape_type[p["shapes"]] for b, p, _ in pieces_with], np.uint8)[order]
    shape_of = joined(
        [place[p["shape"] + f] for p, f in zip(pieces, shape_first, strict=False)], np.int32
    )
    turn = np.argsort(shape_of, kind="stable")
    surface = joined(
        [
            np.where(s >= 0, new_surface[s + a] if len(new_surface) else -1, -1)
            for s, a in ((b.polygon_surface[p["polygons"]], a) for b, p, a in pieces_with)
        ],
        np.int32,
    )
    rings = joined([b.polygon_rings[p["polygons"]] for b, p, _ in pieces_with], np.int32)
    corners = joined([b.ring_points[p["rings"]] for b, p, _ in pieces_with], np.int32)
    places = joined([p["places"] for p in pieces], np.int32)
    tri = np.concatenate([np.zeros((0, 3), np.uint8), *[p["triangles"] for p in pieces]])
    tri_counts = joined([b.polygon_triangles[p["polygons"]] for b, p, _ in pieces_with], np.int32)

    first_ring = offsets(rings)
    ring_order = runs(first_ring[:-1][turn], rings[turn])
    first_point = offsets(corners)
    per_polygon = first_point[first_ring[1:]] - first_point[first_ring[:-1]]
    point_order = runs(first_point[:-1][ring_order], corners[ring_order])
    new_start = offsets(per_polygon[turn])
    first_tri = offsets(tri_counts)
    triangles = tri.take(runs(first_tri[:-1][turn], tri_counts[turn]), axis=0).astype(np.int32)
    triangles += np.repeat(new_start[:-1], tri_counts[turn])[:, None]

    polygon_place = np.empty(len(turn), np.int64)
    polygon_place[turn] = np.arange(len(turn))
    appearances = _appearances(
        pieces_with, polygon_place, new_start, len(places), materials, textures
    )
    return Shapes(
        stock.take(places.take(point_order), axis=0),  # twice as quick as by brackets
        offsets(corners[ring_order]),
        offsets(rings[turn]),
        offsets(np.bincount(shape_of, minlength=len(order))),
        offsets(np.bincount(owner, minlength=len(new_row))),
        shape_type,
        surface[turn].astype(np.int32),
        joined([b.polygon_shell[p["polygons"]] for b, p, _ in pieces_with], np.uint16)[turn],
        triangles,
        offsets(tri_counts[turn]),
        appearances,
    )


def _piece(b: Batch, first: int, lod: str, new_row: I32) -> dict[str, NDArray[Any]]:
    """The part of a batch that is of one level of detail; first: where its points begin."""
    code = b.lods.index(lod) if lod in b.lods else -1
    chosen = b.shape_lod == code if code >= 0 else np.zeros(len(b.shape_lod), bool)
    renumber = np.cumsum(chosen) - 1
    mine = chosen[b.polygon_shape] if len(chosen) else np.zeros(0, bool)
    polygons = np.flatnonzero(mine)
    ring_at = offsets(b.polygon_rings)
    rings = runs(ring_at[:-1][polygons], b.polygon_rings[polygons])
    point_at = offsets(b.ring_points)
    tri_at = offsets(b.polygon_triangles)
    everything = bool(mine.all())
    places = np.arange(point_at[-1], dtype=np.int32) if b.corners is None else b.corners
    return {
        "shapes": np.flatnonzero(chosen),
        "owner": new_row[b.shape_object[chosen]],
        "shape": renumber[b.polygon_shape[polygons]],
        "polygons": polygons,
        "rings": rings,
        "places": first
        + (places if everything else places[runs(point_at[:-1][rings], b.ring_points[rings])]),
        "triangles": b.triangles
        if everything
        else b.triangles.take(runs(tri_at[:-1][polygons], b.polygon_triangles[polygons]), axis=0),
    }


def _appearances(
    pieces: Sequence[tuple[Batch, dict[str, NDArray[Any]], int]],
    polygon_place: NDArray[np.int64],
    new_start: I32,
    points: int,
    materials: Numbers[Material],
    textures: Numbers[Texture],
) -> dict[str, Appearance]:
    found: dict[str, Appearance] = {}
    first = 0
    for b, piece, _ in pieces:
        mine = piece["polygons"]
        local = np.full(len(b.polygon_shape), -1, np.int64)
        local[mine] = np.arange(len(mine)) + first
        first += len(mine)
        paint_code, picture_code = materials.of(b.materials), textures.of(b.textures)
        for theme, paint in b.paints.items():
            which = local[np.array(paint.polygon, np.int64)]
            here = which >= 0
            if not here.any():
                continue
            look = found.get(theme)
            if look is None:
                nothing = np.full(len(polygon_place), -1, np.int32)
                look = found[theme] = Appearance(nothing, nothing.copy())
            place = polygon_place[which[here]]
            for target, code, given in (
                (look.material, paint_code, paint.material),
                (look.texture, picture_code, paint.texture),
            ):
                value = code[np.array(given, np.int32)[here]]
                target[place[value >= 0]] = value[value >= 0]
            lengths = np.array(paint.uv_points, np.int64)
            starts = np.cumsum(lengths) - lengths
            expected = new_start[place + 1] - new_start[place]
            fits = (lengths[here] > 0) & (lengths[here] == expected)
            if fits.any():
                if look.uv is None:
                    blank = np.full((points, 2), np.nan, np.float32)
                    look = found[theme] = Appearance(look.material, look.texture, blank)
                assert look.uv is not None
                uv = np.array(paint.uv, np.float32).reshape(-1, 2)
                span = lengths[here][fits]
                look.uv[runs(new_start[place[fits]], span)] = uv[runs(starts[here][fits], span)]
    return found
