"""Walks the features of a piece: objects, their surfaces and attributes, and what has geometry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from city.batch import Rows
from city.builder import CityBuilder
from city.column import Type
from city.finding import Finding, Severity
from importers.citygml import attributes
from importers.citygml.attributes import Values
from importers.citygml.geometry import Faces, Form, Forms
from importers.citygml.implicit import Implicit
from importers.citygml.library import Library
from importers.citygml.names import (
    ADDRESS,
    DATA,
    EXTENSION,
    FACE,
    GENERIC,
    GEOMETRY,
    GML,
    HREF,
    IMPLICIT,
    KEPT_BOOLEANS,
    KEPT_ID,
    KEPT_KIND,
    KEPT_PARENT,
    LINE,
    LOD,
    MEMBER,
    OBJECT,
    ORIENTABLE,
    POINT,
    PROPERTY,
    SKIP,
    SOLID,
    SURFACE,
    TIN_PARTS,
    Meaning,
    Names,
    id_of,
    local_name,
)
from importers.citygml.tape import NotPlain
from importers.citygml.versions import Choice, inline

IDENTIFIER = f"{{{GML[1]}}}identifier"


class Walk:
    """One pass over the members of a piece: fills a builder, and lists what has geometry.

    unknown: how often an element of an extension was met, and what became of it. code_spaces: the
    code lists that attributes name. versions: which is read of those that the file holds.
    """

    def __init__(
        self,
        builder: CityBuilder,
        names: Names,
        faces: Faces,
        folder: Path,
        versions: Choice | None = None,
    ) -> None:
        self.builder = builder
        self.names = names
        self.faces = faces
        self.forms = Forms(names, faces)
        self._implicit = Implicit(names, self.forms, Library(folder, faces), self._lost)
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.code_spaces: set[tuple[str, str]] = set()
        self.findings: list[Finding] = []
        self._versions = versions
        self._ids: list[str] = []  # of the objects around the element being read

    def tell(self, severity: Severity, code: str, message: str) -> None:
        id = self._ids[-1] if self._ids else ""
        self.findings.append(Finding(severity, code, id, message))

    def members(self, root: Any) -> dict[str, str]:
        """Read every feature that is a member of the root, or the root itself if it is one.

        Returns what the root says of itself: its name, its description.
        """
        about: dict[str, str] = {}
        if self.names(root).role in (OBJECT, SURFACE):
            self._object(root, self.names(root), -1)
            return about
        for member in root:
            if len(member) == 0 and member.text:
                about.setdefault(local_name(member), member.text.strip())
            local = local_name(member)
            if self.names(member).role is SKIP or not local.lower().endswith(("member", "members")):
                continue
            for feature in member:
                self.top(feature)
        return about

    def units(self, elements: Iterable[Any], owners: Sequence[tuple[int, int] | None]) -> list[int]:
        """Read features, and properties of the objects and surfaces that were read before.

        owners: of each element the object and the surface (or -1) it belongs to; None: a feature.
        Returns how many forms each has brought; raises NotPlain where they add to an attribute.
        """
        said: dict[tuple[int, int], Values] = {}
        brought = []
        for e, owner in zip(elements, owners, strict=True):
            before = len(self.forms.object)
            if owner is None:
                self.top(e)
            else:
                object, surface = owner
                self._ids.append(self.builder.objects.ids[object])
                self._property(e, e, object, surface, said.setdefault(owner, Values()))
                self._ids.pop()
            brought.append(len(self.forms.object) - before)
        of_surfaces = {surface: values for (_, surface), values in said.items() if surface >= 0}
        of_objects = {object: values for (object, surface), values in said.items() if surface < 0}
        for table, added in (
            (self.builder.surfaces, of_surfaces),
            (self.builder.objects, of_objects),
        ):
            if _known(table, added):
                raise NotPlain
            for row, values in added.items():
                values.write(table, row)
        return brought

    def top(self, feature: Any) -> None:
        what = self.names(feature)
        if local_name(feature) in ("Appearance", "CityModel"):
            return
        if self._versions is not None:
            if local_name(feature) in ("Version", "VersionTransition"):
                for inner in inline(feature):
                    self.top(inner)
                return
            if id_of(feature) in self._versions.hidden:
                return
        if what.role not in (OBJECT, SURFACE):
            self.unknown[what.kind, "kept as objects"] += 1
        self._object(feature, what, -1)

    # features

    def _object(self, e: Any, what: Meaning, parent: int) -> int:
        id = id_of(e) if self._versions is None else _lasting_id(e)
        row = self.builder.add_object(what.kind, id, parent)
        self._ids.append(id)
        values = Values()
        self._properties(e, row, -1, values)
        if values.ours:
            self._restore(self.builder.objects, row, values)
            above = values.take(KEPT_PARENT)
            if above:
                self.builder.parent_by_id(row, above)
        values.write(self.builder.objects, row)
        self._ids.pop()
        return row

    def _surface(self, e: Any, what: Meaning, object: int, parent: int) -> None:
        row = self.builder.add_surface(object, what.kind, id_of(e), parent)
        values = Values()
        self._properties(e, object, row, values)
        if values.ours:
            self._restore(self.builder.surfaces, row, values)
        values.write(self.builder.surfaces, row)

    def _restore(self, rows: Rows, row: int, values: Values) -> None:
        """Give a thing its own class, id and types back, where our writer had to choose others."""
        for name in values.take(KEPT_BOOLEANS).split("\n"):
            values.become_boolean(name)
        kind, id = values.take(KEPT_KIND), values.take(KEPT_ID)
        if kind:
            rows.kind[row] = rows.names.setdefault(kind, len(rows.names))
        if id:
            rows.ids[row] = id

    def _properties(self, e: Any, object: int, surface: int, values: Values) -> None:
        for p in e:
            self._property(p, e, object, surface, values)

    def _property(self, p: Any, e: Any, object: int, surface: int, values: Values) -> None:
        """One property of the feature `e`."""
        names = self.names
        what = names.known.get(p.tag) or names(p)
        role = what.role
        if role is PROPERTY:
            if what.boundary:
                self._complex(p, what, object, surface, values)
            elif next(iter(p), None) is None:
                self._simple(p, what, values)
            else:
                self._complex(p, what, object, surface, values)
        elif role is LOD:
            self._geometry(p, what, e, object, surface, values)
        elif role is GENERIC:
            attributes.generic(p, what, values, self._bad)
        elif role is ADDRESS:
            self._address(p, values)
        elif role is EXTENSION:
            for inner in p:
                self.unknown[names(inner).kind, "read as attributes"] += 1
                self._properties(inner, object, surface, values)
        elif role is MEMBER:
            self._group_member(p, values)
        elif role is not SKIP:
            # an object straight inside an object, against GML's rule: read it all the same
            self._inner(p, what, object, surface, values)

    def _simple(self, p: Any, what: Meaning, values: Values) -> None:
        space = attributes.plain(p, what, values, self._bad)
        if space:
            self.code_spaces.add((what.local, space))
        if not what.known:
            self.unknown[what.kind, "read as attributes"] += 1

    def _nested(self, element: Any) -> Any:
        for leaf in element.iter():
            space = leaf.get("codeSpace")
            if space:
                self.code_spaces.add((local_name(leaf), space))
        return attributes.nested(element)

    def _lost(self, message: str) -> None:
        self.tell("warning", "LIBRARY_OBJECT", message)

    def _bad(self, name: str, text: str, type: Type) -> None:
        self.tell("warning", "BAD_VALUE", f"{name} should be of type {type} but is {text[:60]!r}")

    def bad_value(self, object: int, name: str, text: str, type: Type) -> None:
        """Say that an attribute of an object, or of one of its surfaces, is not of its type."""
        self._ids.append(self.builder.objects.ids[object])
        self._bad(name, text, type)
        self._ids.pop()

    def _address(self, p: Any, values: Values) -> None:
        one = attributes.address(p)
        if one:
            values.put("address", one)

    def _complex(self, p: Any, what: Meaning, object: int, surface: int, values: Values) -> None:
        """A property with elements inside: features, geometry, or data."""
        data = False
        known = self.names.known
        kind: Meaning | None = None
        for inner in p:
            kind = known.get(inner.tag) or self.names(inner)
            role = kind.role
            if role is SURFACE:
                self._surface(inner, kind, object, surface)
            elif role is OBJECT:
                self._object(inner, kind, object)
            elif role is DATA and what.boundary:
                self.unknown[kind.kind, "kept as surfaces"] += 1
                self._surface(inner, kind, object, surface)
            elif role is DATA and self._is_feature(inner, kind):
                self.unknown[kind.kind, "kept as objects"] += 1
                self._object(inner, kind, object)
            elif role in (DATA, PROPERTY, LINE, POINT) or what.local == "extent":
                data = True
            else:
                self._inner(inner, kind, object, surface, values)
        if kind is None:
            self._simple(p, what, values)
        if data:
            values.add(what.local, "structure", self._nested(p))
            if not what.known:
                self.unknown[what.kind, "read as attributes"] += 1

    def _inner(self, e: Any, kind: Meaning, object: int, surface: int, values: Values) -> None:
        """An element that stands where no rule of GML expects it."""
        if kind.role is SURFACE:
            self._surface(e, kind, object, surface)
        elif kind.role is OBJECT:
            self._object(e, kind, object)
        elif kind.role is IMPLICIT:
            self._implicit.add(e, object, surface, "", values)
        elif kind.role in (FACE, SOLID, ORIENTABLE, GEOMETRY, LINE):
            self._form(e, "", object, surface)
        elif kind.role is DATA and self._is_feature(e, kind):
            self._object(e, kind, object)
        else:
            values.add(kind.local, "structure", self._nested(e))

    def _is_feature(self, e: Any, kind: Meaning) -> bool:
        """Whether an element that is no city object is a thing: it has a geometry, or, where only
        an extension knows what it is, an id. (CityGML's own data may have ids: a time series.)"""
        if id_of(e) and not kind.known:
            return True
        return any(self.names(inner).role in (LOD, IMPLICIT) for inner in e.iter())

    def _group_member(self, p: Any, values: Values) -> None:
        inner = list(p)
        if len(inner) == 1 and local_name(inner[0]) == "Role":  # CityGML 3.0
            role = [x.text for x in inner[0] if local_name(x) == "role"]
            for x in inner[0]:
                if local_name(x) == "groupMember":
                    self._member(x, (role[0] or "") if role else "", values)
        else:
            self._member(p, p.get("role") or "", values)

    def _member(self, p: Any, role: str, values: Values) -> None:
        href = (p.get(HREF) or "").removeprefix("#")
        for inner in p:
            href = id_of(inner) or href
            self.top(inner)
        member = {"id": href, "role": role} if role else href
        if href:
            values.put("members", member)

    # geometry

    def _geometry(
        self, p: Any, what: Meaning, owner: Any, object: int, surface: int, values: Values
    ) -> None:
        lod = what.lod
        if not lod and what.local != "geometry":  # relief: the level stands beside
            lod = next((x.text or "" for x in owner if local_name(x) == "lod"), "").strip()
        empty = True
        known = self.names.known
        for inner in p:
            empty = False
            kind = known.get(inner.tag) or self.names(inner)
            role = kind.role
            if role is GEOMETRY or role is SOLID or role is FACE or role is LINE or role is POINT:
                shape = "TerrainIntersection" if what.terrain else kind.shape
                self.forms.add(Form(object, surface, lod, shape), inner)
                if what.local == "tin":
                    _count_tin(inner, values)
            elif role is IMPLICIT:
                self._implicit.add(inner, object, surface, lod, values)
            elif role is ORIENTABLE:
                self._form(inner, lod, object, surface)
            else:
                values.add(what.local, "structure", self._nested(p))
        href = p.get(HREF) if empty else None
        if href:
            self.forms.link(Form(object, surface, lod, type_by_name(what.local)), href)

    def _form(self, g: Any, lod: str, object: int, surface: int) -> None:
        self.forms.add(Form(object, surface, lod, self.names(g).shape), g)


def _lasting_id(e: Any) -> str:
    """The name that all versions of a feature share, which is then no attribute of it."""
    said = e.find(IDENTIFIER)
    if said is None or not said.text:
        return id_of(e)
    e.remove(said)
    return str(said.text).strip()


def _known(table: Rows, added: dict[int, Values]) -> bool:
    """Whether a row has an attribute already that is to be added: the two belong in one list."""
    names: dict[str, set[int]] = {}
    for row, values in added.items():
        for name in values.names():
            names.setdefault(name, set()).add(row)
    return any(
        name in names and not names[name].isdisjoint(rows)
        for (name, _, _), (rows, _) in table.values.items()
    )


def _count_tin(tin: Any, values: Values) -> None:
    """How many points and lines a terrain was built from; they are in its triangles already."""
    for part in tin:
        name = TIN_PARTS.get(local_name(part))
        if name:
            lists = [x.text.split() for x in part.iter() if local_name(x) == "posList" and x.text]
            places = sum(local_name(x) == "pos" for x in part.iter())
            points = name == "controlPoints"
            count = sum(len(words) // 3 for words in lists) + places if points else len(lists)
            values.add(name, "integer", count)


def type_by_name(local: str) -> str:
    """The type of shape that a link stands for, by the property's name."""
    for type in ("TerrainIntersection", "MultiSolid", "Solid", "MultiCurve"):
        if local.endswith(type):
            return type
    return "MultiSurface"
