"""City objects with their attributes, family and geometry, stretch by stretch."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.model import City
from exporters.cityjson.attributes import attributes
from exporters.cityjson.geometry import Level, Renumbering
from exporters.cityjson.names import object_type
from exporters.cityjson.semantics import Surfaces

Ints = NDArray[np.int64]
GROUP = "CityObjectGroup"


class Features:
    """The objects of a city as CityJSON has them (section 2)."""

    def __init__(self, city: City, levels: list[Level], places: dict[int, Ints]) -> None:
        """places: by row, the vertices where an object's addresses lie."""
        self._city = city
        self._levels = levels
        self._places = places
        self._surfaces = Surfaces(city, {level.lod: level.shapes for level in levels})
        self._ids = list(city.objects.ids)
        self._children: dict[int, list[int]] = defaultdict(list)
        for row in np.flatnonzero(city.objects.parent >= 0).tolist():
            self._children[int(city.objects.parent[row])].append(row)
        self._groups = self._memberships()

    def _memberships(self) -> dict[str, list[str]]:
        """By id, the groups that an object is a member of."""
        found: dict[str, list[str]] = defaultdict(list)
        column = self._city.objects.columns.get("members")
        for row, members in column.items() if column else []:
            if self._city.objects.kind_of(row) == GROUP:
                for id, _ in _listed(members):
                    found[id].append(self._ids[row])
        return found

    def write(self, first: int, last: int, numbers: Renumbering) -> dict[str, Any]:
        """The objects from row `first` up to `last`, by id."""
        table = self._city.objects
        self._surfaces.open(first, last)
        own = attributes(table, first, last)
        shapes: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for level in self._levels:
            for row, some in (
                level.stretch(first, last).write(numbers, self._surfaces.listed).items()
            ):
                shapes[row] += some
        found = {}
        for row in range(first, last):
            kind = table.kind_of(row)
            written: dict[str, Any] = {"type": object_type(kind)}
            given = own.get(row, {})
            if kind == GROUP:
                given.pop("members", None)
            if "geographicalExtent" in given:
                written["geographicalExtent"] = given.pop("geographicalExtent")
            if "address" in given:
                given.pop("address")
                written["address"] = self._addresses(row, numbers)
            if given:
                written["attributes"] = given
            written |= self._family(row, kind)
            written["geometry"] = self._geometry(row, written["type"], shapes.get(row, []))
            found[self._ids[row]] = written
        return found

    def _family(self, row: int, kind: str) -> dict[str, Any]:
        """Parents, children and groups, the members of a group among its children."""
        found: dict[str, Any] = {}
        parent = int(self._city.objects.parent[row])
        parents = [self._ids[parent]] if parent >= 0 else []
        parents += self._groups.get(self._ids[row], [])
        if parents:
            found["parents"] = parents
        children = [self._ids[child] for child in self._children.get(row, [])]
        column = self._city.objects.columns.get("members") if kind == GROUP else None
        listed = _listed(column.at(row)) if column else []
        if listed:
            found["children_roles"] = [*[""] * len(children), *(role for _, role in listed)]
            children += [id for id, _ in listed]
        if children:
            found["children"] = children
        return found

    def _addresses(self, row: int, numbers: Renumbering) -> list[Any]:
        """The addresses of an object; their places become vertices."""
        listed = self._city.objects.columns["address"].at(row)
        vertices = self._places.get(row)
        left = numbers.vertices(vertices) if vertices is not None else []
        found = []
        for address in listed if isinstance(listed, list) else [listed]:
            points = places(address)
            if points:
                here, left = left[: len(points)], left[len(points) :]
                location = {"type": "MultiPoint", "lod": "1", "boundaries": here}
                address = {**address, "location": location}
            found.append(address)
        return found

    def _geometry(self, row: int, type: str, shapes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if type == "TINRelief":  # it may have no other type of geometry
            for shape in shapes:
                if shape["type"] == "MultiSurface":
                    shape["type"] = "CompositeSurface"
        listed, _ = self._surfaces.listed(row, [])
        if not listed:
            return shapes
        lod = {"lod": self._levels[0].lod} if self._levels else {}
        semantics = {"surfaces": listed, "values": []}
        empty = {"type": "MultiSurface", **lod, "boundaries": [], "semantics": semantics}
        return [*shapes, empty]


def places(address: Any) -> list[list[float]]:
    """The coordinates where an address lies; none where it says nothing that can be placed."""
    location = address.get("location") if isinstance(address, dict) else None
    if not isinstance(location, list) or not location:
        return []
    sound = all(
        isinstance(p, list) and len(p) == 3 and all(isinstance(c, (int, float)) for c in p)
        for p in location
    )
    return location if sound else []


def _listed(members: Any) -> list[tuple[str, str]]:
    """The id and the role of every member of a group; one without a role is an id alone."""
    named = [
        (member, "") if isinstance(member, str) else (member.get("id"), member.get("role", ""))
        for member in (members if isinstance(members, list) else [])
        if isinstance(member, (str, dict))
    ]
    return [(id, str(role)) for id, role in named if isinstance(id, str)]
