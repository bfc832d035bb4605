"""Closed bodies cut from each other and joined: courtyards, passages, parts, what sticks out.

The cutting is that of the library manifold3d, which keeps solids closed; faces come back as
polygons, each with what it was before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.batch import offsets
from city.body import CEILING, GROUND, ROOF, WALL, Body
from city.query import inside

F64 = NDArray[np.float64]
THIN = 1e-6  # metres: what is less wide is a sliver
WELD = 1e-4  # metres: corners that are nearer are one
LEVEL = 0.7  # of a unit normal's height from which a new face is a roof, or a ceiling


class NotClosed(ValueError):
    """A body that is no closed solid, so that nothing can be cut from it."""


def cut(body: Body, tool: Body) -> Body:
    """A body without what lies in another one; new faces are walls, roofs or ceilings.

    Raises NotClosed where the body is none, ValueError where nothing of it is left.
    """
    return _body(_solid(body, 0) - _solid(tool, 1), [body], tool)


def kept(body: Body, tool: Body) -> Body:
    """What of a body lies in another one. Raises as `cut` does."""
    return _body(_solid(body, 0) ^ _solid(tool, 1), [body], tool)


def united(bodies: Sequence[Body]) -> Body:
    """Several bodies as one, without the walls between them or their parts. Raises as `cut`."""
    from manifold3d import Manifold, OpType

    parts: list[Any] = []
    for number, body in enumerate(bodies):
        whole = _solid(body, number)
        loose = whole.decompose()
        hollow = any(one.volume() < 0 for one in loose)  # a room inside is no part
        parts += [whole] if hollow else loose
    return _body(Manifold.batch_boolean(parts, OpType.Add), bodies)


def is_closed(body: Body) -> bool:
    """Whether the faces of a body close a room without a gap."""
    try:
        _solid(body, 0)
    except NotClosed:
        return False
    return True


def _solid(body: Body, number: int) -> Any:
    from manifold3d import Error, Manifold, Mesh64

    if not len(body):
        raise NotClosed("there is nothing to cut")
    corners, face = sealed(body)
    origin = body.points[0]
    cell = np.round((body.points - origin) / WELD).astype(np.int64)
    _, first, place = np.unique(cell, axis=0, return_index=True, return_inverse=True)
    welded = place.ravel()[corners]
    real = (welded != np.roll(welded, 1, axis=1)).all(1)
    triangles = welded[real].astype(np.uint64)
    if not _meets(triangles):  # manifold3d crashes over some of them
        raise NotClosed("its model is not a closed solid")
    mesh = Mesh64(
        np.ascontiguousarray(body.points[first]),
        np.ascontiguousarray(triangles),
        run_index=np.array([0, 3 * int(real.sum())], np.uint64),
        run_original_id=np.array([1000 + number], np.uint32),
        face_id=np.ascontiguousarray(face[real].astype(np.uint64)),
        tolerance=1e-6,
    )
    solid = Manifold(mesh)
    if solid.status() != Error.NoError or solid.is_empty() or solid.volume() <= 0:
        raise NotClosed("its model is not a closed solid")
    return solid


def _meets(triangles: NDArray[np.uint64]) -> bool:
    """Whether at every edge as many triangles run one way as the other."""
    begin, end = triangles.ravel(), np.roll(triangles, -1, axis=1).ravel()
    count = triangles.max(initial=0) + 1
    return np.array_equal(np.sort(begin * count + end), np.sort(end * count + begin))


def sealed(body: Body) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The triangles of a body and their faces, as Body.triangles, but with every corner of every
    face: one on a straight side, where a neighbour has one, would leave a crack."""
    from manifold3d import triangulate

    corners, face = body.triangles()
    counts = np.bincount(face, minlength=len(body))
    whole = body.polygon_points() + 2 * body.polygon_rings - 4
    short = np.flatnonzero(counts < whole)
    kept = ~np.isin(face, short)
    found, owner = [corners[kept].astype(np.int64)], [face[kept].astype(np.int64)]
    first = offsets(body.polygon_points())
    vectors, faces = body.area_vectors(), body.faces() if len(short) else []
    for number in short.tolist():
        axis = int(np.argmax(np.abs(vectors[number])))
        plane = [(axis + 1) % 3, (axis + 2) % 3]
        if vectors[number][axis] < 0:
            plane.reverse()
        start = body.points[first[number]]
        flat = [(ring - start)[:, plane] for ring in faces[number]]
        filled = np.asarray(triangulate(flat)).astype(np.int64).reshape(-1, 3)
        found.append(filled + first[number])
        owner.append(np.full(len(filled), number))
    return np.concatenate(found), np.concatenate(owner)


