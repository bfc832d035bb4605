"""Semantic surfaces, listed for each geometry that has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.model import City, Shapes
from exporters.cityjson.attributes import attributes
from exporters.cityjson.names import surface_type

OWN = ("type", "id", "parent", "children")


class Surfaces:
    """The surfaces of a city, and how each geometry lists those of its polygons."""

    def __init__(self, city: City, levels: dict[str, Shapes]) -> None:
        """levels: what is written; surfaces that only others have are not listed."""
        table = city.surfaces
        self._city = city
        self._parent: NDArray[np.int32] = table.parent
        self._shared, _ = self._uses(levels)
        _, anywhere = self._uses(city.shapes)
        self._bare: dict[int, list[int]] = defaultdict(list)
        for row in np.flatnonzero(~anywhere).tolist():
            self._bare[int(city.surface_object[row])].append(row)
        self._first = -1
        self._attributes: dict[int, dict[str, Any]] = {}
        self._children = defaultdict(list)
        for row in np.flatnonzero(self._parent >= 0).tolist():
            self._children[int(self._parent[row])].append(row)

    def _uses(self, levels: Mapping[str, Shapes]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which surfaces several geometries have, and which any has, openings' walls included."""
        count = len(self._parent)
        uses = np.zeros(count, np.int64)
        for shapes in levels.values():
            pairs = np.stack([shapes.polygon_surface, shapes.polygon_shape()], axis=1)
            climb = np.unique(pairs[pairs[:, 0] >= 0], axis=0)
            found = [climb]
            while len(climb):
                climb = np.stack([self._parent[climb[:, 0]], climb[:, 1]], axis=1)
                climb = climb[climb[:, 0] >= 0]
                found.append(climb)
            pairs = np.unique(np.concatenate(found), axis=0)
            uses += np.bincount(pairs[:, 0], minlength=count)
        return uses > 1, uses > 0

    def open(self, first: int, last: int) -> None:
        """Get ready for the objects from row `first` up to `last`."""
        owner = self._city.surface_object
        start, end = np.searchsorted(owner, (first, last)).tolist()
        self._attributes = attributes(self._city.surfaces, start, end)

    def listed(
        self, object: int, surface: list[int]
    ) -> tuple[list[dict[str, Any]], list[int | None]]:
        """The surfaces of a geometry of an object, and each polygon's number among them.

        surface: (polygons,) rows, -1 for none. The first geometry of an object also lists the
        surfaces that no polygon is of.
        """
        rows = dict.fromkeys(row for row in surface if row >= 0)
        rows.update(dict.fromkeys(self._bare.pop(object, [])))
        if not rows:
            return [], []
        for row in list(rows):
            while (row := int(self._parent[row])) >= 0:
                rows[row] = None
        number = {row: k for k, row in enumerate(rows)}
        listed = [self._surface(row, number) for row in rows]
        return listed, [number.get(row) for row in surface]

    def _surface(self, row: int, number: dict[int, int]) -> dict[str, Any]:
        table = self._city.surfaces
        written: dict[str, Any] = {"type": surface_type(table.kind_of(row))}
        id = table.ids[row]
        if not id and self._shared[row]:  # so that a reader knows it again in the next geometry
            id = f"{self._city.objects.ids[int(self._city.surface_object[row])]}-surface-{row}"
        if id:
            written["id"] = id
        for name, value in self._attributes.get(row, {}).items():
            written[f"+{name}" if name in written or name in OWN else name] = value
        parent = int(self._parent[row])
        if parent >= 0:
            written["parent"] = number[parent]
        children = [number[child] for child in self._children.get(row, []) if child in number]
        if children:
            written["children"] = children
        return written
