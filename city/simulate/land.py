"""What covers the ground: water, green, and what is paved, for whoever looks down at it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.kinds import theme
from city.rays import Rays
from city.simulate.fabric import TREE, fabric_of_city, fabric_of_thing, sort_of
from city.simulate.obstacles import Area, mesh_of
from city.thing import Thing
from city.view import View

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

WATER, GREEN, PAVED = range(3)
SAYS = ("function", "class", "usage", "name")  # attributes that tell what a piece of land is
_GREENS = re.compile(
    r"\bpark(?!ing|ed|haus|platz|eer)|garden|grass|lawn|meadow|forest|\bwood|green|vegetation|"
    r"cemetery|farm|grün|wald|wiese|garten|friedhof|acker|groen|\bbos\b|tuin|gras|weide|"
    r"for[eê]t|jardin|prairie|pelouse|cimeti[eè]re|espaces? verts?",
    re.IGNORECASE,
)


def cover_of(kind: str, said: Any) -> int | None:
    """What a class of objects, with what is said of it, covers the ground with; None for what
    stands up. said: words, or a mapping's values. Of vegetation, where it lies flat."""
    found = theme(kind)
    if sort_of(kind) == TREE:
        return GREEN
    if sort_of(kind) is not None:
        return None
    if found == "Water":
        return WATER
    if found == "Land use" and any(_GREENS.search(str(word)) for word in said if word is not None):
        return GREEN
    return PAVED


class Land:
    """The flat things of a view in an area, for rays that meet the ground."""

    def __init__(self, view: View, area: Area, origin: F64) -> None:
        """origin: local metres from which rays count."""
        found: list[list[F64]] = [[np.zeros((0, 3, 3))] for _ in (WATER, GREEN, PAVED)]
        for number in range(len(view.base.cities)):
            for cover, corners in enumerate(_of_city(view, number, area)):
                found[cover].append(corners)
        for thing in view.things.values():
            covers = _of_thing(thing)
            if covers is not None and len(thing.body):
                found[covers].append(thing.body.points[thing.body.triangles()[0]])
        whole = [np.concatenate(parts) for parts in found]
        self.empty = not any(map(len, whole))
        self._rays = Rays([mesh_of(corners, origin) for corners in whole])

    def first(self, origins: F32, directions: F32) -> tuple[F32, NDArray[np.int32]]:
        """What each ray (n, 3) twice meets first: metres to it, infinite for nothing, and which
        cover it is, -1 for none."""
        seen = self._rays.hit(origins, directions)
        cover = np.asarray(seen.mesh).astype(np.int32)
        return np.where(cover >= 0, seen.away, np.inf).astype(np.float32), cover

    def under(self, places: F32, high: float) -> NDArray[np.int32]:
        """What covers the ground at places (n, 3) on it, up to `high` metres over or under them."""
        start = places + np.array([0, 0, high], np.float32)
        down = np.tile(np.array([[0, 0, -1]], np.float32), (len(places), 1))
        far, cover = self.first(start, down)
        return np.where(far <= 2 * high, cover, -1)


def _of_city(view: View, number: int, area: Area) -> list[F64]:
    """The triangles of a city's water, green and paving in an area."""
    city, boxes = view.base.cities[number], view.base.measured[number].own_boxes
    objects = city.objects
    flat = np.array([sort_of(kind) in (None, TREE) for kind in objects.kinds] + [False])
    with np.errstate(invalid="ignore"):
        near = area.touches(boxes)
    rows = np.flatnonzero(flat[objects.kind] & near & ~view.gone[number])
    columns = [objects.columns[name] for name in SAYS if name in objects.columns]
    cover = np.array(
        [
            cover_of(objects.kind_of(row), (column.at(row) for column in columns))
            for row in rows.tolist()
        ],
        np.int64,
    )
    return [
        fabric_of_city(view.base, number, rows[cover == one], flat=True).corners
        for one in (WATER, GREEN, PAVED)
    ]


def _of_thing(thing: Thing) -> int | None:
    if len(fabric_of_thing(thing).key):
        return None
    return cover_of(thing.kind, [thing.attributes.get(name) for name in SAYS])
