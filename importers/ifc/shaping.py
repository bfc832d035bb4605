"""The geometry of a building model, as the library IfcOpenShell works it out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.model import Material
from importers.ifc.lines import part, parts, text
from importers.ifc.values import F64, Begun, Failed, Shape

SAME = 1e-6  # metres between points that are the same
LARGE = 2_000  # triangles of one thing
# The library's ways to work a shape out. The second hands triangles over as they are, where the
# first would sew them together, which takes minutes for 100,000; but it loses holes in faces.
EXACT, AS_THEY_ARE = "opencascade", "hybrid-passthrough-opencascade"
WITH_HOLES = 2  # of the library's ways to fill faces: as polygons, whose holes are kept


def shapes(model: Any, wanted: dict[int, int], cautious: bool) -> Iterator[Shape | Begun | Failed]:
    """The faces of the wanted things: numbers of lines -> numbers of things.

    All at once on all processors; or cautious, one after the other and each announced, so that one
    over which the library crashes is known. Openings are cut out of walls and slabs.
    """
    import ifcopenshell.geom

    settings = ifcopenshell.geom.settings()
    settings.set("triangulation-type", WITH_HOLES)
    settings.set("apply-default-materials", False)
    names = _names(model)
    if not wanted:
        return
    products = [model.by_id(entity) for entity in wanted]
    if cautious:
        for product in products:
            thing = wanted[product.id()]
            yield Begun(thing)
            try:
                made = ifcopenshell.geom.create_shape(
                    settings, product, geometry_library=_way(product)
                )
            except RuntimeError:
                yield Failed(thing)
            else:
                yield _shape(thing, made, names)
        return
    left = dict(wanted)
    ways = [_way(product) for product in products]
    for way in (EXACT, AS_THEY_ARE):
        some = [product for product, its in zip(products, ways, strict=True) if its == way]
        for made in _made(settings, model, some, way):
            if made.id in left:
                yield _shape(left.pop(made.id), made, names)
    yield from map(Failed, left.values())


def _way(product: Any) -> str:
    """How a thing's shape is worked out: as it is, where it is nothing but many triangles."""
    items: list[Any] = []
    for look in parts(part(product, "Representation"), "Representations"):
        if text(look, "RepresentationIdentifier") == "Body":
            items += parts(look, "Items")
    for item in list(items):
        if source := part(item, "MappingSource"):
            items.remove(item)
            items += parts(part(source, "MappedRepresentation"), "Items")
    counts = [_triangles(item) for item in items]
    return AS_THEY_ARE if counts and min(counts) > 0 and sum(counts) >= LARGE else EXACT


def _triangles(item: Any) -> int:
    """How many triangles an item is, 0 for what is made of something else too."""
    if item.is_a("IfcTriangulatedFaceSet"):
        return len(item.CoordIndex or ())
    faces = parts(part(item, "Outer"), "CfsFaces") if item.is_a("IfcFacetedBrep") else []
    if len(faces) < LARGE:
        return 0
    bounds = [parts(face, "Bounds") for face in faces]
    sizes = {len(parts(part(b[0], "Bound"), "Polygon")) if len(b) == 1 else 0 for b in bounds}
    return len(faces) if sizes == {3} else 0


def _made(settings: Any, model: Any, products: list[Any], way: str) -> Iterator[Any]:
    import ifcopenshell.geom

    if not products:
        return
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    work = ifcopenshell.geom.iterator(
        settings, model, threads or 1, include=products, geometry_library=way
    )
    more = work.initialize()
    while more:
        yield work.get()
        more = work.next()


def _names(model: Any) -> dict[int, str]:
    """What the styles are called, by the numbers of their lines."""
    return {style.id(): text(style, "Name") for style in model.by_type("IfcSurfaceStyle")}


def _shape(thing: int, made: Any, names: dict[int, str]) -> Shape:
    geometry = made.geometry
    matrix = np.frombuffer(made.transformation_buffer, np.float64).reshape(4, 4).T
    points, row = welded(np.frombuffer(geometry.verts_buffer, np.float64).reshape(-1, 3))
    with np.errstate(all="ignore"):
        points = points @ matrix[:3, :3].T + matrix[:3, 3]
    faces = geometry.faces
    if faces and isinstance(faces[0], int):  # triangles without more
        faces = [((a, b, c),) for a, b, c in zip(*[iter(faces)] * 3, strict=True)]
    body = _of_faces(geometry.item_ids, len(faces), 0)
    look = _of_faces(geometry.material_ids, len(faces), -1)
    body = np.unique(body, return_inverse=True)[1]
    order = np.argsort(body, kind="stable")
    body, look = body[order], look[order]
    rings = [ring for face in order.tolist() for ring in faces[face]]
    ring_counts = np.fromiter(map(len, faces), np.int32, len(faces))[order]
    ring_sizes = np.fromiter(map(len, rings), np.int32, len(rings))
    corners = row[np.fromiter(chain.from_iterable(rings), np.int32, int(ring_sizes.sum()))]
    return Shape(
        thing,
        points,
        corners,
        ring_sizes,
        ring_counts,
        body.astype(np.int32),
        closed(corners, ring_sizes, np.repeat(body, ring_counts)),
        look.astype(np.int32),
        tuple(_look(style, names) for style in geometry.materials),
    )


def _of_faces(numbers: Any, count: int, otherwise: int) -> NDArray[np.int64]:
    """A number for every face; where there are not as many, the same one for all."""
    found = np.array(numbers, np.int64)
    return found if len(found) == count else np.full(count, otherwise)


@np.errstate(all="ignore")
def welded(points: F64) -> tuple[F64, NDArray[np.int32]]:
    """The points without those in the place of another, and which of them each one has become.

    Where the library cuts an opening, the edges of its faces meet without sharing their ends.
    """
    places = np.round(points / SAME)
    _, first, row = np.unique(places, axis=0, return_index=True, return_inverse=True)
    return points[first], row.ravel().astype(np.int32)


def closed(
    corners: NDArray[np.integer], ring_sizes: NDArray[np.integer], body: NDArray[np.integer]
) -> NDArray[np.bool_]:
    """(bodies,): whether every edge of a body is walked as often one way as the other.

    body: (rings,) which one each belongs to.
    """
    last = np.cumsum(ring_sizes) - 1
    ahead = np.arange(1, len(corners) + 1)
    full = ring_sizes > 0
    ahead[last[full]] = last[full] - ring_sizes[full] + 1
    here, there = corners.astype(np.int64), corners[ahead].astype(np.int64)
    owner = np.repeat(body, ring_sizes)
    edges = np.stack([owner, np.minimum(here, there), np.maximum(here, there)], axis=1)
    _, edge = np.unique(edges, axis=0, return_inverse=True)
    walks = np.bincount(edge.ravel(), np.sign(there - here))
    sound = np.ones(int(body.max(initial=-1)) + 1, bool)
    sound[owner[walks[edge.ravel()] != 0]] = False
    return sound


def _look(style: Any, names: dict[int, str]) -> Material:
    """A style's paint; IfcOpenShell names a style without a name by its class and number."""
    red, green, blue = (min(max(float(c), 0.0), 1.0) for c in style.diffuse.components)
    clear = float(style.transparency) if style.has_transparency() else 0.0
    name = names.get(style.instance_id(), "")
    return Material(name, (red, green, blue), transparency=min(max(clear, 0.0), 1.0))