def _body(solid: Any, parents: Sequence[Body], tool: Body | None = None) -> Body:
    """What manifold3d made, as polygons with the kinds of the faces that they were part of.

    tool: what the first of the parents was cut with.
    """
    if solid.is_empty() or solid.volume() < WELD:
        raise ValueError("nothing would be left of it")
    mesh = solid.to_mesh64()
    points = np.asarray(mesh.vert_properties)[:, :3]
    corners = np.asarray(mesh.tri_verts).astype(np.int64)
    merge = np.arange(len(points))
    merge[np.asarray(mesh.merge_from_vert).astype(np.int64)] = np.asarray(
        mesh.merge_to_vert
    ).astype(np.int64)
    corners = merge[corners]
    runs = np.asarray(mesh.run_index).astype(np.int64) // 3
    parent = np.repeat(np.asarray(mesh.run_original_id).astype(np.int64) - 1000, np.diff(runs))
    face = np.asarray(mesh.face_id).astype(np.int64)
    order = np.lexsort((face, parent))
    keys = np.stack([parent[order], face[order]], axis=1)
    starts = np.flatnonzero(np.append(True, (np.diff(keys, axis=0) != 0).any(1)))
    found = [
        (keys[a].tolist(), rings)
        for a, b in zip(starts, np.append(starts[1:], len(order)), strict=True)
        for rings in outlines(points, corners[order[a:b]])
    ]
    bends = np.zeros(len(points), bool)  # a corner of one face is one of all that touch it there
    for _, rings in found:
        for ring in rings:
            bends[ring] |= _bends(points[ring])
    faces = [[points[ring[bends[ring]]] for ring in rings] for _, rings in found]
    surfaces = [
        int(parents[which].surface[number])
        if tool is None or which == 0
        else _cut_kind(int(tool.surface[number]), rings[0])
        for ((which, number), _), rings in zip(found, faces, strict=True)
    ]
    return Body.of(faces, surfaces)


def _cut_kind(own: int, ring: F64) -> int:
    """What a face is that a tool has left, by its slope; own: what it was of the tool."""
    vector = _area_vector(ring)
    upwards = vector[2] / max(float(np.linalg.norm(vector)), 1e-30)
    if upwards > LEVEL:
        return ROOF
    if upwards < -LEVEL:
        return GROUND if own == GROUND else CEILING
    return WALL


def _area_vector(ring: F64) -> F64:
    after = np.roll(ring, -1, axis=0)
    return np.asarray(np.cross(ring - ring[0], after - ring[0]).sum(0) / 2)


def outlines(points: F64, triangles: NDArray[np.int64]) -> list[list[NDArray[np.int64]]]:
    """The triangles (t, 3) of one plane as polygons, each an outer ring and its holes.

    The rings are rows of `points`, with every corner that a triangle has on them.
    """
    a, b, c = (points[triangles[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a).sum(0)
    normal /= max(float(np.linalg.norm(normal)), 1e-30)
    outer: list[list[NDArray[np.int64]]] = []
    holes: list[NDArray[np.int64]] = []
    for ring in rims(triangles):
        if _bends(points[ring]).sum() < 3:
            continue
        around = float(np.ptp(points[ring], axis=0).sum())
        if _area_vector(points[ring]) @ normal > -THIN * around:
            outer.append([ring])  # a sliver that turns the wrong way is no hole
        else:
            holes.append(ring)
    for hole in holes:
        _around(outer, hole, points, normal).append(hole)
    return outer


def rims(triangles: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """The closed walks along those sides of triangles (t, 3) that no other triangle has."""
    sides = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    there = {(a, b) for a, b in sides.tolist()}
    following: dict[int, list[int]] = {}
    for a, b in there:
        if (b, a) not in there:
            following.setdefault(a, []).append(b)
    while following:
        yield from map(np.array, _rings(following))


def _rings(following: dict[int, list[int]]) -> Iterator[list[int]]:
    """One closed walk along the sides, which are used up: a ring for each time it closes."""
    here = next(iter(following))
    walk, place = [here], {here: 0}
    while walk:
        after = following[here].pop()
        if not following[here]:
            del following[here]
        if after in place:
            start = place[after]
            yield walk[start:]
            for corner in walk[start + 1 :]:
                del place[corner]
            del walk[start + 1 :]
            if after not in following:
                return
        else:
            place[after] = len(walk)
            walk.append(after)
        here = after
        if here not in following:
            return


def _bends(ring: F64) -> NDArray[np.bool_]:
    """(n,): where a ring turns, and does not run on straight."""
    before, after = ring - np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0) - ring
    bend = np.linalg.norm(np.cross(before, after), axis=1)
    size = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    return np.asarray(bend > 1e-9 * np.maximum(size, 1e-30))


def _around(
    outer: list[list[NDArray[np.int64]]], hole: NDArray[np.int64], points: F64, normal: F64
) -> list[NDArray[np.int64]]:
    """The polygon that a hole lies in: the smallest that has it inside."""
    plane = [k for k in range(3) if k != int(np.argmax(np.abs(normal)))]
    place = points[hole[:1]][:, plane]
    holding = [rings for rings in outer if inside(points[rings[0]][:, plane], place)[0]]
    return min(holding or outer, key=lambda rings: float(np.ptp(points[rings[0]], axis=0).max()))
