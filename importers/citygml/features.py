"""Walks the features of a piece: objects, their surfaces and attributes, and what has geometry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from city.builder import CityBuilder
from city.column import Type
from city.finding import Finding, Severity
from importers.citygml import attributes
from importers.citygml.attributes import Values
from importers.citygml.geometry import Faces, Gatherer, Use
from importers.citygml.names import HREF, SHAPE_OF, Meaning, Names, Role, id_of, local_name

Tell = Callable[[Severity, str, str, str], None]


@dataclass(slots=True)
class Form:
    """A geometry of an object, or of one of its surfaces, at a level of detail."""

    object: int
    surface: int
    lod: str
    type: str
    uses: list[Use]
    matrix: str = ""  # of a library object: where it goes
    anchor: Any = None


@dataclass(slots=True)
class Features:
    """What a walk over a piece found, beside what it has put into the builder."""

    faces: Faces
    forms: list[Form] = field(default_factory=list)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    code_spaces: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class Walk:
    """One pass over the members of a piece."""

    def __init__(self, builder: CityBuilder, names: Names, faces: Faces) -> None:
        self.builder = builder
        self.names = names
        self.found = Features(faces)
        self._gatherer = Gatherer(names, faces)
        self._ids: list[str] = []  # of the objects around the element being read

    def tell(self, severity: Severity, code: str, message: str) -> None:
        id = self._ids[-1] if self._ids else ""
        self.found.findings.append(Finding(severity, code, id, message))

    def members(self, root: Any) -> dict[str, str]:
        """Read every feature that is a member of the root, or the root itself if it is one.

        Returns what the root says of itself: its name, its description.
        """
        about: dict[str, str] = {}
        if self.names(root).role in (Role.OBJECT, Role.SURFACE):
            self._object(root, self.names(root), -1)
            return about
        for member in root:
            if len(member) == 0 and member.text:
                about.setdefault(local_name(member), member.text.strip())
            local = local_name(member)
            if self.names(member).role is Role.SKIP or not local.lower().endswith(
                ("member", "members")
            ):
                continue
            for feature in member:
                self._top(feature)
        return about

    def _top(self, feature: Any) -> None:
        what = self.names(feature)
        if local_name(feature) in ("Appearance", "CityModel"):
            return
        if what.role not in (Role.OBJECT, Role.SURFACE):
            self.found.unknown[what.kind, "kept as objects"] += 1
        self._object(feature, what, -1)

    # features

    def _object(self, e: Any, what: Meaning, parent: int) -> int:
        id = id_of(e)
        row = self.builder.add_object(what.kind, id, parent)
        self._ids.append(id)
        values = Values()
        self._properties(e, row, -1, values)
        values.write(self.builder.objects, row)
        self._ids.pop()
        return row

    def _surface(self, e: Any, what: Meaning, object: int, parent: int) -> None:
        row = self.builder.add_surface(object, what.kind, id_of(e), parent)
        values = Values()
        self._properties(e, object, row, values)
        values.write(self.builder.surfaces, row)

    def _properties(self, e: Any, object: int, surface: int, values: Values) -> None:
        names = self.names
        for p in e:
            what = names(p)
            role = what.role
            if role is Role.PROPERTY:
                if len(p):
                    self._complex(p, what, object, surface, values)
                else:
                    self._simple(p, what, values)
            elif role is Role.LOD:
                self._geometry(p, what, e, object, surface, values)
            elif role is Role.GENERIC:
                attributes.generic(p, values, self._bad)
            elif role is Role.ADDRESS:
                self._address(p, values)
            elif role is Role.EXTENSION:
                for inner in p:
                    self.found.unknown[names(inner).kind, "read as attributes"] += 1
                    self._properties(inner, object, surface, values)
            elif role is Role.MEMBER:
                self._group_member(p, values)
            elif role is not Role.SKIP:
                # an object straight inside an object, against GML's rule: read it all the same
                self._inner(p, what, object, surface, values)

    def _simple(self, p: Any, what: Meaning, values: Values) -> None:
        space = p.get("codeSpace")
        if space:
            self.found.code_spaces.setdefault(what.local, space)
        attributes.plain(p, what, values, self._bad)
        if not what.known:
            self.found.unknown[what.kind, "read as attributes"] += 1

    def _bad(self, name: str, text: str, type: Type) -> None:
        self.tell("warning", "BAD_VALUE", f"{name} should be of type {type} but is {text[:60]!r}")

    def _address(self, p: Any, values: Values) -> None:
        one = attributes.address(p)
        if one:
            values.put("address", one)

    def _complex(self, p: Any, what: Meaning, object: int, surface: int, values: Values) -> None:
        """A property with elements inside: features, geometry, or data."""
        data = False
        for inner in p:
            kind = self.names(inner)
            if kind.role is Role.DATA or kind.role is Role.PROPERTY:
                if what.boundary and kind.role is Role.DATA:
                    self.found.unknown[kind.kind, "kept as surfaces"] += 1
                    self._surface(inner, kind, object, surface)
                elif kind.role is Role.DATA and self._is_feature(inner):
                    self.found.unknown[kind.kind, "kept as objects"] += 1
                    self._object(inner, kind, object)
                else:
                    data = True
            elif kind.role in (Role.LINE, Role.POINT) or what.local == "extent":
                data = True
            else:
                self._inner(inner, kind, object, surface, values)
        if data:
            values.add(what.local, "structure", attributes.nested(p))
            if not what.known:
                self.found.unknown[what.kind, "read as attributes"] += 1

    def _inner(self, e: Any, kind: Meaning, object: int, surface: int, values: Values) -> None:
        if kind.role is Role.SURFACE:
            self._surface(e, kind, object, surface)
        elif kind.role is Role.OBJECT:
            self._object(e, kind, object)
        elif kind.role is Role.IMPLICIT:
            self._implicit(e, "", object, values)
        elif kind.role in (Role.FACE, Role.SOLID, Role.ORIENTABLE, Role.GEOMETRY, Role.LINE):
            self._form(e, "", object, surface)
        elif kind.role is Role.DATA:
            if self._is_feature(e):
                self._object(e, kind, object)
            else:
                values.add(kind.local, "structure", attributes.nested(e))

    def _is_feature(self, e: Any) -> bool:
        """Whether an element that no module knows is a thing: it has an id or a geometry."""
        if id_of(e):
            return True
        return any(self.names(inner).role in (Role.LOD, Role.IMPLICIT) for inner in e.iter())

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
            self._top(inner)
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
        if len(p) == 0:
            href = p.get(HREF)
            if href:
                type = _type_by_name(what.local)
                form = Form(object, surface, lod, type, [Use(href)])
                self.found.forms.append(form)
            return
        for inner in p:
            role = self.names(inner).role
            if role is Role.IMPLICIT:
                self._implicit(inner, lod, object, values)
            elif role in (Role.DATA, Role.PROPERTY, Role.SKIP):
                values.add(what.local, "structure", attributes.nested(p))
            else:
                self._form(inner, lod, object, surface, what.local)

    def _form(self, g: Any, lod: str, object: int, surface: int, name: str = "") -> None:
        type = SHAPE_OF.get(local_name(g), "MultiSurface")
        if name.endswith("TerrainIntersection"):
            type = "TerrainIntersection"
        uses = self._gatherer.gather(g)
        if uses:
            if type == "MultiSurface" and local_name(g) in ("MultiGeometry", "GeometricComplex"):
                type = self._mixed(uses)
            self.found.forms.append(Form(object, surface, lod, type, uses))

    def _mixed(self, uses: list[Use]) -> str:
        lines = self.found.faces.lines
        return "MultiCurve" if all(use.polygon in lines for use in uses) else "MultiSurface"

    def _implicit(self, e: Any, lod: str, object: int, values: Values) -> None:
        """A library object: its own geometry, moved and turned to where it stands."""
        form = Form(object, -1, lod, "MultiSurface", [])
        for part in e:
            local = local_name(part)
            if local == "transformationMatrix":
                form.matrix = part.text or ""
            elif local == "referencePoint":
                form.anchor = next((x.text for x in part.iter() if local_name(x) == "pos"), None)
            elif local in ("relativeGMLGeometry", "relativeGeometry"):
                href = part.get(HREF)
                if len(part):
                    form.type = SHAPE_OF.get(local_name(part[0]), "MultiSurface")
                    form.uses = self._gatherer.gather(part[0])
                elif href:
                    form.uses = [Use(href)]
            elif local == "libraryObject":
                uri = (part.text or part.get(HREF) or "").strip()
                values.add("libraryObject", "text", uri)
                self.tell("warning", "LIBRARY_OBJECT", f"its shape is in another file, {uri}")
        if form.uses:
            if not form.matrix and form.anchor is None:
                form.matrix = "1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1"
            self.found.forms.append(form)


def _type_by_name(local: str) -> str:
    if local.endswith("TerrainIntersection"):
        return "TerrainIntersection"
    return next(
        (t for t in ("MultiSolid", "Solid", "MultiCurve") if local.endswith(t)), "MultiSurface"
    )
