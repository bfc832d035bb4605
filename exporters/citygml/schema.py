"""What a version of CityGML allows where: classes, their properties in order, and namespaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SOLIDS = ("Solid", "MultiSolid", "CompositeSolid")
SURFACES = ("MultiSurface", "CompositeSurface")


@dataclass(frozen=True, slots=True)
class Class:
    """An element and the qualified names of its properties, in the order of the schema.

    local: its name without the prefix. rank: the place of each property. slots: property by its
    local name; one that two modules have is found under the later.
    """

    name: str
    local: str
    rank: Mapping[str, int]
    slots: Mapping[str, str]

    def geometry(self, digit: str, type: str) -> str:
        """The property for a shape of a type at a level of detail, "" where there is none."""
        for word in _geometry_words(digit, type):
            slot = self.slots.get(word)
            if slot:
                return slot
        return ""


@dataclass(frozen=True, slots=True)
class Schema:
    """A version of CityGML.

    prefixes: namespaces by prefix. objects: classes by the kind that a city gives its things.
    surfaces: classes by the module of the object they bound and by kind; "" holds for every other
    module. places: the properties that may hold a thing of a class. boundary: the property for
    surfaces that have no other place. similar: classes for kinds that this version has not, by
    kind. generic: the class for things of no class.
    """

    version: str
    prefixes: Mapping[str, str]
    objects: Mapping[str, Class]
    surfaces: Mapping[str, Mapping[str, Class]]
    places: Mapping[str, tuple[str, ...]]
    boundary: str
    digits: Mapping[str, str]
    similar: Mapping[str, str]
    generic: str

    def object_class(self, kind: str) -> tuple[Class, bool]:
        """The class for an object's kind, and whether it is exactly that.

        A class of an extension goes by its last word: "uro:UndergroundBuilding" is a Building.
        CityJSON writes "+" before classes that it does not know.
        """
        kind = kind.removeprefix("+")
        found = self.objects.get(kind)
        if found is not None:
            return found, True
        similar = self.objects.get(self.similar.get(kind, ""))
        return similar or _like(self.objects, kind) or self.objects[self.generic], False

    def surface_class(self, owner: Class, kind: str) -> tuple[Class | None, bool]:
        """The class for a surface of an object of a class, None where it can have none such."""
        kind = kind.removeprefix("+")
        own, common = self.surfaces.get(owner.name.partition(":")[0], {}), self.surfaces[""]
        found = own.get(kind) or common.get(kind)
        if found is not None:
            return found, True
        return _like(own, kind) or _like(common, kind) or common.get(
            "GenericThematicSurface"
        ), False

    def place(self, owner: Class, child: Class, surface: bool = False) -> str:
        """The property of `owner` that holds a `child`, "" where its class may not."""
        usual = (self.boundary,) if surface else ()
        words = self.places.get(child.local, usual)
        return next((owner.slots[w] for w in words if w in owner.slots), "")

    def digit(self, lod: str) -> str:
        """The level of detail as this version knows it: "2.2" is 2; 3.0 has no 4."""
        first = lod[:1] if lod[:1].isdigit() else "2"
        return self.digits.get(first, first)


def _like(known: Mapping[str, Class], kind: str) -> Class | None:
    last = kind.rsplit(":", 1)[-1]
    like = [name for name in known if last.endswith(name)]
    return known[max(like, key=len)] if like else None


def classes(text: str, before: str) -> dict[str, Class]:
    """Classes from a table: one a paragraph, "prefix:Name = prefix:property property ...".

    A word without a prefix has that of its class. `before`: what every class begins with.
    """
    found = {}
    for paragraph in text.strip().split("\n\n"):
        head, sign, body = paragraph.partition("=")
        assert sign, f"a table of classes has a stray paragraph: {paragraph[:60]}"
        for name in head.split():
            prefix = name.partition(":")[0]
            order = [w if ":" in w else f"{prefix}:{w}" for w in f"{before} {body}".split()]
            slots = {w.partition(":")[2]: w for w in order}
            local = name.partition(":")[2]
            rank = {word: number for number, word in enumerate(order)}
            found[local] = Class(name, local, rank, slots)
    return found


def _geometry_words(digit: str, type: str) -> tuple[str, ...]:
    lod = f"lod{digit}"
    if type in SOLIDS:
        own = f"{lod}MultiSolid" if type == "MultiSolid" else f"{lod}Solid"
        return (own, f"{lod}Solid", f"{lod}MultiSolid", f"{lod}Geometry")
    if type in SURFACES:
        roofs = (f"{lod}FootPrint", f"{lod}RoofEdge")
        return (f"{lod}MultiSurface", f"{lod}Surface", *roofs, f"{lod}Geometry", "tin")
    if type == "MultiCurve":
        lines = ("ridgeOrValleyLines", "breaklines")
        return (f"{lod}MultiCurve", f"{lod}Network", f"{lod}Geometry", *lines)
    if type == "MultiPoint":
        return (f"{lod}Geometry", "reliefPoints", f"{lod}Point")
    return (f"{lod}TerrainIntersection", f"{lod}TerrainIntersectionCurve")
