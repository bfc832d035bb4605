"""City objects -> rows, attributes and geometry of a builder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from city.batch import Batch
from city.builder import CityBuilder
from city.finding import Finding, Severity
from importers.cityjson.attributes import Attributes
from importers.cityjson.faces import DEPTH, Owned, lod_of
from importers.cityjson.family import Kin, relations
from importers.cityjson.geometry import add_geometries
from importers.cityjson.pool import Pool, Share
from importers.cityjson.semantics import Semantics
from importers.cityjson.templates import Templates

GROUP = "CityObjectGroup"
OWN = frozenset(("type", "attributes", "geometry", "parents", "parent", "children"))
OF_GROUPS = frozenset(("children_roles", "members"))


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a file's objects, ready for the city, and what has to wait for the others."""

    batch: Batch
    kin: Kin
    findings: list[Finding]


class Objects:
    """Takes city objects, feature by feature, and makes pieces of a city of them."""

    def __init__(self, builder: CityBuilder, templates: Templates, north_first: bool) -> None:
        """north_first: how the first two axes of the file's coordinates stand."""
        self.pool = Pool()
        self._north_first = north_first
        self._templates = templates
        self._builder = builder
        self._findings: dict[Finding, None] = {}
        self._kin = Kin()
        self._geometries: dict[str, list[Owned]] = {}
        self._attributes = Attributes()
        self._of_surfaces = Attributes()

    def tell(self, severity: Severity, code: str, row: int, words: str) -> None:
        """Note a finding about an object of this builder; row -1 for the file as a whole."""
        id = self._builder.objects.ids[row] if row >= 0 else ""
        self._findings[Finding(severity, code, id, f"{id}: {words}" if id else words)] = None

    def take(self, objects: Mapping[str, Any], share: Share) -> None:
        """All objects of one document, or of one feature with its own vertices."""
        for id, object in objects.items():
            kind = object.get("type") if isinstance(object, dict) else None
            if not isinstance(kind, str) or not kind:
                words = f"{id}: it has no type; it is left out"
                self._findings[Finding("error", "BAD_OBJECT", id, words)] = None
                continue
            row = self._builder.add_object(kind, id)
            attributes = object.get("attributes")
            if attributes.__class__ is dict:
                self._attributes.take(row, attributes)
            elif attributes is not None:
                self.tell("error", "BAD_ATTRIBUTES", row, "its attributes are no object")
            if not object.keys() <= OWN:
                self._attributes.take(row, self._extra(row, object, share))
            if "parents" in object or "children" in object or "parent" in object:
                relations(row, id, kind == GROUP, object, self._kin, self.tell)
            if kind == GROUP:
                self._members(row, object)
            geometry = object.get("geometry")
            if geometry:
                self._geometry(row, geometry, share)
            elif geometry is not None and geometry != []:
                self.tell("error", "BAD_GEOMETRY", row, "its geometry is no list")

    def piece(self) -> Piece:
        """What was taken since the last piece."""
        builder = self._builder
        self._add_geometries()
        self._attributes.pour(builder.objects, self.tell)
        self._of_surfaces.pour(
            builder.surfaces, lambda s, c, row, w: self.tell(s, c, builder.object_of(row), w)
        )
        findings, kin = self._findings, self._kin
        self._findings, self._kin = {}, Kin()
        return Piece(builder.batch(), kin, list(findings))

    def _add_geometries(self) -> None:
        """Put all geometries into the builder and let go of them, while they are still near."""
        semantics = Semantics(self._builder, self._of_surfaces, self.tell)
        planted, their_pool = self._templates.grown(self.pool)
        for geometries, pool in ((self._geometries, self.pool), (planted, their_pool)):
            for type, owned in geometries.items():
                add_geometries(type, owned, pool, semantics, self._builder, self.tell)
        self._geometries = {}

    def _geometry(self, row: int, geometry: Any, share: Share) -> None:
        if not isinstance(geometry, list):
            self.tell("error", "BAD_GEOMETRY", row, "its geometry is no list; it is left out")
            return
        for one in geometry:
            type = one.get("type") if isinstance(one, dict) else None
            if type == "GeometryInstance":
                self._templates.plant(row, one, share, self.tell)
                continue
            if not isinstance(type, str) or type not in DEPTH:
                words = f"a geometry of the unknown type {type!s:.40} is left out"
                self.tell("error", "BAD_GEOMETRY", row, words)
                continue
            lod = lod_of(one.get("lod"))
            if lod is None:
                words = f"its level of detail {one['lod']!s:.40} is none; it is left empty"
                self.tell("warning", "BAD_LOD", row, words)
            owned = Owned(row, lod or "", one, share)
            self._geometries.setdefault(type, []).append(owned)

    def _extra(self, row: int, object: dict[str, Any], share: Share) -> dict[str, Any]:
        """Addresses, extents and what extensions put beside the attributes."""
        extra = {name: value for name, value in object.items() if name not in OWN}
        if object["type"] == GROUP:
            extra = {name: value for name, value in extra.items() if name not in OF_GROUPS}
        if "geometry" in object or "children" in object:
            extra.pop("geographicalExtent", None)  # it follows from the geometry
        if "address" in extra:
            given = extra["address"]  # one until CityJSON 1.1, a list of them since
            listed = given if isinstance(given, list) else [given]
            extra["address"] = [self._located(row, address, share) for address in listed]
        return extra

    def _located(self, row: int, address: Any, share: Share) -> Any:
        """An address whose location is a list of coordinates, which outlive the file's vertices."""
        location = address.get("location") if isinstance(address, dict) else None
        if not isinstance(location, dict):
            return address
        index = location.get("boundaries")
        if not isinstance(index, list) or not all(
            type(i) is int and 0 <= i < share.vertices.number for i in index
        ):
            self.tell("error", "BAD_INDEX", row, "the location of its address does not exist")
            return {name: value for name, value in address.items() if name != "location"}
        points = self.pool.vertices.all()[[share.vertices.first + i for i in index]]
        world = self._builder.frame.to_world(points) if self._builder.frame else points
        axes = [1, 0, 2] if self._north_first else [0, 1, 2]
        return {**address, "location": world[:, axes].round(6).tolist()}

    def _members(self, row: int, group: dict[str, Any]) -> None:
        """Who belongs to a group, and as what (CityJSON 2.0, section 3.1.7; 1.0: "members")."""
        members = group.get("children", group.get("members", []))
        roles = group.get("children_roles", [])
        if not isinstance(members, list) or not isinstance(roles, list):
            self.tell("error", "BAD_GROUP", row, "its members or their roles are no list")
        elif members:
            roles = [*roles, *[""] * len(members)]
            listed = [
                {"id": str(member), "role": str(role)} if role else str(member)
                for member, role in zip(members, roles, strict=False)
            ]
            self._attributes.take(row, {"members": listed})
