"""Semantic surfaces: roofs, walls, doors, and which polygons are theirs."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import numpy as np

from city.builder import CityBuilder
from importers.cityjson.attributes import Attributes
from importers.cityjson.faces import Faces, Tell
from importers.cityjson.nested import JUNK, Ints, flatten
from importers.cityjson.pool import Span, pointed

OWN = ("type", "parent", "children")
_TYPE = itemgetter("type")
FAMILY = ("id", "parent", "children")


class Semantics:
    """Puts the surfaces of many objects into the builder, each of them once.

    A surface with an id that returns in another geometry of its object, the same in every word,
    is one surface in two levels of detail.
    """

    def __init__(self, builder: CityBuilder, attributes: Attributes, tell: Tell) -> None:
        self._builder = builder
        self._attributes = attributes
        self._tell = tell
        self._known: dict[tuple[int, str], tuple[dict[str, Any], int]] = {}

    def of_polygons(self, faces: Faces) -> Ints:
        """(polygons,) the row of each polygon's surface, -1 for none."""
        given: list[tuple[int, Any]] = []
        lists: list[Any] = []
        for k, one in enumerate(faces.owned):
            semantics = one.geometry.get("semantics")
            if semantics.__class__ is dict:
                lists.append(semantics.get("surfaces"))
                given.append((k, semantics.get("values")))
            else:
                lists.append([])
                if semantics is not None:
                    self._tell("warning", "BAD_SEMANTICS", one.row, "its semantics are no object")
        objects = [one.row for one in faces.owned]
        rows, spans = self._at_once(objects, lists) or self._one_by_one(objects, lists)
        if not len(rows):
            return np.full(len(faces.per_polygon), -1, np.int64)
        values = faces.values(given, "semantics", self._tell)
        row, good = pointed(values, spans, faces.per_geometry)
        lost = np.unique(faces.geometry_of()[~good & (values != -1)])
        for k in lost.tolist():
            message = "its semantics name surfaces that they do not list"
            self._tell("warning", "BAD_SEMANTICS", faces.owned[k].row, message)
        return np.where(good, np.asarray(rows, np.int64)[row], -1)

    def _at_once(self, objects: Sequence[int], lists: Sequence[Any]) -> tuple[Ints, Ints] | None:
        """Add plain surfaces together; None, and nothing done, where one has an id or a parent."""
        try:
            (counts,), flat = flatten(lists, 1)
            kinds = list(map(_TYPE, flat))
            rich = np.flatnonzero(np.fromiter(map(len, flat), np.int64, len(flat)) > 1).tolist()
            if not set(map(type, set(kinds))) <= {str}:
                return None
        except (KeyError, *JUNK):
            return None
        more = [flat[k] for k in rich]
        names = set().union(*more) - {"type"}
        if not names.isdisjoint(FAMILY):
            return None
        first = self._builder.add_surfaces(np.repeat(np.array(objects, np.int32), counts), kinds)
        self._attributes.gather([first + k for k in rich], more, sorted(names))
        starts = np.cumsum(counts) - counts
        return np.arange(first, first + len(flat)), np.stack([starts, counts], axis=1)

    def _one_by_one(
        self, objects: Sequence[int], lists: Sequence[Any]
    ) -> tuple[list[int], list[Span]]:
        rows: list[int] = []
        spans = []
        for object, surfaces in zip(objects, lists, strict=True):
            first = len(rows)
            rows += self._surfaces(object, surfaces)
            spans.append(Span(first, len(rows) - first))
        return rows, spans

    def _surfaces(self, object: int, surfaces: Any) -> list[int]:
        """The rows of one geometry's surfaces, in their order."""
        if not isinstance(surfaces, list):
            if surfaces is not None:
                self._tell("warning", "BAD_SEMANTICS", object, "its surfaces are no list")
            return []
        rows = []
        nested = False
        for surface in surfaces:
            if not isinstance(surface, dict) or not isinstance(surface.get("type"), str):
                self._tell("warning", "BAD_SEMANTICS", object, "one of its surfaces has no type")
                surface = {"type": "Surface"}
            nested = nested or "parent" in surface or "children" in surface
            rows.append(self._surface(object, surface))
        if nested:
            self._hang(object, surfaces, rows)
        return rows

    def _surface(self, object: int, surface: dict[str, Any]) -> int:
        id = surface.get("id", "")
        if not isinstance(id, str):
            id = ""
        if id:
            known = self._known.get((object, id))
            if known is not None and _alike(known[0], surface):
                return known[1]
        row = self._builder.add_surface(object, surface["type"], id)
        if id:
            self._known[object, id] = (surface, row)
        if len(surface) > 1:
            own = {k: v for k, v in surface.items() if k not in OWN and (k != "id" or not id)}
            self._attributes.take(row, own)
        return row

    def _hang(self, object: int, surfaces: list[Any], rows: list[int]) -> None:
        """Hang the doors and windows into their walls, whichever of the two says so."""
        parent: dict[int, int] = {}
        for k, surface in enumerate(surfaces):
            if not isinstance(surface, dict):
                continue
            up, down = surface.get("parent"), surface.get("children", [])
            claims: list[tuple[Any, Any]] = [(k, up)] if up is not None else []
            claims += [(child, k) for child in down] if isinstance(down, list) else [(None, k)]
            for child, above in claims:
                if not (_is_index(child, rows) and _is_index(above, rows)):
                    message = "its surfaces name parents or children that they do not list"
                    self._tell("warning", "BAD_SEMANTICS", object, message)
                else:
                    parent.setdefault(child, above)
        for k in parent:
            if not _circular(k, parent):
                self._builder.surfaces.parent[rows[k]] = rows[parent[k]]
            else:
                message = "one of its surfaces is its own ancestor; it now stands on its own"
                self._tell("warning", "CYCLIC_PARENT", object, message)


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    skip = ("parent", "children")
    return {k: v for k, v in one.items() if k not in skip} == {
        k: v for k, v in other.items() if k not in skip
    }


def _is_index(value: Any, rows: list[int]) -> bool:
    return type(value) is int and 0 <= value < len(rows)


def _circular(start: int, parent: dict[int, int]) -> bool:
    seen = set()
    here: int | None = start
    while here is not None and here not in seen:
        seen.add(here)
        here = parent.get(here)
    return here == start
