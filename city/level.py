"""The shapes of one level of detail out of many batches, in the order of their objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.batch import Batch, offsets
from city.model import Appearance, Material, Shapes, Texture
from city.strings import runs
from city.tables import Numbers, joined

I32 = NDArray[np.int32]


def firsts(counts: Sequence[int]) -> list[int]:
    """Where each of several parts begins among all of them, and where the last one ends."""
    return [0, *np.cumsum(counts, dtype=np.int64).tolist()]


def stock_of(parts: Sequence[Batch]) -> tuple[NDArray[np.float64], list[int]]:
    """All points that corners stand on, and where those of each batch begin among them."""
    shared = {id(b.points): b.points for b in parts}
    begins = dict(zip(shared, firsts([len(p) for p in shared.values()]), strict=False))
    points = list(shared.values()) or [np.zeros((0, 3))]
    return (
        points[0] if len(points) == 1 else np.concatenate(points),
        [begins[id(b.points)] for b in parts],
    )


def level_of(
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
    shape_first = firsts([len(p["shapes"]) for p in pieces])
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
