"""The things of a building model and what they belong to: plots, buildings, storeys, walls."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from importers.ifc.kinds import ELEMENTS, NOT_THINGS, SOILS, SPATIAL, kind_in
from importers.ifc.lines import number, part, parts, text
from importers.ifc.properties import Attributes, Properties
from importers.ifc.units import Units
from importers.ifc.values import Thing, Value

TEXTS = {
    "Name": "name",
    "LongName": "longName",
    "Description": "description",
    "ObjectType": "objectType",
    "PredefinedType": "predefinedType",
    "Tag": "tag",
}
ADDRESS = ("AddressLines", "PostalBox", "PostalCode", "Town", "Region", "Country")
WHOLE = ("Building", "BuildingPart", "Bridge", "BridgePart")  # what others hang under
FLAT = ("Axis", "FootPrint", "Box", "Annotation", "Plan", "Profile", "CoG", "Lighting")
DOWN, ALL, UP = -1, 0, 1
SURFACES = {"IfcWindow": ("Window", ALL), "IfcDoor": ("Door", ALL), "IfcRoof": ("RoofSurface", UP)}
SLABS = {"ROOF": ("RoofSurface", UP), "BASESLAB": ("GroundSurface", DOWN)}


def things(model: Any, units: Units) -> list[Thing]:
    """Every thing of an opened model in the order of its hierarchy, those above first."""
    products = {one.id(): one for one in model.by_type("IfcProduct") if _is_thing(one)}
    above = _wholes(model)
    properties = Properties(model, units)
    rows: dict[int, int] = {}
    found: list[Thing] = []
    depth = {entity: len(list(_climb(entity, above))) for entity in products}
    spatial = {e for e, one in products.items() if _spatial(one)}
    for entity in sorted(products, key=lambda e: (e not in spatial, depth[e], e)):
        one = products[entity]
        line = [products[e] for e in _climb(entity, above) if e in products]
        kind, parent = _place(one, line, rows, found)
        attributes = _own(one, units) | _of_line(one, line) | properties.of(one)
        rows[entity] = len(found)
        name, shaped = text(one, "GlobalId"), _is_shaped(one)
        found.append(Thing(entity, kind, name, parent, attributes, shaped, *_surface(one)))
    return found


def _is_thing(one: Any) -> bool:
    named = (*SPATIAL, "IfcElement", "IfcProxy")
    return any(map(one.is_a, named)) and not any(map(one.is_a, NOT_THINGS))


def _spatial(one: Any) -> str:
    return next((kind for name, kind in SPATIAL.items() if one.is_a(name)), "")


def _wholes(model: Any) -> dict[int, int]:
    """What each thing is part of, contained in or fixed to, by the numbers of their lines.

    A thing stays in the first whole that holds it, and what would close a circle is taken out of
    the model: the library would walk it for ever.
    """
    above: dict[int, int] = {}
    for name, upper, lower in (
        ("IfcRelAggregates", "RelatingObject", "RelatedObjects"),
        ("IfcRelNests", "RelatingObject", "RelatedObjects"),
        ("IfcRelContainedInSpatialStructure", "RelatingStructure", "RelatedElements"),
    ):
        for relation in model.by_type(name):
            whole = part(relation, upper, "IfcObjectDefinition")
            if not whole:
                continue
            line = {whole.id(), *_climb(whole.id(), above)}
            found = parts(relation, lower, "IfcProduct")
            held = [one for one in found if one.id() not in line and one.id() not in above]
            above |= {one.id(): whole.id() for one in held}
            if len(held) < len(found):
                setattr(relation, lower, held)
    return above


def _climb(entity: int, above: dict[int, int]) -> Iterator[int]:
    """Everything above a thing, nearest first."""
    while entity := above.get(entity, 0):
        yield entity


def _place(one: Any, line: list[Any], rows: dict[int, int], found: list[Thing]) -> tuple[str, int]:
    """A thing's kind and what it hangs under: storeys and walls under buildings, rooms under
    storeys, what stands in a room under that room."""
    known = [rows[upper.id()] for upper in line if upper.id() in rows]
    house = next((row for row in known if found[row].kind in WHOLE), -1)
    family = found[house].kind if house >= 0 else ""
    kind = _spatial(one)
    if kind in ("Building", "Bridge"):
        return (f"{kind}Part", house) if family.startswith(kind) else (kind, -1)
    if kind == "BuildingStorey":
        return (kind, house) if family.startswith("Building") else ("CityObjectGroup", -1)
    if kind == "BuildingRoom":
        storey = next((row for row in known if found[row].kind == "BuildingStorey"), house)
        return (kind, storey) if family.startswith("Building") else ("GenericCityObject", -1)
    if kind == "LandUse":
        return (kind if _is_shaped(one) else "CityObjectGroup"), -1
    if kind:
        return (kind, house) if kind.endswith("Part") and family else (kind, -1)
    if one.is_a("IfcGeographicElement"):
        return SOILS.get(text(one, "PredefinedType"), "GenericCityObject"), -1
    kind = kind_in(next(k for name, k in ELEMENTS.items() if one.is_a(name)), family)
    room = next((row for row in known if found[row].kind == "BuildingRoom"), -1)
    if kind == "BuildingFurniture" and room >= 0:
        return kind, room
    return kind, house


def _own(one: Any, units: Units) -> Attributes:
    found = {"ifcClass": Value("text", one.is_a())}
    for field, name in TEXTS.items():
        value = text(one, field)
        if value and value != "NOTDEFINED":
            found[name] = Value("text", value)
    elevation = number(one, "Elevation")
    if math.isfinite(elevation):
        found["elevation"] = Value("number", *units.measured(elevation, "LENGTHUNIT"))
    address = part(one, "BuildingAddress") or part(one, "SiteAddress")
    said = [getattr(address, field, None) for field in ADDRESS]
    words = [word for value in said for word in (value if isinstance(value, tuple) else (value,))]
    lines = [word for word in words if isinstance(word, str) and word]
    if lines:
        found["address"] = Value("text", ", ".join(lines))
    return found


def _of_line(one: Any, line: list[Any]) -> Attributes:
    """The storey that a thing stands on, and what it is a part of."""
    found = {}
    storey = next((upper for upper in line if upper.is_a("IfcBuildingStorey")), None)
    if name := text(storey, "Name"):
        found["storey"] = Value("text", name)
    if line and line[0].is_a("IfcElement"):
        found["partOf"] = Value("text", text(line[0], "GlobalId"))
    return found


def _is_shaped(one: Any) -> bool:
    """Whether the file gives it a body, and not an axis or a plan alone."""
    looks = parts(part(one, "Representation"), "Representations")
    return any(text(look, "RepresentationIdentifier") not in FLAT for look in looks)


def _surface(one: Any) -> tuple[str, int]:
    if one.is_a("IfcSlab"):
        return SLABS.get(text(one, "PredefinedType"), ("", ALL))
    return next((found for name, found in SURFACES.items() if one.is_a(name)), ("", ALL))
