"""Objects with everything that is theirs -> elements: attributes, surfaces, geometry, children."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from city.model import City
from city.versions import Versions
from exporters.citygml import attributes
from exporters.citygml.attributes import ID, KIND, PARENT, Parts, Value
from exporters.citygml.geometry import Geometry
from exporters.citygml.looks import Gathered, Looks, Pictures
from exporters.citygml.polygons import Level, Shape, member, solid
from exporters.citygml.schema import SOLIDS, SURFACES, Class, Schema
from exporters.citygml.text import element, quoted
from exporters.citygml.versioning import identifier, lifespan


class Extension(Protocol):
    """What an application domain extension has to say, as whole elements."""

    prefix: str
    namespace: str

    def of_object(self, row: int) -> list[str]: ...

    def of_surface(self, row: int) -> list[str]: ...


@dataclass(slots=True)
class Desk:
    """What stays the same while a city is written.

    ids, surface_ids: as the file spells them, "" for a surface without one. links: the spelling of
    an object's id, in a city that has groups. lods: the levels to
    write. has_faces: surfaces with polygons at any level. shift, swap: see Level. versions: of
    which the city has all objects, None for a city in one state. extension: None for none.
    """

    city: City
    schema: Schema
    ids: list[str]
    surface_ids: list[str]
    links: dict[str, str]
    lods: list[str]
    has_faces: NDArray[np.bool_]
    shift: NDArray[np.float64]
    swap: bool
    prefix: str
    pictures: Pictures
    versions: Versions | None = None
    extension: Extension | None = None
    lost: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(slots=True)
class Plan:
    """How an object's surfaces nest: the class of each, and which hang where.

    tops: those of the object itself. inside: those in another surface. walls: openings that no
    wall of the object claims, which get one.
    """

    classes: dict[int, Class] = field(default_factory=dict)
    tops: list[int] = field(default_factory=list)
    inside: dict[int, list[int]] = field(default_factory=dict)
    walls: list[int] = field(default_factory=list)


class Stretch:
    """The objects from row `first` up to row `last`, which begin and end with whole families."""

    def __init__(self, desk: Desk, first: int, last: int) -> None:
        self._desk = desk
        city = desk.city
        self._first = first
        self._kinds = [city.objects.kinds[k] for k in city.objects.kind[first:last].tolist()]
        parents = city.objects.parent[first:last].tolist()
        self._children: dict[int, list[int]] = {}
        self._roots = []
        for row, parent in enumerate(parents, first):
            if parent < 0:
                self._roots.append(row)
            else:
                self._children.setdefault(parent, []).append(row)
        self._values = attributes.values(city.objects, first, last)
        self._levels = [
            Level(lod, n, city.shapes[lod], first, last, desk.shift, desk.swap)
            for n, lod in enumerate(desk.lods)
        ]
        self._looks = [Looks(v, v.start, v.end) for v in self._levels]
        bounds = np.searchsorted(city.surface_object, np.arange(first, last + 1))
        self._surfaces = bounds.tolist()
        low, high = self._surfaces[0], self._surfaces[-1]
        self._surface_first = low
        kinds = city.surfaces.kind[low:high].tolist()
        self._surface_kinds = [city.surfaces.kinds[k] for k in kinds]
        self._surface_parents = city.surfaces.parent[low:high].tolist()
        self._surface_values = attributes.values(city.surfaces, low, high)
        self._loose: list[str] = []

    def features(self) -> Iterator[str]:
        """The top elements, one after another."""
        for row in self._roots:
            _, text = self._object(row)
            yield text
            yield from self._loose
            self._loose = []

    def _object(self, row: int, *more: Value) -> tuple[Class, str]:
        schema = self._desk.schema
        kind = self._kinds[row - self._first]
        cls, exact = schema.object_class(kind)
        found = [*self._values.get(row, ()), *more]
        if not exact:
            found.append(Value(KIND, "text", kind.removeprefix("+"), ""))
        name = self._desk.city.objects.ids[row]
        id = self._desk.ids[row]
        parts: Parts = {}
        versions = self._desk.versions
        if versions is not None:
            found = lifespan(versions, row, found)
            parts[cls.slots["identifier"]] = [identifier(versions.names[row])]
        elif id != name:
            found.append(Value(ID, "text", name, ""))
        found = self._members(parts, cls, found)
        attributes.write(parts, cls, schema.version, found)
        self._body(row, cls, parts)
        if self._desk.extension is not None:
            parts[self._desk.extension.prefix] = self._desk.extension.of_object(row)
        for child in self._children.get(row, ()):
            own, _ = schema.object_class(self._kinds[child - self._first])
            slot = schema.place(cls, own)
            if slot:
                parts.setdefault(slot, []).append(f"<{slot}>{self._object(child)[1]}</{slot}>")
            else:
                self._desk.lost["PARENT", f"{own.local} in a {cls.local}"] += 1
                self._loose.append(self._object(child, Value(PARENT, "text", name, ""))[1])
        return cls, _element(cls, id, parts)

    def _members(self, parts: Parts, cls: Class, found: list[Value]) -> list[Value]:
        """The members of a group become links; the rest of its attributes is given back."""
        slot = cls.slots.get("groupMember", "")
        rest = []
        for v in found:
            if v.name != "members" or not slot:
                rest.append(v)
                continue
            parts.setdefault(slot, []).extend(self._member(slot, one) for one in _flat(v.value))
        return rest

    def _member(self, slot: str, one: Any) -> str:
        """A link to a member of a group; `one` is its id, or {"id", "role"}."""
        id, role = (one.get("id"), one.get("role")) if isinstance(one, dict) else (one, None)
        link = self._desk.links.get(str(id), str(id))
        href = f" xlink:href={quoted(f'#{link}')}"
        if self._desk.schema.version == "2.0":
            named = f" role={quoted(role)}" if role else ""
            return f"<{slot}{named}{href}/>"
        said = element("grp:role", role) if role else ""
        return f"<{slot}><grp:Role>{said}<grp:groupMember{href}/></grp:Role></{slot}>"

    # geometry

    def _body(self, row: int, cls: Class, parts: Parts) -> None:
        """The object's surfaces and its geometry at every level of detail."""
        schema = self._desk.schema
        chosen = self._chosen(row)
        plan = self._plan(row, cls)
        own = Geometry(cls, schema.version, f"{self._desk.prefix}t{row}")
        bounds = {s: Geometry(c, schema.version) for s, c in plan.classes.items()}
        looks = Gathered()
        for digit, level, look, shapes in chosen:
            for shape in shapes:
                if shape.type in SOLIDS and own.takes_solids(digit):
                    self._solid(level, look, digit, shape, own, bounds)
                else:
                    self._shape(level, look, digit, shape, own, bounds)
                if shape.type in SOLIDS or shape.type in SURFACES:
                    look.gather(shape.polygons, self._desk.prefix, looks, own.tin)
        if "lod" in cls.slots and cls.slots["lod"] not in parts:
            digit = next((digit for digit, *_ in chosen), "1")
            parts[cls.slots["lod"]] = [element(cls.slots["lod"], digit)]
        for word in own.misplaced:
            self._desk.lost["NOT_IN_SCHEMA", f"{word} of a {cls.local}"] += 1
        own.write(parts)
        slot = cls.slots["appearance"]
        texts = looks.write(slot, schema.version, self._desk.city, self._desk.pictures.uri)
        if texts:
            parts.setdefault(slot, []).extend(texts)
        seen = {s for s, g in bounds.items() if not g.empty}
        for s in plan.tops:
            self._put_surface(parts, cls, s, plan, bounds, seen)
        if plan.walls:
            self._lone_openings(parts, cls, plan, bounds, seen)

    def _chosen(self, row: int) -> list[tuple[str, Level, Looks, list[Shape]]]:
        """The levels of an object, of those that CityGML cannot tell apart the finest."""
        found: dict[str, tuple[str, Level, Looks, list[Shape]]] = {}
        for level, look in zip(self._levels, self._looks, strict=True):
            shapes = level.of(row)
            if shapes:
                digit = self._desk.schema.digit(level.lod)
                if digit in found:
                    self._desk.lost["LOD", f"{found[digit][1].lod} beside {level.lod}"] += 1
                found[digit] = (digit, level, look, shapes)
        return list(found.values())

    def _solid(
        self,
        level: Level,
        look: Looks,
        digit: str,
        shape: Shape,
        own: Geometry,
        bounds: dict[int, Geometry],
    ) -> None:
        shells = []
        for shell in level.shells(shape.polygons):
            members = []
            for polygon in shell:
                text = level.polygon(polygon, self._desk.prefix, look.textured(polygon))
                surface = bounds.get(level.surface_of(polygon))
                if surface is not None:
                    surface.add_to_faces(digit, member(text, ""))
                    text = ""
                members.append(member(text, f"{self._desk.prefix}{level.id(polygon)}"))
            shells.append("".join(members))
        text = solid(shape.type, shells, self._desk.schema.version == "3.0")
        own.solid(digit, shape.type, text)

    def _shape(
        self,
        level: Level,
        look: Looks,
        digit: str,
        shape: Shape,
        own: Geometry,
        bounds: dict[int, Geometry],
    ) -> None:
        type = "MultiSurface" if shape.type in SOLIDS else shape.type
        for surface, polygons in _by_surface(level, shape, bounds):
            target = own if surface is None else surface
            if type == "MultiPoint":
                target.places(digit, [t for p in polygons for t in level.places(p)])
            elif type not in SURFACES:
                target.lines(digit, type, [level.line(p) for p in polygons])
            else:
                draw = level.triangles if target.tin else level.polygon
                texts = [draw(p, self._desk.prefix, look.textured(p)) for p in polygons]
                ready = texts if target.tin else [member(text, "") for text in texts]
                target.faces(digit, type, ready)

    # surfaces

    def _plan(self, row: int, cls: Class) -> Plan:
        schema = self._desk.schema
        start, end = self._surfaces[row - self._first : row - self._first + 2]
        plan = Plan()
        orphans = []
        for s in range(start, end):
            kind = self._surface_kinds[s - self._surface_first]
            own, _ = schema.surface_class(cls, kind)
            if own is not None:
                plan.classes[s] = own
        for s, own in list(plan.classes.items()):
            parent = self._surface_parents[s - self._surface_first]
            if parent in plan.classes and schema.place(plan.classes[parent], own, True):
                plan.inside.setdefault(parent, []).append(s)
            elif schema.place(cls, own, True):
                plan.tops.append(s)
            elif own.local in schema.places and schema.boundary in cls.slots:
                orphans.append((s, own))
            else:
                del plan.classes[s]
        for s in range(start, end):
            if s not in plan.classes:
                kind = self._surface_kinds[s - self._surface_first]
                self._desk.lost["SEMANTICS", f"{kind} of a {cls.local}"] += 1
        for s, own in orphans:
            hold = (t for t in plan.tops if schema.place(plan.classes[t], own, True))
            holder = next(hold, None)
            if holder is None:
                plan.walls.append(s)
            else:
                plan.inside.setdefault(holder, []).append(s)
        return plan

    def _put_surface(
        self,
        parts: Parts,
        owner: Class,
        s: int,
        plan: Plan,
        bounds: dict[int, Geometry],
        seen: set[int],
    ) -> None:
        """One surface with its openings; one whose polygons are all of other levels is left out."""
        desk = self._desk
        inner: Parts = {}
        cls = plan.classes[s]
        for opening in plan.inside.get(s, ()):
            self._put_surface(inner, cls, opening, plan, bounds, seen)
        if s not in seen and not inner and desk.has_faces[s]:
            return
        found = list(self._surface_values.get(s, ()))
        kind = self._surface_kinds[s - self._surface_first]
        if not desk.schema.surface_class(cls, kind)[1]:
            found.append(Value(KIND, "text", kind.removeprefix("+"), ""))
        name = desk.city.surfaces.ids[s]
        if name != desk.surface_ids[s]:
            found.append(Value(ID, "text", name, ""))
        attributes.write(inner, cls, desk.schema.version, found)
        bounds[s].write(inner)
        for word in bounds[s].misplaced:
            desk.lost["NOT_IN_SCHEMA", f"{word} of a {cls.local}"] += 1
        if desk.extension is not None:
            inner[desk.extension.prefix] = desk.extension.of_surface(s)
        slot = desk.schema.place(owner, cls, True)
        text = _element(cls, desk.surface_ids[s], inner)
        parts.setdefault(slot, []).append(f"<{slot}>{text}</{slot}>")

    def _lone_openings(
        self,
        parts: Parts,
        cls: Class,
        plan: Plan,
        bounds: dict[int, Geometry],
        seen: set[int],
    ) -> None:
        """Windows and doors of an object that has no wall: CityGML 2.0 wants one around them."""
        wall, _ = self._desk.schema.surface_class(cls, "WallSurface")
        assert wall is not None
        inner: Parts = {}
        for s in plan.walls:
            self._put_surface(inner, wall, s, plan, bounds, seen)
        if inner:
            slot = self._desk.schema.place(cls, wall, True)
            text = _element(wall, "", inner)
            parts.setdefault(slot, []).append(f"<{slot}>{text}</{slot}>")


def _by_surface(
    level: Level, shape: Shape, bounds: dict[int, Geometry]
) -> list[tuple[Geometry | None, list[int]]]:
    """The polygons of a shape by the surface they belong to, None for the object's own."""
    found: dict[int, list[int]] = {}
    for polygon in shape.polygons:
        surface = level.surface_of(polygon)
        found.setdefault(surface if surface in bounds else -1, []).append(polygon)
    return [(bounds.get(surface), polygons) for surface, polygons in found.items()]


def _flat(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [one for part in value for one in _flat(part)]
    return [value]


def _element(cls: Class, id: str, parts: Parts) -> str:
    """The element with its properties in the order of the schema, what is none of it last."""
    named = f" gml:id={quoted(id)}" if id else ""
    rank = cls.rank
    lines = [f"<{cls.name}{named}>"]
    for word in sorted(parts, key=lambda word: rank.get(word, len(rank))):
        lines.extend(parts[word])
    lines.append(f"</{cls.name}>")
    return "\n".join(lines)
